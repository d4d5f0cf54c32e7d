// The generated code and the reference semantics, fed with the same events: they agree at every step.
#include <algorithm>
#include <catch2/catch.hpp>
#include <set>
#include <tuple>

#include "codegen/declare.h"
#include "tests/generated/correspondence.h"
#include "tests/generated/specification.h"
#include "tests/generated/stimulus.h"
#include "tests/sanitized.h"

using namespace generated::testing;

namespace {

constexpr std::size_t kEvents = ::testing::repetitions(2'000'000);
constexpr std::size_t kLimit = 2'000'000;  // for what ends when it has seen everything

/// Both machines, side by side.
class Pair {
 public:
  explicit Pair(const model::Model& model) : model_(model), machine_(model.machines.at(0)) {}

  tcp::Tcb t;
  tcp::Parameters parameters;

  /// Fails if the two disagree.
  void step(const tcp::Event& event) {
    const tcp::Tcb before = t;
    const model::Outcome expected = model::step(machine_, parameters_of(model_, parameters),
                                                values_of(machine_, t), event_of(machine_, event));
    tcp::Output out;
    tcp::step(parameters, t, event, out);
    const std::string found = difference(machine_, expected, t, out);
    if (!found.empty()) FAIL(text(before) << "\n" << text(event) << "\n" << found);
    for (const tcp::Rule rule : out.rules)
      if (rule != tcp::Rule::none) hit_.insert(tcp::name(rule));
  }

  /// The rules that never applied.
  std::vector<std::string> missing() const {
    std::vector<std::string> names;
    for (const model::Rule* rule : codegen::generated_rules(machine_))
      if (!hit_.contains(rule->name)) names.push_back(rule->name);
    return names;
  }

 private:
  const model::Model& model_;
  const model::Machine& machine_;
  std::set<std::string> hit_;
};

/// What the rules mostly ask for.
using Situation =
    std::tuple<tcp::State, std::uint8_t, std::uint8_t, std::uint8_t, std::uint8_t, bool, bool, bool>;
Situation situation(const tcp::Tcb& t) {
  return {t.state, t.flags, t.timers, t.retransmissions, t.probes, t.una == t.nxt, t.wnd == 0, t.queued == 0};
}

}  // namespace

TEST_CASE("millions of random events change the generated machine and the model in the same way") {
  const Specification from = specification();
  Pair pair(from.model);
  Stimulus stimulus(9293);
  for (std::size_t i = 0; i < kEvents; ++i) {
    if (stimulus.below(4) == 0) {
      pair.t = stimulus.block();
      pair.parameters = stimulus.parameters();
    }
    pair.step(stimulus.event(pair.t));
  }
  INFO("serial numbers at the distances 0, 1, 2^31-1, 2^31, 2^31+1 were compared");
  const Distances& met = stimulus.distances();
  for (const auto& counts : {met.seq, met.ack, met.wl1, met.wl2})
    for (const std::uint64_t count : counts) CHECK(count > 100);
  CHECK(pair.missing() == std::vector<std::string>());
}

/// Rules for what never happens, kept because the specification is total: a retransmission timer that runs
/// with nothing outstanding, an idle timer that runs without keep-alive.
const std::vector<std::string> kDefensive = {"X02n", "X12o"};

TEST_CASE(
    "every generated rule but the defensive ones is reached from the initial state by a sequence of events") {
  const Specification from = specification();
  Pair pair(from.model);
  pair.parameters.R1 = 1;
  pair.parameters.R2 = pair.parameters.PROBES = 2;
  pair.parameters.SEND_BUFFER = 65535;
  Stimulus stimulus(793);
  // One in each situation that was met; whatever happens next happens to any of them.
  std::vector<tcp::Tcb> reached = {tcp::initial()};
  std::set<Situation> known = {situation(tcp::initial())};
  for (std::size_t i = 0; i < kLimit; ++i) {
    if (i % 1000 == 0 && pair.missing() == kDefensive) break;
    pair.t = reached[stimulus.below(static_cast<std::uint32_t>(reached.size()))];
    pair.step(stimulus.event(pair.t));
    if (known.insert(situation(pair.t)).second) reached.push_back(pair.t);
  }
  CHECK(pair.missing() == kDefensive);
}

TEST_CASE("the generated machine begins as the model does") {
  const Specification from = specification();
  const model::Machine& machine = from.model.machines.at(0);
  CHECK(values_of(machine, tcp::initial()) == model::initial(machine.fields));
  CHECK(parameters_of(from.model, tcp::Parameters{}) == model::default_parameters(from.model));
}

TEST_CASE("the generated names, clauses and durations are the specification's") {
  const Specification from = specification();
  const model::Machine& machine = from.model.machines.at(0);
  const auto rules = codegen::generated_rules(machine);
  REQUIRE(rules.size() + 1 == tcp::kRules);
  for (std::size_t i = 0; i < rules.size(); ++i) {
    CHECK(tcp::name(static_cast<tcp::Rule>(i + 1)) == rules[i]->name);
    CHECK(tcp::clause(static_cast<tcp::Rule>(i + 1)) == rules[i]->clause);
  }
  const tcp::Parameters parameters{.MSL = 77};
  const auto value = [&](model::Place) { return std::uint64_t{77}; };
  for (std::size_t i = 0; i < machine.timers.size(); ++i) {
    const model::Expr duration = machine.timers[i].duration;
    CHECK(tcp::duration(parameters, static_cast<tcp::Timer>(i)) ==
          (duration ? model::evaluate(duration, value) : 0));
  }
}

TEST_CASE("what is no state and what is no event changes nothing") {
  Stimulus stimulus(1);
  for (std::uint32_t state = tcp::kStates; state < 256; ++state) {
    tcp::Tcb t = stimulus.block();
    t.state = static_cast<tcp::State>(state);
    const std::string before = text(t);
    tcp::Output out;
    tcp::step({}, t, stimulus.event(t), out);
    CHECK(text(t) == before);
    CHECK(out.rules[0] == tcp::Rule::none);
  }
  for (std::uint32_t kind = tcp::kEventKinds; kind < 256; ++kind) {
    tcp::Tcb t = stimulus.block();
    const std::string before = text(t);
    tcp::Event event = stimulus.event(t);
    event.kind = static_cast<tcp::EventKind>(kind);
    tcp::Output out;
    tcp::step({}, t, event, out);
    CHECK(text(t) == before);
  }
}
