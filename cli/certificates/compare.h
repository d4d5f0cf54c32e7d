// What is written down, beside what the specification says has to be shown. No solver runs.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "cli/certificates/manifest.h"

namespace cli::certificates {

struct Comparison {
  std::vector<std::string> faults;           // each a sentence; none: the files are what has to be shown
  std::map<std::string, std::string> files;  // by name, the texts that were compared
  std::vector<std::string> not_covered;      // claims of the specification that are not among the certificates: their ids
};

Comparison compare(const std::string& directory, const Manifest& manifest, const Loaded& loaded, const model::Model& model);

}  // namespace cli::certificates
