// A certificate's second and third opinion: each obligation again, from its text alone, by a fresh Z3 and by
// cvc5.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "checker/engine.h"
#include "checker/smt/solve.h"

namespace checker::smt {

/// What one solver says about a whole certificate.
struct Opinion {
  std::string solver;         // "z3 4.8.12", "cvc5 1.0.3"
  std::size_t confirmed = 0;  // obligations with the expected answer
  std::vector<std::string>
      contradicted;  // names of those with the opposite answer: a fault of a solver or of the printer
  std::vector<std::string> unanswered;  // names of those without an answer within the time
  bool agrees() const { return contradicted.empty() && unanswered.empty(); }
};

inline Status expected(const Obligation& obligation) {
  return obligation.expects_sat ? Status::Sat : Status::Unsat;
}

/// "z3 4.8.12", the library.
std::string z3_name();

Opinion ask_z3(const Certificate& certificate, const Effort& per_obligation);

/// Empty solver name: there is no cvc5 on this machine.
Opinion ask_cvc5(const Certificate& certificate, const Effort& per_obligation);

/// Of the program z3 or cvc5: "This is cvc5 version 1.0.3 …" → "cvc5 1.0.3"; empty if it is not there.
std::string solver_name(const std::string& solver);

/// The answer of the program to one text.
Status run_solver(const std::string& solver, const std::string& smtlib, const Effort& effort);

}  // namespace checker::smt
