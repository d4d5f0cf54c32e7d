// What becomes of each claim once its files were compared and the solvers asked, and how that is shown.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "cli/certificates/compare.h"
#include "cli/certificates/opinions.h"

namespace cli::certificates {

/// Everything that one recheck found.
struct Recheck {
  const std::string& directory;
  const std::string& specification;
  const Manifest& manifest;
  const Comparison& comparison;
  std::vector<std::string> solvers;  // "z3 4.8.12": those that were asked
  Opinions opinions;                 // empty if there were faults
  unsigned timeout = 0;              // seconds
  bool interrupted = false;
};

/// A file that some solver says is satisfiable.
struct Objection {
  std::string file;
  std::vector<std::string> answers;  // in the order of the solvers: "unsat", "sat", "unknown"
  bool disagreement = false;         // another solver says that it is not
};
std::vector<Objection> objections(const Recheck& recheck);

/// 0 all confirmed, 1 something is wrong, 2 some file has no answer.
Exit result(const Recheck& recheck);

void print(const Recheck& recheck);
nlohmann::ordered_json json(const Recheck& recheck);

}  // namespace cli::certificates
