// Packet scripts as those who cover rows of the catalogue: --covers=A72,A74 in their heads.
#pragma once

#include <string>
#include <vector>

#include "cli/coverage/mentions.h"
#include "grammar/diagnostic.h"

namespace cli::coverage {

struct Scripts {
  std::vector<Mention> mentions;  // a script goes by its path in the directory, without the ending
  std::string errors;             // what is wrong with the texts of scripts, to be printed; mostly empty
};

/// All files *.pkt of a directory and of those in it, by their paths. E005: no such directory, or none in it.
Scripts scripts(const std::string& directory, grammar::Sources& sources, grammar::Diagnostics& diagnostics);

}  // namespace cli::coverage
