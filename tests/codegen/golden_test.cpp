#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "codegen/generate.h"
#include "tests/model/toys.h"

namespace {

std::string contents(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

/// SYNFIN_UPDATE=1 writes the files anew.
void compare(const model::Model& model) {
  for (const codegen::GeneratedFile& file :
       codegen::generate(model, model.machines.at(0), {"test", "toys", "a toy"})) {
    const std::string path = "tests/golden/codegen/" + file.name;
    if (std::getenv("SYNFIN_UPDATE")) std::ofstream(path, std::ios::binary) << file.text;
    CAPTURE(path);
    CHECK(contents(path) == file.text);
  }
}

}  // namespace

TEST_CASE("a traffic light reads as in tests/golden/codegen") { compare(model::testing::light::model()); }

TEST_CASE("a player of ping-pong reads as in tests/golden/codegen") {
  compare(model::testing::game::model());
}
