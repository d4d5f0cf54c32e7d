#include "codegen/shape.h"

#include <algorithm>

#include "codegen/state_test.h"

namespace codegen {

using model::Expr;
using model::ExprPool;
using model::Machine;
using model::Mask;
using model::Op;
using model::Rule;

namespace {

struct Guarded {
  const Rule* rule;
  Guard guard;
};

bool contains(const std::vector<Expr>& list, Expr e) { return std::ranges::find(list, e) != list.end(); }

/// A let that is a conjunction was dissolved in the guards that use it: put it back together.
void restore_lets(const Machine& machine, std::vector<Expr>& conjuncts) {
  for (const model::NamedValue& let : machine.lets) {
    if (let.value.op() != Op::And ||
        !std::ranges::all_of(let.value.args(), [&](Expr e) { return contains(conjuncts, e); }))
      continue;
    std::erase_if(conjuncts,
                  [&](Expr e) { return std::ranges::find(let.value.args(), e) != let.value.args().end(); });
    conjuncts.push_back(let.value);
  }
}

Guard guard_of(const Machine& machine, const Rule& rule, Mask possible) {
  Guard guard{rule.states & possible, {}};
  std::vector<Expr> conjuncts(1, rule.guard);
  if (rule.guard.op() == Op::And) conjuncts.assign(rule.guard.args().begin(), rule.guard.args().end());
  restore_lets(machine, conjuncts);
  for (Expr conjunct : conjuncts) {
    if (const auto states = states_of(conjunct, all_states(machine)))
      guard.states &= *states;
    else if (!conjunct.is_true())
      guard.conjuncts.push_back(conjunct);
  }
  return guard;
}

std::vector<Guarded> guarded(const Machine& machine, const model::Step& step, Mask possible) {
  std::vector<Guarded> rules;
  for (const Rule& rule : step.rules) {
    if (rule.implicit || rule.guard.is_false()) continue;
    Guard guard = guard_of(machine, rule, possible);
    if (guard.states != 0) rules.push_back({&rule, std::move(guard)});
  }
  return rules;
}

/// Takes out what every rule asks for.
std::vector<Expr> common(std::vector<Guarded>& rules) {
  std::vector<Expr> shared;
  if (rules.empty()) return shared;
  for (Expr conjunct : rules.front().guard.conjuncts)
    if (std::ranges::all_of(rules, [&](const Guarded& it) { return contains(it.guard.conjuncts, conjunct); }))
      shared.push_back(conjunct);
  for (Guarded& it : rules) std::erase_if(it.guard.conjuncts, [&](Expr e) { return contains(shared, e); });
  return shared;
}

/// What of a guard does not follow from the facts and the rest of it. Later conjuncts are the more complex
/// ones: they go first.
std::vector<Expr> open_conjuncts(const Facts& facts, const Guard& guard) {
  std::vector<Expr> open = guard.conjuncts;
  for (std::size_t i = open.size(); i-- > 0;) {
    Facts rest = facts;
    rest.learn_states(guard.states);
    for (std::size_t j = 0; j < open.size(); ++j)
      if (j != i) rest.learn(open[j]);
    if (rest.states() != 0 && rest.implies(open[i]))
      open.erase(open.begin() + static_cast<std::ptrdiff_t>(i));
  }
  return open;
}

/// The states that are left once the conjuncts hold: all that a test of the state has to tell apart.
Mask states_left(const Facts& facts, const std::vector<Expr>& open) {
  Facts rest = facts;
  for (Expr conjunct : open) rest.learn(conjunct);
  return rest.states();
}

/// Rules in order, each tested under the knowledge that those before it did not apply. Ends with one that
/// always applies.
std::vector<Choice> chain_of(const std::vector<Guarded>& rules, Facts& facts) {
  std::vector<Choice> chain;
  for (const auto& [rule, guard] : rules) {
    if ((facts.states() & guard.states) == 0) continue;
    const std::vector<Expr> open = open_conjuncts(facts, guard);
    const Mask left = states_left(facts, open);
    const bool tests_state = (left & ~guard.states) != 0;
    Facts then = facts;
    then.learn_states(guard.states);
    for (Expr conjunct : guard.conjuncts) then.learn(conjunct);
    if (then.states() == 0) continue;
    chain.push_back({rule, tests_state ? guard.states : 0, left, open, std::move(then)});
    facts.learn_not(guard);
    if (!tests_state && open.empty()) break;
  }
  return chain;
}

/// The first rule that is meant for some of the possible states only.
std::size_t first_special(const std::vector<Guarded>& rules, Mask possible) {
  const auto special = [&](const Guarded& it) { return it.guard.states != possible; };
  return static_cast<std::size_t>(std::ranges::find_if(rules, special) - rules.begin());
}

/// Rules from `first` on, by their sets of states. Empty unless these are disjoint, worth a
/// switch, and what stands before stops.
/// A last group of all states is the rest.
std::vector<std::vector<Guarded>> groups_by_state(const std::vector<Guarded>& rules, std::size_t first,
                                                  Mask possible) {
  for (std::size_t i = 0; i < first; ++i)
    if (!rules[i].rule->stops) return {};
  std::vector<std::vector<Guarded>> groups;
  Mask seen = 0;
  for (std::size_t i = first; i < rules.size(); ++i) {
    const Mask states = rules[i].guard.states;
    const auto same =
        std::ranges::find_if(groups, [&](const auto& group) { return group.front().guard.states == states; });
    if (same != groups.end()) {
      same->push_back(rules[i]);
    } else if ((seen & states) == 0 || (states == possible && i + 1 == rules.size())) {
      groups.push_back({rules[i]});
      seen |= states;
    } else {
      return {};
    }
  }
  const bool worth_it = groups.size() >= 3 || (groups.size() == 2 && groups.front().size() > 1);
  return worth_it ? groups : std::vector<std::vector<Guarded>>();
}

/// The rules after the first `first` as a switch. Empty if a case would fall back to the rest: a chain says
/// that better.
std::optional<std::vector<StateCase>> as_switch(const std::vector<std::vector<Guarded>>& groups,
                                                const Facts& facts, Mask possible) {
  std::vector<StateCase> cases;
  const std::vector<Guarded>& last = groups.back();
  const bool has_rest = last.front().guard.states == possible;
  Mask left = facts.states();
  for (const auto& group : groups) {
    const bool rest = has_rest && &group == &last;
    const Mask states = group.front().guard.states & left;
    Facts here = facts;
    here.learn_states(states);
    if (here.states() == 0) continue;
    std::vector<Choice> chain = chain_of(group, here);
    if (has_rest && !rest && !chain_of(last, here).empty()) return std::nullopt;
    cases.push_back({states, rest, std::move(chain)});
    left &= ~states;
  }
  return cases;
}

}  // namespace

Shape shape_of(ExprPool& pool, const Machine& machine, const model::Step& step, Mask possible) {
  std::vector<Guarded> rules = guarded(machine, step, possible);
  Shape shape;
  shape.when = common(rules);
  Facts facts(pool, all_states(machine), possible);
  for (Expr condition : shape.when) facts.learn(condition);

  const std::size_t first = first_special(rules, possible);
  const auto groups = groups_by_state(rules, first, possible);
  if (!groups.empty()) {
    Facts after = facts;
    std::vector<Choice> general =
        chain_of({rules.begin(), rules.begin() + static_cast<std::ptrdiff_t>(first)}, after);
    if (auto cases = as_switch(groups, after, possible)) {
      shape.chain = std::move(general);
      shape.cases = std::move(*cases);
      return shape;
    }
  }
  shape.chain = chain_of(rules, facts);
  return shape;
}

}  // namespace codegen
