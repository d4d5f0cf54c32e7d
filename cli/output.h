// Files and directories that a command writes: whole or not at all, and asked for before the work whose result goes there.
#pragma once

#include <string>

namespace cli {

/// Writes a file whole or not at all (a temporary beside it, then a rename); false with errno set if it cannot. What a link leads to
/// is written, an existing file keeps its mode, and what may not be written is not replaced. A device or a pipe is written as it is.
bool write_file(const std::string& path, const std::string& text);

/// Leaves what is there as it is; with a message if not.
bool can_write_file(const std::string& path);

/// As a whole directory that is or could be made; leaves what is there as it is. With a message if not.
bool can_write_to(const std::string& directory);

}  // namespace cli
