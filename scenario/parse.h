// From the text of a packet script to its tree.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "scenario/script.h"

namespace scenario {

inline constexpr std::size_t LargestScript = 1 << 20;

struct ScriptError {
  Place place;
  std::string message;
  std::string line;  // of the text, cut where it is long
};

/// The script, or what is wrong with it: at most `MostErrors`, in the order of the text. Time and memory are
/// linear in the text.
std::variant<Script, std::vector<ScriptError>> parse(std::string_view text);
inline constexpr std::size_t MostErrors = 20;

/// "file:line:col: error: message", the line and a caret.
std::string describe(const std::string& file, const ScriptError&);

}  // namespace scenario
