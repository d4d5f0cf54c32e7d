// The verdicts on a specification as a table with charts, or as JSON: what `synfin check` and the demo show.
#pragma once

#include <string>
#include <vector>

#include "checker/engine.h"
#include "cli/emit_trace.h"
#include "cli/load.h"

namespace cli {

struct CheckArguments {
  std::string file;                     // or a folder of them
  std::vector<std::string> properties;  // empty: all, or those that a variant refutes
  std::string engine;
  std::vector<std::string> policies;
  std::string profile;
  std::string variant;  // empty: all of the file
  unsigned jobs = 1;
  unsigned timeout = 300;  // seconds for one engine on one property
  std::uint64_t states = checker::Limits{}.max_states;
  std::uint64_t memory = 0;  // megabytes of a search; 0: no limit
  bool no_symmetry = false;
  bool kept = false;  // of a variant, also what it does not name
  bool json = false;
  bool no_recheck = false;
  bool no_cache = false;
  std::string certificates, scripts;  // directories; empty: none are written
  TraceFolders traces;
};

Exit check(const CheckArguments& arguments);

}  // namespace cli
