// docs/errors.md, read as a test, for names, types and structure; and what the messages say.
#include <catch2/catch.hpp>
#include <fstream>
#include <set>

#include "tests/model/text.h"

using namespace model;
using namespace model::testing;
using Catch::Contains;

namespace {

struct Example {
  int code;
  std::string text;
};

/// The blocks ```synfin-error of codes from 100 on, whose first line is `// E101`.
std::vector<Example> examples() {
  std::ifstream in("docs/errors.md");
  std::vector<Example> result;
  bool inside = false;
  for (std::string line; std::getline(in, line);) {
    if (line == "```synfin-error") {
      inside = true;
      REQUIRE(std::getline(in, line));
      result.push_back({std::stoi(line.substr(4)), line + "\n"});
    } else if (line == "```") {
      inside = false;
    } else if (inside) {
      result.back().text += line + "\n";
    }
  }
  std::erase_if(result, [](const Example& e) { return e.code < 100; });
  return result;
}

const std::string kCrossing = R"(
machine Light {
  state RED initial
  state GREEN
  policy night : { dark, blinking } = dark
  const LIMIT : u8 in 1 .. 10 = 3
  message Press { who : u8; number : serial32 of sender; heard : serial32 of receiver; urgent : flags { NOW, LATER } }
  variable waiting : u8
  variable mine : serial32 of self
  variable theirs : serial32 of peer
  timer change
  fresh ticket : serial32 of self
  input pressure : u16
  signal walk(count : u8)
)";

std::string crossing(const std::string& more) { return kCrossing + more + "\n}\n"; }
std::string in_rule(const std::string& effects) {
  return crossing("on message press { rule R1 otherwise { " + effects + " } }");
}
std::string pair(const std::string& more) {
  return crossing("on message press { rule R1 otherwise { mine := ticket } }") +
         "system Pair {\n endpoint A, B : Light mirrored\n network A <-> B : lossy\n ghost E.id : identity\n "
         "ghost Press.from : identity\n" +
         more;
}

}  // namespace

TEST_CASE("the examples of docs/errors.md on names, types and structure yield their codes") {
  std::set<int> seen;
  for (const Example& example : examples()) {
    Elaborated result = elaborated(example.text);
    INFO(example.text << result.messages());
    CHECK(result.codes() == std::vector<int>{example.code});
    CHECK_FALSE(result.model);
    seen.insert(example.code);
  }
  CHECK(seen == std::set<int>{101, 102, 103, 104, 201, 202, 203, 204, 301, 302, 303, 304, 305, 306});
}

TEST_CASE("an unknown name is answered with the nearest one") {
  CHECK_THAT(elaborated(in_rule("waitin := 1")).messages(), Contains("did you mean 'waiting'?"));
  CHECK_THAT(elaborated(in_rule("waiting := press.woh")).messages(), Contains("did you mean 'who'?"));
  CHECK_THAT(elaborated(in_rule("goto GREN")).messages(), Contains("did you mean 'GREEN'?"));
  CHECK_THAT(elaborated(in_rule("start chnge")).messages(), Contains("did you mean 'change'?"));
  CHECK_THAT(elaborated(in_rule("signal wlk(1)")).messages(), Contains("did you mean 'walk'?"));
  CHECK_THAT(elaborated(in_rule("send <who=1><urgent=NWO>")).messages(), Contains("did you mean 'NOW'?"));
  CHECK_THAT(elaborated(crossing("variable x : serial3")).messages(), Contains("did you mean 'serial"));
  CHECK_THAT(elaborated(pair("} invariant P1 N in Pear: true")).messages(), Contains("did you mean 'Pair'?"));
  CHECK_THAT(
      elaborated(crossing(""), {.profile = "", .policies = {{"nigth", "dark"}}, .variant = {}}).messages(),
      Contains("did you mean 'night'?"));
  CHECK_THAT(
      elaborated(crossing(""), {.profile = "", .policies = {{"night", "drak"}}, .variant = {}}).messages(),
      Contains("did you mean 'dark'?"));
}

TEST_CASE("several errors are reported in one run, each once") {
  Elaborated result = elaborated(in_rule("waiting := nobody; mine := theirs; goto NOWHERE"));
  CHECK(result.codes() == std::vector<int>{101, 204, 101});
}

