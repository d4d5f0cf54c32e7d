// Which rules of a machine can apply right after one another: in one event, or the last of one and the first of the next.
#pragma once

#include <set>
#include <utility>
#include <vector>

#include "checker/engine.h"

namespace checker {

using Succession = std::pair<const model::Rule*, const model::Rule*>;

/// Those of `asked`, rules of the model's first machine, that nothing excludes, in the order of the text: neither guards nor what is proved
/// of the state in that system with the most lemmas in which anybody may do anything. If there is no such system, or no solver has an
/// answer, nothing is excluded.
std::vector<Succession> possible_successions(const model::Model& model, const std::set<Succession>& asked,
                                             const Limits& limits);

}  // namespace checker
