// Determinism of a machine: in every step of every handler exactly one rule applies, whatever the state and
// the event.
#pragma once

#include "checker/engine.h"

namespace checker {

/// Refuted with a concrete state and event in the explanation.
Verdict prove_deterministic(const model::Model& model, std::uint16_t machine, const Limits& limits);

/// The proof that two machines, whose models are in one pool, are run alike: in every step of every handler the first rule that applies is the same
/// one, with the same effects. Empty if they are not, or if that depends on the steps before.
std::optional<Certificate> prove_run_alike(const model::Model& one, const model::Model& other,
                                           std::uint16_t machine, const Limits& limits);

}  // namespace checker
