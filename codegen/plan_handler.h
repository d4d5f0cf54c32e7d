// One handler of a machine as a function: its steps in order, each in the shape that reads best.
#pragma once

#include "codegen/plan.h"

namespace codegen {

/// Reads the plan's declarations.
Handler plan_handler(model::ExprPool& pool, const model::Machine& machine, const Plan& plan,
                     const model::Handler& handler);

}  // namespace codegen
