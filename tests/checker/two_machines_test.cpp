// A system of two machines, each with its own calls, events and values: every engine sees the same steps.
#include <catch2/catch.hpp>
#include <set>

#include "checker/bmc.h"
#include "checker/explore.h"
#include "checker/induction.h"
#include "checker/lasso.h"
#include "checker/ranking.h"
#include "checker/replay.h"
#include "model/run.h"
#include "tests/model/text.h"

namespace {

using checker::Proved;
using checker::Refuted;
using checker::Unknown;
using checker::Verdict;
using model::Configuration;
using model::EventKind;

/// The cook takes orders, of one and two; nobody tells it to rest, and there is no fire. The cat falls asleep
/// when told to, and a mouse wakes it from a dream of three to five; nobody washes it, and it has no fleas.
/// Cook: IDLE with 0, BUSY with 1 or 2. Cat: awake or asleep, remembering 0, 3, 4 or 5. So 3 * 8 states.
std::string kitchen(const std::string& claims,
                    const std::string& who = "calls order, doze\n environment mouse",
                    const std::string& bounds = "count = 1, 2;  dream = 3, 4, 5") {
  return R"(
    machine Cook {
      state IDLE initial
      state BUSY
      variable n : u8
      variable bad : bool
      on call order(count : u8) in IDLE { rule K1 otherwise { n := count;  goto BUSY } }
      on call rest { rule K2 otherwise { bad := true } }
      on environment fire { rule K3 otherwise { bad := true } }
    }
    machine Cat {
      state AWAKE initial
      state ASLEEP
      variable m : u8
      variable bad : bool
      fresh dream : u8
      on call wash { rule C1 otherwise { bad := true } }
      on call doze { rule C2 otherwise { goto ASLEEP } }
      on environment flea { rule C3 otherwise { bad := true } }
      on environment mouse in ASLEEP { rule C4 otherwise { m := dream;  goto AWAKE } }
    }
    system Kitchen {
      endpoint K : Cook
      endpoint C : Cat
      )" +
         who + "\n bounds { " + bounds + " }\n}\n" + claims;
}

const std::string kGood = "invariant I1 Good in Kitchen: not K.bad and not C.bad\n";
const std::string kAll = "invariant I2 Few in Kitchen: K.n <= 2 and C.m <= 5\n";

/// The same, as the reference semantics has it: every occurrence at every configuration.
std::size_t states_by_reference(const model::Model& model) {
  const model::System& system = model.systems.at(0);
  const auto values = [&](std::uint16_t endpoint) {
    return endpoint == 0 ? std::vector<std::uint64_t>{1, 2} : std::vector<std::uint64_t>{3, 4, 5};
  };
  std::set<std::vector<model::Values>> seen;
  std::vector<Configuration> open{model::initial(model, system)};
  while (!open.empty()) {
    const Configuration at = open.back();
    open.pop_back();
    if (!seen.insert(at.endpoints).second) continue;
    for (std::uint16_t e : {std::uint16_t{0}, std::uint16_t{1}})
      for (EventKind kind : {EventKind::Call, EventKind::Environment})
        for (std::uint16_t event : {std::uint16_t{0}, std::uint16_t{1}})
          for (std::uint64_t value : values(e))
            if (auto result = model::step(
                    model, system, {}, at,
                    {model::Occurrence::Kind::Event, e, {kind, event, {}, {value}}, std::nullopt}))
              open.push_back(result->after);
  }
  return seen.size();
}

struct Engines {
  model::Model model;
  const model::Property& claim() const { return model.properties.at(0); }
  checker::Task task() const {
    checker::Limits limits;
    limits.max_depth = 6;
    return {model, claim(), limits, nullptr};
  }
  checker::Exploration explored() const { return checker::explore_counted(task()); }
  Verdict explore() const { return explored().verdict; }
  Verdict bounded() const { return checker::check_bounded(task()); }
  Verdict induced() const { return checker::induction_for(task())->invariants(); }
  Verdict ranked() const { return checker::prove_response(*checker::induction_for(task()), claim()); }
};

Engines engines(const std::string& text) { return {model::testing::model_of(text)}; }

std::string why_not_proved(const Verdict& verdict) {
  const auto* unknown = std::get_if<Unknown>(&verdict);
  return unknown ? unknown->reason : "not unknown";
}

std::optional<std::size_t> refuted_in(const Engines& of, const Verdict& verdict) {
  const auto* refuted = std::get_if<Refuted>(&verdict);
  if (!refuted) return std::nullopt;
  CHECK(checker::replay(of.model, of.claim(), refuted->trace) == std::nullopt);
  return refuted->trace.steps.size();
}

}  // namespace

TEST_CASE(
    "two machines have as many states as counted by hand, by the reference semantics and by the search") {
  const Engines both = engines(kitchen(kAll));
  CHECK(states_by_reference(both.model) == 24);
  CHECK(both.explored().states == 24);
  CHECK(std::holds_alternative<Unknown>(both.bounded()));

  const Engines quiet = engines(kitchen(kAll, "calls order"));  // the cat only sits there
  CHECK(states_by_reference(quiet.model) == 3);
  CHECK(quiet.explored().states == 3);
  const Engines cat = engines(kitchen(kAll, "calls doze\n environment mouse"));
  CHECK(states_by_reference(cat.model) == 8);
  CHECK(cat.explored().states == 8);
}

