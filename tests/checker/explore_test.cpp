#include "checker/explore.h"

#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "checker/replay.h"
#include "tests/checker/specification.h"
#include "tests/model/text.h"
#include "tests/model/toys.h"

namespace {

using checker::testing::load;
using checker::testing::property;
using model::Configuration;
using model::EventKind;
using model::Occurrence;

const std::string kPrototype = "tests/specs/prototype.synfin";
const std::string kPrototypeBugs = "tests/specs/prototype-bugs.synfin";

checker::Exploration explore(const model::Model& model, const model::Property& property,
                             checker::Limits limits = {}) {
  return checker::explore_counted({model, property, limits, nullptr});
}

// ---- the reference semantics, searched without any of the search's ideas
// --------------------------------------

/// Everything that the reference semantics lets happen; each fresh number is the next multiple of `stride`.
std::vector<Occurrence> occurrences(const model::Model& model, const model::System& system,
                                    const Configuration& at, const std::vector<std::uint64_t>& fresh) {
  std::vector<Occurrence> all;
  const auto add = [&](std::uint16_t e, EventKind kind, std::size_t event,
                       std::optional<std::size_t> delivered) {
    const std::size_t arguments = model.machines[system.machine[e]].arguments.size();
    for (std::uint64_t value : fresh)
      all.push_back({Occurrence::Kind::Event,
                     e,
                     {kind, static_cast<std::uint16_t>(event), {}, model::Values(arguments, value)},
                     delivered});
  };
  for (std::uint16_t e = 0; e < system.endpoints.size(); ++e) {
    const model::Machine& machine = model.machines[system.machine[e]];
    for (std::size_t c = 0; c < machine.calls.size(); ++c) add(e, EventKind::Call, c, std::nullopt);
    for (std::size_t t = 0; t < machine.timers.size(); ++t) add(e, EventKind::Timeout, t, std::nullopt);
    for (std::size_t n = 0; n < at.network.size(); ++n) add(e, EventKind::Message, 0, n);
  }
  Occurrence tick;
  tick.kind = Occurrence::Kind::Tick;
  all.push_back(tick);
  return all;
}

/// The least number of steps to each pair of states, up to `depth`.
std::map<std::pair<std::uint64_t, std::uint64_t>, unsigned> depths_by_reference(
    const model::Model& model, const model::System& system, unsigned depth,
    const std::function<std::vector<std::uint64_t>(const Configuration&)>& fresh) {
  const model::Values parameters = checker::bounded_parameters(model, system);
  std::map<std::pair<std::uint64_t, std::uint64_t>, unsigned> found;
  std::vector<Configuration> frontier{model::initial(model, system)};
  std::set<std::pair<std::vector<model::Values>, std::set<std::pair<std::uint16_t, model::Values>>>> seen;
  for (unsigned d = 0; d <= depth; ++d) {
    std::vector<Configuration> next;
    for (const Configuration& at : frontier) {
      std::set<std::pair<std::uint16_t, model::Values>> network;
      for (const model::Flight& flight : at.network) network.insert({flight.to, flight.fields});
      if (!seen.insert({at.endpoints, network}).second) continue;
      found.insert({{at.endpoints[0][0], at.endpoints[1][0]}, d});
      for (const Occurrence& occurrence : occurrences(model, system, at, fresh(at)))
        if (auto result = model::step(model, system, parameters, at, occurrence))
          next.push_back(std::move(result->after));
    }
    frontier = std::move(next);
  }
  return found;
}

/// "A and B are not in these states", and whether they get there.
model::Property never(model::Model& model, std::uint64_t a, std::uint64_t b) {
  model::ExprPool& pool = *model.pool;
  const model::Sort sort = model.systems[0].fields[0][0].type.sort();
  const auto is = [&](std::uint16_t e, std::uint64_t state) {
    return pool.equal(pool.variable(sort, {model::Owner::Endpoint, e, 0}), pool.constant(sort, state));
  };
  model::Property property{};
  property.kind = model::Property::Kind::Invariant;
  property.statement.body = pool.negate(pool.conjoin(is(0, a), is(1, b)));
  return property;
}

void compare_depths(model::Model model, unsigned depth,
                    const std::function<std::vector<std::uint64_t>(const Configuration&)>& fresh) {
  const auto expected = depths_by_reference(model, model.systems[0], depth, fresh);
  const std::size_t states = model.machines[0].state_count;
  model.systems[0].bounds.slots = 2;
  model.systems[0].bounds.depth = depth;
  for (std::uint64_t a = 0; a < states; ++a)
    for (std::uint64_t b = a; b < states; ++b) {
      const auto verdict = explore(model, never(model, a, b)).verdict;
      const auto* refuted = std::get_if<checker::Refuted>(&verdict);
      const auto it = expected.find({a, b});
      CAPTURE(a, b);
      REQUIRE((refuted != nullptr) == (it != expected.end()));
      if (refuted) CHECK(refuted->trace.steps.size() == it->second);
    }
}

}  // namespace

