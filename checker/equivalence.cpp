#include "checker/equivalence.h"

#include <algorithm>
#include <sstream>

#include "checker/same_step.h"

namespace checker {

using model::Expr;
using model::Model;
using model::Path;

namespace {

bool all(const std::vector<bool>& allowed) {
  return std::find(allowed.begin(), allowed.end(), false) == allowed.end();
}

/// One endpoint to which everything happens that can happen to one like it in any system.
bool allows_everything(const model::System& system) {
  const bool anybody =
      std::any_of(system.links.begin(), system.links.end(), [](const auto& link) { return !link.from; });
  return system.endpoints.size() == 1 && anybody && system.assumptions.empty() && !system.lifetime &&
         all(system.call_allowed[0]) && all(system.environment_allowed[0]);
}

/// Between them they show all that an endpoint can do: of a machine one where everything happens, or else all.
std::vector<std::uint16_t> telling_systems(const Model& model) {
  std::map<std::uint16_t, std::uint16_t> telling;
  for (std::uint16_t s = 0; s < model.systems.size(); ++s)
    if (allows_everything(model.systems[s])) telling[model.systems[s].machine[0]] = s;
  std::vector<std::uint16_t> found;
  for (std::uint16_t s = 0; s < model.systems.size(); ++s) {
    const auto& machines = model.systems[s].machine;
    if (std::any_of(machines.begin(), machines.end(),
                    [&](auto machine) { return !telling.contains(machine) || telling.at(machine) == s; }))
      found.push_back(s);
  }
  return found;
}

}  // namespace

/// One path of the original, and the mutant's paths that may stand in its place.
struct Equivalence::Step {
  const model::Machine& machine;
  const Path& path;
  std::vector<const Path*> instead;
};

Equivalence::Equivalence(const Model& original, const Limits& limits) : original_(original), limits_(limits) {
  for (const auto& machine : original.machines) {
    auto& known = known_.emplace_back();
    for (const auto& path : model::paths(*original.pool, machine))
      known.emplace(fingerprint(path), path.label());
  }
}

Equivalence::Fingerprint Equivalence::fingerprint_of(const Path& path) { return fingerprint(path); }

std::set<Equivalence::Fingerprint> Equivalence::fingerprints(const std::vector<Path>& paths) {
  std::set<Fingerprint> all;
  for (const auto& path : paths) all.insert(fingerprint(path));
  return all;
}

std::set<std::string> Equivalence::lost(std::uint16_t machine, const Model& mutant) const {
  const auto of_mutant = fingerprints(model::paths(*mutant.pool, mutant.machines[machine]));
  std::set<std::string> labels;
  for (const auto& [print, label] : known_[machine])
    if (!of_mutant.contains(print)) labels.insert(label);
  return labels;
}

std::set<std::string> Equivalence::beside(std::uint16_t machine, const Model& mutant) const {
  std::set<std::string> rules, labels;
  for (std::size_t h = 0; h < original_.machines[machine].handlers.size(); ++h)
    for (std::size_t s = 0; s < original_.machines[machine].handlers[h].steps.size(); ++s) {
      const auto& before = original_.machines[machine].handlers[h].steps[s].rules;
      const auto& after = mutant.machines[machine].handlers[h].steps[s].rules;
      const auto same = [](const model::Rule& a, const model::Rule& b) { return a.guard == b.guard; };
      if (std::equal(before.begin(), before.end(), after.begin(), after.end(), same)) continue;
      for (const auto& rule : before) rules.insert(rule.name);
    }
  for (const auto& [print, label] : known_[machine]) {
    std::istringstream names(label);
    for (std::string name; names >> name;)
      if (rules.contains(name)) labels.insert(label);
  }
  return labels;
}

bool Equivalence::is_same(std::uint16_t machine, const Model& mutant) const {
  const auto of_mutant = fingerprints(model::paths(*mutant.pool, mutant.machines[machine]));
  const auto& known = known_[machine];
  return std::equal(of_mutant.begin(), of_mutant.end(), known.begin(), known.end(),
                    [](const Fingerprint& print, const auto& one) { return print == one.first; });
}

bool Equivalence::is_same(const Model& mutant) const {
  for (std::uint16_t m = 0; m < mutant.machines.size(); ++m)
    if (!is_same(m, mutant)) return false;
  return true;
}

/// Some path of the mutant's applies, and each that applies does the same.
Expr Equivalence::same_step(const Step& step, Induction& induction, std::uint16_t endpoint) const {
  auto& pool = *original_.pool;
  std::vector<Expr> guards, parts;
  for (const Path* other : step.instead) {
    guards.push_back(other->guard);
    parts.push_back(pool.implies(other->guard, same_effect(pool, step.machine, step.path, *other)));
  }
  parts.push_back(pool.disjoin(std::move(guards)));
  const auto& own = induction.encoding().before()[endpoint];
  return model::substitute(pool, pool.conjoin(std::move(parts)), [&](Expr variable) {
    return variable.place().owner == model::Owner::Endpoint ? own.at(variable.place().field) : Expr{};
  });
}

std::optional<Certificate> Equivalence::prove(const Model& mutant, const std::vector<bool>& deterministic) {
  std::vector<std::vector<Path>> paths;
  std::vector<std::set<Fingerprint>> of_mutant;
  for (std::uint16_t m = 0; m < mutant.machines.size(); ++m) {
    paths.push_back(model::paths(*mutant.pool, mutant.machines[m]));
    of_mutant.push_back(fingerprints(paths[m]));
  }
  const auto deadline = std::chrono::steady_clock::now() + limits_.timeout;
  Certificate certificate;
  std::set<std::uint16_t> seen;  // machines
  for (const auto s : telling_systems(original_)) {
    auto& induction = inductions_[s];
    if (!induction) induction = std::make_unique<Induction>(original_, s, limits_);
    for (const auto endpoint : induction->movers()) {
      const auto m = induction->system().machine[endpoint];
      seen.insert(m);
      for (const Move& move : induction->moves(endpoint)) {
        if (!move.handled || (deterministic[m] && of_mutant[m].contains(fingerprint(*move.path)))) continue;
        Step step{original_.machines[m], *move.path, {}};
        for (const Path& other : paths[m]) {
          const bool same_event = other.kind == move.path->kind && other.event == move.path->event;
          // Of the original's other paths none applies where this one does, if it is deterministic.
          const bool apart = deterministic[m] && !is_changed(m, other);
          if (same_event && !apart && (other.states & move.path->states) != 0) step.instead.push_back(&other);
        }
        const Instance goal{"the same step", same_step(step, *induction, endpoint)};
        Problem problem = induction->about(move, {.goals = {}, .terms = {goal}});
        problem.name = induction->system().name + ", " + problem.name;
        const Question question = induction->at(move, problem).question;
        if (!follows(question, {smt::until(deadline), limits_.solver_conflicts, limits_.stop}))
          return std::nullopt;
        if (question.all_refuted) certificate.obligations.push_back(question.follows);
      }
    }
  }
  // Of a machine in no system nothing was asked.
  for (std::uint16_t m = 0; m < mutant.machines.size(); ++m)
    if (!seen.contains(m) && !is_same(m, mutant)) return std::nullopt;
  return certificate;
}

}  // namespace checker
