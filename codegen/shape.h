// The rules of one step as a reader would write them: what all ask for first, then a chain of tests, or a
// switch on the state.
#pragma once

#include "codegen/facts.h"

namespace codegen {

/// One rule, and what is left to test when its turn comes. `facts`: what is known when it applies.
struct Choice {
  const model::Rule* rule;
  model::Mask states = 0;    // 0: no test of the state is left
  model::Mask possible = 0;  // the states that are left when the test is made
  std::vector<model::Expr> conditions;
  Facts facts;
};

/// `cases` are disjoint. The last may be `otherwise`: all states that are left.
struct StateCase {
  model::Mask states;
  bool otherwise;
  std::vector<Choice> chain;
};

struct Shape {
  std::vector<model::Expr> when;
  std::vector<Choice> chain;  // if there are cases, every rule here stops
  std::vector<StateCase> cases;
};

/// `possible`: the states in which the step can begin. Rules that cannot apply are left out.
Shape shape_of(model::ExprPool& pool, const model::Machine& machine, const model::Step& step,
               model::Mask possible);

}  // namespace codegen
