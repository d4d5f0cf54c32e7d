// The museum as people read it, and as JSON (docs/json.md).
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "cli/museum/exhibit.h"
#include "cli/museum/outside.h"

namespace cli::museum {

struct Museum {
  std::string directory;
  std::vector<Exhibit> exhibits;
  std::vector<Outside> outside;
};

std::string text(const Exhibit& exhibit, bool coloured);
std::string text(const Outside& bug);
/// How many, and how long they take.
std::string summary(const Museum& museum);
nlohmann::ordered_json json(const Museum& museum);

}  // namespace cli::museum
