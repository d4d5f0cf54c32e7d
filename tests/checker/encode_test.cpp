// The tie between the encoder and the reference semantics: what an encoder forgets, it proves falsely.
#include <catch2/catch.hpp>

#include <random>

#include "checker/encode.h"
#include "checker/statements.h"
#include "model/run.h"
#include "tests/checker/specification.h"
#include "tests/model/random_event.h"
#include "tests/model/toys.h"

namespace {

using checker::Encoding;
using checker::Move;
using model::Configuration;
using model::Expr;
using model::Occurrence;
using model::Owner;
using model::Place;
using model::System;
using model::Values;

/// A run of a system, one random occurrence after another.
class Run {
 public:
  Run(const model::Model& model, const System& system, unsigned seed)
      : model_(model), system_(system), random_(seed), drawing_(random_), parameters_(model::default_parameters(model)),
        now_(model::initial(model, system)) {}

  const Configuration& now() const { return now_; }
  const Values& parameters() const { return parameters_; }

  /// The next thing that can happen, and what it did. Empty if none of a number of draws can.
  std::optional<std::pair<Occurrence, model::StepResult>> next() {
    for (int attempt = 0; attempt < 50; ++attempt) {
      const Occurrence occurrence = draw();
      if (auto result = model::step(model_, system_, parameters_, now_, occurrence)) {
        if (occurrence.kind == Occurrence::Kind::Event && !result->outcome.handled) continue;
        return std::pair{occurrence, *std::move(result)};
      }
    }
    return std::nullopt;
  }

  void take(model::StepResult result) { now_ = std::move(result.after); }

 private:
  Occurrence draw() {
    Occurrence occurrence;
    const auto dice = random_() % 10;
    if (dice == 0) occurrence.kind = Occurrence::Kind::Tick;
    occurrence.endpoint = static_cast<std::uint16_t>(random_() % system_.endpoints.size());
    const auto& machine = model_.machines[system_.machine[occurrence.endpoint]];
    occurrence.event = drawing_.event(machine);
    const bool deliver = dice < 6 && !now_.network.empty();
    if (deliver) {
      occurrence.delivered = random_() % now_.network.size();
      const auto& flight = now_.network[*occurrence.delivered];
      occurrence.endpoint = flight.to;
      occurrence.event.kind = model::EventKind::Message;
      occurrence.event.message = flight.fields;
    }
    return occurrence;
  }

  const model::Model& model_;
  const System& system_;
  std::mt19937 random_;
  model::testing::Drawing drawing_;
  Values parameters_;
  Configuration now_;
};

/// The values that a step gives to the variables of its encoding.
class Reading {
 public:
  Reading(const Configuration& before, const Values& parameters, const Occurrence& occurrence, std::size_t message_size)
      : before_(before), parameters_(parameters), arguments_(occurrence.event.arguments), message_(occurrence.event.message) {
    message_.resize(message_size);
  }

  void know(Expr constant, std::uint64_t value) { introduced_[constant.place()] = value; }

  std::uint64_t operator()(Expr e) const {
    return model::evaluate(e, [this](Place place) -> std::uint64_t {
      switch (place.owner) {
        case Owner::Parameter: return parameters_.at(place.field);
        case Owner::Endpoint: return before_.endpoints.at(place.which).at(place.field);
        case Owner::Message: return message_.at(place.field);
        case Owner::Argument:
          if (place.which == 0) return place.field < arguments_.size() ? arguments_[place.field] : 0;
          return introduced_.at(place);
        case Owner::Old:
        case Owner::Flag: break;
      }
      throw std::logic_error("a variable that no step has");
    });
  }

