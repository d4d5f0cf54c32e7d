// The door to the solvers: one conjunction of expressions, one answer. One-shot, never incremental, a context of its
// own per call.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "model/expr.h"

namespace checker::smt {

enum class Status : std::uint8_t { Unsat, Sat, Unknown };

struct Effort {
  std::chrono::milliseconds timeout{60'000};  // wall time; the answer is Unknown when it is over
  std::uint32_t conflicts = 0;                // that each solver may have; 0: any number
  std::stop_token stop;
};

/// The time that is left for an effort; none when it is over.
std::chrono::milliseconds until(std::chrono::steady_clock::time_point deadline);

/// What a satisfying assignment gives to each variable that occurs.
using Values = std::map<model::Place, std::uint64_t>;

struct Answer {
  Status status = Status::Unknown;
  std::string reason;  // why Unknown
  Values values;       // if Sat
};

/// Is there an assignment that satisfies all terms? Z3 answers, or what it does not soon answer CaDiCaL by Z3's clauses. Reads the terms only, so
/// threads may ask about terms of one pool as long as none of them builds new ones.
Answer solve(std::span<const model::Expr> terms, const Effort& effort);

/// An answer, and what it rests on.
struct Grounds {
  Answer answer;
  std::vector<std::size_t> core =
      {};  // if Unsat: the groups that it takes, in order; there may be smaller cores
};

/// The same for terms and groups of terms, by clauses alone.
Grounds solve_with_core(std::span<const model::Expr> terms, std::span<const std::vector<model::Expr>> groups,
                        const Effort& effort);

/// The same for the text of a certificate, by a Z3 that has seen nothing else, alone.
Answer solve_text(const std::string& smtlib, const Effort& effort);

}  // namespace checker::smt
