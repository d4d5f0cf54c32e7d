// Ways of a model to each of its paths, in several situations, as scripts for other models; and what becomes of those who follow them.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <stop_token>
#include <string>

#include "checker/script.h"
#include "checker/sought.h"

namespace checker {

/// Wanders through its systems, each when it is first asked. For several threads, if nothing else is done with the model's pool.
class Repertoire {
 public:
  /// `steps`: of each system.
  Repertoire(model::Model model, std::uint64_t steps, std::stop_token stop = {});
  ~Repertoire();

  /// Scripts that end with a step of a machine by one of the paths with these labels (model::Path::label): of each path some, from different
  /// states of the endpoints, where there are any.
  std::vector<Script> scripts(std::uint16_t system, std::uint16_t machine,
                              const std::set<std::string>& labels);

 private:
  class Tour;

  model::Model model_;
  std::uint64_t steps_;
  std::stop_token stop_;
  std::mutex mutex_;
  std::map<std::uint16_t, std::unique_ptr<Tour>> tours_;  // by system
};

/// Traces of `mutant` that follow a script to the first step that leads elsewhere than with `original`, that step included.
std::vector<model::Trace> departures(const model::Model& original, const model::Model& mutant,
                                     const std::vector<Script>& scripts);

/// Goes on from the ends of these traces at random, in turn and for so many steps in all: a trace to a violation of one of the claims,
/// invariants and transitions of the traces' system.
std::optional<model::Trace> wander(const model::Model& model, const Claims& claims,
                                   const std::vector<model::Trace>& from, std::uint64_t steps,
                                   const std::stop_token& stop = {});

}  // namespace checker
