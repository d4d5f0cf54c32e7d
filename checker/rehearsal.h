// Counterexamples to other models, played on this one as far as they go: what shows one mutant wrong often shows the next.
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "checker/script.h"
#include "checker/sought.h"

namespace checker {

/// Scripts of the systems of one specification; all models have the same systems.
class Rehearsal {
 public:
  /// `trace` is one of the model's.
  void remember(const model::Model& model, const model::Trace& trace);

  /// A trace to a violation of one of the claims, invariants and transitions of one system; not replayed yet. The script that
  /// led there is the first to be tried next time.
  std::optional<model::Trace> play(const model::Model& model, const Claims& claims);

 private:
  std::deque<Script> scripts_;  // the one that was of use last is the first
};

}  // namespace checker
