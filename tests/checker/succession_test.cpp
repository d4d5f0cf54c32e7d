// Which rules can follow one another is bounded by guards and by what is proved.
#include "checker/succession.h"

#include <catch2/catch.hpp>

#include "tests/model/text.h"

using model::Model;
using model::testing::model_of;

namespace {

const std::string kDoor = R"(
  machine Door "opens and shuts" {
    state SHUT initial
    state OPEN
    variable used : u8
    on call push {
      first "shut" { rule D1 in SHUT { used := 1;  goto OPEN } rule D1n otherwise { } }
      second "used" { rule D2 when used = 1 { } rule D2n otherwise { } }
    }
    on call burn { rule D3 when used = 7 { } rule D3n otherwise { } }
  }
  system House { endpoint E : Door }
)";

const model::Rule* rule(const Model& model, const std::string& name) {
  for (const auto& handler : model.machines.front().handlers)
    for (const auto& step : handler.steps)
      for (const auto& each : step.rules)
        if (each.name == name) return &each;
  FAIL("no rule " + name);
  return nullptr;
}

std::string possible(const Model& model, const std::vector<std::pair<std::string, std::string>>& names) {
  std::set<checker::Succession> asked;
  for (const auto& [first, second] : names) asked.insert({rule(model, first), rule(model, second)});
  std::string all;
  for (const auto& [first, second] : checker::possible_successions(model, asked, {}))
    all += first->name + ">" + second->name + " ";
  return all;
}

}  // namespace

TEST_CASE("rules follow one another within an event and from one to the next, as far as guards let them") {
  const Model model = model_of(kDoor);
  CHECK(possible(model, {{"D1", "D2"}, {"D1", "D2n"}, {"D1", "D3n"}, {"D1n", "D2"}}) == "D1>D2 D1n>D2 ");
  CHECK(possible(model, {{"D2", "D1"}, {"D2", "D1n"}, {"D2", "D3"}, {"D2", "D3n"}, {"D2n", "D3"}}) ==
        "D2>D1n D2>D3n D2n>D3 ");
}

TEST_CASE("what a lemma excludes does not follow") {
  const Model model =
      model_of(kDoor + "lemma little in House: E.used < 2 and (E.state = OPEN => E.used = 1)");
  CHECK(possible(model, {{"D2n", "D3"}, {"D3", "D3"}, {"D3n", "D3n"}}) == "D3n>D3n ");
}

TEST_CASE("nothing is excluded where no system lets everything happen") {
  const Model model = model_of(kDoor.substr(0, kDoor.find("system House")));
  CHECK(possible(model, {{"D2", "D3"}}) == "D2>D3 ");
}
