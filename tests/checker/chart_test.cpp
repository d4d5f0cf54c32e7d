#include "checker/chart.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "checker/explore.h"
#include "tests/checker/specification.h"

namespace {

/// The first line of a golden file: which property of which file is charted, and how.
struct Case {
  std::string file, variant, property, options;
};

Case parse(const std::string& line) {
  std::istringstream words(line);
  Case found;
  words >> found.file >> found.variant >> found.property >> found.options;
  if (found.variant == "-") found.variant.clear();
  return found;
}

std::string charted(const Case& of) {
  const auto model = checker::testing::load(of.file, of.variant);
  const auto& property = checker::testing::property(model, of.property);
  const auto verdict = checker::explore({model, property, {}, nullptr});
  checker::ChartOptions options;
  options.property = &property;
  options.unicode = of.options != "ascii";
  if (const auto* proved = std::get_if<checker::Proved>(&verdict)) {
    options.witness = true;
    return checker::chart(model, proved->witness.value(), options);
  }
  return checker::chart(model, std::get<checker::Refuted>(verdict).trace, options);
}

std::string read(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

/// SYNFIN_UPDATE=1 writes the files anew.
TEST_CASE("charts are as drawn in tests/golden/chart") {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator("tests/golden/chart"))
    files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  REQUIRE_FALSE(files.empty());
  for (const auto& path : files) {
    CAPTURE(path);
    const std::string golden = read(path);
    const std::string first = golden.substr(0, golden.find('\n'));
    const std::string now = first + "\n" + charted(parse(first));
    if (std::getenv("SYNFIN_UPDATE")) std::ofstream(path) << now;
    CHECK(now == golden);
  }
}

TEST_CASE("no line of a chart is wider than 110 columns") {
  std::istringstream lines(charted({"spec/variants/m01-two-way-handshake.synfin", "M01", "P11", "ascii"}));
  for (std::string line; std::getline(lines, line);) CHECK(line.size() <= 110);
}
