// Obligations that failed, in words: what is not inductive, and where.
#pragma once

#include <string>
#include <vector>

#include "checker/problem.h"

namespace checker {

/// Of the induction over the lemmas and invariants of a system: each that fails once, in the order of the text.
std::vector<NotInductive> not_inductive(const model::Model& model, const std::vector<Failure>& failures);

/// Of what a claim needs besides: each goal once, with the steps in which it fails.
Unknown not_shown(const std::string& what, const std::vector<Failure>& failures);

}  // namespace checker
