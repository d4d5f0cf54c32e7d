// The variants of a file, by their ids.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "grammar/parse.h"
#include "model/elaborate.h"

namespace museum {

inline std::vector<std::string> variants(const std::string& file) {
  grammar::Sources sources;
  grammar::Diagnostics diagnostics;
  const auto tree = grammar::read(file, sources, diagnostics);
  if (!tree) throw std::runtime_error("cannot read " + file);
  std::vector<std::string> ids;
  for (const auto& info : model::variants(*tree)) ids.push_back(info.id);
  return ids;
}

}  // namespace museum
