#include "checker/minimize.h"

#include <catch2/catch.hpp>

#include "tests/checker/specification.h"
#include "tests/model/text.h"

namespace {

using checker::Need;
using checker::testing::load;
using model::testing::model_of;
using Found = checker::Need::Verdict;

const checker::Limits kNoLimits;

Need need(const checker::Minimal& minimal, const std::string& lemma) {
  for (const Need& each : minimal.needs)
    if (each.lemma == lemma) return each;
  FAIL("no lemma " << lemma);
  return {};
}

/// Two play: who has the ball serves it, and the other one waits.
const std::string kPingPong = R"(
machine Player {
  message Ball { N : u8 }
  state WAITS initial
  state HAS
  variable hits, faults : u8
  on call begin in WAITS { rule B otherwise { goto HAS } }
  on call hit in HAS { rule H otherwise { send <N=hits>;  hits := hits + 1;  goto WAITS } }
  on ball m in WAITS { rule C otherwise { goto HAS } }
}
system Court {
  endpoint A, B : Player
  network A <-> B : lossy, forgetting
  calls hit
}
invariant G1 NobodyHasIt in Court: A.state = WAITS and A.hits = 0
)";

}  // namespace

TEST_CASE("the lemma of the mutual exclusion is needed, and one that says nothing about it is not") {
  auto model = load("spec/examples/mutex.synfin");
  model.lemmas.push_back(model.lemmas.front());
  model.lemmas.back().name = "superfluous";
  model.lemmas.back().statement.body = model.pool->boolean(true);
  const auto minimal = checker::minimize(model, 0, {}, kNoLimits);
  CHECK(need(minimal, "superfluous").verdict == Found::NotNeeded);
  const auto needed = need(minimal, "the_turn_keeps_out");
  CHECK(needed.verdict == Found::Needed);
  CHECK(needed.claim == "X1");
  CHECK(needed.step == "A3");
  CHECK(minimal.proved == std::vector<std::string>{"X1", "X2"});
  CHECK(minimal.confirmed);
}

TEST_CASE("of two lemmas that can stand for each other the later goes") {
  auto model = load("spec/examples/mutex.synfin");
  model.lemmas.push_back(model.lemmas.front());
  model.lemmas.back().name = "the_same_again";
  const auto minimal = checker::minimize(model, 0, {}, kNoLimits);
  CHECK(need(minimal, "the_same_again").verdict == Found::NotNeeded);
  CHECK(need(minimal, "the_turn_keeps_out").verdict == Found::Needed);
  CHECK(minimal.left() == std::vector<std::string>{"the_turn_keeps_out"});
}

TEST_CASE("a lemma that is needed for others alone is needed, and the way to the claim is told") {
  const auto minimal = checker::minimize(model_of(kPingPong + R"(
    lemma nobody_serves in Court: A.state = WAITS
    lemma no_ball in Court for s from B: s.N > 200 and s.N < 100
    lemma b_waits in Court: B.state = WAITS
    lemma no_ball_back in Court for s from A: s.N > 200 and s.N < 100
    lemma no_faults in Court: A.faults = 0
    transition G2 NoFaults in Court on step of A: A.faults = 0
  )"),
                                         0, {}, kNoLimits);
  CHECK(need(minimal, "nobody_serves").verdict == Found::NotNeeded);  // the invariant says it
  CHECK(need(minimal, "no_faults").claim == "G2");
  const auto back = need(minimal, "no_ball_back");
  CHECK(back.verdict == Found::Needed);
  CHECK(back.claim == "G1");
  CHECK(back.through == std::vector<std::string>{"b_waits", "no_ball"});
  CHECK(minimal.confirmed);
}

TEST_CASE("only what the claims named need is needed") {
  const auto model = load("spec/examples/traffic_light.synfin");
  CHECK(need(checker::minimize(model, 0, {}, kNoLimits), "the_button_is_heard").claim == "C3");
  const auto minimal = checker::minimize(model, 0, {"RedInBetween"}, kNoLimits);
  CHECK(need(minimal, "the_button_is_heard").verdict == Found::NotNeeded);
  CHECK(need(minimal, "lamps").verdict == Found::Needed);
  CHECK(minimal.proved == std::vector<std::string>{"C1", "C2"});
}

TEST_CASE("a lemma that a step does not keep is not inductive, and a claim that none proves is not proved") {
  const auto model = model_of(kPingPong + R"(
    lemma never_hit in Court: A.hits < 7
    transition G2 Hits in Court on step of A: A.hits = old(A.hits)
    transition G3 Same in Court on step of A: A.faults = old(A.faults)
  )");
  auto without = model;
  std::erase_if(without.properties, [](const auto& property) { return property.id == "G1"; });
  const auto minimal = checker::minimize(without, 0, {}, kNoLimits);
  CHECK(need(minimal, "never_hit").verdict == Found::NotInductive);
  CHECK(need(minimal, "never_hit").step == "A: H");
  REQUIRE(minimal.unproved.size() == 1);
  CHECK(minimal.unproved.front().claim == "G2");
  CHECK(minimal.unproved.front().step == "A: H");
  CHECK(minimal.proved == std::vector<std::string>{"G3"});
  CHECK(minimal.confirmed);
}

TEST_CASE("what has no time is unknown, and nothing is said to be needed") {
  checker::Limits none;
  none.timeout = std::chrono::milliseconds(0);
  const auto minimal = checker::minimize(load("spec/examples/mutex.synfin"), 0, {}, none);
  CHECK(need(minimal, "the_turn_keeps_out").verdict == Found::Unknown);
  CHECK(minimal.proved.empty());
}

TEST_CASE("any number of threads finds the same") {
  const auto model = load("spec/examples/sctp.synfin");
  checker::Limits two;
  two.jobs = 2;
  const auto one = checker::minimize(model, 0, {}, kNoLimits), other = checker::minimize(model, 0, {}, two);
  CHECK(one.left() == other.left());
  CHECK(one.questions == other.questions);
}
