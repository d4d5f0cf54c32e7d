// Scripts that were bent at random, always in the same way: the fuzz target takes them, and what is still a
// script can be played.
#include <catch2/catch.hpp>

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "scenario/parse.h"
#include "tests/sanitized.h"
#include "tests/scenario/stage.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using namespace std::string_view_literals;

std::vector<std::string> corpus() {
  std::vector<std::string> all;
  for (const auto& path : scenario_test::scripts()) all.push_back(scenario_test::text_of(path));
  return all;
}

/// Octets that mean something to the grammar, and some that mean nothing.
constexpr auto Octets = "\n\n \t<>()[]{}:,.+*~=-_%`\"#/0123456789aSFRP\0\x7f\xc3\xff"sv;

class Bender {
 public:
  explicit Bender(std::vector<std::string> corpus) : corpus_(std::move(corpus)) {}

  std::string next() {
    std::string text = corpus_[below(corpus_.size())];
    for (auto left = below(8); left != 0; --left) bend(text);
    return text;
  }

 private:
  std::size_t below(std::size_t count) { return random_() % count; }
  void bend(std::string& text) {
    const auto at = below(text.size() + 1), length = below(20);
    switch (below(4)) {
      case 0: text.insert(at, 1, Octets[below(Octets.size())]); break;
      case 1: text.erase(at, length); break;
      case 2: text.insert(at, text.substr(below(text.size() + 1), length)); break;
      default:
        if (at < text.size()) text[at] = Octets[below(Octets.size())];
    }
  }

  std::vector<std::string> corpus_;
  std::mt19937 random_{793};
};

}  // namespace

TEST_CASE("scripts bent at random are scripts or have errors with a place") {
  const auto scripts = corpus();
  REQUIRE(scripts.size() > 5);
  Bender bender(scripts);
  for (std::size_t i = 0; i < testing::repetitions(20000); ++i) {
    const std::string text = bender.next();
    CAPTURE(text);
    REQUIRE(LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()) == 0);
  }
}

TEST_CASE("scripts bent at random end, whoever plays them") {
  using namespace scenario;
  Bender bender(corpus());
  const scenario_test::Stage stage{Script{}};
  std::size_t played = 0, as_written = 0;
  for (std::size_t i = 0; i < testing::repetitions(20000); ++i) {
    const std::string text = bender.next();
    const auto parsed = parse(text);
    const auto* script = std::get_if<Script>(&parsed);
    if (script == nullptr) continue;
    CAPTURE(text);
    for (const System system : {System::Generated, System::Runtime, System::Evaluate}) {
      const auto result = stage.play(*script, system);
      as_written += !result.mismatch;
      ++played;
      if (result.mismatch) CHECK_FALSE(result.mismatch->expected.empty());
    }
  }
  CHECK(played > testing::repetitions(5000));
  CHECK(as_written > testing::repetitions(500));
  CHECK(as_written < played);
}
