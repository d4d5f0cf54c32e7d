#include "checker/mutation.h"

#include <algorithm>

#include "checker/explore.h"
#include "checker/lasso.h"
#include "checker/ranking.h"
#include "checker/replay.h"
#include "checker/smt/recheck.h"
#include "checker/step.h"

namespace checker {

using model::Model;
using model::Property;
using Kind = Property::Kind;

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

milliseconds until(Clock::time_point deadline) {
  return std::max(milliseconds(0), std::chrono::duration_cast<milliseconds>(deadline - Clock::now()));
}

/// What is asked of a mutant's moves: that the ones that are new keep the lemmas, and each transition.
class NewMoves {
 public:
  NewMoves(Induction& induction, const Equivalence& original, Clock::time_point deadline)
      : induction_(induction), original_(original), deadline_(deadline) {}

  bool keep(const std::vector<Statement>& goals) {
    const auto movers = induction_.movers();
    return std::all_of(movers.begin(), movers.end(),
                       [&](auto endpoint) { return keep(endpoint, goals, nullptr); });
  }

  bool keep(const Property& transition) {
    return keep(transition.endpoint, {{transition.id, transition.statement}}, &transition);
  }

  /// Every event takes one of the mutant's paths.
  bool cover() {
    for (const auto endpoint : induction_.movers())
      for (const auto& one : induction_.coverage(endpoint))
        if (!follows(one.question)) return false;
    return true;
  }

 private:
  bool keep(std::uint16_t endpoint, const std::vector<Statement>& goals, const Property* transition) {
    const auto machine = induction_.system().machine[endpoint];
    for (const Move& move : induction_.moves(endpoint)) {
      if (!move.handled || !original_.is_changed(machine, *move.path)) continue;
      if (transition != nullptr && !concerns(*transition, move)) continue;
      Problem problem = induction_.about(move, {goals});
      Certificate symmetries;
      induction_.use_translation(problem, move, symmetries);
      if (!follows(induction_.at(move, problem).question)) return false;
    }
    return true;
  }

  bool follows(const Question& question) const {
    return checker::follows(question, {until(deadline_), 0, induction_.limits().stop});
  }

  Induction& induction_;
  const Equivalence& original_;
  Clock::time_point deadline_;
};

/// By solvers that see the text alone.
bool is_confirmed(const Certificate& certificate, const Limits& limits) {
  const smt::Effort effort{limits.timeout, limits.solver_rlimit, limits.stop};
  return smt::ask_z3(certificate, effort).agrees() && smt::ask_cvc5(certificate, effort).contradicted.empty();
}

bool is_safety(const Property& property) {
  return property.kind == Kind::Invariant || property.kind == Kind::Transition;
}

/// A replayed counterexample.
bool is_refuted(const Model& mutant, const Property& property, const Limits& limits) {
  const Task task{mutant, property, limits, nullptr};
  const bool lasso = property.kind == Kind::Response;
  if (lasso ? !can_find_lasso(task) : !can_explore(task)) return false;
  const Verdict verdict = lasso ? find_lasso(task) : explore(task);
  const auto* refuted = std::get_if<Refuted>(&verdict);
  return refuted != nullptr && !replay(mutant, property, refuted->trace);
}

}  // namespace

bool is_of_both_ends(const Model& model, const Property& property) {
  return property.kind != Kind::Deterministic && property.kind != Kind::Reachable &&
         model.systems[property.system].endpoints.size() > 1;
}

MutationTest::MutationTest(const Model& original, const Limits& limits)
    : original_(original), limits_(limits), equivalence_(original, limits) {}

/// Of each machine, whether it is claimed and still proved; the judgement is told if it is refuted.
std::vector<bool> MutationTest::deterministic(const Model& mutant, Judgement& judgement) const {
  std::vector<bool> known(mutant.machines.size(), false);
  for (const auto& property : mutant.properties) {
    if (property.kind != Kind::Deterministic) continue;
    const Verdict verdict = prove_deterministic(mutant, property.system, limits_);
    known[property.system] = std::holds_alternative<Proved>(verdict);
    if (!known[property.system]) judgement.unproved.push_back(property.id);
    if (std::holds_alternative<Refuted>(verdict)) judgement.killer = property.id;
  }
  return known;
}

