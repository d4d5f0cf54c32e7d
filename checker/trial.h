// Whether what is not inductive is false, or only lacks a lemma: a short search for a run that violates it.
#pragma once

#include "checker/engine.h"

namespace checker {

/// Tells each of them what the search found, as far as it speaks of one statement.
void try_to_violate(const model::Model& model, std::uint16_t system, const Limits& limits,
                    std::span<NotInductive> statements);

}  // namespace checker
