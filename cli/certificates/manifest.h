// What a directory of certificates says of itself, manifest.json: what was proved, of which text, and by which files.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "cli/load.h"

namespace cli::certificates {

inline constexpr const char* kManifest = "manifest.json";

struct Source {
  std::string file, sha256;  // named as seen from the folder of the specification
  friend bool operator==(const Source&, const Source&) = default;
};

/// A file of the directory: satisfiable, and the proof is none.
struct Entry {
  std::string name, file, sha256;
};

struct Claim {
  std::string id, name, engine;
  std::vector<std::string> assumptions;
  std::vector<Entry> obligations;
};

struct Manifest {
  std::string specification;
  std::vector<Source> sources;  // it and its imports
  std::optional<std::string> variant;
  std::vector<model::Setting> valuation;
  std::vector<Claim> properties;
};

std::string text(const Manifest& manifest);

/// Or what is wrong with it: anything that `text` would write otherwise.
std::variant<Manifest, std::string> parse(const std::string& text);

std::vector<Source> sources(const Loaded& loaded);

}  // namespace cli::certificates
