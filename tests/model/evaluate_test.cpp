#include "model/evaluate.h"

#include <catch2/catch.hpp>

#include "tests/model/toys.h"

namespace model {

namespace {

using namespace testing::light;

Event press(std::uint64_t n) { return {EventKind::Call, 0, {}, {n}}; }
Event timeout(std::uint16_t timer) { return {EventKind::Timeout, timer, {}, {}}; }

/// Outcomes point into it.
struct Light {
  Model model = testing::light::model();
  Outcome on(const Values& state, const Event& event) const {
    return step(model, model.machines[0], state, event);
  }
};

std::vector<std::string> names(const Outcome& outcome) {
  std::vector<std::string> result;
  for (const Rule* rule : outcome.rules) result.push_back(rule->name);
  return result;
}

}  // namespace

TEST_CASE("a machine begins with the initial values of its fields") {
  CHECK(initial(Light{}.model.machines[0].fields) == Values{kRed, 0, 0, 0});
}

TEST_CASE("every step and every effect sees what the earlier ones did") {
  Light light;
  Outcome outcome = light.on({kRed, 2, 0, 0}, press(2));
  CHECK(outcome.handled);
  CHECK(names(outcome) == std::vector<std::string>{"R1", "R4", "R6"});
  CHECK(outcome.state == Values{kGreen, 0, 0, 1});
  REQUIRE(outcome.signals.size() == 1);
  CHECK(outcome.signals[0].arguments == Values{4});
  CHECK(outcome.started == std::vector<std::uint16_t>{kRest});
  CHECK(outcome.cancelled == std::vector<std::uint16_t>{kChange});
  CHECK(outcome.assigned == std::vector<std::uint16_t>{kState, kWaiting});
}

TEST_CASE("a timer starts only when its condition holds at that point") {
  CHECK(Light{}.on({kRed, 0, 0, 0}, press(1)).state == Values{kRed, 1, 1, 0});
  CHECK(Light{}.on({kRed, 1, 0, 0}, press(1)).state == Values{kRed, 2, 0, 0});
}

TEST_CASE("a rule that stops ends the event, an implicit rule leaves no trace") {
  Light light;
  Outcome full = light.on({kRed, 3, 0, 0}, press(1));
  CHECK(names(full) == std::vector<std::string>{"R2"});
  CHECK(full.errors == std::vector<std::uint16_t>{0});
  CHECK(names(light.on({kYellow, 0, 0, 0}, press(1))) == std::vector<std::string>{"R3", "R5"});
}

TEST_CASE("a timeout disarms its timer before its rules apply") {
  CHECK(Light{}.on({kGreen, 0, 1, 0}, timeout(kChange)).state == Values{kGreen, 0, 0, 0});
  CHECK(Light{}.on({kGreen, 1, 1, 0}, timeout(kChange)).state == Values{kGreen, 1, 1, 0});
}

TEST_CASE("an event that nobody handles changes nothing") {
  for (const Values& state : {Values{kYellow, 1, 1, 0}, Values{kRed, 1, 0, 0}}) {
    Outcome outcome = Light{}.on(state, timeout(kChange));
    CHECK_FALSE(outcome.handled);
    CHECK(outcome.state == state);
  }
}

TEST_CASE("of two rules whose guards hold the first applies, and where none holds the next step follows") {
  Light light;
  auto& steps = light.model.machines[0].handlers[0].steps;
  steps[0].rules[1].guard = light.model.pool->boolean(true);
  CHECK(names(light.on({kRed, 1, 0, 0}, press(1))) == std::vector<std::string>{"R1", "R5"});
  steps[0].rules[0].guard = steps[0].rules[1].guard = light.model.pool->boolean(false);
  CHECK(names(light.on({kRed, 1, 0, 0}, press(1))) == std::vector<std::string>{"R5"});
}

TEST_CASE("parameters have the values given, or their defaults") {
  Light light;
  CHECK(names(step(light.model.machines[0], {10}, {kRed, 3, 0, 0}, press(1))) ==
        std::vector<std::string>{"R1", "R5"});
  CHECK(default_parameters(light.model) == Values{3});
}

TEST_CASE("fields after the machine's own stay as they are") {
  CHECK(Light{}.on({kRed, 2, 0, 0, 7, 9}, press(2)).state == Values{kGreen, 0, 0, 1, 7, 9});
}

}  // namespace model
