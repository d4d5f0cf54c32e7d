#include "checker/ranking.h"

#include <catch2/catch.hpp>

#include "checker/induction.h"
#include "tests/checker/specification.h"
#include "tests/model/text.h"

namespace {

using checker::Proved;
using checker::Unknown;

const checker::Limits kNoLimits;

/// A kettle that boils after a number of clicks, unless it is emptied.
std::string kettle(const std::string& claim, const std::string& boil = "clicks := clicks + 1;  start click") {
  return R"(
    machine Kettle "boils" {
      state COLD initial
      state HEATING, HOT
      const ENOUGH : u8 in 1 .. 100 = 5
      variable clicks : u8
      timer click
      timer boredom
      on call put_on { rule K1 in COLD { clicks := 0;  start click;  start boredom;  goto HEATING }  rule K2 otherwise { } }
      on call jolt { rule K3 in HEATING { start boredom }  rule K4 otherwise { } }
      on timeout click in HEATING {
        rule K5 when clicks >= ENOUGH { goto HOT }
        rule K6 otherwise { )" +
         boil + R"( }
      }
      on timeout boredom { rule K7 otherwise { } }
    }
    system Kitchen { endpoint E : Kettle }
    lemma ticking in Kitchen: E.state = HEATING => E.click.armed and E.clicks <= ENOUGH
  )" + claim;
}

checker::Verdict verdict(const std::string& text) {
  const auto model = model::testing::model_of(text);
  checker::Induction induction(model, 0, kNoLimits);
  return checker::prove_response(induction, model.properties.at(0));
}

std::string reason(const checker::Verdict& verdict) {
  const auto* unknown = std::get_if<Unknown>(&verdict);
  return unknown ? unknown->reason : "proved";
}

}  // namespace

TEST_CASE("a response is proved when a fair timer lowers the measure") {
  const auto proved =
      verdict(kettle("response B1 Boils in Kitchen under fair(click of E): E.state = HEATING ~> E.state = "
                     "HOT by decreasing (u8(ENOUGH - E.clicks))"));
  CHECK(reason(proved) == "proved");
}

TEST_CASE("a fair event that an assumption forbids helps nobody") {
  const auto assuming = [](const std::string& assumption) {
    std::string text = kettle(
        "response B1 Boils in Kitchen under fair(click of E): E.state = HEATING ~> E.state = "
        "HOT by decreasing (u8(ENOUGH - E.clicks))");
    const std::string plain = "endpoint E : Kettle";
    text.insert(text.find(plain) + plain.size(), " " + assumption);
    return reason(verdict(text));
  };
  CHECK(assuming("assume Silent on step of E: not happens(click)").find("Silent") != std::string::npos);
  CHECK(assuming("assume Few: E.clicks < 3").find("Few") != std::string::npos);
  CHECK(assuming("assume Late on step of E: happens(click) => old(E.clicks) < 3").find("Late") !=
        std::string::npos);
  CHECK(assuming("assume Calm on step of E: not happens(jolt)") == "proved");
  CHECK(assuming("assume Enough: ENOUGH > 2") == "proved");
}

TEST_CASE("a measure that another event raises proves nothing") {
  const auto failed = verdict(
      kettle("response B2 Boils in Kitchen under fair(click of E): E.state = HEATING ~> E.state = HOT "
             "by decreasing (if E.boredom.armed then 1 else 0, u8(ENOUGH - E.clicks))"));
  CHECK(reason(failed).find("the measure does not increase: not so in K3") != std::string::npos);
}

TEST_CASE("an event that does not lower the measure does not help") {
  const auto failed =
      verdict(kettle("response B3 Boils in Kitchen under fair(click of E): E.state = HEATING ~> E.state = "
                     "HOT by decreasing (u8(ENOUGH - E.clicks))",
                     "start click"));
  CHECK(reason(failed).find("it lowers the measure: not so in K6") != std::string::npos);
}

TEST_CASE("without a fair event that is enabled nothing happens") {
  const auto failed =
      verdict(kettle("response B4 Boils in Kitchen under fair(boredom of E): E.state = HEATING ~> E.state = "
                     "HOT by decreasing (u8(ENOUGH - E.clicks))"));
  CHECK(reason(failed).find("some fair event is enabled: not so in a waiting state") != std::string::npos);
}

TEST_CASE("an event that stops being enabled may never happen") {
  const auto failed =
      verdict(kettle("response B5 Boils in Kitchen under fair(click of E): E.state = HEATING ~> E.state = "
                     "HOT by decreasing (u8(ENOUGH - E.clicks))",
                     "clicks := clicks + 1"));
  CHECK(reason(failed) != "proved");
}

TEST_CASE("a clock that counts down makes a fair tick help") {
  const std::string text = R"(
    machine Egg "is done after three minutes" {
      state RAW initial
      state BOILING, DONE
      const MINUTES : u8 in 1 .. 60 = 3
      timer done = u32(MINUTES)
      on call boil { rule E1 in RAW { start done;  goto BOILING }  rule E2 otherwise { } }
      on timeout done in BOILING { rule E3 otherwise { goto DONE } }
    }
    system Stove { endpoint E : Egg  network * -> E : lifetime MINUTES }
    response D1 Done in Stove under fair(tick), fair(done of E):
      E.state = BOILING ~> E.state = DONE by decreasing (E.done.left)
    lemma running in Stove: E.state = BOILING => E.done.armed
  )";
  CHECK(reason(verdict(text)) == "proved");
}