TEST_CASE(
    "with one segment each way the prototype has as many states at each depth as a search written by hand "
    "found") {
  const auto model = load(kPrototype);
  const auto result = explore(model, property(model, "P11"));
  CHECK(result.complete);
  CHECK(result.states == 10224);
  CHECK(result.levels == std::vector<std::uint32_t>{1,    4,    12,    26,    67,    172,  420,  885,
                                                    1617, 2615, 3805,  5080,  6320,  7427, 8331, 9046,
                                                    9570, 9909, 10102, 10189, 10218, 10224});
  REQUIRE(std::holds_alternative<checker::Unknown>(result.verdict));  // a bounded search proves nothing
  CHECK(std::get<checker::Unknown>(result.verdict).depth == 21);
}

TEST_CASE("a two-way handshake is refuted in seven steps, by a trace that the reference semantics repeats") {
  const auto model = load(kPrototypeBugs, "TwoWay");
  const auto& agreement = property(model, "P11");
  for (unsigned slots : {1u, 2u}) {
    auto bounded = model;
    for (auto& system : bounded.systems) system.bounds.slots = slots;
    const auto result = explore(bounded, agreement);
    const auto* refuted = std::get_if<checker::Refuted>(&result.verdict);
    REQUIRE(refuted != nullptr);
    CHECK(refuted->trace.steps.size() == 7);
    CHECK(checker::replay(bounded, agreement, refuted->trace) == std::nullopt);
  }
}

TEST_CASE("the two-way handshake has as many states up to depth 8 as a search written by hand found") {
  auto model = load(kPrototypeBugs, "TwoWay");
  model.systems[0].bounds.depth = 8;
  const auto result = explore(model, property(model, "R2"));
  CHECK(result.levels == std::vector<std::uint32_t>{1, 4, 12, 26, 70, 187, 455, 932, 1687});
}

TEST_CASE("a reachable claim is proved by a shortest witness, and what cannot be reached is unknown") {
  const auto model = load(kPrototype);
  const auto verdict = explore(model, property(model, "R1")).verdict;
  const auto* proved = std::get_if<checker::Proved>(&verdict);
  REQUIRE(proved != nullptr);
  REQUIRE(proved->witness.has_value());
  CHECK(proved->witness->steps.size() == 5);
  CHECK(checker::replay(model, property(model, "R1"), *proved->witness) == std::nullopt);
  CHECK(std::holds_alternative<checker::Unknown>(explore(model, property(model, "R2")).verdict));
}

TEST_CASE("a rule whose condition looks at the number chosen anew is found to apply") {
  const auto model = model::testing::model_of(R"(
    machine Counter {
      message Note { NUMBER : serial16 of sender }
      state IDLE initial
      state ONCE, TWICE
      variable number : serial16 of self
      fresh ticket : serial16 of self
      on call take {
        rule C1 in IDLE { number := ticket;  goto ONCE }
        rule C2 in ONCE when number < ticket { number := ticket;  goto TWICE }
        rule C3 otherwise { }
      }
    }
    system Hall {
      endpoint A, B : Counter
      network A <-> B : lossy
      bounds { depth = 3 }
    }
    reachable R1 Both in Hall: A.state = TWICE
    reachable R2 Neither in Hall on step of A: happens(take) and old(A.state) = ONCE and A.state = ONCE)");
  CHECK(std::holds_alternative<checker::Proved>(explore(model, property(model, "R1")).verdict));
  CHECK(std::holds_alternative<checker::Unknown>(explore(model, property(model, "R2")).verdict));
}

TEST_CASE("a claim about steps is refuted by its last step") {
  const auto model = load(kPrototypeBugs, "TwoWay");
  const auto verdict = explore(model, property(model, "P11s")).verdict;
  const auto* refuted = std::get_if<checker::Refuted>(&verdict);
  REQUIRE(refuted != nullptr);
  CHECK(checker::replay(model, property(model, "P11s"), refuted->trace) == std::nullopt);
  const auto sound = load(kPrototype);
  CHECK(explore(sound, property(sound, "P11s")).complete);
}

