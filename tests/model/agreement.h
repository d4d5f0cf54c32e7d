// Whether a machine's paths say of an event what its reference semantics does: the property that ties path.h
// to evaluate.h.
#pragma once

#include <string>
#include <vector>

#include "model/evaluate.h"
#include "model/path.h"

namespace model::testing {

/// Exactly one path's guard holds if the event is handled and none if not, and everything that the path says
/// comes true. Parameters have their default values. Otherwise `why` says what differs.
bool path_agrees(const Model& model, const Machine& machine, const std::vector<Path>& paths,
                 const Values& state, const Event& event, std::string* why = nullptr);

}  // namespace model::testing
