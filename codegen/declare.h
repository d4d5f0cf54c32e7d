// The declarations of a plan: enumerations, named bits, records, and where each variable of the model is
// kept.
#pragma once

#include "codegen/plan.h"

namespace codegen {

/// Fills everything of the plan but its code and its diagram. Reads plan.max_sends and plan.max_steps.
void declare(const model::Model& model, const model::Machine& machine, Plan& plan);

/// The rules that are generated: written by somebody, in a handler that is not the environment's, not
/// switched off by a policy.
std::vector<const model::Rule*> generated_rules(const model::Machine& machine);

}  // namespace codegen
