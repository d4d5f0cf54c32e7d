#include "checker/vacuity.h"

#include <algorithm>
#include <set>

#include "checker/induction.h"

namespace checker {

namespace {

using model::Expr;
using model::Property;

/// `a => b` is `not a or b`. What is negated is the antecedent; the rest, if there is any, is what is
/// claimed.
std::optional<Expr> antecedent(model::ExprPool& pool, Expr body) {
  if (body.op() != model::Op::Or) return std::nullopt;
  std::vector<Expr> negated;
  for (const Expr part : body.args()) {
    const bool negative =
        part.op() == model::Op::Not ||
        (part.op() == model::Op::And && std::all_of(part.args().begin(), part.args().end(),
                                                    [](Expr e) { return e.op() == model::Op::Not; }));
    if (negative) negated.push_back(pool.negate(part));
  }
  if (negated.empty() || negated.size() == body.args().size()) return std::nullopt;
  return pool.conjoin(std::move(negated));
}

/// What can be so in one system, as far as its lemmas tell.
class Possible {
 public:
  Possible(Induction& induction, const Limits& limits)
      : induction_(induction),
        limits_(limits),
        known_(induction.lemmas().inductive() ? Induction::Known::All : Induction::Known::Nothing) {}

  bool some_step() {
    for (std::uint16_t e = 0; e < induction_.system().endpoints.size(); ++e)
      for (const Move& move : induction_.moves(e))
        if (move.handled && can_be(induction_.about(move, {.goals = {}, .known = known_}).premises))
          return true;
    return false;
  }

  /// In a step that the claim speaks of.
  bool in_some_step(const Property& claim, Expr when) {
    for (const Move& move : induction_.moves(claim.endpoint)) {
      if (claim.on == model::Hook::Kind::Arrival && !move.arriving) continue;
      Problem problem = induction_.about(move, {.goals = {}, .known = known_});
      problem.premises.push_back(read(pool(), when, induction_.encoding().after(move)));
      if (!problem.premises.back().is_false() && can_be(problem.premises)) return true;
    }
    return false;
  }

  /// In a state, of messages; `claim` itself is not known.
  bool in_some_state(const model::Quantified& when, const std::string& claim) {
    Move still;
    still.label = "still";
    still.guard = pool().boolean(true);
    still.after = induction_.encoding().before();
    Cast cast(induction_.encoding(), still);
    for (std::uint16_t e = 0; e < induction_.system().endpoints.size(); ++e) cast.use_pairs(e);
    const Statement never{"never", {when.from, pool().negate(when.body)}};
    const Problem problem = induction_.about(
        still, {.goals = {}, .known = known_, .terms = cast.before(never), .without = claim});
    return std::any_of(problem.goals.begin(), problem.goals.end(), [&](const Instance& goal) {
      auto premises = problem.premises;
      premises.push_back(pool().negate(goal.term));
      return can_be(premises);
    });
  }

  model::ExprPool& pool() { return *induction_.model().pool; }

 private:
  /// Unknown: not shown to be impossible.
  bool can_be(const std::vector<Expr>& premises) const {
    return possible(premises, limits_) != smt::Status::Unsat;
  }

  Induction& induction_;
  const Limits& limits_;
  Induction::Known known_;
};

/// What the claim speaks of is never so.
bool says_nothing(Possible& possible, const Property& claim) {
  auto& pool = possible.pool();
  switch (claim.kind) {
    case Property::Kind::Transition:
      return claim.statement.from.empty() &&
             !possible.in_some_step(claim,
                                    antecedent(pool, claim.statement.body).value_or(pool.boolean(true)));
    case Property::Kind::Invariant: {
      const auto when = antecedent(pool, claim.statement.body);
      return when && !possible.in_some_state({claim.statement.from, *when}, claim.id);
    }
    case Property::Kind::Response: return !possible.in_some_state({{}, claim.trigger}, claim.id);
    case Property::Kind::Reachable:
    case Property::Kind::Deterministic: return false;
  }
  return false;
}

void note(std::vector<std::string>& names, const std::string& name) {
  if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

}  // namespace

Vacuity vacuity(const model::Model& model, const std::vector<const Property*>& claims, const Limits& limits,
                Memory& memory) {
  Vacuity result;
  std::map<std::uint16_t, bool> takes_steps;
  for (const Property* claim : claims) {
    if (claim->kind == Property::Kind::Reachable || claim->kind == Property::Kind::Deterministic) continue;
    auto& induction = memory.inductions[claim->system];
    if (!induction) induction = std::make_shared<Induction>(model, claim->system, limits);
    for (const auto& name : induction->unmet_at_the_start()) note(result.unmet, name);
    Possible possible(*induction, limits);
    if (!takes_steps.contains(claim->system)) takes_steps[claim->system] = possible.some_step();
    if (!takes_steps[claim->system] || says_nothing(possible, *claim)) result.claims.push_back(claim->id);
  }
  return result;
}

}  // namespace checker
