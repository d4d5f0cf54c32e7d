// What is known at a point of a handler: conditions that hold, and rules before this one that did not apply.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "model/model.h"

namespace codegen {

/// When a rule applies: in these states, and if all conjuncts hold.
struct Guard {
  model::Mask states = 0;
  std::vector<model::Expr> conjuncts;
};

/// Unit propagation over conditions as they are written; no arithmetic. What it says follows, follows; it
/// does not find everything.
class Facts {
 public:
  Facts(model::ExprPool& pool, model::Mask all, model::Mask possible)
      : pool_(pool), all_(all), states_(possible) {}

  void learn(model::Expr condition, bool value = true);
  void learn_not(const Guard& guard);
  void learn_states(model::Mask states);

  /// The states that are still possible; empty if the facts contradict each other.
  model::Mask states() const { return contradictory_ ? 0 : states_; }
  std::optional<bool> value(model::Expr condition) const;
  /// That it holds, that it does not: by contradiction.
  bool implies(model::Expr condition) const;
  bool refutes(model::Expr condition) const;

 private:
  void note(model::Expr condition, bool value);
  bool narrow(model::Mask states);
  void propagate();
  bool propagate_once();
  bool refute(const Guard& guard);
  /// Of conditions that do not all have `value`: if all but one do, the last one does not.
  bool last_differs(std::span<const model::Expr> conditions, bool value);
  model::Expr canonical(model::Expr condition) const;

  model::ExprPool& pool_;
  model::Mask all_;
  model::Mask states_;
  bool contradictory_ = false;
  std::map<model::Expr, bool> known_;
  std::vector<Guard> refuted_;
};

}  // namespace codegen
