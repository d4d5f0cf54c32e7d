// A plan as a Promela model: one process, one d_step for each event, messages in sorted slots.
#pragma once

#include <string>

#include "codegen/promela_plan.h"

namespace codegen::promela {

std::string render(const Plan& plan, const std::string& banner);

}  // namespace codegen::promela
