// The verdicts on one model as JSON (docs/json.md).
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "checker/check.h"
#include "checker/dead_rules.h"

namespace cli::verdicts {

nlohmann::ordered_json json(const std::string& file, const model::Model& model, const checker::Report& report, const checker::Findings& findings);

}  // namespace cli::verdicts
