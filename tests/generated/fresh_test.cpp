#include <catch2/catch.hpp>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "codegen/generate.h"
#include "tests/generated/specification.h"

namespace {

std::string contents(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::vector<codegen::GeneratedFile> regenerate() {
  const auto from = generated::testing::specification();
  REQUIRE(from.model.machines.size() == 1);
  return codegen::generate(from.model, from.model.machines[0], {SYNFIN_VERSION, "tcp.synfin", from.text});
}

}  // namespace

/// SYNFIN_UPDATE_GENERATED=1 writes the files instead.
TEST_CASE("the files in generated/ are what the specification generates") {
  for (const codegen::GeneratedFile& file : regenerate()) {
    const std::string path = "generated/" + file.name;
    if (std::getenv("SYNFIN_UPDATE_GENERATED")) std::ofstream(path, std::ios::binary) << file.text;
    INFO(path << " is stale: run this test with SYNFIN_UPDATE_GENERATED=1, or synfin generate "
                 "spec/tcp.synfin -o generated");
    CHECK((contents(path) == file.text));
  }
}

TEST_CASE("generating twice gives the same text") {
  const auto once = regenerate(), again = regenerate();
  REQUIRE(once.size() == again.size());
  for (std::size_t i = 0; i < once.size(); ++i) CHECK((once[i].text == again[i].text));
}
