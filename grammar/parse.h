// From files to one tree: reads a file and everything that it imports.
#pragma once

#include <optional>
#include <string>

#include "grammar/ast.h"
#include "grammar/diagnostic.h"
#include "grammar/source.h"

namespace grammar {

constexpr std::size_t kMostBytes = std::size_t{1} << 20U;

/// Reads `path` and its imports (relative to the importing file), each once. Empty if a file cannot be read or a text has an error.
/// Bounded: at most 1 MiB a file, 200 levels of nesting, 20 diagnostics.
std::optional<ast::Specification> read(const std::string& path, Sources& sources, Diagnostics& diagnostics);

/// The same for one text without imports from files.
std::optional<ast::File> parse(std::uint32_t file, const Sources& sources, Diagnostics& diagnostics);

}  // namespace grammar
