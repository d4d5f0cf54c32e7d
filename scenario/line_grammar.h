// One line of a packet script: the grammar, and what a line says.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <variant>

#include "scenario/script.h"

namespace scenario {

struct BlockBegins {
  std::vector<System> systems;
  std::string reason;
};
struct BlockTurns {};
struct BlockEnds {};
/// What an option line does to the options.
using Option = std::function<void(Options&)>;
using Line = std::variant<Option, BlockBegins, BlockTurns, BlockEnds, Event>;

/// `offset` counts octets from the beginning of the line.
struct LineError {
  std::size_t offset = 0;
  std::string message;
};

/// A line without its comment and not blank.
std::variant<Line, LineError> parse_line(std::string_view line);

}  // namespace scenario
