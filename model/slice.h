// What a claim speaks of, as text: two models in which it is the same give the claim the same verdict.
#pragma once

#include <string>

#include "model/model.h"

namespace model {

/// The rules of events that happen in the claim's system, and all that is said of the system: its invariants are proved together.
std::string slice(const Model& model, const Property& property);

}  // namespace model
