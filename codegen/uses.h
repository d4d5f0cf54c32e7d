// What statements and expressions read and write, as the arguments that a function needs.
#pragma once

#include "codegen/plan.h"

namespace codegen {

Uses uses_of(model::Expr e);
Uses uses_of(const Plan& plan, const Statement& statement);

}  // namespace codegen
