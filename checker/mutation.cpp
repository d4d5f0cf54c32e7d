#include "checker/mutation.h"

#include <algorithm>

#include "checker/answers.h"
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

/// The claim that the trace violates: the reference semantics says which.
const Property* violated(const Model& mutant, const Claims& claims, const model::Trace& trace) {
  const auto found = std::find_if(claims.begin(), claims.end(), [&](const Property* claim) {
    return !replay(mutant, *claim, trace);
  });
  return found == claims.end() ? nullptr : *found;
}

bool is_refuted(const Model& mutant, const Property& response, const Limits& limits) {
  const Verdict verdict = find_lasso({mutant, response, limits});
  const auto* refuted = std::get_if<Refuted>(&verdict);
  return refuted != nullptr && !replay(mutant, response, refuted->trace);
}

template <typename Test>
Claims claims_about(const Model& model, std::uint16_t system, const Test& test) {
  Claims claims;
  for (const auto& property : model.properties)
    if (property.kind != Kind::Deterministic && property.system == system && test(property))
      claims.push_back(&property);
  return claims;
}

bool has_both_ends(const model::System& system) { return system.endpoints.size() > 1; }

/// One more kill, if no other claim was there first.
void note(const Model& mutant, const Property& killer, Judgement& judgement) {
  if (judgement.killer.empty()) judgement.killer = killer.id;
  if (judgement.killer_of_both_ends.empty() && is_of_both_ends(mutant, killer))
    judgement.killer_of_both_ends = killer.id;
}

}  // namespace

bool is_of_both_ends(const Model& model, const Property& property) {
  return property.kind != Kind::Deterministic && property.kind != Kind::Reachable &&
         model.systems[property.system].endpoints.size() > 1;
}

MutationTest::MutationTest(const Model& original, const Limits& limits)
    : limits_(limits), equivalence_(original, limits) {
  limits_.answers = std::make_shared<Answers>();  // mutants ask mostly the same of their rules
}

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

/// By the scripts alone, in all systems.
void MutationTest::rehearse(const Model& mutant, Judgement& judgement) {
  for (std::uint16_t s = 0; s < mutant.systems.size(); ++s) {
    if (!judgement.killer_by(has_both_ends(mutant.systems[s])).empty()) continue;
    const Claims claims = claims_about(mutant, s, is_safety);
    if (const auto trace = rehearsal_.play(mutant, claims))
      if (const auto* killer = violated(mutant, claims, *trace)) note(mutant, *killer, judgement);
  }
}

/// The claims that the mutant may break, of systems that can still add to the judgement.
Claims MutationTest::doubts(const Model& mutant, const std::vector<bool>& deterministic,
                            const Judgement& judgement, Memory& memory) const {
  const auto deadline = Clock::now() + limits_.timeout;
  Claims found;
  for (std::uint16_t s = 0; s < mutant.systems.size(); ++s) {
    if (!judgement.killer_by(has_both_ends(mutant.systems[s])).empty()) continue;
    const Claims claims = claims_about(mutant, s, [](const Property& claim) {
      return is_safety(claim) || claim.kind == Kind::Response;
    });
    if (claims.empty()) continue;
    auto& induction = memory.inductions[s];
    induction = std::make_shared<Induction>(mutant, s, limits_);
    NewMoves moves(*induction, equivalence_, deadline);
    const auto& machines = mutant.systems[s].machine;
    const bool covered =
        std::all_of(machines.begin(), machines.end(), [&](auto m) { return deterministic[m]; });
    const bool stands = moves.keep(statements(mutant, s)) && (covered || moves.cover());
    for (const Property* claim : claims)
      if (!stands || (claim->kind == Kind::Transition && !moves.keep(*claim))) found.push_back(claim);
  }
  return found;
}

/// A response rests on a measure, too: those whose ranking is no longer proved though the lemmas are.
Claims MutationTest::responses(const Model& mutant, const Claims& known, Memory& memory) const {
  Claims found;
  for (const auto& property : mutant.properties) {
    if (property.kind != Kind::Response || property.measure.empty()) continue;
    if (std::find(known.begin(), known.end(), &property) != known.end()) continue;
    const Verdict verdict = prove_response(*memory.inductions[property.system], property);
    if (!std::holds_alternative<Proved>(verdict)) found.push_back(&property);
  }
  return found;
}

/// One search of so many states for all invariants and transitions of a system, then one for each response.
void MutationTest::search(const Model& mutant, const Claims& doubts, std::uint64_t states,
                          Judgement& judgement) {
  Limits limits = limits_;
  limits.max_states = states;
  for (std::uint16_t s = 0; s < mutant.systems.size(); ++s) {
    const auto is_settled = [&] {
      return !judgement.killer_by(has_both_ends(mutant.systems[s])).empty() || limits_.stop.stop_requested();
    };
    Claims safety;
    for (const Property* claim : doubts)
      if (claim->system == s && is_safety(*claim)) safety.push_back(claim);
    if (is_settled()) continue;
    if (const auto trace = way_to_violation(mutant, safety, limits))
      if (const auto* killer = violated(mutant, safety, *trace)) {
        note(mutant, *killer, judgement);
        rehearsal_.remember(mutant, *trace);
      }
    for (const Property* claim : doubts)
      if (claim->system == s && claim->kind == Kind::Response && !is_settled() &&
          is_refuted(mutant, *claim, limits))
        note(mutant, *claim, judgement);
  }
}

Judgement MutationTest::judge(const Model& mutant) {
  constexpr std::uint64_t kFew = 4'000, kMany = 60'000;  // states
  Judgement judgement;
  if (equivalence_.is_same(mutant)) {
    judgement.fate = judgement.by_both_ends = Fate::Same;
    return judgement;
  }
  const auto known = deterministic(mutant, judgement);
  rehearse(mutant, judgement);
  Memory memory;
  Claims in_doubt = doubts(mutant, known, judgement, memory);
  search(mutant, in_doubt, kFew, judgement);
  if (judgement.killer.empty()) {
    if (auto proof = equivalence_.prove(mutant, known); proof && is_confirmed(*proof, limits_)) {
      judgement.equivalence = std::move(*proof);
      judgement.fate = judgement.by_both_ends = Fate::Equivalent;
      return judgement;
    }
    const Claims more = responses(mutant, in_doubt, memory);
    in_doubt.insert(in_doubt.end(), more.begin(), more.end());
    search(mutant, in_doubt, kMany, judgement);
  }
  bool ends_in_doubt = false;
  for (const Property* claim : in_doubt) {
    judgement.unproved.push_back(claim->id);
    ends_in_doubt |= is_of_both_ends(mutant, *claim);
  }
  const auto fate = [&](bool both_ends, bool doubtful) {
    return !judgement.killer_by(both_ends).empty() ? Fate::Killed : doubtful ? Fate::Unproved : Fate::Survived;
  };
  judgement.fate = fate(false, !judgement.unproved.empty());
  judgement.by_both_ends = fate(true, ends_in_doubt);
  return judgement;
}

}  // namespace checker
