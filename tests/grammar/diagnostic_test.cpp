#include <sstream>

#include <catch2/catch.hpp>

#include "grammar/diagnostic.h"

using namespace grammar;

namespace {

std::string printed(const Sources& sources, const Diagnostics& diagnostics, bool colour = false) {
  std::ostringstream out;
  print(out, sources, diagnostics, colour);
  return out.str();
}

}  // namespace

TEST_CASE("an error shows its place, its line and carets below the span, then notes and help") {
  Sources sources;
  const std::uint32_t file = sources.add(Source("a.synfin", "first\n\tlet x = unna + 1\n"));
  Diagnostics diagnostics;
  diagnostics.error(Code::UnknownName, {file, 15, 19}, "no such name", {{{file, 0, 5}, "here"}},
                    "did you mean 'una'?");
  CHECK(printed(sources, diagnostics) ==
        "a.synfin:2:10: error[E101]: no such name\n"
        "2 | \tlet x = unna + 1\n"
        "  | \t        ^^^^\n"
        "a.synfin:1:1: note: here\n"
        "1 | first\n"
        "  | ^^^^^\n"
        "help: did you mean 'una'?\n");
}

TEST_CASE(
    "carets stay under the text behind characters of several bytes, and within the first line of a span") {
  Sources sources;
  const std::uint32_t file = sources.add(Source("a", "§§ ab\ncd"));
  Diagnostics diagnostics;
  diagnostics.error(Code::UnexpectedToken, {file, 5, 10}, "m");
  CHECK(printed(sources, diagnostics) == "a:1:6: error[E001]: m\n1 | §§ ab\n  |    ^^\n");
}

TEST_CASE("a terminal is never sent control characters or broken text, and long lines are cut") {
  Sources sources;
  const std::uint32_t file = sources.add(Source("a", "\x1b[31m\xff" + std::string(100000, 'x') + "!"));
  Diagnostics diagnostics;
  diagnostics.error(Code::UnexpectedCharacter, {file, 0, 1}, "m");
  diagnostics.error(Code::UnexpectedCharacter, {file, 100006, 100007}, "n");
  const std::string text = printed(sources, diagnostics);
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(text.find('\xff') == std::string::npos);
  CHECK(text.size() < 1000);
  CHECK(text.find("x!\n") != std::string::npos);
}

TEST_CASE("a long run of bytes that continue no character is shown in part") {
  Sources sources;
  const std::uint32_t file = sources.add(Source("a", "x" + std::string(400, '\x93')));
  Diagnostics diagnostics;
  for (const std::uint32_t at : {1U, 100U, 300U})
    diagnostics.error(Code::UnexpectedCharacter, {file, at, at + 1}, "m");
  const std::string text = printed(sources, diagnostics, false);
  CHECK(std::count(text.begin(), text.end(), '^') == 3);
}

TEST_CASE("colour is used only when asked for") {
  Sources sources;
  const std::uint32_t file = sources.add(Source("a", "x"));
  Diagnostics diagnostics;
  diagnostics.error(Code::UnexpectedToken, {file, 0, 1}, "m", {}, "h");
  CHECK(printed(sources, diagnostics, false).find('\x1b') == std::string::npos);
  CHECK(printed(sources, diagnostics, true).find('\x1b') != std::string::npos);
}

TEST_CASE("lines and columns are found at the edges of a text") {
  const Source source("a", "ab\r\n\ncd");
  CHECK(source.locate(0).column == 1);
  CHECK(source.locate(5).line == 3);
  CHECK(source.locate(100).line == 3);
  CHECK(source.locate(100).column == 3);
  CHECK(source.line(1) == "ab");
  CHECK(source.line(2).empty());
  CHECK(source.line(3) == "cd");
  CHECK(source.line(4).empty());
}

TEST_CASE("the nearest candidate is one that a slip of the finger makes") {
  CHECK(nearest("unna", {"nxt", "una", "iss"}) == "una");
  CHECK(nearest("ESTABLISED", {"ESTABLISHED", "LISTEN"}) == "ESTABLISHED");
  CHECK(nearest("xyz", {"una", "ESTABLISHED"}).empty());
  CHECK(nearest("a", {"b"}).empty());
  CHECK(nearest("una", {}).empty());
}
