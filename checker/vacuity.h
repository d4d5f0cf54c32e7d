// Claims that say nothing: because what they speak of never happens, or because too much is assumed.
#pragma once

#include <string>
#include <vector>

#include "checker/engine.h"

namespace checker {

struct Vacuity {
  std::vector<std::string>
      claims;  // ids of claims whose condition is never true under the lemmas, or of systems that take no step
  std::vector<std::string>
      unmet;  // assumptions about every state that are not so at the beginning: nothing is a run
};

/// Of these claims and their systems. Rests on proved lemmas only: what the memory does not have is proved first.
Vacuity vacuity(const model::Model& model, const std::vector<const model::Property*>& claims,
                const Limits& limits, Memory& memory);

}  // namespace checker
