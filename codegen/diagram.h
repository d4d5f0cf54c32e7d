// The state diagram: which rules lead from which state to which.
#pragma once

#include "codegen/plan.h"
#include "model/path.h"

namespace codegen {

/// One edge per pair of different states, in the order of the states. A label is an event and the rules that
/// make the move: "close: C06".
std::vector<Edge> edges_of(const model::Machine& machine, const Plan& plan,
                           const std::vector<model::Path>& paths);

}  // namespace codegen
