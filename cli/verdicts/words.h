// What every way of showing a verdict says alike.
#pragma once

#include <string>
#include <vector>

#include "checker/check.h"

namespace cli::verdicts {

const char* word(const checker::Verdict& verdict);
const char* word(model::Property::Kind kind);

/// The counterexample or the witness; null if there is none to be drawn.
const model::Trace* trace_of(const checker::PropertyReport& report);

/// "z3 4.8.12; not cvc5 1.0.3: no answer in 1 s, 3 of 120 obligations".
std::string checked_again(const checker::PropertyReport& report);

/// "lemma price is not inductive: it holds before the step L1 and not after it", and where else it fails.
std::string describe(const checker::NotInductive& statement);

std::string joined(const std::vector<std::string>& words, const char* between = ", ");

}  // namespace cli::verdicts
