#include "checker/induction.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <unordered_set>

#include "checker/failures.h"
#include "checker/picture.h"
#include "model/run.h"

namespace checker {

using model::Expr;
using model::Property;

namespace {

bool contains(const std::vector<Expr>& terms, Expr term) {
  return std::find(terms.begin(), terms.end(), term) != terms.end();
}

/// A premise says it.
void note_obvious(Problem& problem, const Instance& goal) {
  std::vector<std::string> by;
  for (const Instance& each : problem.known)
    if (each.term == goal.term) by.push_back(statement_of(each));
  if (!by.empty() && std::find(by.begin(), by.end(), statement_of(goal)) == by.end())
    problem.obvious.push_back({goal, std::move(by)});
}

/// Each once, those that are literally true left out.
void append(std::vector<Expr>& premises, const std::vector<Instance>& instances) {
  for (const Instance& instance : instances)
    if (!instance.term.is_true() && !contains(premises, instance.term)) premises.push_back(instance.term);
}

void append_new(std::vector<std::string>& list, const std::vector<std::string>& more) {
  for (const auto& entry : more)
    if (std::find(list.begin(), list.end(), entry) == list.end()) list.push_back(entry);
}

}  // namespace

Induction::Induction(const model::Model& model, std::uint16_t system, const Limits& limits)
    : model_(model),
      system_(model.systems.at(system)),
      limits_(limits),
      encoding_(model, system_),
      statements_(statements(model, system)),
      mirrored_(is_mirrored(model, system_)),
      moves_(system_.endpoints.size()),
      tick_(encoding_.tick()),
      writers_(system_.endpoints.size(),
               smt::Writer([this](model::Place place) { return encoding_.vocabulary().name(place); })) {
  std::vector<Expr> bodies;
  for (const auto& statement : statements_) bodies.push_back(statement.quantified.body);
  if (system_.endpoints.size() == 2)
    bases_ = bases(encoding_.vocabulary(), Translation(encoding_.vocabulary(), 0), bodies);
}

/// With two sequence spaces to shift, values that do not shift (an absolute number, an unset field) are made
/// arbitrary.
Fits Induction::fitting(std::uint16_t endpoint) {
  if (bases_.empty()) return {};
  auto translation = std::make_shared<Translation>(encoding_.vocabulary(), endpoint);
  return [translation](Expr value, model::Place target) { return translation->fits(value, target); };
}

const std::vector<Move>& Induction::moves(std::uint16_t endpoint) {
  auto& moves = moves_.at(endpoint);
  if (!moves) moves = encoding_.moves(endpoint, fitting(endpoint));
  encoding_.vocabulary().set_moving(endpoint);
  return *moves;
}

std::vector<std::uint16_t> Induction::movers() const {
  std::vector<std::uint16_t> movers{0};
  for (std::uint16_t e = 1; e < system_.endpoints.size() && !mirrored_; ++e) movers.push_back(e);
  return movers;
}

std::vector<Statement> Induction::demands(const Move& move) const {
  using Kind = model::Assumption::Kind;
  std::vector<Statement> found;
  for (const auto& assumption : system_.assumptions) {
    const bool own = move.endpoint == assumption.endpoint && move.handled;
    if (assumption.kind != Kind::State && !(assumption.kind == Kind::Step && own)) continue;
    for (const auto& conjunct : assumption.conjuncts) found.push_back({assumption.name, conjunct});
  }
  return found;
}

/// `after`: also those of the step and of the state after it.
std::vector<Expr> Induction::assumptions(const Cast& cast, const Move& move, bool after) {
  using Kind = model::Assumption::Kind;
  std::vector<Expr> found;
  const auto chooses = [&](std::uint16_t argument) {
    return move.path && std::binary_search(move.path->chosen.begin(), move.path->chosen.end(), argument);
  };
  for (const auto& assumption : system_.assumptions)
    for (const auto& conjunct : assumption.conjuncts) {
      const Statement statement{assumption.name, conjunct};
      const bool own = move.endpoint == assumption.endpoint && move.handled;
      switch (assumption.kind) {
        case Kind::State:
          append(found, cast.before(statement));
          if (after) append(found, cast.assumed_after(statement));
          break;
        case Kind::Choice:
          if (own && chooses(assumption.subject)) append(found, cast.before(statement));
          break;
        case Kind::Arrival:
          if (own && move.arriving) append(found, cast.before(statement));
          break;
        case Kind::Step:
          if (own && after) append(found, cast.assumed_after(statement));
          break;
      }
    }
  return found;
}

/// Literally so in every state in which the path begins.
bool Induction::is_decided(const Move& move, Expr term, bool value) const {
  if (!move.path) return false;
  auto& pool = encoding_.vocabulary().pool();
  const Expr state = encoding_.before()[*move.endpoint][0];
  for (std::uint64_t s = 0; s < 64; ++s) {
    if (!(move.path->states >> s & 1)) continue;
    const Expr there = model::substitute(
        pool, term, [&](Expr v) { return v == state ? pool.constant(state.sort(), s) : Expr{}; });
    if (value ? !there.is_true() : !there.is_false()) return false;
  }
  return true;
}

Problem Induction::about(const Move& move, const Claim& claim) {
  Problem problem;
  problem.name = move.label;
  if (move.endpoint && (movers().size() > 1 || *move.endpoint > 0))
    problem.name = system_.endpoints[*move.endpoint] + ": " + problem.name;
  problem.goals = claim.terms;
  Cast cast(encoding_, move);
  for (const auto& goal : claim.goals) {
    auto instances = cast.after(goal);
    problem.goals.insert(problem.goals.end(), instances.begin(), instances.end());
  }
  const auto known = [&] {
    std::vector<Expr> premises{move.guard};
    premises.insert(premises.end(), claim.premises.begin(), claim.premises.end());
    problem.known.clear();
    for (const auto& statement : statements_)
      if (statement.name != claim.without && statement.name != claim.without + " mirrored" &&
          (claim.known == Known::All || (claim.known == Known::States && statement.quantified.from.empty())))
        for (Instance& instance : cast.before(statement)) problem.known.push_back(std::move(instance));
    const auto assumed = assumptions(cast, move, claim.assuming);
    std::erase_if(problem.known,
                  [&](const Instance& each) { return each.term.is_true() || contains(premises, each.term); });
    append(premises, problem.known);
    std::erase_if(problem.known, [&](const Instance& each) { return contains(assumed, each.term); });
    premises.insert(premises.end(), assumed.begin(), assumed.end());
    return premises;
  };
  if (std::any_of(claim.premises.begin(), claim.premises.end(),
                  [&](Expr premise) { return is_decided(move, premise, false); }))
    problem.goals.clear();
  for (std::uint16_t e = 0; e < system_.endpoints.size(); ++e) cast.use_pairs(e);
  const auto with_pairs = known();
  std::erase_if(problem.goals, [&](const Instance& goal) {
    if (goal.term.is_true() || is_decided(move, goal.term, true)) return true;
    if (!contains(with_pairs, goal.term)) return false;
    note_obvious(problem, goal);
    return true;
  });
  cast.need_pairs_for(problem.goals);
  problem.premises = known();
  std::vector<Expr> terms = problem.premises;
  for (const auto& goal : problem.goals) terms.push_back(goal.term);
  const auto facts = encoding_.facts(terms, move);
  problem.premises.insert(problem.premises.end(), facts.begin(), facts.end());
  std::erase_if(problem.premises, [](Expr premise) { return premise.is_true(); });
  return problem;
}

/// The number that a move chooses anew, if it does: what is measured from there is near, which makes the
/// query easy.
std::optional<Expr> Induction::choice(const Move& move) const {
  if (!move.path || move.path->chosen.empty()) return std::nullopt;
  const model::Place place{model::Owner::Argument, 0, move.path->chosen.front()};
  return encoding_.vocabulary().pool().variable(encoding_.vocabulary().type(place).sort(), place);
}

/// NOTE(complement): what is subtracted from 2^32 - 1 is its complement, which needs no carries. A number that the move
/// changes is measured from on both sides of the step: then 0 is as good, and was faster.
Expr Induction::fixed(const Move& move, Expr base) const {
  const auto place = base.place();
  const bool stays =
      place.owner == model::Owner::Endpoint && move.after.at(place.which).at(place.field) == base;
  return encoding_.vocabulary().pool().constant(base.sort(), stays ? ~std::uint64_t{0} : 0);
}

void Induction::use_translation(Problem& problem, const Move& move, Certificate& certificate) {
  if (bases_.empty()) return;
  Translation translation(encoding_.vocabulary(), move.endpoint.value_or(0));
  const bool kept = std::all_of(problem.premises.begin(), problem.premises.end(),
                                [&](Expr e) { return translation.keeps(e); }) &&
                    std::all_of(problem.goals.begin(), problem.goals.end(),
                                [&](const auto& g) { return translation.keeps(g.term); });
  if (!kept) return;
  auto& pool = encoding_.vocabulary().pool();
  std::map<Expr, Expr> values;
  for (Expr base : bases_) {
    if (const auto chosen = choice(move); chosen && translation.weight(*chosen) == translation.weight(base))
      base = *chosen;
    values[base] = fixed(move, base);
    append_new(certificate.symmetries,
               {"translation: measured from " + encoding_.vocabulary().name(base.place())});
  }
  const auto by_value = [&](Expr variable) {
    const auto found = values.find(variable);
    return found == values.end() ? Expr{} : found->second;
  };
  for (Expr& premise : problem.premises) premise = model::substitute(pool, premise, by_value);
  for (auto* instances : {&problem.goals, &problem.known})
    for (Instance& each : *instances) each.term = model::substitute(pool, each.term, by_value);
  for (auto& each : problem.obvious) each.goal.term = model::substitute(pool, each.goal.term, by_value);
  for (const auto& [base, value] : values) problem.premises.push_back(pool.equal(base, value));
}

Induction::Case Induction::at(const Move& move, Problem problem) {
  const std::uint16_t moving = move.endpoint.value_or(0);
  encoding_.vocabulary().set_moving(moving);
  Question question = prepare(encoding_.vocabulary().pool(), problem, writers_.at(moving));
  return {&move, std::move(question), std::move(problem)};
}

void Induction::settle(const std::vector<Case>& cases, Result& into) {
  std::vector<Question> questions;
  for (const Case& one : cases) questions.push_back(one.question);
  auto proofs = prove_all(questions, limits_);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    Proof& proof = proofs[i];
    const Move& move = *cases[i].move;
    into.times.emplace_back(proof.seconds, questions[i].name);
    auto& kept = into.certificate.obligations;
    kept.insert(kept.end(), std::make_move_iterator(proof.obligations.begin()),
                std::make_move_iterator(proof.obligations.end()));
    const bool lemmas = result_ && &into == &*result_;
    if (lemmas && proof.asked_possible) (proof.vacuous ? impossible_ : possible_).insert(&move);
    if (proof.vacuous)
      into.impossible.push_back(move.label);
    else
      append_new(into.certificate.over_approximated, move.over_approximated);
    for (auto& failure : proof.failures) {
      if (failure.status == smt::Status::Sat) failure.picture = draw(encoding_, move, failure.values);
      into.failures.push_back(std::move(failure));
    }
  }
}

