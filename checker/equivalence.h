// Whether a mutant is one: a machine that takes the same steps in every state that the lemmas allow is the same machine.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "checker/induction.h"

namespace checker {

/// Asks of mutants of one model, in whose pool theirs are. The model's lemmas must be proved: they are the premises.
class Equivalence {
 public:
  Equivalence(const model::Model& original, const Limits& limits);

  /// The mutant does something else on this path, or on another event than any path of the original's.
  bool is_changed(std::uint16_t machine, const model::Path& path) const {
    return !known_[machine].contains(fingerprint_of(path));
  }
  /// The labels of the machine's paths that the mutant has not.
  std::set<std::string> lost(std::uint16_t machine, const model::Model& mutant) const;
  /// The labels of those that go through a step of which the mutant chooses the rule otherwise: if it is not deterministic, what it has still it may
  /// not take.
  std::set<std::string> beside(std::uint16_t machine, const model::Model& mutant) const;
  /// Paths and numbers of paths are the same: nothing was changed.
  bool is_same(const model::Model& mutant) const;
  /// The proof that every step of every system is the same, of each machine shown where everything can happen to it, if there is such a system;
  /// empty if some step is not, or nobody can tell. `deterministic`: of each machine, whether exactly one of its rules applies, in the original
  /// and in the mutant.
  std::optional<Certificate> prove(const model::Model& mutant, const std::vector<bool>& deterministic);

 private:
  using Fingerprint = std::vector<std::uint64_t>;
  static Fingerprint fingerprint_of(const model::Path& path);
  bool is_same(std::uint16_t machine, const model::Model& mutant) const;
  static std::set<Fingerprint> fingerprints(const std::vector<model::Path>& paths);
  struct Step;
  model::Expr same_step(const Step& step, Induction& induction, std::uint16_t endpoint) const;

  const model::Model& original_;
  Limits limits_;
  std::vector<std::map<Fingerprint, std::string>> known_;           // of each machine: its paths' labels
  std::map<std::uint16_t, std::unique_ptr<Induction>> inductions_;  // of each system
};

}  // namespace checker
