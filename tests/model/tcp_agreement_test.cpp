// The paths of the TCP machine against its reference semantics, under every profile.
#include <catch2/catch.hpp>
#include <set>

#include "grammar/parse.h"
#include "model/elaborate.h"
#include "tests/model/agreement.h"
#include "tests/model/random_event.h"

namespace model {

namespace {

Model tcp(const std::string& profile) {
  grammar::Sources sources;
  grammar::Diagnostics diagnostics;
  auto specification = grammar::read("spec/tcp.synfin", sources, diagnostics);
  REQUIRE(specification);
  auto model = elaborate(*specification, {profile, {}, std::nullopt}, diagnostics);
  REQUIRE(model);
  return std::move(*model);
}

}  // namespace

TEST_CASE("of TCP, exactly one path happens to an event that is handled, and step goes along it") {
  const std::string profile = GENERATE("", "literal", "linux");
  const Model model = tcp(profile);
  const Machine& machine = model.machines[0];
  const std::vector<Path> all = paths(*model.pool, machine);
  std::mt19937 random(2024);
  std::set<std::string> rules;
  for (int i = 0; i < 100'000; ++i) {
    testing::Drawing draw(model, random);
    const Values state = draw.state(machine);
    const Event event = draw.event(machine);
    std::string why;
    const bool agrees = testing::path_agrees(model, machine, all, state, event, &why);
    INFO("profile '" << profile << "', " << why);
    REQUIRE(agrees);
    const Outcome outcome = step(model, machine, state, event);
    for (const Rule* rule : outcome.rules) rules.insert(rule->name);
  }
  // The draw reaches what it should: nearly all rules that the profile leaves on.
  std::size_t count = 0;
  for (const Handler& handler : machine.handlers)
    for (const Step& step : handler.steps)
      for (const Rule& rule : step.rules) count += !rule.implicit && !rule.guard.is_false();
  CHECK(rules.size() * 10 >= count * 9);
}

}  // namespace model
