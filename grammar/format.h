// The canonical form of a text: what `synfin fmt` writes.
#pragma once

#include <optional>
#include <string>

#include "grammar/diagnostic.h"
#include "grammar/source.h"

namespace grammar {

/// The text with the author's lines and comments, canonical indentation (two blanks for each open brace) and
/// spacing, at most one empty line in a row. A line that continues another keeps its indentation relative to
/// that one, or gets four blanks more. Formatting a formatted text changes nothing, and formatting never
/// changes the tree. Empty if the text has an error.
std::optional<std::string> format(std::uint32_t file, const Sources& sources, Diagnostics& diagnostics);

}  // namespace grammar
