// A trace as programs read it (docs/json.md): every step as the reference semantics takes it.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "model/run.h"

namespace cli::verdicts {

/// The trace must replay.
nlohmann::ordered_json trace_json(const model::Model& model, const model::Trace& trace);

}  // namespace cli::verdicts
