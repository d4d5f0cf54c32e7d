// Counterexamples to responses: a way to a request, and from there a fair loop, or a state where nothing must
// happen, without the answer. Searched in the same bounded state space as explore.
#pragma once

#include "checker/engine.h"

namespace checker {

/// An engine: responses of a system. Weakly fair are the timeouts, calls and ticks that the property names;
/// delivery, if named, is fair to each kind of message: what is sent again and again arrives again and again.
bool can_find_lasso(const Task& task);
Verdict find_lasso(const Task& task);

}  // namespace checker
