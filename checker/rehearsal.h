// Counterexamples to other models, played on this one as far as they go: what shows one mutant wrong often shows the next.
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "checker/explore.h"
#include "model/run.h"

namespace checker {

/// A message as the script knows it, whatever its fields are this time: the n-th that `from` has sent, from 0.
struct Sending {
  std::uint16_t from;
  std::size_t number;
  friend bool operator==(const Sending&, const Sending&) = default;
};

/// One thing to do. An occurrence that delivers or forgets a message says which by `message`.
struct Cue {
  model::Occurrence occurrence;
  std::optional<Sending> message;
};

struct Script {
  std::uint16_t system;
  model::Values parameters;
  std::vector<Cue> cues;
};

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
