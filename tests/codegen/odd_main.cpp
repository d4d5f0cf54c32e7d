// Writes the machine of tests/codegen/odd.h as C++ into the directory given.
#include <fstream>

#include "codegen/generate.h"
#include "tests/codegen/odd.h"

int main(int count, char** arguments) {
  if (count != 2) return 1;
  const model::Model model = codegen::testing::odd();
  for (const codegen::GeneratedFile& file :
       codegen::generate(model, model.machines[0], {"test", "odd", ""})) {
    std::ofstream out(std::string(arguments[1]) + "/" + file.name, std::ios::binary);
    if (!(out << file.text)) return 1;
  }
  return 0;
}
