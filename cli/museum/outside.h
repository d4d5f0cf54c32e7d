// Bugs that no variant of a machine can show, and the tests that keep them out: a page of the museum, as people write it.
#pragma once

#include <string>
#include <vector>

#include "grammar/diagnostic.h"

namespace cli::museum {

struct Outside {
  std::string id, history, test;  // test: "file: name", or a packet script's file
};

/// Of the tables with the columns id, bug and test. E102: an id twice.
std::vector<Outside> outside(const std::string& path, grammar::Sources& sources, grammar::Diagnostics& diagnostics);

}  // namespace cli::museum
