// A matrix as people and programs read it.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <set>
#include <string>

#include "cli/coverage/matrix.h"

namespace cli::coverage {

/// Aligned, by the catalogue's sections: requirements all, of the other rows those that somebody names. Rules
/// in `off` stand in parentheses.
std::string text(const Matrix& matrix, const std::set<std::string>& off, bool coloured);

/// The numbers, and the faults.
std::string summary(const Matrix& matrix, const Faults& faults, std::size_t reasons);

nlohmann::ordered_json json(const Matrix& matrix, const Faults& faults, std::size_t reasons);

}  // namespace cli::coverage
