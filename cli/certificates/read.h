// A directory of certificates as it is found.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "cli/certificates/manifest.h"

namespace cli::certificates {

/// A name in the directory itself, not a way out of it.
bool is_plain(const std::string& file);

/// Empty if it cannot be read.
std::optional<std::string> read_file(const std::string& path);

/// Or why there is none.
std::variant<Manifest, std::string> read_manifest(const std::string& directory);

/// What is there besides the manifest, sorted.
std::vector<std::string> entries(const std::string& directory);

}  // namespace cli::certificates
