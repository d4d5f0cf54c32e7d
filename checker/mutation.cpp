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
using model::Trace;
using Kind = Property::Kind;

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint64_t kTour = 20'000;  // steps, of who has no repertoire

/// What is asked of a mutant's moves: that the ones that are new keep the lemmas, each transition, and the measure of each response.
class NewMoves {
 public:
  NewMoves(Induction& induction, const Equivalence& original, Clock::time_point deadline)
      : induction_(induction), original_(original), deadline_(deadline) {}

  bool keep(const std::vector<Statement>& goals) {
    const auto movers = induction_.movers();
    return std::all_of(movers.begin(), movers.end(), [&](auto endpoint) {
      const auto moves = of(endpoint);
      return std::all_of(moves.begin(), moves.end(), [&](const Move* move) { return keeps(*move, goals); });
    });
  }

  bool keep(const Property& claim) {
    switch (claim.kind) {
      case Kind::Transition: return keep_transition(claim);
      case Kind::Response: return claim.measure.empty() || keep_measure(claim);
      case Kind::Invariant:  // kept with the lemmas
      case Kind::Reachable:
      case Kind::Deterministic: return true;
    }
    return true;
  }

  /// Every event takes one of the mutant's paths.
  bool cover() {
    for (const auto endpoint : induction_.movers())
      if (!follow(induction_.coverage(endpoint))) return false;
    return true;
  }

 private:
  std::vector<const Move*> of(std::uint16_t endpoint) {
    std::vector<const Move*> found;
    const auto machine = induction_.system().machine[endpoint];
    for (const Move& move : induction_.moves(endpoint))
      if (move.handled && original_.is_changed(machine, *move.path)) found.push_back(&move);
    return found;
  }

  bool keep_transition(const Property& transition) {
    const auto moves = of(transition.endpoint);
    return std::all_of(moves.begin(), moves.end(), [&](const Move* move) {
      return !concerns(transition, *move) || keeps(*move, {{transition.id, transition.statement}});
    });
  }

  bool keep_measure(const Property& response) {
    for (std::uint16_t e = 0; e < induction_.system().endpoints.size(); ++e)
      if (!follow(measured(induction_, response, of(e)))) return false;
    return true;
  }

  bool keeps(const Move& move, const std::vector<Statement>& goals) {
    Problem problem = induction_.about(move, {goals});
    Certificate symmetries;
    induction_.use_translation(problem, move, symmetries);
    return follow({induction_.at(move, std::move(problem))});
  }

  bool follow(const std::vector<Induction::Case>& cases) const {
    const Limits& limits = induction_.limits();
    return std::all_of(cases.begin(), cases.end(), [&](const auto& one) {
      return follows(one.question, {smt::until(deadline_), limits.solver_conflicts, limits.stop});
    });
  }

  Induction& induction_;
  const Equivalence& original_;
  Clock::time_point deadline_;
};

/// By solvers that see the text alone.
bool is_confirmed(const Certificate& certificate, const Limits& limits) {
  const smt::Effort effort{limits.timeout, limits.solver_conflicts, limits.stop};
  return smt::ask_z3(certificate, effort).agrees() && smt::ask_cvc5(certificate, effort).contradicted.empty();
}

bool is_safety(const Property& property) {
  return property.kind == Kind::Invariant || property.kind == Kind::Transition;
}

/// The claim that the trace violates: the reference semantics says which.
const Property* violated(const Model& mutant, const Claims& claims, const Trace& trace) {
  const auto found = std::find_if(claims.begin(), claims.end(),
                                  [&](const Property* claim) { return !replay(mutant, *claim, trace); });
  return found == claims.end() ? nullptr : *found;
}

bool is_refuted(const Model& mutant, const Property& response, const Limits& limits) {
  const Verdict verdict = find_lasso({mutant, response, limits});
  const auto* refuted = std::get_if<Refuted>(&verdict);
  return refuted != nullptr && !replay(mutant, response, refuted->trace);
}

Claims claims_about(const Model& model, std::uint16_t system) {
  Claims claims;
  for (const auto& property : model.properties)
    if (property.system == system && (is_safety(property) || property.kind == Kind::Response))
      claims.push_back(&property);
  return claims;
}

