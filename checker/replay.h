// The second look at a counterexample: every step again by the reference semantics, and the property really violated.
#pragma once

#include <optional>
#include <string>

#include "model/model.h"
#include "model/run.h"

namespace checker {

/// Empty if the trace is what it claims to be: each step can happen under the assumptions, and it ends in a violation (of an
/// invariant: the last configuration; of a transition: the last step; of a response: pending for ever on a fair loop, or stuck; of a
/// reachable: none, the last configuration is the witness). Otherwise what is wrong, in a sentence.
std::optional<std::string> replay(const model::Model& model, const model::Property& property,
                                  const model::Trace& trace);

/// Whether the step violates this transition, or the state after it this invariant; of the trace only system and parameters count.
bool is_violated(const model::Model& model, const model::Trace& trace, const model::Configuration& before,
                 const model::Occurrence& occurrence, const model::StepResult& result,
                 const model::Property& way);

/// The configurations that a trace goes through, the start first; shorter than steps + 1 if a step cannot happen.
std::vector<model::Configuration> configurations(const model::Model& model, const model::Trace& trace,
                                                 std::string* why = nullptr);

}  // namespace checker
