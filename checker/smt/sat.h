// The door to CaDiCaL: clauses, and whether all can be true.
#pragma once

#include <string>
#include <vector>

#include "checker/smt/solve.h"

namespace checker::smt {

/// Propositional variables are 1 … variables; a literal is one of them or its negative, and a 0 ends each clause.
struct Clauses {
  int variables = 0;
  std::vector<int> literals;
};

struct Assignment {
  Status status = Status::Unknown;
  std::vector<bool> values;  // if Sat: of variable n + 1 at n
};

/// "cadical 1.5.3".
std::string cadical_name();

/// One-shot, like everything here.
Assignment satisfy(const Clauses& clauses, const Effort& effort);

}  // namespace checker::smt