std::vector<MutationTest::Doubt> MutationTest::doubts(const Model& mutant,
                                                      const std::vector<bool>& deterministic,
                                                      Memory& memory) const {
  const auto deadline = Clock::now() + limits_.timeout;
  std::vector<Doubt> found;
  for (std::uint16_t s = 0; s < mutant.systems.size(); ++s) {
    std::vector<const Property*> claims;
    for (const auto& property : mutant.properties)
      if (property.system == s && (is_safety(property) || property.kind == Kind::Response))
        claims.push_back(&property);
    if (claims.empty()) continue;
    auto& induction = memory.inductions[s];
    induction = std::make_shared<Induction>(mutant, s, limits_);
    NewMoves moves(*induction, equivalence_, deadline);
    const auto& machines = mutant.systems[s].machine;
    const bool covered =
        std::all_of(machines.begin(), machines.end(), [&](auto m) { return deterministic[m]; });
    const bool stands = moves.keep(statements(mutant, s)) && (covered || moves.cover());
    for (const Property* claim : claims) {
      const bool kept = claim->kind == Kind::Transition ? moves.keep(*claim) : stands;
      if (!kept || !stands) found.push_back({claim, claim->kind == Kind::Transition && !kept});
    }
  }
  std::stable_partition(found.begin(), found.end(), [](const Doubt& doubt) { return doubt.itself; });
  return found;
}

/// The id of a claim that is refuted; empty if none is.
std::string MutationTest::search(const Model& mutant, const std::vector<Doubt>& doubts,
                                 bool both_ends) const {
  constexpr int kShare = 4;  // no single search takes more than so much of the time
  const auto deadline = Clock::now() + limits_.timeout;
  for (const Doubt& doubt : doubts) {
    if (is_of_both_ends(mutant, *doubt.property) != both_ends) continue;
    Limits limits = limits_;
    limits.timeout = std::min(limits_.timeout / kShare, until(deadline));
    if (limits.timeout.count() == 0 || limits.stop.stop_requested()) break;
    if (is_refuted(mutant, *doubt.property, limits)) return doubt.property->id;
  }
  return {};
}

/// A response rests on a measure, too: those whose ranking is no longer proved though the lemmas are.
std::vector<MutationTest::Doubt> MutationTest::responses(const Model& mutant, const std::vector<Doubt>& known,
                                                         Memory& memory) const {
  std::vector<Doubt> found;
  for (const auto& property : mutant.properties) {
    if (property.kind != Kind::Response || property.measure.empty()) continue;
    if (std::any_of(known.begin(), known.end(),
                    [&](const Doubt& doubt) { return doubt.property == &property; }))
      continue;
    const Verdict verdict = prove_response(*memory.inductions[property.system], property);
    if (!std::holds_alternative<Proved>(verdict)) found.push_back({&property, true});
  }
  return found;
}

Judgement MutationTest::judge(const Model& mutant) {
  Judgement judgement;
  if (equivalence_.is_same(mutant)) {
    judgement.fate = judgement.by_both_ends = Fate::Same;
    return judgement;
  }
  Memory memory;
  const auto known = deterministic(mutant, judgement);
  auto in_doubt = doubts(mutant, known, memory);
  judgement.killer_of_both_ends = search(mutant, in_doubt, true);
  if (judgement.killer.empty()) judgement.killer = judgement.killer_of_both_ends;
  if (judgement.killer.empty()) judgement.killer = search(mutant, in_doubt, false);
  if (judgement.killer.empty()) {
    const auto more = responses(mutant, in_doubt, memory);
    in_doubt.insert(in_doubt.end(), more.begin(), more.end());
    judgement.killer = judgement.killer_of_both_ends = search(mutant, more, true);
    if (judgement.killer.empty()) judgement.killer = search(mutant, more, false);
  }
  bool ends_in_doubt = false;
  for (const Doubt& doubt : in_doubt) {
    judgement.unproved.push_back(doubt.property->id);
    ends_in_doubt |= is_of_both_ends(mutant, *doubt.property);
  }
  if (judgement.killer.empty())
    if (auto proof = equivalence_.prove(mutant, known); proof && is_confirmed(*proof, limits_)) {
      judgement.equivalence = std::move(*proof);
      judgement.fate = judgement.by_both_ends = Fate::Equivalent;
      return judgement;
    }
  const auto fate = [](bool killed, bool doubtful) {
    return killed ? Fate::Killed : doubtful ? Fate::Unproved : Fate::Survived;
  };
  judgement.fate = fate(!judgement.killer.empty(), !judgement.unproved.empty());
  judgement.by_both_ends = fate(!judgement.killer_of_both_ends.empty(), ends_in_doubt);
  return judgement;
}

}  // namespace checker
