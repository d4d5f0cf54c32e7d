// What the installed solvers say of certificates' files.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

#include "checker/smt/recheck.h"

namespace cli::certificates {

struct Asking {
  std::vector<std::string> solvers;   // "z3", "cvc5": programs found in PATH
  std::chrono::milliseconds timeout;  // of one solver on one file
  unsigned jobs = 1;
  std::stop_token stop;
  std::function<void(std::size_t done, std::size_t of)> progress;  // may be empty; from any thread, one at a time
};

/// By file, an answer for each solver in its order; not asked any more: Unknown.
using Opinions = std::map<std::string, std::vector<checker::smt::Status>>;

Opinions ask(const std::map<std::string, std::string>& files, const Asking& asking);

}  // namespace cli::certificates