/// A proof by paths says something only if every event takes one of them. (That a machine's rules leave no
/// gap is what `deterministic` claims; here it is shown, not trusted.)
std::vector<Induction::Case> Induction::coverage(std::uint16_t endpoint) {
  struct Event {
    const Move* first;
    std::vector<Expr> guards;
  };
  std::map<std::tuple<model::EventKind, std::uint16_t, std::optional<std::uint16_t>>, Event> events;
  for (const Move& move : moves(endpoint)) {
    const auto from = move.arriving ? move.arriving->from : std::nullopt;
    auto& event =
        events.try_emplace({move.path->kind, move.path->event, from}, Event{&move, {}}).first->second;
    event.guards.push_back(move.guard);
  }
  std::vector<Case> cases;
  for (auto& [key, event] : events) {
    const Move& move = *event.first;
    Problem problem{"every " + encoding_.event_name(*move.path, endpoint) + " takes a path", {}, {}};
    if (movers().size() > 1) problem.name = system_.endpoints[endpoint] + ": " + problem.name;
    problem.premises = encoding_.due(*move.path, endpoint);
    problem.goals = {{kSomePath, encoding_.vocabulary().pool().disjoin(std::move(event.guards))}};
    std::vector<Expr> terms = problem.premises;
    terms.push_back(problem.goals.front().term);
    const auto facts = encoding_.facts(terms, move);
    problem.premises.insert(problem.premises.end(), facts.begin(), facts.end());
    cases.push_back(at(move, std::move(problem)));
    cases.back().question.known_possible = true;
  }
  return cases;
}

