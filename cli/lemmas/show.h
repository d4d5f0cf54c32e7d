// What was found out about lemmas, for people and as JSON (docs/json.md).
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "checker/minimize.h"
#include "checker/suggest.h"

namespace cli::lemmas {

/// Every lemma was decided, every claim proved.
bool is_decided(const checker::Minimal& minimal);
/// No claim is left open.
bool is_decided(const checker::Suggestion& suggestion);

/// Of what something was found out, and what that took.
struct Search {
  const model::Model& model;
  std::uint16_t system;
  double cpu_seconds;

  const std::string& name() const { return model.systems[system].name; }
};

void print(const Search& search, const checker::Minimal& minimal);
nlohmann::ordered_json json(const Search& search, const checker::Minimal& minimal);

void print(const Search& search, const checker::Suggestion& suggestion);
nlohmann::ordered_json json(const Search& search, const checker::Suggestion& suggestion);

}  // namespace cli::lemmas
