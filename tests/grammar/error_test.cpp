#include "tests/grammar/text.h"

using namespace grammar;
using Codes = std::vector<int>;

TEST_CASE("a syntax error says what came and what was expected") {
  const auto says = [](const std::string& text, const std::string& sentence) {
    const Outcome result = outcome(text);
    INFO(text << "\n" << result.printed);
    CHECK(result.codes == Codes{1});
    CHECK(result.printed.find("error[E001]: " + sentence) != std::string::npos);
  };
  says("machine M { variable x u8 }", "unexpected 'u8', expected ':'");
  says("machine M { let a = }", "unexpected '}', expected an expression");
  says("machine M { state }", "unexpected '}', expected a name");
  says("machine M { on 5 }", "unexpected '5', expected a name");
  says("machine M { on call 5 }", "unexpected '5' after 'call'");
  says("machine M {", "unexpected end of the file, expected an item of a machine");
  says("invariant P N in S x", "unexpected 'x', expected 'for' or ':'");
  says("lemma l in S: (a 3)", "unexpected '3', expected ')'");
  says("lemma l in S: <X=(1+2),B>", "unexpected expression, expected the name of a flag");
  says("machine M { on call c { rule R { a = 3 } } }", "unexpected '=', expected an effect");
  says("machine M { on call c { rule R { E.x } } }", "an effect that does nothing, expected ':='");
  says("machine M { state A initial, B initial }", "unexpected 'initial': a machine begins in one state");
  says("variant V N of M { insert rule R { } }", "unexpected 'rule', expected 'before' or 'after'");
}

TEST_CASE("a likely remedy is offered") {
  CHECK(outcome("machine M { stat A }").printed.find("help: did you mean 'state'?") != std::string::npos);
  CHECK(outcome("machine M {\n on call c {\n rule A {\n rule B \"x\" { } } }")
            .printed.find("help: is a '}' missing before this line?") != std::string::npos);
}

TEST_CASE("one slip gives one error, and the next rule and the next declaration are still read") {
  const Outcome result = outcome(
      "machine M {\n"
      "  on call c in A, {\n"          // an error
      "    rule R1 when { x := 1 }\n"  // another
      "    rule R2 { x := 1;  y := 2 }\n"
      "    rule R3 { x := }\n"  // another
      "  }\n"
      "}\n"
      "lemma good in S: a\n"
      "lemma bad in S: a and and b\n");  // another
  INFO(result.printed);
  CHECK(result.codes == Codes{1, 1, 1, 1});
}

TEST_CASE("at most twenty errors are reported, in the order of the text") {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "lemma l in S:\n  a @ and and\n";
  Sources sources;
  Diagnostics diagnostics;
  CHECK_FALSE(parse(sources.add(Source("t", text)), sources, diagnostics));
  CHECK(diagnostics.all().size() == 20);
  CHECK(diagnostics.left_off());
  CHECK(std::is_sorted(diagnostics.all().begin(), diagnostics.all().end(),
                       [](const Diagnostic& a, const Diagnostic& b) { return a.span.begin < b.span.begin; }));
}

TEST_CASE("that there are more than twenty is said, and only then") {
  const auto text = [](int errors) {
    std::string result;
    for (int i = 0; i < errors; ++i) result += "lemma l in S: and\n";
    return outcome(result);
  };
  CHECK(text(20).codes.size() == 20);
  CHECK(text(20).printed.find("more errors") == std::string::npos);
  CHECK(text(21).codes.size() == 20);
  CHECK(text(21).printed.ends_with("\n… and more errors: only the first 20 are told\n"));
  CHECK(outcome(std::string(21, '\1')).printed.ends_with("… and more errors: only the first 20 are told\n"));
}

TEST_CASE("a byte order mark is no text, and lines end with a line feed, a carriage return or both") {
  for (const std::string end : {"\n", "\r\n", "\r"}) {
    const Outcome result = outcome("\xEF\xBB\xBF// first" + end + "machine M {" + end + "  state A" + end +
                                   "  variable x" + end + "}" + end);
    CHECK(result.codes == Codes{1});
    CHECK(result.printed.starts_with("test.synfin:5:1: error[E001]: unexpected '}'"));
    CHECK(outcome("// a comment" + end + "machine M { state A initial }" + end).codes.empty());
  }
}

TEST_CASE("strange characters and texts that are not closed are named, one error for a run of them") {
  CHECK(outcome("machine M @ { }").codes == Codes{2});
  CHECK(outcome("machine €€€ M { }").codes == Codes{2});
  CHECK(outcome("machine M \"open\n{ }").codes == Codes{2});
  CHECK(outcome(std::string("machine M {\0}", 13)).codes == Codes{2});
  CHECK(outcome("machine M { } // \xff").codes == Codes{2});
  CHECK(outcome("machine M { } // \xc0\x80").codes == Codes{2});
  CHECK(outcome("machine M \"§ and …\" { } // é").codes.empty());
}

TEST_CASE("numbers beyond 2^64 - 1 are refused") {
  CHECK(outcome("lemma l in S: 18446744073709551616").codes == Codes{7});
  CHECK(outcome("lemma l in S: 2^64").codes == Codes{7});
  CHECK(outcome("lemma l in S: 3^99999999999999999999999").codes == Codes{7});
}

TEST_CASE("a text without a declaration is refused") {
  CHECK(outcome("").codes == Codes{8});
  CHECK(outcome("\n// nothing\n").codes == Codes{8});
}
