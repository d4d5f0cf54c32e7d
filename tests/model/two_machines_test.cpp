// Systems of two machines: whose names are meant.
#include <catch2/catch.hpp>

#include "model/play.h"
#include "tests/model/text.h"

using namespace model;
using namespace model::testing;
using Catch::Matchers::Contains;

namespace {

/// A door and a lamp: "wait" is the second argument of the one and the first of the other.
const std::string kTwoMachines = R"(
machine Door {
  const SAME = 3
  const MANY = 4
  state S initial
  variable n : u8
  timer latch
  input wind : u8
  input wait : u8
  on call open { rule D1 otherwise { n := wait;  start latch } }
  on call lock { rule D2 otherwise { } }
  on timeout latch { rule D3 otherwise { n := wind } }
  on environment storm { rule D4 otherwise { } }
}
machine Lamp {
  const SAME = 3
  const MANY = 5
  enum Mood { DARK, BRIGHT }
  signal on
  state S initial
  variable x : serial8
  variable n : u8
  timer glow
  timer warm
  input wait : u8
  fresh f : serial8
  on call light(level : u8) { rule L1 otherwise { n := level;  x := f;  signal on;  start warm } }
  on timeout glow { rule L2 otherwise { } }
  on timeout warm { rule L3 otherwise { n := wait } }
  on environment moth { rule L4 otherwise { n := 9 } }
}
)";

std::string house(const std::string& items, const std::string& claims = "") {
  return kTwoMachines + "system House {\n endpoint D : Door\n endpoint L : Lamp\n" + items + "\n}\n" + claims;
}

Elaborated claimed(const std::string& claims) { return elaborated(house("environment moth", claims)); }

Fairness fairness(const std::string& fair) {
  const Model m = model_of(house("", "response P1 N in House under fair(" + fair + "): D.n = 1 ~> D.n = 2"));
  REQUIRE(m.properties.at(0).fairness.size() == 1);
  return m.properties[0].fairness[0];
}

}  // namespace

