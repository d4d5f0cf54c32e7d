// A plan's state diagram for Graphviz.
#pragma once

#include "codegen/plan.h"

namespace codegen {

std::string render_dot(const Plan& plan, const std::string& banner);

}  // namespace codegen