/// Initially there is no message: only statements about the state can fail.
Induction::Case Induction::initially() {
  start_.emplace();
  start_->after = encoding_.initial();
  Problem problem{"initially", {}, {}};
  std::vector<Expr> terms;
  for (const auto& statement : statements_) {
    if (!statement.quantified.from.empty()) continue;
    Scene scene;
    scene.now = &start_->after;
    terms.push_back(read(encoding_.vocabulary().pool(), statement.quantified.body, scene));
    problem.goals.push_back({statement.name, terms.back()});
  }
  problem.premises = encoding_.facts(terms, *start_);
  return at(*start_, std::move(problem));
}

std::vector<std::string> Induction::unmet_at_the_start() {
  Move start;
  start.after = encoding_.initial();
  Scene scene;
  scene.now = &start.after;
  std::vector<std::string> unmet;
  for (const auto& assumption : system_.assumptions) {
    if (assumption.kind != model::Assumption::Kind::State) continue;
    std::vector<Expr> so;
    for (const auto& conjunct : assumption.conjuncts)
      if (conjunct.from.empty()) so.push_back(read(encoding_.vocabulary().pool(), conjunct.body, scene));
    const auto facts = encoding_.facts(so, start);
    so.insert(so.end(), facts.begin(), facts.end());
    if (possible(so, limits_) == smt::Status::Unsat) unmet.push_back(assumption.name);
  }
  return unmet;
}

