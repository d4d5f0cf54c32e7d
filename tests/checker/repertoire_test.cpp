#include "checker/repertoire.h"
#include "checker/explore.h"
#include "checker/replay.h"

#include <catch2/catch.hpp>

#include "grammar/parse.h"
#include "model/elaborate.h"
#include "tests/model/text.h"

namespace {

const std::string kLights = R"(
machine Light {
  state GREEN initial
  state AMBER, RED
  variable passed : u8
  on call go {
    rule L1 in GREEN { passed := passed + 1 }
    rule L2 in AMBER when passed > 3 { goto RED }
    rule L3 in AMBER when passed <= 3 { }
    rule L4 in RED { passed := 0;  goto GREEN }
  }
  on call warn { rule L5 in GREEN { goto AMBER }  rule L6 in AMBER, RED { } }
}
system One { endpoint E : Light }
invariant K1 FewPass in One: E.state = RED => E.passed > 3
)";

/// `text` with one rule's condition as it is, or another.
model::Model light(const std::string& from = "", const std::string& to = "",
                   std::shared_ptr<model::ExprPool> pool = nullptr) {
  std::string text = kLights;
  if (!from.empty()) text.replace(text.find(from), from.size(), to);
  grammar::Sources sources;
  grammar::Diagnostics diagnostics;
  grammar::ast::Specification tree;
  tree.items = grammar::parse(sources.add({"light", text}), sources, diagnostics).value().items;
  auto model = pool ? model::elaborate(tree, {}, diagnostics, pool) : model::elaborate(tree, {}, diagnostics);
  REQUIRE(model);
  return *model;
}

}  // namespace

TEST_CASE("a repertoire leads to the paths that are asked for and knows none that there are not") {
  checker::Repertoire repertoire(light(), 5'000);
  const auto scripts = repertoire.scripts(0, 0, {"L2"});
  REQUIRE_FALSE(scripts.empty());
  const auto model = light();
  for (const auto& script : scripts) {
    checker::Performance performance(model, script);
    std::string last;
    for (const auto& cue : script.cues)
      performance.take(cue, [&](const checker::Performance::Step& step) {
        last = step.result.outcome.rules.back()->name;
        return false;
      });
    CHECK(last == "L2");
  }
  CHECK(repertoire.scripts(0, 0, {"L9"}).empty());
}

TEST_CASE("a mutant departs where it goes elsewhere, and its walk from there violates what is claimed") {
  const auto original = light();
  const auto mutant = light("when passed > 3 { goto RED }", "when passed > 2 { goto RED }", original.pool);
  checker::Repertoire repertoire(light(), 5'000);
  const auto ways = checker::departures(original, mutant, repertoire.scripts(0, 0, {"L2", "L3"}));
  REQUIRE_FALSE(ways.empty());
  CHECK(checker::departures(original, original, repertoire.scripts(0, 0, {"L2", "L3"})).empty());
  const checker::Claims claims{&mutant.properties.front()};
  CHECK_FALSE(checker::wander(original, {&original.properties.front()}, ways, 2'000));

  const auto worse =
      light("rule L4 in RED { passed := 0;  goto GREEN }", "rule L4 in RED { passed := 0 }", original.pool);
  const auto from = checker::departures(original, worse, repertoire.scripts(0, 0, {"L4"}));
  REQUIRE_FALSE(from.empty());
  CHECK(checker::wander(worse, {&worse.properties.front()}, from, 2'000));
}

TEST_CASE("where nothing can happen a walk ends all the same") {
  const auto model = light();
  const model::Model stuck = [&] {
    auto copy = model;
    for (auto& allowed : copy.systems[0].call_allowed) allowed.assign(allowed.size(), false);
    return copy;
  }();
  CHECK(checker::Repertoire(stuck, 1'000).scripts(0, 0, {"L1"}).empty());
  const model::Trace start{
      0, model::default_parameters(stuck), model::initial(stuck, stuck.systems[0]), {}, {}};
  CHECK_FALSE(checker::wander(stuck, {&stuck.properties.front()}, {start}, 1'000));
}

TEST_CASE("a search from the end of a trace has the trace's parameters, not those of the bounds") {
  const auto model = model::testing::model_of(R"(
machine Counter {
  state IDLE initial
  const LIMIT : u8 in 1 .. 9 = 3
  variable n : u8
  on call work { rule C1 when n < LIMIT { n := n + 1 }  rule C2 when n >= LIMIT { } }
}
system One { endpoint E : Counter  bounds { LIMIT = 1 } }
invariant K1 FewerThanFive in One: E.n < 5
)");
  const checker::Claims claims{&model.properties.front()};
  CHECK_FALSE(checker::way_to_violation(model, claims, {}));
  const auto at = [&](std::uint64_t limit) {
    return model::Trace{0, {limit}, model::initial(model, model.systems[0]), {}, {}};
  };
  CHECK_FALSE(checker::way_to_violation(model, claims, {}, {at(4)}));
  const auto found = checker::way_to_violation(model, claims, {}, {at(4), at(5)});
  REQUIRE(found);
  CHECK(found->steps.size() == 5);
  CHECK_FALSE(checker::replay(model, model.properties.front(), *found));
}
