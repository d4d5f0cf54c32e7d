// Actions that several rules perform, as functions.
#pragma once

#include <set>

#include "codegen/plan.h"

namespace codegen {

/// Those that are performed more than once in the same way and take more than one statement. Reads the plan's
/// declarations.
void plan_actions(model::ExprPool& pool, const model::Machine& machine, Plan& plan);

/// Names that no action and no local may have.
std::set<std::string> taken_names(const Plan& plan);

}  // namespace codegen
