// What a specification compares: the atoms of a system's statements and of its machines' rules, and those that are like them.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "model/model.h"

namespace checker {

/// First every value of every enumeration and every truth value, then the comparisons of the text; each with all fields of the same type
/// and sequence space in the places of those that stand there. About the state, or the state and a message of one sender.
std::vector<model::Expr> atoms_of_text(const model::Model& model, std::uint16_t system,
                                       std::optional<std::uint16_t> from);

}  // namespace checker
