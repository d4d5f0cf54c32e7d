// Rules that can never apply, and claims that say nothing: findings that fail a run.
#pragma once

#include <string>
#include <vector>

#include "checker/vacuity.h"

namespace checker {

struct Findings {
  std::vector<std::string>
      dead;  // rules of which no path's guard is satisfiable under a system's state lemmas, with any message
  std::vector<std::string>
      unexercised;  // rules whose events no system lets happen, and live ones that no path of the systems' own
                    // messages reaches: a remark
  Vacuity vacuity;
};

/// Of the whole model. Rests on proved lemmas only: what the memory does not have is proved first.
Findings findings(const model::Model& model, const Limits& limits, Memory& memory);

}  // namespace checker
