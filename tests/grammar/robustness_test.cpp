#include <ctime>
#include <random>

#include "tests/grammar/text.h"

using namespace grammar;
using Codes = std::vector<int>;

namespace {

std::string repeated(const std::string& part, int times) {
  std::string result;
  for (int i = 0; i < times; ++i) result += part;
  return result;
}

std::string lemma(const std::string& body) { return std::string("lemma l in S: ") + body; }

/// A megabyte of words and signs in no order; few open brackets, so that the parser and not the bound on
/// nesting has the work.
std::string shuffled_words(std::mt19937& random) {
  const std::vector<std::string> words{
      "machine", "}", ")",    "rule", "state", "x",    "1",  "+",  "not",   "in",     "if",     "then",
      "else",    "<", ">",    "=",    "\"a\"", ",",    ";",  ":",  "when",  "on",     "and",    ".",
      "..",      "]", "send", "let",  "for",   "from", ":=", "=>", "lemma", "assume", "variant"};
  std::string text;
  while (text.size() < (1U << 20U) - 20) {
    text += words[random() % words.size()];
    text += random() % 4 == 0 ? '\n' : ' ';
  }
  return text;
}

}  // namespace

TEST_CASE("a hundred thousand brackets are refused before anything recurses") {
  CHECK(outcome(lemma(repeated("(", 100000) + "x" + repeated(")", 100000))).codes == Codes{3});
  CHECK(outcome(std::string("machine M ") + repeated("{", 100000)).codes == Codes{3});
  CHECK(outcome(lemma(repeated("f(", 100000))).codes == Codes{3});
}

TEST_CASE("long chains of operators are refused too, also when brackets hide them") {
  CHECK(outcome(lemma(repeated("not ", 100000) + "x")).codes == Codes{3});
  CHECK(outcome(lemma(repeated("x + ", 100000) + "x")).codes == Codes{3});
  CHECK(outcome(lemma(repeated("x => ", 100000) + "x")).codes == Codes{3});
  CHECK(outcome(lemma(repeated("if a then b else ", 10000) + "x")).codes == Codes{3});
  CHECK(outcome(lemma(std::string("x") + repeated(".x", 100000))).codes == Codes{3});
  CHECK(outcome(lemma(repeated(repeated("not ", 100) + "(", 150) + "x" + repeated(")", 150))).codes ==
        Codes{3});
}

TEST_CASE("what the bounds allow is read") {
  CHECK(outcome(lemma(repeated("(", 200) + "x" + repeated(")", 200))).codes.empty());
  CHECK(outcome(lemma(repeated("not ", 999) + "x")).codes.empty());
  CHECK(outcome(lemma(repeated("x => ", 999) + "x")).codes.empty());
  CHECK(outcome(repeated(lemma(repeated("x + ", 900) + "x") + "\n", 50)).codes.empty());
}

TEST_CASE("a megabyte of garbage ends soon and with few errors") {
  std::mt19937 random(1);
  std::string bytes;
  for (int i = 0; i < 1 << 20; ++i) bytes += static_cast<char>(random() & 0xffU);
  std::string printable;
  for (int i = 0; i < 1 << 20; ++i) printable += static_cast<char>(' ' + random() % 95);
  for (const std::string& text : {bytes, printable, shuffled_words(random), repeated("rule R\n", 100000),
                                  repeated("lemma l in S: x and\n", 50000)}) {
    const std::clock_t start = std::clock();  // of the processor: tests share the machine
    const Outcome result = outcome(text);
    CHECK_FALSE(result.file);
    CHECK_FALSE(result.codes.empty());
    CHECK(result.codes.size() <= 20);
    CHECK(std::clock() - start < 5 * CLOCKS_PER_SEC);
  }
}