 private:
  const Configuration& before_;
  const Values& parameters_;
  Values arguments_, message_;
  std::map<Place, std::uint64_t> introduced_;
};

/// The identity that is new in the step: one that nothing had before.
std::uint64_t new_identity(const System& system, const Configuration& before, const Configuration& after) {
  for (std::size_t e = 0; e < after.endpoints.size(); ++e)
    for (std::size_t f = 0; f < system.fields[e].size(); ++f)
      if (system.fields[e][f].type.kind == model::Type::Kind::Identity && after.endpoints[e][f] >= before.identities)
        return after.endpoints[e][f];
  return before.identities;
}

void check_step(const System& system, const Encoding& encoding, const std::vector<Move>& moves, const Run& run,
                const Occurrence& occurrence, const model::StepResult& result) {
  Reading value(run.now(), run.parameters(), occurrence, system.message.size());
  std::size_t taken = 0;
  for (const Move& move : moves) {
    const bool same_event = !move.path || (move.path->kind == occurrence.event.kind &&
                                           (move.path->kind == model::EventKind::Message || move.path->event == occurrence.event.event));
    if (!same_event) continue;
    if (move.new_identity) value.know(move.new_identity, new_identity(system, run.now(), result.after));
    if (!value(move.guard)) continue;
    ++taken;
    INFO(move.label);
    for (std::size_t e = 0; e < system.endpoints.size(); ++e)
      for (std::size_t f = 0; f < system.fields[e].size(); ++f) {
        INFO(system.endpoints[e] << "." << system.fields[e][f].name);
        REQUIRE(value(move.after[e][f]) == result.after.endpoints[e][f]);
      }
    REQUIRE(move.sent.size() == result.sent.size());
    for (std::size_t s = 0; s < move.sent.size(); ++s)
      for (std::size_t f = 0; f < system.message.size(); ++f) REQUIRE(value(move.sent[s].fields[f]) == result.sent[s].fields[f]);
    std::vector<Expr> terms{move.guard};
    for (const auto& fields : move.after) terms.insert(terms.end(), fields.begin(), fields.end());
    std::erase_if(terms, [](Expr e) { return !e.sort().is_bool(); });
    for (const Expr fact : encoding.facts(terms, move)) REQUIRE(value(fact));
  }
  REQUIRE(taken == 1);
}

void walk(const model::Model& model, const System& system, unsigned runs, unsigned steps) {
  Encoding encoding(model, system);
  std::vector<std::vector<Move>> moves;
  for (std::uint16_t e = 0; e < system.endpoints.size(); ++e) moves.push_back(encoding.moves(e));
  std::vector<Move> ticks;
  if (auto tick = encoding.tick()) ticks.push_back(*std::move(tick));
  unsigned taken = 0;
  for (unsigned seed = 1; seed <= runs; ++seed) {
    Run run(model, system, seed);
    for (unsigned i = 0; i < steps; ++i) {
      auto next = run.next();
      if (!next) break;
      const auto& [occurrence, result] = *next;
      const bool tick = occurrence.kind == Occurrence::Kind::Tick;
      check_step(system, encoding, tick ? ticks : moves[occurrence.endpoint], run, occurrence, result);
      run.take(next->second);
      ++taken;
    }
  }
  CHECK(taken > runs * steps / 2);
}

}  // namespace

TEST_CASE("every random step of the game is one move of its encoding, with the same outcome") {
  const auto model = model::testing::game::model();
  for (const auto& system : model.systems) walk(model, system, 60, 60);
}

TEST_CASE("every random step of the TCP systems is one move of its encoding, with the same outcome") {
  const auto model = checker::testing::load("spec/tcp.synfin");
  for (const auto& system : model.systems) {
    INFO(system.name);
    walk(model, system, 40, 80);
  }
}

TEST_CASE("the lemmas of the TCP systems hold wherever random runs get") {
  const auto model = checker::testing::load("spec/tcp.synfin");
  for (std::uint16_t s = 0; s < model.systems.size(); ++s)
    for (unsigned seed = 100; seed < 130; ++seed) {
      Run run(model, model.systems[s], seed);
      for (int i = 0; i < 60; ++i) {
        auto next = run.next();
        if (!next) break;
        run.take(next->second);
        for (const auto& statement : checker::statements(model, s)) {
          INFO(model.systems[s].name << " " << statement.name << " seed " << seed << " step " << i);
          REQUIRE(model::holds(model, model.systems[s], run.parameters(), run.now(), statement.quantified));
        }
      }
    }
}
