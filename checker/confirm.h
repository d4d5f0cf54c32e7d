// The second look at a verdict, by code that shares nothing with the engine that gave it.
#pragma once

#include <string>

#include "checker/check.h"

namespace checker {

/// A witness is replayed. Otherwise the verdict stands only if a fresh Z3 confirms every obligation; cvc5 may be absent, or have no
/// answer in time, but must not disagree. What a solver has confirmed before is
/// not asked again. `limits` have answers. The report is told who confirmed it, and who did not.
Verdict confirm(Proved proved, const model::Model& model, const Limits& limits, PropertyReport& report);

/// A counterexample is replayed; of `deterministic`, its engine has done so.
Verdict confirm(Refuted refuted, const model::Model& model, PropertyReport& report);

}  // namespace checker
