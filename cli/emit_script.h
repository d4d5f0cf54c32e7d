// The traces of a report as packet scripts, one for each endpoint that a script can tell of.
#pragma once

#include <string>

#include "checker/check.h"
#include "scenario/script.h"

namespace cli {

/// Where the scripts go, and what their headings say of where they come from.
struct Emission {
  std::string directory, specification;
  scenario::Options options;  // profile and policies of the model
  bool quiet = false;         // what is written, or why not, goes to standard error
};

/// Writes what plays as written on the model itself; false with a message if a file cannot be written.
bool emit_scripts(const Emission&, const model::Model&, const checker::Report&);

}  // namespace cli
