// The greatest part of many statements that shows itself: what a step does not keep is dropped, until nothing is (Flanagan and Leino,
// "Houdini, an annotation assistant", 2001).
#pragma once

#include "checker/obligations.h"

namespace checker {

struct Fixpoint {
  Elements there;
  std::size_t questions = 0;
  bool doubtful = false;  // some were dropped as no solver could say
};

/// All goals of a step are asked at once; a counterexample drops each that it violates.
Fixpoint houdini(const Obligations& obligations, Elements there, const Limits& limits);

}  // namespace checker
