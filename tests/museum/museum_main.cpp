// Writes the machines of variants (the arguments behind the first) into one C++ file (the first), each in a namespace of its own.
#include <fstream>
#include <sstream>

#include "codegen/generate.h"
#include "tests/checker/specification.h"
#include "tests/museum/variants.h"

namespace {

/// Without its directives: the file that takes it in has them.
std::string body(const std::string& text) {
  std::istringstream in(text);
  std::string result;
  for (std::string line; std::getline(in, line);)
    if (!line.starts_with("#include") && !line.starts_with("#pragma once")) result += line + "\n";
  return result;
}

std::string code(const std::string& file, const std::string& id) {
  const auto model = checker::testing::load(file, id);
  std::string text = "namespace " + id + " {\n";
  for (const auto& each : codegen::generate(model, model.machines.at(0), {"test", file, ""}))
    if (!each.name.ends_with(".dot")) text += body(each.text);
  return text + "}  // namespace " + id + "\n";
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) return 1;
  std::string text = "#include <cstddef>\n#include <cstdint>\n\n#include \"tests/museum/code.h\"\n\n", table;
  for (int i = 2; i < count; ++i)
    for (const auto& id : museum::variants(arguments[i])) {
      text += code(arguments[i], id);
      table += "    {\"" + id + "\", play<" + id + "::tcp::Parameters, " + id + "::tcp::Tcb, " + id +
               "::tcp::Event, " + id + "::tcp::Output>},\n";
    }
  text +=
      "const std::map<std::string, museum::Code>& museum::codes() {\n  static const std::map<std::string, "
      "Code> all = {\n" +
      table + "  };\n  return all;\n}\n";
  std::ofstream out(arguments[1], std::ios::binary);
  return out << text ? 0 : 1;
}
