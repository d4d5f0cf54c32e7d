#include "codegen/state_test.h"

#include <algorithm>
#include <bit>

namespace codegen {

using model::Expr;
using model::Mask;
using model::Op;

namespace {

bool is_state(Expr e) { return e.op() == Op::Variable && e.place() == kState; }

std::optional<Mask> equal_to(Expr a, Expr b, Mask all) {
  if (is_state(b)) return equal_to(b, a, all);
  if (!is_state(a) || b.op() != Op::Constant || b.value() >= 64) return std::nullopt;
  return (Mask{1} << b.value()) & all;
}

/// The intersection for And, the union for Or.
std::optional<Mask> combined(Expr e, Mask all) {
  Mask states = e.op() == Op::And ? all : 0;
  for (Expr arg : e.args()) {
    const std::optional<Mask> part = states_of(arg, all);
    if (!part) return std::nullopt;
    states = e.op() == Op::And ? states & *part : states | *part;
  }
  return states;
}

}  // namespace

std::optional<Mask> states_of(Expr condition, Mask all) {
  switch (condition.op()) {
    case Op::Equal: return equal_to(condition.arg(0), condition.arg(1), all);
    case Op::Not:
      if (const auto states = states_of(condition.arg(0), all)) return all & ~*states;
      return std::nullopt;
    case Op::And:
    case Op::Or: return combined(condition, all);
    case Op::Constant:
    case Op::Variable:
    case Op::Less:
    case Op::LessEqual:
    case Op::SerialLess:
    case Op::Add:
    case Op::Subtract:
    case Op::Multiply:
    case Op::Ite:
    case Op::Resize: return std::nullopt;
  }
  return std::nullopt;
}

Mask all_states(const model::Machine& machine) {
  return machine.state_count >= 64 ? ~Mask{0} : (Mask{1} << machine.state_count) - 1;
}

StateTest shortest_test(Mask all, const std::vector<NamedStates>& groups, Mask states, Mask possible) {
  const Mask others = possible & ~states;
  const auto is_group = [&](Mask mask) {
    return std::ranges::find(groups, mask, &NamedStates::states) != groups.end();
  };
  if (others == 0) return {0, true};
  if (std::popcount(states) <= 1) return {states, false};
  if (std::popcount(others) == 1) return {others, true};
  if (is_group(states)) return {states, false};
  const Mask complement = all & ~states;
  if (is_group(complement)) return {complement, true};
  return std::popcount(others) < std::popcount(states) ? StateTest{others, true} : StateTest{states, false};
}

}  // namespace codegen
