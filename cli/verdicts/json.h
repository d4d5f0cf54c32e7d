// The verdicts on one model as JSON (docs/json.md).
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "checker/check.h"
#include "checker/dead_rules.h"

namespace cli::verdicts {

/// `as_in`: claims that were asked in other files, by id the file.
nlohmann::ordered_json json(const std::string& file, const model::Model& model, const checker::Report& report, const checker::Findings& findings,
                            const std::map<std::string, std::string>& as_in = {});

}  // namespace cli::verdicts