Claims safety_of(const Claims& claims, std::uint16_t system) {
  Claims found;
  for (const Property* claim : claims)
    if (claim->system == system && is_safety(*claim)) found.push_back(claim);
  return found;
}

/// Something is claimed about a system of two endpoints.
bool speaks_of_both_ends(const Model& model) {
  return std::any_of(model.properties.begin(), model.properties.end(),
                     [&](const Property& property) { return is_of_both_ends(model, property); });
}

Claims safety_claims(const Model& model) {
  Claims found;
  for (const auto& property : model.properties)
    if (is_safety(property)) found.push_back(&property);
  return found;
}

/// So many, from all over.
std::vector<Trace> some(std::size_t most, std::vector<Trace> all) {
  const std::size_t count = all.size();
  for (std::size_t i = 1; count > most && i < most; ++i) std::swap(all[i], all[i * count / most]);
  all.resize(std::min(count, most));
  return all;
}

bool has_both_ends(const model::System& system) { return system.endpoints.size() > 1; }

/// That rules which overlap do so without effect: of all machines.
std::optional<Certificate> run_alike(const Model& original, const Model& mutant, const Limits& limits) {
  Certificate all;
  for (std::uint16_t m = 0; m < original.machines.size(); ++m) {
    const auto proof = prove_run_alike(original, mutant, m, limits);
    if (!proof) return std::nullopt;
    all.obligations.insert(all.obligations.end(), proof->obligations.begin(), proof->obligations.end());
  }
  return all;
}

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

MutationTest::MutationTest(const Model& original, const Limits& limits,
                           std::shared_ptr<Repertoire> repertoire)
    : original_(original),
      limits_(limits),
      repertoire_(repertoire ? std::move(repertoire)
                             : std::make_shared<Repertoire>(original, kTour, limits.stop)),
      equivalence_(original, limits) {
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
    const Claims claims = safety_of(safety_claims(mutant), s);
    if (const auto trace = rehearsal_.play(mutant, claims))
      if (const auto* killer = violated(mutant, claims, *trace)) note(mutant, *killer, judgement);
  }
}

/// By what the mutant does otherwise, and by what can follow soon. Says whether it does something otherwise where the repertoire goes.
bool MutationTest::depart(const Model& mutant, const std::vector<bool>& deterministic, Judgement& judgement) {
  constexpr std::size_t kMostWays = 96;
  constexpr std::uint64_t kStates = 4'000;
  bool departed = false;
  std::vector<std::set<std::string>> lost;  // of each machine
  for (std::uint16_t m = 0; m < mutant.machines.size(); ++m) {
    lost.push_back(equivalence_.lost(m, mutant));
    if (deterministic[m]) continue;
    for (auto& label : equivalence_.beside(m, mutant)) lost[m].insert(std::move(label));
  }
  for (std::uint16_t s = 0; s < mutant.systems.size(); ++s) {
    const auto& system = mutant.systems[s];
    const Claims safety = safety_of(safety_claims(mutant), s);
    const bool is_settled = !judgement.killer_by(has_both_ends(system)).empty();
    if (limits_.stop.stop_requested() || safety.empty() || is_settled) continue;
    std::vector<Script> scripts;
    for (const auto machine : std::set(system.machine.begin(), system.machine.end()))
      for (auto& script : repertoire_->scripts(s, machine, lost[machine]))
        scripts.push_back(std::move(script));
    const auto ways = some(kMostWays, departures(original_, mutant, scripts));
    if (ways.empty()) continue;
    departed = true;
    Limits limits = limits_;
    limits.max_states = has_both_ends(system) ? kStates : kStates / 2;
    seek(mutant, safety, limits, ways, judgement);
  }
  return departed;
}

/// One search for all of these claims, where each of these traces leads and then from there.
void MutationTest::seek(const Model& mutant, const Claims& safety, const Limits& limits,
                        const std::vector<Trace>& from, Judgement& judgement) {
  const auto is_killed = [&](const Trace& trace) {
    const auto* killer = violated(mutant, safety, trace);
    if (killer == nullptr) return false;
    note(mutant, *killer, judgement);
    rehearsal_.remember(mutant, trace);
    return true;
  };
  constexpr std::uint64_t kSteps = 60'000;
  if (std::any_of(from.begin(), from.end(), is_killed)) return;
  if (const auto trace = wander(mutant, safety, from, kSteps, limits.stop); trace && is_killed(*trace))
    return;
  if (const auto trace = way_to_violation(mutant, safety, limits, from)) is_killed(*trace);
}

