// A trace in the Informal Trace Format of Apalache (its ADR 15), for viewers and tools that read it.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "model/run.h"

namespace cli::verdicts {

/// A variable for each parameter and endpoint, `network` (a set), and `step`: what led to the state. The trace must replay.
nlohmann::ordered_json itf(const model::Model& model, const model::Trace& trace, const std::string& source, const std::string& description);

}  // namespace cli::verdicts
