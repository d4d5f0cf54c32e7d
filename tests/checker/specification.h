// Specifications for tests, read from files of the source tree.
#pragma once

#include <string>

#include "model/model.h"

namespace checker::testing {

/// The model of a file that must be right; `variant` may be empty. Throws with the diagnostics otherwise.
model::Model load(const std::string& path, const std::string& variant = "");

/// The property with the id. Throws if there is none.
const model::Property& property(const model::Model& model, const std::string& id);

}  // namespace checker::testing
