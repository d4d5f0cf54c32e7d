// Determinism of a machine: in every step of every handler exactly one rule applies, whatever the state and
// the event.
#pragma once

#include "checker/engine.h"

namespace checker {

/// Refuted with a concrete state and event in the explanation.
Verdict prove_deterministic(const model::Model& model, std::uint16_t machine, const Limits& limits);

}  // namespace checker
