// Comparisons that the range of a widened number decides: C++ compilers warn about them.
#pragma once

#include <optional>

#include "model/expr.h"

namespace codegen {

/// Empty if the comparison is open, or if the expression is no comparison.
std::optional<bool> decided_by_range(model::Expr e);

}  // namespace codegen
