// Bounded model checking: is there a way of 1, 2, 3, … steps from the initial state to a violation? Symbolic,
// over the history of all messages sent, so without a bound on messages in flight; numbers chosen anew are
// distinct and far from each other.
#pragma once

#include "checker/engine.h"

namespace checker {

/// An engine: invariants, transitions and reachable claims of a system. Parameters, inputs and call
/// parameters are as the system's bounds say. A counterexample is a shortest one.
bool can_unroll(const Task& task);
Verdict check_bounded(const Task& task);

}  // namespace checker
