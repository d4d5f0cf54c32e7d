#include "codegen/facts.h"

#include "codegen/state_test.h"

namespace codegen {

using model::Expr;
using model::Mask;
using model::Op;

void Facts::learn(Expr condition, bool value) {
  note(condition, value);
  propagate();
}

void Facts::learn_not(const Guard& guard) {
  refuted_.push_back(guard);
  propagate();
}

void Facts::learn_states(Mask states) {
  narrow(states);
  propagate();
}

bool Facts::implies(Expr condition) const {
  Facts otherwise = *this;
  otherwise.learn(condition, false);
  return otherwise.states() == 0;
}

bool Facts::refutes(Expr condition) const {
  Facts otherwise = *this;
  otherwise.learn(condition);
  return otherwise.states() == 0;
}

std::optional<bool> Facts::value(Expr condition) const {
  condition = canonical(condition);
  if (condition.op() == Op::Constant) return condition.is_true();
  if (condition.op() == Op::Not) {
    const auto inner = value(condition.arg(0));
    return inner ? std::optional(!*inner) : std::nullopt;
  }
  if (const auto states = states_of(condition, all_)) {
    if ((states_ & ~*states) == 0) return true;
    return (states_ & *states) == 0 ? std::optional(false) : std::nullopt;
  }
  if (const auto found = known_.find(condition); found != known_.end()) return found->second;
  if (condition.op() != Op::And && condition.op() != Op::Or) return std::nullopt;
  const bool neutral = condition.op() == Op::And;
  bool decided = true;
  for (Expr arg : condition.args()) {
    const auto part = value(arg);
    if (part && *part != neutral) return !neutral;
    decided = decided && part.has_value();
  }
  return decided ? std::optional(neutral) : std::nullopt;
}

/// a <= b is written as not (b < a), so that a comparison and its opposite are one fact.
Expr Facts::canonical(Expr condition) const {
  if (condition.op() != Op::LessEqual) return condition;
  return pool_.negate(pool_.less(condition.arg(1), condition.arg(0)));
}

bool Facts::narrow(Mask states) {
  const Mask before = states_;
  states_ &= states;
  if (states_ == 0) contradictory_ = true;
  return states_ != before;
}

void Facts::note(Expr condition, bool value) {
  condition = canonical(condition);
  if (condition.op() == Op::Not) return note(condition.arg(0), !value);
  if (condition.op() == Op::Constant) {
    contradictory_ = contradictory_ || condition.is_true() != value;
  } else if (const auto states = states_of(condition, all_)) {
    narrow(value ? *states : all_ & ~*states);
  } else {
    const auto [found, added] = known_.emplace(condition, value);
    if (!added && found->second != value) contradictory_ = true;
    if ((condition.op() == Op::And && value) || (condition.op() == Op::Or && !value))
      for (Expr arg : condition.args()) note(arg, value);
  }
}

bool Facts::last_differs(std::span<const Expr> conditions, bool value) {
  Expr open;
  for (Expr condition : conditions) {
    const auto known = this->value(condition);
    if (known && *known != value) return false;
    if (known) continue;
    if (open) return false;
    open = condition;
  }
  if (open)
    note(open, !value);
  else
    contradictory_ = true;
  return true;
}

bool Facts::refute(const Guard& guard) {
  if ((states_ & guard.states) == 0) return false;
  if ((states_ & ~guard.states) == 0) return last_differs(guard.conjuncts, true);
  for (Expr conjunct : guard.conjuncts)
    if (value(conjunct) != true) return false;
  return narrow(~guard.states);
}

bool Facts::propagate_once() {
  for (const Guard& guard : refuted_)
    if (refute(guard)) return true;
  for (const auto& [condition, value] : known_) {
    const bool open = (condition.op() == Op::And && !value) || (condition.op() == Op::Or && value);
    if (open && last_differs(condition.args(), !value)) return true;
  }
  return false;
}

void Facts::propagate() {
  while (!contradictory_ && propagate_once()) {}
}

}  // namespace codegen
