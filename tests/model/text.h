// Models elaborated from text in a test.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "grammar/parse.h"
#include "model/elaborate.h"

namespace model::testing {

/// A text, what it means, and what was said of it.
struct Elaborated {
  grammar::Sources sources;
  grammar::Diagnostics diagnostics;
  std::optional<Model> model;

  std::vector<int> codes() const;
  /// The messages as a user sees them.
  std::string messages() const;
};

Elaborated elaborated(const std::string& text, const Choice& choice = {});
Elaborated elaborated_file(const std::string& path, const Choice& choice = {});

/// The model of a text without errors.
Model model_of(const std::string& text, const Choice& choice = {});

const Rule& rule_named(const Machine& machine, const std::string& name);

}  // namespace model::testing