TEST_CASE("a run reports at most twenty errors") {
  std::string effects;
  for (int i = 0; i < 50; ++i) effects += "waiting := nobody" + std::to_string(i) + "\n";
  Elaborated result = elaborated(in_rule(effects));
  CHECK(result.codes().size() == 20);
  CHECK(result.diagnostics.left_off());
  CHECK_FALSE(result.model);
}

TEST_CASE("an error inside a let is reported once, with its uses") {
  Elaborated result =
      elaborated(crossing("let odd(x) = x > 300\n on call a { rule R1 when odd(waiting) { } rule R2 when not "
                          "odd(waiting) { } }"));
  CHECK(result.codes() == std::vector<int>{305});
  CHECK_THAT(result.messages(), Contains("where 'odd' is used"));
}

TEST_CASE("a name declared twice is reported with its first place") {
  CHECK_THAT(elaborated(crossing("timer waiting")).messages(), Contains("declared here first"));
  CHECK(elaborated(crossing("policy day : { bright, bright, dim } = dim")).codes() == std::vector<int>{102});
}

TEST_CASE("lets that use each other are an error, whether or not anything uses them") {
  CHECK(elaborated(crossing("let a = b\n let b = a")).codes() == std::vector<int>{104});
  CHECK(elaborated(pair("let a = b\n let b = not a }")).codes() == std::vector<int>{104});
}

TEST_CASE("sequence spaces do not mix") {
  CHECK(elaborated(in_rule("theirs := press.number; mine := press.heard")).codes().empty());
  CHECK(elaborated(in_rule("theirs := press.heard")).codes() == std::vector<int>{204});
  CHECK(elaborated(in_rule("send <number=mine><heard=theirs>")).codes().empty());
  CHECK(elaborated(in_rule("send <number=theirs>")).codes() == std::vector<int>{204});
  CHECK(elaborated(in_rule("send press")).codes() == std::vector<int>{204});
  CHECK(elaborated(in_rule("waiting := u8(mine - theirs)")).codes() == std::vector<int>{204});
  CHECK(elaborated(in_rule("start change when mine = 5")).codes() == std::vector<int>{204});
  CHECK(elaborated(in_rule("send <number=0><heard=0>")).codes().empty());
}

TEST_CASE("sequence spaces of a system are those of its endpoints") {
  CHECK(elaborated(pair("} invariant P1 N in Pair: A.theirs = B.mine")).codes().empty());
  CHECK(elaborated(pair("} invariant P1 N in Pair: A.mine = B.mine")).codes() == std::vector<int>{204});
  CHECK(elaborated(pair("} invariant P1 N in Pair for s from A: s.number = A.mine and s.heard = B.mine"))
            .codes()
            .empty());
  CHECK(elaborated(pair("} invariant P1 N in Pair for s from A: s.number = B.mine")).codes() ==
        std::vector<int>{204});
  CHECK_THAT(elaborated(pair("} invariant P1 N in Pair for s from A: s.number = B.mine")).messages(),
             Contains("serial32 of B"));
}

TEST_CASE("what has no meaning at a place is refused there") {
  CHECK(elaborated(in_rule("stop; waiting := 1")).codes() == std::vector<int>{302});
  CHECK(elaborated(crossing("on call a in RED { rule R1 otherwise { } } on call a { rule R2 otherwise { } }"))
            .codes() == std::vector<int>{302});
  CHECK(elaborated(crossing("on call a in RED { rule R1 in GREEN { } }")).codes() == std::vector<int>{302});
  CHECK(elaborated(pair("} invariant P1 N in Pair: happens(arrival)")).codes() == std::vector<int>{302});
  CHECK(elaborated(pair("} invariant P1 N in Pair: A.id = new")).codes() == std::vector<int>{302});
  CHECK(elaborated(pair("} invariant P1 N in Pair: given(pressure) = 0")).codes() == std::vector<int>{302});
  CHECK(elaborated(pair("} transition P1 N in Pair on step of A: given(pressure) = 0")).codes().empty());
  CHECK_THAT(elaborated(pair("} transition P1 N in Pair on step of A: given(presure) = 0")).messages(),
             Contains("no input and no parameter of a call is called 'presure'") &&
                 Contains("did you mean 'pressure'?"));
  CHECK(elaborated(pair("on step of E { E.id := if assigned(peer(E).mine) then new else E.id } }")).codes() ==
        std::vector<int>{302});
  CHECK(elaborated(pair("on step of E { E.waiting := 1 } }")).codes() == std::vector<int>{202});
  CHECK(elaborated(pair("on step of E { goto RED } }")).codes() == std::vector<int>{302});
  CHECK(elaborated(crossing("let high = pressure > 3") +
                   "system One { endpoint E : Light }\n invariant P1 N in One: E.high")
            .codes() == std::vector<int>{103});
  CHECK(elaborated(crossing("") + "system One { endpoint E : Light  let other = peer(E).waiting }").codes() ==
        std::vector<int>{302});
}

