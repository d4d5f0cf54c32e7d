// What a search looks for: the states or steps that violate a claim, or bear witness to it.
#pragma once

#include <vector>

#include "model/model.h"

namespace checker {

/// A witness is found instead of a violation.
inline bool seeks_witness(const model::Property& property) {
  return property.kind == model::Property::Kind::Reachable;
}

/// The claims of which a violation is sought: the property, or what denies it if a witness is; in a mirrored system also with the
/// endpoints exchanged, for it is meant both ways.
std::vector<model::Property> sought(const model::Model& model, const model::Property& property);

/// Of several.
using Claims = std::vector<const model::Property*>;
std::vector<model::Property> sought(const model::Model& model, const Claims& claims);

}  // namespace checker
