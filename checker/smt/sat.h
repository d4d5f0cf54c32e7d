// The door to CaDiCaL: clauses, and whether all can be true.
#pragma once

#include <span>
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
  std::vector<bool> values;    // if Sat: of variable n + 1 at n
  std::vector<int> core = {};  // if Unsat: the assumptions that it takes
};

/// "cadical 1.5.3".
std::string cadical_name();

/// One-shot, like everything here. Assumptions are literals that are to be true, too.
Assignment satisfy(const Clauses& clauses, const Effort& effort, std::span<const int> assumptions = {});

}  // namespace checker::smt
