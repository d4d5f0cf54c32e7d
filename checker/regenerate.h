// A proof once more from the specification, without a solver: what has to be shown, for somebody to compare
// with what is written down.
#pragma once

#include <set>
#include <string>
#include <variant>

#include "checker/engine.h"

namespace checker {

/// Who proves what: the names of the obligations that a proof is said to consist of decide its course where
/// an engine has a choice (a path that cannot happen, lemmas that are not needed).
struct Claimed {
  std::string property, engine;
  const std::set<std::string>* names;  // of all obligations of the property's system
};

/// Every obligation on which the property rests, in the engine's order; or why they do not make a proof.
/// `memory` is of one model and of the same names for each system.
std::variant<Certificate, std::string> regenerate(const model::Model& model, const Claimed& claimed,
                                                  Memory& memory);

/// An obligation on which a verdict rests: a solver has to say that its file is unsatisfiable. The others show
/// that a path can happen at all.
bool carries(const Obligation& obligation);

}  // namespace checker
