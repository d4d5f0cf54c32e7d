#include "model/print.h"

#include <catch2/catch.hpp>

#include "tests/model/text.h"

using namespace model;
using namespace model::testing;

namespace {

const std::string kMachine = R"(
machine Game {
  state IDLE initial
  state PLAYING
  message Ball { number : u8; hits : u8; kind : flags { HIGH, LOW, SPUN } }
  variable a, b : bool
  variable x, y : u8
)";

/// A condition printed again, without brackets lost or added.
std::string printed(const std::string& condition) {
  Model m = model_of(kMachine + "on message ball { rule R1 when " + condition + " { } } }");
  return print(m, m.machines[0], rule_named(m.machines[0], "R1").guard);
}

}  // namespace

TEST_CASE("an expression is printed so that it reads back as the same expression") {
  for (std::string text :
       {"a and (b or x = 3)", "x - (y - 1) = 0", "x - y - 1 > 2", "(if a then x else y) + 1 = 3",
        "not (a and b) or state = PLAYING", "(x + y) * 2 = 4", "a and (b => x < y)", "u4(x) + u4(y) = 3",
        "if a then b else x = y", "not (a or b)", "ball.HIGH and ball.number >= x"}) {
    Model m =
        model_of(kMachine + "on message arriving { rule R1 when " +
                 (text.starts_with("ball") ? "arriving.HIGH and arriving.number >= x" : text) + " { } } }");
    std::string once = print(m, m.machines[0], rule_named(m.machines[0], "R1").guard);
    INFO(text << " is printed as " << once);
    Model again = model_of(kMachine + "on message arriving { rule R1 when " + once + " { } } }");
    CHECK(print(again, again.machines[0], rule_named(again.machines[0], "R1").guard) == once);
  }
}

TEST_CASE("brackets stand only where they are needed") {
  CHECK(printed("a and b and x = 3") == "a and b and x = 3");
  CHECK(printed("a or (b and x + 1 < y)") == "a or b and x + 1 < y");
  CHECK(printed("(a or b) and x < y") == "(a or b) and x < y");
}

TEST_CASE("a state shows what is set, a message its fields and flags") {
  Model m = model_of(
      kMachine + "timer slow }\n system One { endpoint E : Game  network * -> E  ghost Ball.by : identity }");
  const Machine& game = m.machines[0];
  CHECK(print_state(m, game.fields, {1, 0, 1, 0, 9, 1}) == "state = PLAYING, b, y = 9, slow.armed");
  CHECK(print_message(m, game, game.message, {0, 0, 0, 0, 0}) == "<number=0>");
  CHECK(print_message(m, game, game.message, {4, 2, 1, 0, 1}) == "<number=4><hits=2><kind=HIGH,SPUN>");
  CHECK(print_message(m, game, m.systems[0].message, {4, 0, 0, 1, 0, 3}) == "<number=4><kind=LOW> (by=#3)");
  CHECK(print_value(m, game.fields[0].type, 1) == "PLAYING");
}
