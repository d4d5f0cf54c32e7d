// Writes the machine of a specification (the first argument) as C++ into a directory (the second).
#include <fstream>

#include "codegen/generate.h"
#include "tests/generated/specification.h"

int main(int count, char** arguments) {
  if (count != 3) return 1;
  const auto from = generated::testing::specification(arguments[1]);
  for (const codegen::GeneratedFile& file :
       codegen::generate(from.model, from.model.machines.at(0), {"test", arguments[1], from.text})) {
    std::ofstream out(std::string(arguments[2]) + "/" + file.name, std::ios::binary);
    if (!(out << file.text)) return 1;
  }
  return 0;
}
