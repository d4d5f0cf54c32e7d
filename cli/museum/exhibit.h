// One variant of the museum, and what became of the claims that it names.
#pragma once

#include <string>
#include <vector>

#include "checker/engine.h"
#include "model/model.h"

namespace cli::museum {

/// What is known of one claim that the variant says it refutes.
struct Finding {
  std::string id, name, verdict, engine;
  unsigned depth = 0;  // steps of the counterexample; searched without one if unknown
  double seconds = 0;  // on the clock, of the engine that gave the verdict
};

struct Exhibit {
  std::string file;
  model::VariantInfo variant;
  std::vector<Finding> findings;
  double seconds = 0;  // on the clock, with elaborating the variant

  bool refuted_as_named() const;
  /// "refuted", else the first other verdict.
  std::string verdict() const;
  /// The history: the doc comment's first line.
  std::string history() const;
};

/// The variants of one file, each tried.
struct Room {
  std::vector<Exhibit> exhibits;
  bool readable = true;  // otherwise the error has been printed
  bool interrupted = false;
};
Room visit(const std::string& file, const checker::Limits& limits);

}  // namespace cli::museum