std::vector<Induction::Case> Induction::consecution(Certificate& certificate, Wanted wanted) {
  std::vector<Case> cases;
  const auto add = [&](const Move& move) {
    Problem problem = about(move, {statements_});
    if (!is_wanted(problem, wanted)) return;
    use_translation(problem, move, certificate);
    cases.push_back(at(move, std::move(problem)));
  };
  for (const std::uint16_t endpoint : movers())
    for (const Move& move : moves(endpoint)) add(move);
  if (tick_) add(*tick_);
  return cases;
}

std::vector<Induction::Case> Induction::cases() {
  std::vector<Case> all{initially()};
  const auto add = [&](std::vector<Case> more) {
    all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  };
  for (const std::uint16_t endpoint : movers()) add(coverage(endpoint));
  Certificate symmetries;
  add(consecution(symmetries, Wanted::ObviousToo));
  return all;
}

const Induction::Result& Induction::lemmas() {
  if (result_) return *result_;
  result_.emplace();
  if (mirrored_) result_->certificate.symmetries.push_back("mirror: only " + system_.endpoints[0] + " moves");
  settle({initially()}, *result_);
  for (const std::uint16_t endpoint : movers()) settle(coverage(endpoint), *result_);
  settle(consecution(result_->certificate, Wanted::Open), *result_);
  return *result_;
}

Unknown Induction::shaky() const {
  Unknown unknown{"", 0, {}, checker::not_inductive(model_, result_->failures)};
  for (const auto& one : unknown.rests_on)
    unknown.reason += (unknown.reason.empty() ? "" : ", ") + one.statement;
  unknown.reason = "it rests on what is not inductive in " + system_.name + ": " + unknown.reason;
  return unknown;
}

bool is_wanted(const Problem& problem, Wanted wanted) {
  return !problem.goals.empty() || (wanted == Wanted::ObviousToo && !problem.obvious.empty());
}

bool concerns(const Property& property, const Move& move) {
  switch (property.on) {
    case model::Hook::Kind::Step: return move.endpoint.has_value();
    case model::Hook::Kind::Arrival: return move.arriving.has_value();
    case model::Hook::Kind::Send: return !move.sent.empty();
    case model::Hook::Kind::Tick: return !move.endpoint;
  }
  return false;
}

Verdict Induction::invariants() {
  const Result& result = lemmas();
  if (result.inductive()) return Proved{result.certificate};
  return shaky();
}

std::vector<Induction::Case> Induction::cases(const Property& property, bool with_lemmas,
                                              Certificate& certificate, Wanted wanted) {
  std::vector<Case> cases;
  const auto add = [&](const Move& move) {
    if (!concerns(property, move) || (with_lemmas && is_impossible(move))) return;
    Problem problem =
        about(move, {{{property.id, property.statement}}, with_lemmas ? Known::All : Known::Nothing});
    problem.name += " / " + property.id + (with_lemmas ? "" : ", without lemmas");
    if (!is_wanted(problem, wanted)) return;
    use_translation(problem, move, certificate);
    cases.push_back(at(move, std::move(problem)));
    cases.back().question.known_possible = with_lemmas && possible_.contains(&move);
    cases.back().question.only_whether = !with_lemmas;  // if not, the lemmas are asked
  };
  if (property.on == model::Hook::Kind::Tick && tick_) add(*tick_);
  if (property.on != model::Hook::Kind::Tick)
    for (const Move& move : moves(property.endpoint)) add(move);
  return cases;
}

/// One endpoint against anybody often needs no lemma, and where the lemmas do not hold nothing may rest on them: then none is in the proof.
Verdict Induction::transition(const Property& property) {
  const auto alone = [&] {
    Result result;
    settle(coverage(property.endpoint), result);
    settle(cases(property, false, result.certificate, Wanted::Open), result);
    return result;
  };
  if (system_.endpoints.size() == 1)
    if (Result result = alone(); result.inductive()) return Proved{std::move(result.certificate)};
  Result result = lemmas();
  if (!result.inductive()) {
    if (system_.endpoints.size() > 1) result = alone();
    return result.inductive() ? Verdict{Proved{std::move(result.certificate)}} : shaky();
  }
  settle(cases(property, true, result.certificate, Wanted::Open), result);
  if (result.inductive()) return Proved{std::move(result.certificate)};
  return not_shown(property.id + " does not follow from the lemmas:", result.failures);
}

std::shared_ptr<Induction> induction_for(const Task& task) {
  const std::uint16_t system = task.property.system;
  if (!task.memory) return std::make_shared<Induction>(task.model, system, task.limits);
  auto& remembered = task.memory->inductions[system];
  if (!remembered) remembered = std::make_shared<Induction>(task.model, system, task.limits);
  return remembered;
}

}  // namespace checker