TEST_CASE(
    "the prototype's pairs of states are reached as soon as by a plain search of the reference semantics") {
  compare_depths(load(kPrototype), 4, [](const Configuration& at) {
    std::uint64_t used = 0;  // the first number of each incarnation so far is a multiple of 16
    for (const auto& endpoint : at.endpoints)
      for (std::size_t f = 1; f <= 5; ++f) used = std::max(used, endpoint[f] / 16);
    for (const auto& flight : at.network)
      used = std::max({used, flight.fields[0] / 16, flight.fields[1] / 16});
    return std::vector<std::uint64_t>{16 * (used + 1)};
  });
}

TEST_CASE("a game with clocks and ghosts reaches its pairs of states as soon as by the reference semantics") {
  auto model = model::testing::game::model();
  model.systems[0].bounds.parameters = {{0, 1}};
  model.systems[0].bounds.arguments = {{0, 0, {1, 2}}, {1, 0, {1, 2}}};
  compare_depths(std::move(model), 6, [](const Configuration&) { return std::vector<std::uint64_t>{1, 2}; });
}

TEST_CASE("a search that reaches a limit says how deep it looked") {
  auto model = load(kPrototype);
  checker::Limits limits;
  limits.max_states = 1000;
  const auto few = explore(model, property(model, "P11"), limits);
  CHECK_FALSE(few.complete);
  CHECK(std::get<checker::Unknown>(few.verdict).depth == 7);
  model.systems[0].bounds.depth = 3;
  CHECK(std::get<checker::Unknown>(explore(model, property(model, "P11")).verdict).depth == 3);
}

TEST_CASE("a search that reaches its limit of memory says so and how deep it looked") {
  const auto model = load(kPrototype);
  checker::Limits limits;
  limits.max_bytes = 100'000;
  const auto some = explore(model, property(model, "P11"), limits);
  CHECK_FALSE(some.complete);
  CHECK(some.states < 10224);
  const auto& unknown = std::get<checker::Unknown>(some.verdict);
  CHECK(unknown.reason.starts_with("no violation in the memory allowed: "));
  CHECK(unknown.depth > 0);
}

TEST_CASE("a configuration of the prototype takes few octets") {
  const auto model = load(kPrototype);
  const auto result = explore(model, property(model, "P11"));
  CHECK(result.bytes < 60 * result.states);
}

TEST_CASE("with few incarnations at once there are fewer states, and without symmetry more") {
  auto model = load(kPrototype);
  model.systems[0].bounds.incarnations = 1;
  const auto few = explore(model, property(model, "P11"));
  CHECK(few.complete);
  checker::Limits limits;
  limits.symmetry = false;
  const auto plain = explore(model, property(model, "P11"), limits);
  CHECK(plain.complete);
  CHECK(few.states == 1377);
  CHECK(plain.states == 20514);
}

TEST_CASE("an endpoint of more fields than a search can hold is not explored, and the verdict says so") {
  std::string machine = "machine Wide {\n  state A initial\n";
  for (int i = 0; i < 200; ++i) machine += "  variable v" + std::to_string(i) + " : u8\n";
  machine += "  on call go { rule R1 otherwise { v0 := 1 } }\n}\nsystem S { endpoint E : Wide }\n";
  const auto model = model::testing::model_of(machine + "invariant I1 Small in S: E.v0 <= 1\n");
  const auto verdict = std::get<checker::Unknown>(explore(model, model.properties.at(0)).verdict);
  CHECK(verdict.reason == "E has more than 128 variables and timers: too many to explore");
}

TEST_CASE(
    "what a claim reads of an input is searched with the values of the bounds, though no rule reads it") {
  const auto model = model::testing::model_of(R"(
machine Gauge {
  state IDLE initial
  input level : u8
  on call look(from : u8) { rule G1 otherwise { } }
}
system One { endpoint E : Gauge  bounds { level = 3, 7;  from = 2 } }
transition C1 NeverSeven in One on step of E: given(level) != 7
transition C2 FromTwo in One on step of E: given(from) = 2 and given(level) >= 3
)");
  const auto seven = explore(model, property(model, "C1")).verdict;
  const auto* refuted = std::get_if<checker::Refuted>(&seven);
  REQUIRE(refuted != nullptr);
  CHECK_FALSE(checker::replay(model, property(model, "C1"), refuted->trace));
  CHECK(explore(model, property(model, "C2")).complete);
}
