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

void print(const std::string& system, const checker::Minimal& minimal, double cpu_seconds);
nlohmann::ordered_json json(const std::string& system, const checker::Minimal& minimal, double cpu_seconds);

void print(const model::Model& model, const std::string& system, const checker::Suggestion& suggestion, double cpu_seconds);
nlohmann::ordered_json json(const model::Model& model, const std::string& system, const checker::Suggestion& suggestion, double cpu_seconds);

}  // namespace cli::lemmas
