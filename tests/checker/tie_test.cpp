// The two readings of a specification, the steps that run and the steps that are proved about, are one: every
// step taken satisfies its encoding, and every path of the encoding that can be satisfied is a step.
#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "checker/encode.h"
#include "checker/induction.h"
#include "checker/smt/solve.h"
#include "model/facts.h"
#include "model/run.h"
#include "tests/checker/specification.h"
#include "tests/model/random_event.h"
#include "tests/model/toys.h"

namespace {

using checker::Encoding;
using checker::Move;
using model::Configuration;
using model::EventKind;
using model::Expr;
using model::Flight;
using model::Model;
using model::Occurrence;
using model::Owner;
using model::Place;
using model::StepResult;
using model::System;
using model::Values;

using Assignment = std::map<Place, std::uint64_t>;

std::uint64_t value_of(Expr e, const Assignment& values) {
  return model::evaluate(e, [&](Place place) { return values.at(place); });
}

Values values_of(const std::vector<Expr>& terms, const Assignment& values) {
  Values result;
  for (const Expr term : terms) result.push_back(value_of(term, values));
  return result;
}

void give(Assignment& values, Owner owner, std::uint16_t which, const Values& row) {
  for (std::size_t i = 0; i < row.size(); ++i) values[{owner, which, static_cast<std::uint16_t>(i)}] = row[i];
}

/// What the move says came of it is what the step did.
void require_same(const Move& move, const Assignment& values, const StepResult& result) {
  INFO(move.label);
  for (std::size_t e = 0; e < move.after.size(); ++e)
    REQUIRE(values_of(move.after[e], values) == result.after.endpoints[e]);
  std::vector<Values> said, sent;
  for (const auto& message : move.sent) said.push_back(values_of(message.fields, values));
  for (const Flight& flight : result.sent) sent.push_back(flight.fields);
  REQUIRE(said == sent);
  if (!move.path) return;
  REQUIRE(move.handled == result.outcome.handled);
  REQUIRE(move.path->rules == result.outcome.rules);
}

/// A system whose moves are known; what it assumes is left out, since moves say nothing about it.
struct Tied {
  const Model& model;
  System system;
  Encoding encoding;
  std::vector<Move> moves;

  Tied(const Model& of, const System& whole)
      : model(of), system(without_assumptions(whole)), encoding(of, system) {
    for (std::uint16_t e = 0; e < system.endpoints.size(); ++e)
      for (Move& move : encoding.moves(e)) moves.push_back(std::move(move));
    if (auto tick = encoding.tick()) moves.push_back(std::move(*tick));
  }

