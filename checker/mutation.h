// What becomes of a mutant: a claim refutes it, or a proof no longer goes through, or it is no mutant at all, or it survives.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "checker/equivalence.h"
#include "checker/rehearsal.h"
#include "checker/repertoire.h"

namespace checker {

// A line each, what it stands for beside it.
// clang-format off

enum class Fate : std::uint8_t {
  Same,         // the edit changes nothing under these policies: no mutant
  Killed,       // a claim, never a lemma, is refuted by a replayed trace
  Unproved,     // none is, but some claim or lemma is no longer proved
  Equivalent,   // the same steps in every state that the lemmas allow, with a proof
  Survived,     // another machine, of which everything claimed is proved too
};

struct Judgement {
  Fate fate = Fate::Survived;            // by all claims
  Fate by_both_ends = Fate::Survived;    // by those alone that are about a system of two endpoints; if another killed it and a short
                                         // search finds nothing more: Unproved
  std::string killer, killer_of_both_ends;   // ids of claims
  std::vector<std::string> unproved;     // ids of claims, as far as it was asked
  Certificate equivalence;               // if Equivalent; confirmed by a fresh Z3, and cvc5 does not disagree

  const std::string& killer_by(bool both_ends) const { return both_ends ? killer_of_both_ends : killer; }
};

/// Judges mutants of one specification whose claims are proved. Not for several threads: all models are in one pool.
class MutationTest {
 public:
  /// `limits.timeout` is for the proofs about one system of a mutant, and for each search; other bounds, of states and of solvers' work, stop
  /// most of them before, so that little depends on how busy the machine is.
  /// The repertoire is the original's; several tests may share it. Null: this one has its own.
  MutationTest(const model::Model& original, const Limits& limits,
               std::shared_ptr<Repertoire> repertoire = nullptr);

  /// `mutant` is in the pool of the original, with the same claims.
  Judgement judge(const model::Model& mutant);

 private:
  std::vector<bool> deterministic(const model::Model& mutant, Judgement& judgement) const;
  void rehearse(const model::Model& mutant, Judgement& judgement);
  bool depart(const model::Model& mutant, const std::vector<bool>& deterministic, Judgement& judgement);
  void seek(const model::Model& mutant, const Claims& safety, const Limits& limits,
            const std::vector<model::Trace>& from, Judgement& judgement);
  Claims doubts(const model::Model& mutant, const std::vector<bool>& deterministic) const;
  void search(const model::Model& mutant, const Claims& doubts, std::uint64_t states, Judgement& judgement);

  const model::Model& original_;
  Limits limits_;
  std::shared_ptr<Repertoire> repertoire_;
  Equivalence equivalence_;
  Rehearsal rehearsal_;
};

/// The claim is about a system of two endpoints or more.
bool is_of_both_ends(const model::Model& model, const model::Property& property);

// clang-format on

}  // namespace checker
