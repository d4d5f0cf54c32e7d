// The fuzz target under scripts that were bent at random, always in the same way.
#include <catch2/catch.hpp>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

std::vector<std::string> corpus() {
  std::vector<std::string> all;
  for (const auto& entry : std::filesystem::directory_iterator("tests/scenarios")) {
    std::ifstream in(entry.path());
    all.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  }
  return all;
}

/// Octets that mean something to the grammar, and some that mean nothing.
constexpr std::string_view Octets("\n\n \t<>()[]{}:,.+*~=-_%`\"#/0123456789aSFRP\0\x7f\xc3\xff", 51);

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
  for (int i = 0; i < 5000; ++i) {
    const std::string text = bender.next();
    CAPTURE(text);
    REQUIRE(LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()) == 0);
  }
}