  static System without_assumptions(System system) {
    system.assumptions.clear();
    return system;
  }
};

// ---- what runs is encoded ---------------------------------------------------------------------------------

Occurrence draw(const Tied& tied, const Configuration& now, std::mt19937& random,
                model::testing::Drawing& drawing) {
  Occurrence occurrence;
  const auto dice = random() % 16;
  if (dice == 0) occurrence.kind = Occurrence::Kind::Tick;
  occurrence.endpoint = static_cast<std::uint16_t>(random() % tied.system.endpoints.size());
  if (dice <= 8 && !now.network.empty()) occurrence.delivered = random() % now.network.size();
  if (dice == 1) occurrence.kind = Occurrence::Kind::Forget;
  if (occurrence.delivered) occurrence.endpoint = now.network[*occurrence.delivered].to;
  occurrence.event = drawing.event(tied.model.machines[tied.system.machine[occurrence.endpoint]]);
  if (!occurrence.delivered) return occurrence;
  occurrence.event.kind = EventKind::Message;
  occurrence.event.message = now.network[*occurrence.delivered].fields;
  return occurrence;
}

Assignment assignment(const Tied& tied, const Values& parameters, const Configuration& before,
                      const Occurrence& occurrence) {
  Assignment values;
  give(values, Owner::Parameter, 0, parameters);
  for (std::uint16_t e = 0; e < before.endpoints.size(); ++e)
    give(values, Owner::Endpoint, e, before.endpoints[e]);
  Values message = occurrence.event.message;
  message.resize(tied.system.message.size());
  give(values, Owner::Message, model::kArriving, message);
  give(values, Owner::Argument, 0, occurrence.event.arguments);
  for (const Move& move : tied.moves)
    if (move.new_identity) values[move.new_identity.place()] = *model::new_identity(tied.system, before);
  return values;
}

/// Whether the move is about this occurrence, its guard aside.
bool is_about(const Move& move, const Configuration& before, const Occurrence& occurrence) {
  if (!move.path) return occurrence.kind == Occurrence::Kind::Tick;
  if (occurrence.kind != Occurrence::Kind::Event || move.endpoint != occurrence.endpoint) return false;
  if (move.path->kind != occurrence.event.kind) return false;
  if (move.path->kind != EventKind::Message) return move.path->event == occurrence.event.event;
  std::optional<std::uint16_t> from;
  if (occurrence.delivered) from = before.network[*occurrence.delivered].from;
  return move.arriving->from == from;
}

/// After a tick the network is what the encoding says survives.
void require_same_network(Tied& tied, const Move& tick, const Assignment& values, const Configuration& before,
                          const StepResult& result) {
  const auto message = tied.encoding.vocabulary().message(model::kBound, "any", {});
  const auto older = tied.encoding.survivor(tick, message);
  std::vector<Flight> survivors;
  for (const Flight& flight : before.network) {
    Assignment of_flight = values;
    give(of_flight, Owner::Message, model::kBound, flight.fields);
    if (value_of(older.in, of_flight))
      survivors.push_back({flight.from, flight.to, values_of(older.fields, of_flight)});
  }
  REQUIRE(survivors == result.after.network);
}

/// Takes that many steps, and begins anew now and then. Returns the labels of the moves that were seen.
std::set<std::string> walk(const Model& model, const System& system, std::size_t steps) {
  Tied tied(model, system);
  std::mt19937 random(11);
  model::testing::Drawing drawing(model, random);
  const Values parameters = model::default_parameters(model);
  std::set<std::string> seen;
  Configuration now = model::initial(model, system);
  for (std::size_t taken = 0, attempts = 0; taken < steps && attempts < 40 * steps; ++attempts) {
    if (attempts % 150 == 0) now = model::initial(model, system);
    const Occurrence occurrence = draw(tied, now, random, drawing);
    const auto result = model::step(model, tied.system, parameters, now, occurrence);
    if (!result) continue;
    ++taken;
    if (occurrence.kind != Occurrence::Kind::Forget) {
      const Assignment values = assignment(tied, parameters, now, occurrence);
      std::vector<const Move*> fitting;
      for (const Move& move : tied.moves)
        if (is_about(move, now, occurrence) && value_of(move.guard, values)) fitting.push_back(&move);
      REQUIRE(fitting.size() == 1);
      require_same(*fitting[0], values, *result);
      if (!fitting[0]->path) require_same_network(tied, *fitting[0], values, now, *result);
      seen.insert(fitting[0]->label);
    }
    now = result->after;
  }
  return seen;
}

// ---- what is encoded runs ---------------------------------------------------------------------------------

/// An arbitrary value for a variable that the solver left open.
std::uint64_t any(const Tied& tied, const model::Type& type, std::mt19937& random) {
  if (type.kind == model::Type::Kind::Enum)
    return random() % tied.model.enums[type.enumeration].values.size();
  return model::truncate(random(), type.width);
}

Values complete(const Tied& tied, Owner owner, std::uint16_t which, const std::vector<model::Type>& types,
                const Assignment& found, std::mt19937& random) {
  Values row;
  for (std::size_t i = 0; i < types.size(); ++i) {
    const auto known = found.find({owner, which, static_cast<std::uint16_t>(i)});
    row.push_back(known == found.end() ? any(tied, types[i], random) : known->second);
  }
  return row;
}

template <typename Described>
std::vector<model::Type> types_of(const std::vector<Described>& things) {
  std::vector<model::Type> types;
  for (const auto& thing : things) types.push_back(thing.type);
  return types;
}

/// The step that an assignment of a move's variables describes.
struct Witness {
  Values parameters;
  Configuration before;
  Occurrence occurrence;
};

Witness witness(const Tied& tied, const Move& move, const Assignment& found, std::mt19937& random) {
  const System& system = tied.system;
  Witness made{model::default_parameters(tied.model), {}, {}};
  for (std::uint16_t p = 0; p < made.parameters.size(); ++p)
    if (const auto known = found.find({Owner::Parameter, 0, p}); known != found.end())
      made.parameters[p] = known->second;
  for (std::uint16_t e = 0; e < system.endpoints.size(); ++e)
    made.before.endpoints.push_back(
        complete(tied, Owner::Endpoint, e, types_of(system.fields[e]), found, random));
  if (move.new_identity) made.before.identities = found.at(move.new_identity.place());
  if (!move.path) {
    made.occurrence.kind = Occurrence::Kind::Tick;
    return made;
  }
  auto& event = made.occurrence.event;
  made.occurrence.endpoint = *move.endpoint;
  event.kind = move.path->kind;
  event.event = move.path->event;
  const auto& machine = tied.model.machines[system.machine[*move.endpoint]];
  event.arguments = complete(tied, Owner::Argument, 0, types_of(machine.arguments), found, random);
  if (!move.arriving) return made;
  event.message = complete(tied, Owner::Message, model::kArriving, types_of(system.message), found, random);
  if (!move.arriving->from) return made;
  made.before.network = {{*move.arriving->from, *move.endpoint, event.message}};
  made.occurrence.delivered = 0;
  return made;
}

struct Coverage {
  std::size_t replayed = 0;
  std::vector<std::string> impossible;
};

/// What the solver said of each guard: systems of one machine share most of theirs.
class Answers {
 public:
  const checker::smt::Answer& to(const Encoding& encoding, const Move& move) {
    const auto [found, is_new] = answers_.try_emplace(move.guard);
    if (!is_new) return found->second;
    std::vector<Expr> terms = encoding.facts({move.guard}, move);
    terms.push_back(move.guard);
    // Wall time, on a busy machine.
    return found->second = checker::smt::solve(terms, {std::chrono::milliseconds(120'000), 0, {}});
  }

 private:
  std::map<Expr, checker::smt::Answer> answers_;
};

/// Asks for a step on every path and takes it. Of a mirrored system one endpoint is enough.
Coverage replay(const Model& model, const System& system, Answers& answers) {
  Tied tied(model, system);
  std::mt19937 random(5);
  Coverage coverage;
  for (const Move& move : tied.moves) {
    if (system.mirrored && move.endpoint && *move.endpoint != 0) continue;
    INFO(system.name << ": " << move.label);
    const auto& answer = answers.to(tied.encoding, move);
    REQUIRE(answer.status != checker::smt::Status::Unknown);
    if (answer.status == checker::smt::Status::Unsat) {
      coverage.impossible.push_back(move.label);
      continue;
    }
    Assignment found = answer.values;
    if (move.new_identity) found.emplace(move.new_identity.place(), 7);
    const Witness made = witness(tied, move, found, random);
    std::string why;
    const auto result = model::step(model, tied.system, made.parameters, made.before, made.occurrence, &why);
    INFO(why);
    REQUIRE(result);
    Assignment values = assignment(tied, made.parameters, made.before, made.occurrence);
    REQUIRE(value_of(move.guard, values));
    require_same(move, values, *result);
    ++coverage.replayed;
  }
  return coverage;
}

const System& system_of(const Model& model, const std::string& name) {
  const auto found = std::find_if(model.systems.begin(), model.systems.end(),
                                  [&](const System& s) { return s.name == name; });
  REQUIRE(found != model.systems.end());
  return *found;
}

/// Ping-pong where every step of A is named anew, impatience is handled only in play, and two balls are
/// served at once.
Model restless() {
  using namespace model::testing::game;
  Model m = model::testing::game::model();
  auto& handlers = m.machines[0].handlers;
  for (auto& handler : handlers)
    if (handler.kind == EventKind::Timeout) handler.states = std::uint64_t{1} << kPlaying;
  auto& serve = handlers.at(0).steps.at(0).rules.at(0);
  serve.effects.push_back(model::Send{{m.pool->bits(8, 0), m.pool->bits(8, 1)}});
  System& court = m.systems[0];
  court.call_allowed = {{true, true}, {true, true}};
  const Place fresh{Owner::Flag, static_cast<std::uint16_t>(model::StepFlag::NewIdentity), 0};
  court.hooks.at(0).sets.at(0).value = m.pool->variable({5}, fresh);
  return m;
}

}  // namespace

TEST_CASE("every step of a small system satisfies its encoding, whoever handles its event") {
  for (const Model& m : {model::testing::game::model(), restless()})
    for (const System& system : m.systems) {
      INFO(system.name);
      CHECK(walk(m, system, 3000).size() >= 8);
    }
}

TEST_CASE("every path of a small system that can be taken is a step") {
  for (const Model& m : {model::testing::game::model(), restless()}) {
    Answers answers;
    for (const System& system : m.systems) {
      const Coverage coverage = replay(m, system, answers);
      INFO(system.name);
      CHECK(coverage.replayed >= 9);
      CHECK(coverage.impossible.empty());
    }
  }
}

TEST_CASE("every step of a connection satisfies its encoding") {
  const Model m = checker::testing::load("spec/tcp.synfin");
  for (const auto* name : {"Lone", "Pair", "Timed", "Deserted"}) {
    INFO(name);
    const auto seen = walk(m, system_of(m, name), 12'000);
    INFO(seen.size());
    CHECK(seen.size() >= 40);
  }
}

TEST_CASE("every path of a connection that can be taken is a step") {
  const Model m = checker::testing::load("spec/tcp.synfin");
  Answers answers;
  for (const auto* name : {"Lone", "Pair", "Timed", "Deserted"}) {
    const Coverage coverage = replay(m, system_of(m, name), answers);
    std::string list;
    for (const auto& label : coverage.impossible) list += "\n  " + label;
    INFO(name << ": " << coverage.replayed << " replayed, impossible:" << list);
    CHECK(coverage.replayed >= 100);
    CHECK(coverage.impossible.size() < coverage.replayed);
  }
}

TEST_CASE("what is claimed of a message sent is claimed of the second one too") {
  using namespace model::testing::game;
  const Model m = restless();
  const Expr hits = m.pool->variable({8}, {Owner::Message, model::kSent, kBallHits});
  const auto claim = [&](Expr statement) {
    model::Property property;
    property.kind = model::Property::Kind::Transition;
    property.id = property.name = "Served";
    property.statement = {
        {},
        m.pool->implies(
            m.pool->variable({0}, {Owner::Flag, static_cast<std::uint16_t>(model::StepFlag::IsCall), kServe}),
            statement)};
    property.on = model::Hook::Kind::Send;
    return checker::Induction(m, 0, {}).transition(property);
  };
  CHECK(std::holds_alternative<checker::Proved>(claim(m.pool->less_equal(hits, m.pool->bits(8, 1)))));
  CHECK(std::holds_alternative<checker::Unknown>(claim(m.pool->equal(hits, m.pool->bits(8, 0)))));
}
