// From a machine to files: C++ and a state diagram; from a bounded system to a Promela model.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/model.h"

namespace codegen {

struct GeneratedFile {
  std::string name, text;
};

/// For the first line of every file.
struct Options {
  std::string version;  // of synfin
  std::string spec;     // base name of the specification's file
  std::string text;     // of all its files: only its SHA-256 is printed
};

/// light.hpp, light.cpp and light.dot for a machine called Light: the same text for the same model and
/// options, always.
std::vector<GeneratedFile> generate(const model::Model& model, const model::Machine& machine,
                                    const Options& options);

/// crossing.pml for a system called Crossing, within its bounds. Empty if Promela cannot say it: then `obstacles` says
/// why.
std::optional<GeneratedFile> generate_promela(const model::Model& model, const model::System& system,
                                              const Options& options, std::vector<std::string>& obstacles);

}  // namespace codegen