TEST_CASE("an action does not change what its arguments mean") {
  std::string twice = "action set(x) { waiting := 0;  signal walk(x) }\n";
  CHECK(elaborated(crossing(twice + "on call a(n : u8) { rule R1 otherwise { set(n) } }")).codes().empty());
  CHECK(elaborated(crossing(twice + "on call a { rule R1 otherwise { set(waiting + 1) } }")).codes() ==
        std::vector<int>{302});
}

TEST_CASE("actions and lets that use themselves are refused, and so are those too large to be written out") {
  CHECK(
      elaborated(crossing("action a { b } action b { a }\n on call x { rule R1 otherwise { a } }")).codes() ==
      std::vector<int>{104});
  std::string lets = "let a0 = waiting = 1\n";
  for (int i = 1; i < 60; ++i) {
    std::string before = "a" + std::to_string(i - 1);
    lets += "let a" + std::to_string(i) + " = " + before + " and " + before + "\n";
  }
  std::vector<int> codes = elaborated(crossing(lets)).codes();
  REQUIRE_FALSE(codes.empty());
  CHECK(std::set<int>(codes.begin(), codes.end()) == std::set<int>{104});
}

TEST_CASE("a long chain of lets is refused before it exhausts the stack") {
  std::string lets = "let a0 = waiting\n", ones;
  for (int i = 0; i < 900; ++i) ones += " + 1";
  CHECK(elaborated(crossing("let sum = waiting" + ones)).codes().empty());
  std::string open, closed(90, ')');
  for (int i = 0; i < 90; ++i) open += "1 + (";
  for (int i = 1; i < 90; ++i)
    lets += "let a" + std::to_string(i) + " = " + open + "a" + std::to_string(i - 1) + closed + "\n";
  std::vector<int> codes = elaborated(crossing(lets)).codes();
  REQUIRE_FALSE(codes.empty());
  CHECK(std::set<int>(codes.begin(), codes.end()) == std::set<int>{104});
}

TEST_CASE(
    "claims are under one profile that there is, and have their errors where they are not claimed, too") {
  std::string dark = crossing("") + "profile lit { night = blinking }\n";
  CHECK(elaborated(dark + "claims under lit").codes().empty());
  CHECK(elaborated(dark + "claims under lti").codes() == std::vector<int>{101});
  CHECK(elaborated(dark + "claims under lit  claims under lit").codes() == std::vector<int>{102});
  CHECK(elaborated(dark + "claims under lit  system One { endpoint E : Light }  lemma l in One: nobody")
            .codes() == std::vector<int>{101});
}

TEST_CASE("variants that name what is not there are refused, chosen or not") {
  std::string rules = crossing("on call a { rule R1 otherwise { } }");
  CHECK(elaborated(rules + "variant M1 N of Light { remove R1 }").codes().empty());
  CHECK(elaborated(rules + "variant M1 N of Lihgt { remove R1 }").codes() == std::vector<int>{101});
  CHECK(elaborated(rules + "variant M1 N of Light refutes P1 { remove R1 }").codes() ==
        std::vector<int>{101});
  CHECK(elaborated(rules + "variant M1 N of Light { insert before R9 rule R3 { } }").codes() ==
        std::vector<int>{303});
  CHECK(elaborated(rules + "variant M1 N of Light { policy night = bright }").codes() ==
        std::vector<int>{304});
  CHECK(elaborated(rules + "variant M1 N of Light { drop Nothing }").codes() == std::vector<int>{101});
  CHECK(elaborated(rules, {.profile = "", .policies = {}, .variant = "M7"}).codes() == std::vector<int>{101});
}