/// The claims that the mutant may break. What a solver does not see soon is in doubt.
Claims MutationTest::doubts(const Model& mutant, const std::vector<bool>& deterministic) const {
  constexpr std::uint32_t kConflicts = 20'000;
  Limits limits = limits_;
  limits.solver_conflicts = kConflicts;
  const auto deadline = Clock::now() + limits.timeout;
  Claims found;
  for (std::uint16_t s = 0; s < mutant.systems.size(); ++s) {
    const Claims claims = claims_about(mutant, s);
    if (claims.empty()) continue;
    Induction induction(mutant, s, limits);
    NewMoves moves(induction, equivalence_, deadline);
    const auto& machines = mutant.systems[s].machine;
    const bool covered =
        std::all_of(machines.begin(), machines.end(), [&](auto m) { return deterministic[m]; });
    const bool stands = moves.keep(statements(mutant, s)) && (covered || moves.cover());
    for (const Property* claim : claims)
      if (!stands || !moves.keep(*claim)) found.push_back(claim);
  }
  return found;
}

/// One search of so many states for all invariants and transitions of a system, then one for each response.
void MutationTest::search(const Model& mutant, const Claims& doubts, std::uint64_t states,
                          Judgement& judgement) {
  constexpr std::uint64_t kFewer = 50;  // where anybody may send, a state has hundreds of successors
  for (std::uint16_t s = 0; s < mutant.systems.size(); ++s) {
    const auto is_settled = [&] {
      return !judgement.killer_by(has_both_ends(mutant.systems[s])).empty() || limits_.stop.stop_requested();
    };
    if (is_settled()) continue;
    Limits limits = limits_;
    limits.max_states = has_both_ends(mutant.systems[s]) ? states : states / kFewer;
    seek(mutant, safety_of(doubts, s), limits, {}, judgement);
    for (const Property* claim : doubts)
      if (claim->system == s && claim->kind == Kind::Response && !is_settled() &&
          is_refuted(mutant, *claim, limits))
        note(mutant, *claim, judgement);
  }
}

Judgement MutationTest::judge(const Model& mutant) {
  constexpr std::uint64_t kFew = 4'000, kMany = 40'000;  // states
  Judgement judgement;
  if (equivalence_.is_same(mutant)) {
    judgement.fate = judgement.by_both_ends = Fate::Same;
    return judgement;
  }
  const auto known = deterministic(mutant, judgement);
  if (auto proof = run_alike(original_, mutant, limits_); proof && is_confirmed(*proof, limits_)) {
    judgement.equivalence = std::move(*proof);
    judgement.by_both_ends = Fate::Equivalent;
    judgement.fate = judgement.killer.empty() ? Fate::Equivalent : Fate::Killed;
    return judgement;
  }
  rehearse(mutant, judgement);
  const bool departed = depart(mutant, known, judgement);
  if (judgement.killer.empty() && !departed)
    if (auto proof = equivalence_.prove(mutant, known); proof && is_confirmed(*proof, limits_)) {
      judgement.equivalence = std::move(*proof);
      judgement.fate = judgement.by_both_ends = Fate::Equivalent;
      return judgement;
    }
  if (judgement.killer.empty()) search(mutant, safety_claims(mutant), kFew, judgement);
  const bool killed = !judgement.killer.empty();
  const Claims in_doubt = killed ? Claims{} : doubts(mutant, known);
  search(mutant, in_doubt, kMany, judgement);
  for (const Property* claim : in_doubt) judgement.unproved.push_back(claim->id);
  const bool of_ends_in_doubt = std::any_of(in_doubt.begin(), in_doubt.end(),
                                            [&](auto claim) { return is_of_both_ends(mutant, *claim); });
  const auto fate = [&](bool both_ends, bool doubtful) {
    return !judgement.killer_by(both_ends).empty() ? Fate::Killed
           : doubtful                              ? Fate::Unproved
                                                   : Fate::Survived;
  };
  judgement.fate = fate(false, !judgement.unproved.empty());
  judgement.by_both_ends = fate(true, killed ? speaks_of_both_ends(mutant) : of_ends_in_doubt);
  return judgement;
}

}  // namespace checker
