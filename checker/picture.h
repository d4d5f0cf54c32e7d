// A counterexample to induction as text: the state and the messages before a step, and what the step made of
// them.
#pragma once

#include <string>

#include "checker/problem.h"

namespace checker {

/// One line per endpoint before and after, one per message; only what the query looked at.
std::string draw(const Encoding& encoding, const Move& move, const smt::Values& values);

}  // namespace checker
