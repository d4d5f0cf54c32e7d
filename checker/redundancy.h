// Which of some statements say something that the others, and what is proved of the system, do not.
#pragma once

#include <vector>

#include "checker/engine.h"

namespace checker {

/// In a state by itself: no step is looked at. Of two that say the same the first stays. At most one message is spoken of.
std::vector<model::Lemma> not_implied(const model::Model& model, std::uint16_t system,
                                      std::vector<model::Lemma> lemmas, const Limits& limits);

}  // namespace checker