TEST_CASE("the events and values of a run are those of the endpoint's own machine") {
  const Model m = model_of(house("environment moth", R"(
    run R in House with wait = 5 {
      call light of L with level = 7, f = 3
      expect L.n = 7
      timeout warm of L
      expect L.n = 5
      environment moth of L
      expect L.n = 9
      call open of D
      expect D.n = 5
      timeout latch of D with wind = 4
      expect D.n = 4
    })"));
  const Played played = play(m, m.runs.at(0));
  INFO(played.failed_step);
  CHECK(played.failure.empty());
}

TEST_CASE("a run does not name what belongs to the other endpoint's machine") {
  CHECK(claimed("run R in House { call light of D }").codes() == std::vector<int>{101});
  CHECK(claimed("run R in House { timeout latch of L }").codes() == std::vector<int>{101});
  CHECK(claimed("run R in House { environment storm of L }").codes() == std::vector<int>{101});
  CHECK(claimed("run R in House { call open of D with level = 1 }").codes() == std::vector<int>{101});
  CHECK(claimed("run R in House with depth = 1 { }").codes() == std::vector<int>{101});
  CHECK_THAT(claimed("run R in House with levle = 1 { }").messages(), Contains("level"));
}

TEST_CASE("the calls and events of a system are those of all its machines") {
  const Model m = model_of(house("calls lock, light\n environment moth"));
  const System& system = m.systems.at(0);
  CHECK(system.call_allowed == std::vector<std::vector<bool>>{{false, true}, {true}});
  CHECK(system.environment_allowed == std::vector<std::vector<bool>>{{false}, {true}});
  CHECK(model_of(house("calls except light")).systems.at(0).call_allowed ==
        std::vector<std::vector<bool>>{{true, true}, {false}});
  CHECK(elaborated(house("calls ligth")).codes() == std::vector<int>{101});
  CHECK_THAT(elaborated(house("calls ligth")).messages(), Contains("light"));
  CHECK(elaborated(house("environment rain")).codes() == std::vector<int>{101});
}

TEST_CASE("a call, an event or a bound may be of one endpoint only") {
  const std::string pair = kTwoMachines + "system House {\n endpoint A, B : Lamp\n";
  const System system =
      model_of(pair + "calls light of B\n environment moth of A\n bounds { wait of A = 3; f = 1 } }")
          .systems.at(0);
  CHECK(system.call_allowed == std::vector<std::vector<bool>>{{false}, {true}});
  CHECK(system.environment_allowed == std::vector<std::vector<bool>>{{true}, {false}});
  REQUIRE(system.bounds.arguments.size() == 3);
  CHECK((system.bounds.arguments[0].endpoint == 0 && system.bounds.arguments[0].argument == 0));
  CHECK(model_of(pair + "calls except light of A }").systems.at(0).call_allowed ==
        std::vector<std::vector<bool>>{{false}, {true}});
  CHECK(elaborated(pair + "calls light of C }").codes() == std::vector<int>{101});
  CHECK(elaborated(pair + "bounds { slots of A = 1 } }").codes() == std::vector<int>{101});
  CHECK_THAT(elaborated(house("calls light of D")).messages(), Contains("no call of 'D' is called 'light'"));
  const std::string mirrored = kTwoMachines + "system House {\n endpoint A, B : Lamp mirrored\n";
  CHECK(elaborated(mirrored + "calls light of A }").codes() == std::vector<int>{302});
  CHECK(elaborated(mirrored + "bounds { wait of A = 1 } }").codes() == std::vector<int>{302});
}

TEST_CASE("a name is meant of all endpoints even where one of them is called E") {
  const std::string system =
      kTwoMachines + "system House {\n endpoint D : Door\n endpoint E : Lamp\n calls open }\n";
  CHECK(model_of(system).systems.at(0).call_allowed ==
        std::vector<std::vector<bool>>{{true, false}, {false}});
  CHECK(model_of(system + "response P1 N in House under fair(latch): D.n = 1 ~> D.n = 2").properties.size() ==
        1);
}

TEST_CASE("what happens to the other machine does not happen in this one's step") {
  const Model m =
      model_of(house("ghost E.g : bool\n on step of E { E.g := happens(light) or signalled(on) }", ""));
  REQUIRE(m.systems.at(0).hooks.size() == 2);
  CHECK(m.systems[0].hooks[0].sets.at(0).value.is_false());
  CHECK_FALSE(m.systems[0].hooks[1].sets.at(0).value.is_false());
  CHECK(elaborated(house("ghost E.g : bool\n on step of E { E.g := happens(lihgt) }")).codes() ==
        std::vector<int>{101});
  CHECK(model_of(house("let dark = happens(glow)")).systems.size() == 1);
}

TEST_CASE("an assumption on a choice is of the endpoints that choose") {
  const Model m = model_of(house("assume Odd on choice of f by E: E.n = 0"));
  REQUIRE(m.systems.at(0).assumptions.size() == 1);
  CHECK(m.systems[0].assumptions[0].endpoint == 1);
  CHECK(elaborated(house("assume Odd on choice of f by D: D.n = 0")).codes() == std::vector<int>{101});
}

TEST_CASE("a ghost's type may be an enumeration of any endpoint's machine") {
  CHECK(model_of(house("ghost L.mood : Mood\n ghost E.g : Mood")).systems.at(0).fields.at(1).back().name ==
        "g");
  CHECK(elaborated(house("ghost D.mood : Mood")).codes() == std::vector<int>{101});
}

TEST_CASE("a constant that is two things in two machines is none in a system") {
  CHECK(claimed("invariant P1 N in House: D.n < SAME").model.has_value());
  CHECK(claimed("invariant P1 N in House: D.n < MANY").codes() == std::vector<int>{103});
}

TEST_CASE("what a system does not allow happens at no endpoint") {
  const Model m = model_of(house("calls open",
                                 "run R in House { call light of L }\n"
                                 "run T in House { environment moth of L }"));
  CHECK_THAT(play(m, m.runs.at(0)).failure, Contains("nobody calls light"));
  CHECK_THAT(play(m, m.runs.at(1)).failure, Contains("moth does not happen"));
}

TEST_CASE("fairness is of the endpoint's own machine, or of all that have the event") {
  CHECK(fairness("warm of L").event == 1);
  CHECK(fairness("warm of L").endpoint == std::uint16_t{1});
  CHECK(fairness("warm").endpoint == std::uint16_t{1});
  CHECK(fairness("warm of E").endpoint == std::uint16_t{1});
  CHECK(fairness("light").kind == Fairness::Kind::Call);
  CHECK(claimed("response P1 N in House under fair(warm of D): D.n = 1 ~> D.n = 2").codes() ==
        std::vector<int>{101});
}

TEST_CASE("bounds are of every machine that has the name") {
  const Model m = model_of(house("bounds { wait = 1, 2;  level = 3;  f = 4 }"));
  const auto& lists = m.systems.at(0).bounds.arguments;
  REQUIRE(lists.size() == 4);
  CHECK((lists[0].endpoint == 0 && lists[0].argument == 1 && lists[0].values.size() == 2));
  CHECK((lists[1].endpoint == 1 && lists[1].argument == 0 && lists[1].values.size() == 2));
  CHECK((lists[2].endpoint == 1 && lists[3].endpoint == 1));
  CHECK(elaborated(house("bounds { levle = 3 }")).codes() == std::vector<int>{101});
}

TEST_CASE("only numbers of a sequence space are new or any") {
  CHECK(elaborated(house("bounds { f = any }")).codes() == std::vector<int>{305});
  CHECK(elaborated(house("bounds { f = new }")).codes() == std::vector<int>{305});
  CHECK(elaborated(house("bounds { wait = 1, any }")).codes() == std::vector<int>{305});
  CHECK(elaborated(house("bounds { slots = any }")).codes() == std::vector<int>{305});
  CHECK(elaborated(house("bounds { slots = 64 }")).codes().empty());
  CHECK(elaborated(house("bounds { slots = 65 }")).codes() == std::vector<int>{305});
  CHECK(elaborated(house("bounds { f = 256 }")).codes() == std::vector<int>{305});
  const auto numbered = [](const std::string& values) {
    return elaborated(
               "machine M { state S initial\n variable x : serial8 of self\n fresh f : serial8 of self\n"
               "on call a { rule A1 otherwise { x := f } } }\n"
               "system Y { endpoint A : M\n bounds { f = " +
               values + " } }")
        .codes();
  };
  CHECK(numbered("new").empty());
  CHECK(numbered("any").empty());
  CHECK(numbered("1") == std::vector<int>{305});
  CHECK(numbered("new, any") == std::vector<int>{305});
}
