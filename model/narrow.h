// An expression under the knowledge that a variable takes one of a few values.
#pragma once

#include "model/model.h"

namespace model {

/// Equal to `e` wherever `variable`'s value lies in `mask`; comparisons of the variable that the mask decides are gone, and so is the
/// variable if the mask leaves it one value. The mask is not empty; the expression may mean anything outside of it.
Expr narrow(ExprPool& pool, Expr e, Expr variable, Mask mask);

}  // namespace model
