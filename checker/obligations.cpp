#include "checker/obligations.h"

#include <algorithm>
#include <unordered_set>

#include "checker/ranking.h"

namespace checker {

using model::Expr;
using model::Property;

bool is_within(const Elements& part, const Elements& whole) {
  for (std::size_t e = 0; e < part.size(); ++e)
    if (part[e] && !whole[e]) return false;
  return true;
}

Obligations::Obligations(const model::Model& model, std::uint16_t system, const Limits& limits)
    : pool_(model.pool) {
  std::vector<const Property*> transitions, responses;
  for (const auto& lemma : model.lemmas)
    if (lemma.system == system) names_.push_back(lemma.name);
  lemmas_ = names_.size();
  const auto name = [&](Property::Kind kind, std::vector<const Property*>* into) {
    for (const auto& property : model.properties) {
      if (property.kind != kind || property.system != system) continue;
      names_.push_back(property.id);
      if (into != nullptr) into->push_back(&property);
    }
  };
  name(Property::Kind::Invariant, nullptr);
  name(Property::Kind::Transition, &transitions);
  name(Property::Kind::Response, &responses);
  names_.emplace_back(kSomePath);
  in_reach_.resize(names_.size(), true);

  Induction induction(model, system, limits);
  for (const auto& one : induction.cases()) add(one.problem, {});
  Certificate symmetries;
  for (const Property* each : transitions)
    for (const auto& one : induction.cases(*each, true, symmetries, Wanted::ObviousToo))
      add(one.problem, each->id);
  for (const Property* each : responses) {
    in_reach_[element(each->id)] = has_measure(*each);
    if (!has_measure(*each)) continue;
    for (const auto& problem : ranked(induction, *each)) add(problem, each->id);
  }
}

std::size_t Obligations::element(const std::string& name) const {
  return static_cast<std::size_t>(std::find(names_.begin(), names_.end(), name) - names_.begin());
}

/// `of`: whose goals these are; empty: each its own statement's.
void Obligations::add(const Problem& problem, const std::string& of) {
  Step step{problem.name, {}, {}, {}, {}};
  const auto goal = [&](const Instance& instance) {
    const auto own = instance.name == kSomePath ? instance.name : statement_of(instance);
    return Part{element(of.empty() ? own : of), instance.term};
  };
  std::unordered_set<Expr> said;
  for (const Instance& each : problem.known) {
    step.known.push_back({element(statement_of(each)), each.term});
    said.insert(each.term);
  }
  for (const Expr premise : problem.premises)
    if (!said.contains(premise)) step.premises.push_back(premise);
  for (const Instance& each : problem.goals) step.goals.push_back(goal(each));
  for (const auto& each : problem.obvious) {
    Obvious obvious{goal(each.goal), {}};
    for (const auto& name : each.by) obvious.by.push_back(element(name));
    step.obvious.push_back(std::move(obvious));
  }
  steps_.push_back(std::move(step));
}

}  // namespace checker