TEST_CASE("what a system does not allow happens in no engine") {
  const Engines good = engines(kitchen(kGood));
  CHECK(why_not_proved(good.explore()).find("no violation") != std::string::npos);
  CHECK(std::holds_alternative<Unknown>(good.bounded()));
  CHECK(std::holds_alternative<Proved>(good.induced()));
}

TEST_CASE("what a system allows happens in every engine, whichever machine it is of") {
  for (const char* who : {"calls except rest\n", "calls except wash\n", "calls order\n environment fire",
                          "calls order\n environment flea", "calls rest", "calls wash"}) {
    CAPTURE(who);
    const Engines bad = engines(kitchen(kGood, who));
    CHECK(refuted_in(bad, bad.explore()) == 1U);
    CHECK(refuted_in(bad, bad.bounded()) == 1U);
    CHECK(std::holds_alternative<Unknown>(bad.induced()));
  }
}

TEST_CASE("values are those that the bounds list for the endpoint's own machine") {
  for (const auto& [claim, steps] :
       std::vector<std::pair<std::string, std::optional<std::size_t>>>{{"C.m != 4", 2},
                                                                       {"C.m != 1", {}},
                                                                       {"K.n != 2", 1},
                                                                       {"K.n != 4", {}},
                                                                       {"C.m != 5 or K.n != 2", 3}}) {
    CAPTURE(claim);
    const Engines valued = engines(kitchen("invariant I3 Not in Kitchen: " + claim));
    CHECK(refuted_in(valued, valued.explore()) == steps);
    CHECK(refuted_in(valued, valued.bounded()) == steps);
    CHECK(
        std::holds_alternative<Unknown>(valued.induced()));  // proofs read no bounds: anything may be chosen
  }
}

TEST_CASE("what is chosen anew without a bound is 0, and the verdict says so") {
  const Engines unbounded =
      engines(kitchen("invariant I4 Zero in Kitchen: C.m = 0", "calls doze\n environment mouse", ""));
  CHECK(unbounded.explored().states == 2);
  CHECK(why_not_proved(unbounded.explore()).find("fresh dream always 0") != std::string::npos);
  CHECK(why_not_proved(unbounded.bounded()).find("fresh dream always 0") != std::string::npos);
  CHECK(std::holds_alternative<Unknown>(unbounded.induced()));
  CHECK(why_not_proved(engines(kitchen(kAll)).explore()).find("always 0") == std::string::npos);
  CHECK(why_not_proved(engines(kitchen(kAll, "calls doze", "")).explore()).find("always 0") ==
        std::string::npos);
}

TEST_CASE("a response rests on what is fair to one machine only if its system allows that") {
  const std::string falls =
      "response L1 Falls in Kitchen under fair(doze of C): C.state = AWAKE ~> C.state = ASLEEP by decreasing "
      "(u8(C.state = AWAKE))";
  CHECK(std::holds_alternative<Proved>(engines(kitchen(falls)).ranked()));
  const Engines never = engines(kitchen(falls, "calls order\n environment mouse"));
  CHECK(std::holds_alternative<Unknown>(never.ranked()));
  CHECK(refuted_in(never, checker::find_lasso(never.task())).has_value());
}

/// The arguments of each machine have types of their own, in the same places.
const char* const kValves = R"(
enum Small { LOW, HIGH }
enum Large { NONE, SOME, MUCH }
message Word { N : u8 }
machine Valve {
  message Word
  state S initial
  variable x : Large
  on call set(how : Large) { rule V1 otherwise { x := how } }
}
machine Lamp {
  message Word
  state S initial
  variable y : Small
  on call dim(how : Small) { rule L1 otherwise { y := how } }
  on word w { rule L2 otherwise { } }
}
system Both {
  endpoint A : Valve
  endpoint B : Lamp
  network A -> B : lossy
  bounds { slots = 1 }
}
)";

TEST_CASE("an argument has the range of its own machine, whoever was encoded last") {
  const std::string never = std::string(kValves) + "invariant I1 NeverMuch in Both: A.x != MUCH\n";
  CHECK(std::holds_alternative<Unknown>(engines(never).induced()));
  const std::string always =
      std::string(kValves) + "invariant I1 InRange in Both: A.x = NONE or A.x = SOME or A.x = MUCH\n";
  CHECK(std::holds_alternative<Proved>(engines(always).induced()));
}

TEST_CASE("a counterexample to induction of who only sends is drawn") {
  const Engines told = engines(R"(
message Word { N : u8 }
machine Speaker {
  message Word
  state S initial
  variable x : u8
  on call say(n : u8) { rule R1 otherwise { send <N=n>;  x := n } }
}
machine Listener {
  message Word
  state S initial
  on word w { rule R2 otherwise { } }
}
system Talk {
  endpoint A : Speaker
  endpoint B : Listener
  network A -> B : lossy
  bounds { slots = 1 }
}
invariant I1 Same in Talk for m from A: m.N = A.x
)");
  CHECK(std::holds_alternative<Unknown>(told.induced()));
}
