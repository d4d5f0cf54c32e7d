// Random runs of a system by the reference semantics: events that can happen, with values near those at which something changes.
#pragma once

#include <optional>
#include <random>
#include <set>
#include <vector>

#include "model/run.h"

namespace checker {

/// The same on every machine for the same seed.
class Wanderer {
 public:
  Wanderer(const model::Model& model, std::uint16_t system, std::uint64_t seed);

  /// Those of the system's bounds, or the smallest that there are, or one more: what is counted up to them then comes soon.
  model::Values parameters();

  struct Step {
    model::Occurrence occurrence;
    model::StepResult result;
  };
  /// Something that can happen, and that somebody handles. Empty if nothing was found in many tries.
  std::optional<Step> step(const model::Values& parameters, const model::Configuration& now);

  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }

 private:
  bool once_in(std::uint64_t times) { return below(times) == 0; }
  std::optional<model::Occurrence> occurrence(const model::Configuration& now);
  std::optional<model::Event> event(std::uint16_t endpoint, const model::Configuration& now);
  void give_arguments(std::uint16_t endpoint, const model::Configuration& now, model::Event& event);
  model::Values message(std::uint16_t endpoint, const model::Configuration& now);
  std::uint64_t value(const model::Type& type, std::uint16_t endpoint, const model::Configuration& now);
  std::uint64_t number(std::uint16_t endpoint, bool own, std::uint8_t width, const model::Configuration& now);
  std::uint64_t amount(std::uint8_t width, std::uint16_t endpoint, const model::Configuration& now);
  void learn(const model::StepResult& result);

  const model::Model& model_;
  const model::System& system_;
  std::mt19937_64 random_;
  std::vector<model::Values>
      habits_;  // of each endpoint, its arguments: what is given is mostly what was given before
  std::vector<std::uint32_t> flags_;  // Bool fields of a message
  std::set<model::Values> patterns_;  // of flags that were sent
};

}  // namespace checker
