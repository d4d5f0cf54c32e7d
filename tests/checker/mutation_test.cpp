#include "checker/mutation.h"
#include "checker/rehearsal.h"
#include "checker/replay.h"

#include <catch2/catch.hpp>

#include <stdexcept>

#include "grammar/parse.h"
#include "model/elaborate.h"
#include "model/mutants.h"

namespace {

using checker::Fate;
using checker::Judgement;

const std::string kCounter = R"(
machine Counter {
  state IDLE initial
  state BUSY
  variable n : u8
  variable extra : u8
  timer tock
  on call work {
    rule C1 in IDLE when n < 5 { n := n + 1;  start tock;  goto BUSY }
    rule C2 in IDLE when n >= 5 { extra := u8(n > 6);  n := 0 }
    rule C3 in BUSY { }
  }
  on call look { rule C6 when n = 3 { }  rule C7 when n != 3 { } }
  on timeout tock { rule C4 in BUSY { extra := extra + 1;  goto IDLE }  rule C5 in IDLE { } }
}
system One { endpoint E : Counter }
deterministic K0 OneRule: Counter
invariant K1 AtMostFive in One: E.n <= 5
response K2 Rests in One under fair(tock of E): E.state = BUSY ~> E.state = IDLE by decreasing (u8(0))
lemma busy_is_timed in One: E.state = BUSY => E.tock.armed
lemma idle_is_not in One: E.state = IDLE => not E.tock.armed
)";

Judgement judged(const std::string& id) {
  grammar::Sources sources;
  grammar::Diagnostics diagnostics;
  grammar::ast::Specification tree;
  tree.items = grammar::parse(sources.add({"counter", kCounter}), sources, diagnostics).value().items;
  const auto original = model::elaborate(tree, {}, diagnostics);
  REQUIRE(original);
  model::Mutants mutants(tree, sources);
  checker::Limits limits;
  limits.timeout = std::chrono::seconds(20);
  checker::MutationTest test(*original, limits);
  for (std::size_t i = 0; i < mutants.all().size(); ++i) {
    if (mutants.all()[i].id != id) continue;
    const auto mutant = model::elaborate(mutants.specification(i), {}, diagnostics, original->pool);
    REQUIRE(mutant);
    return test.judge(*mutant);
  }
  FAIL("no mutant " + id);
  return {};
}

}  // namespace

TEST_CASE("a mutant with rules that overlap is killed by determinism") {
  const auto judgement = judged("C1 boundary 1");
  CHECK(judgement.fate == Fate::Killed);
  CHECK(judgement.killer == "K0");
}

TEST_CASE("it makes no difference which rule applies of those that do nothing, or none") {
  const auto judgement = judged("C6 negate 1");
  CHECK(judgement.fate == Fate::Killed);
  CHECK(judgement.by_both_ends == Fate::Equivalent);
}

TEST_CASE("a mutant that counts further is killed by a counterexample to the invariant") {
  const auto judgement = judged("C1 off-by-one 1");  // n + 2
  CHECK(judgement.fate == Fate::Killed);
  CHECK(judgement.killer == "K1");
  CHECK(judgement.by_both_ends == Fate::Survived);  // nothing here is about two endpoints
}

TEST_CASE("a mutant whose timer is not started is killed by the response") {
  const auto judgement = judged("C1 drop-start 1");
  CHECK(judgement.fate == Fate::Killed);
  CHECK(judgement.killer == "K2");
}

TEST_CASE("a mutant that does something else of which nothing is claimed survives") {
  const auto judgement = judged("C4 drop-assignment 1");
  CHECK(judgement.fate == Fate::Survived);
  CHECK(judgement.unproved.empty());
}

TEST_CASE("a mutant that differs only where the invariant excludes is equivalent, with a proof") {
  const auto judgement = judged("C2 boundary 2");  // n >= 6 for n > 6
  CHECK(judgement.fate == Fate::Equivalent);
  CHECK(judgement.by_both_ends == Fate::Equivalent);
  CHECK(!judgement.equivalence.obligations.empty());
}

TEST_CASE("an edit that changes nothing is no mutant") {
  CHECK(judged("C2 plain-comparison 1").fate == Fate::Same);  // n is no serial
}

TEST_CASE("a counterexample to one mutant, played on another, is one to that, too") {
  grammar::Sources sources;
  grammar::Diagnostics diagnostics;
  grammar::ast::Specification tree;
  tree.items = grammar::parse(sources.add({"counter", kCounter}), sources, diagnostics).value().items;
  model::Mutants mutants(tree, sources);
  const auto mutant = [&](const std::string& id) {
    for (std::size_t i = 0; i < mutants.all().size(); ++i)
      if (mutants.all()[i].id == id)
        return model::elaborate(mutants.specification(i), {}, diagnostics).value();
    throw std::runtime_error("no mutant " + id);
  };
  const auto further = mutant("C1 off-by-one 1"), unchanged = mutant("C4 drop-assignment 1");
  const checker::Claims claims{&further.properties.at(1)};
  const auto found = checker::way_to_violation(further, claims, {});
  REQUIRE(found);
  checker::Rehearsal rehearsal;
  CHECK(!rehearsal.play(further, claims));  // there is no script yet
  rehearsal.remember(further, *found);
  const auto again = rehearsal.play(further, claims);
  REQUIRE(again);
  CHECK(!checker::replay(further, *claims.front(), *again));
  CHECK(!rehearsal.play(unchanged, {&unchanged.properties.at(1)}));
}
