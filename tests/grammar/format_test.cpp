#include "grammar/format.h"

#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "tests/grammar/text.h"

using namespace grammar;

namespace {

std::string formatted(const std::string& text) {
  Sources sources;
  Diagnostics diagnostics;
  const auto result = format(sources.add(Source("t", text)), sources, diagnostics);
  REQUIRE(result);
  return *result;
}

std::vector<std::filesystem::path> specifications() {
  std::vector<std::filesystem::path> result;
  for (const auto& entry : std::filesystem::recursive_directory_iterator("spec")) {
    if (entry.path().extension() == ".synfin") result.push_back(entry.path());
  }
  std::sort(result.begin(), result.end());
  return result;
}

std::string content(const std::filesystem::path& path) {
  std::ostringstream out;
  out << std::ifstream(path, std::ios::binary).rdbuf();
  return out.str();
}

/// Blanks and lines as a careless author leaves them: only between tokens that blanks already part.
std::string untidy(const std::string& text, std::mt19937& random) {
  std::string result;
  bool comment = false, quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n') comment = quoted = false;
    if (c == '"' && !comment) quoted = !quoted;
    if (c == '/' && text.substr(i, 2) == "//" && !quoted) comment = true;
    result += c;
    if (comment || quoted) continue;
    if (c == '\n') result += std::string(random() % 4, random() % 2 == 0 ? ' ' : '\n');
    if (c == ' ') result += random() % 10 == 0 ? "\n" : random() % 3 == 0 ? "  " : "";
  }
  return result;
}

}  // namespace

TEST_CASE("formatting sets blanks, indentation and empty lines") {
  CHECK(formatted("\n\nmachine   M\"c\"{\n\n\n\nstate A,B ,C initial\n      let f(a,b)=if a.x in[1..2)then "
                  "not(a=b)else(a+b)*3<2^31-1\n"
                  "on call c(n:u8)in A{\nrule R[X,Y]\"t\"when n>1{x:=1;send<P=x+1><F=S,T>;stop}   // "
                  "why\n\n}\n\n}") ==
        "machine M \"c\" {\n\n"
        "  state A, B, C initial\n"
        "  let f(a, b) = if a.x in [1 .. 2) then not (a = b) else (a + b) * 3 < 2^31 - 1\n"
        "  on call c(n : u8) in A {\n"
        "    rule R [X, Y] \"t\" when n > 1 { x := 1;  send <P=x + 1><F=S,T>;  stop }   // why\n"
        "  }\n"
        "}\n");
  CHECK(formatted("response P R in S under fair (t of E),fair(tick):a~>b by decreasing(x)") ==
        "response P R in S under fair(t of E), fair(tick): a  ~>  b by decreasing (x)\n");
}

TEST_CASE("comments stand where what follows them does, and at the end of a block inside it") {
  CHECK(formatted("machine M {\n// a\n/// b\ntimer t\n      // c\n}\n  // d\n") ==
        "machine M {\n  // a\n  /// b\n  timer t\n  // c\n}\n// d\n");
}

TEST_CASE("a continued line keeps its place below its beginning, or gets four blanks") {
  CHECK(formatted("machine M {\nlet x =\n    a\n      and b\n}") ==
        "machine M {\n  let x =\n      a\n        and b\n}\n");
  CHECK(formatted("machine M {\n  let x =\n  a\n}") == "machine M {\n  let x =\n      a\n}\n");
}

TEST_CASE("a text with an error is not formatted") {
  Sources sources;
  Diagnostics diagnostics;
  CHECK_FALSE(format(sources.add(Source("t", "machine")), sources, diagnostics));
  CHECK_FALSE(diagnostics.empty());
}

TEST_CASE("every specification is read: formatting keeps its tree, and formatting again changes nothing") {
  std::mt19937 random(7);
  REQUIRE(specifications().size() > 10);
  for (const std::filesystem::path& path : specifications()) {
    INFO(path);
    const std::string text = content(path);
    const std::string expected = tree(text);
    for (const std::string& version : {text, untidy(text, random), untidy(text, random)}) {
      REQUIRE(tree(version) == expected);
      const std::string once = formatted(version);
      CHECK(tree(once) == expected);
      CHECK(formatted(once) == once);
    }
  }
}

TEST_CASE("windows line ends become plain ones") {
  CHECK(formatted("machine M {\r\n\r\n\r\n// a\r\n}\r\n") == "machine M {\n\n  // a\n}\n");
}

TEST_CASE("a text of more than a mebibyte is not formatted") {
  Sources sources;
  Diagnostics diagnostics;
  CHECK_FALSE(format(sources.add(Source("t", std::string((1U << 20U) + 1, '\n'))), sources, diagnostics));
  REQUIRE_FALSE(diagnostics.empty());
}
