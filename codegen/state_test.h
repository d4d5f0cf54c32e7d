// Conditions that look at nothing but the machine's state, as the set of states in which they hold.
#pragma once

#include <optional>

#include "model/model.h"

namespace codegen {

/// The place of the state in a machine's own rules.
constexpr model::Place kState{model::Owner::Endpoint, 0, 0};

/// Empty if the condition reads anything else. `all`: the machine's states.
std::optional<model::Mask> states_of(model::Expr condition, model::Mask all);

model::Mask all_states(const model::Machine& machine);

}  // namespace codegen
