// What was done in a trace, for another model to do: messages are known by who sent them, not by what they say.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "model/run.h"

namespace checker {

/// A message as the script knows it, whatever its fields are this time: the n-th that `from` has sent, from 0.
struct Sending {
  std::uint16_t from;
  std::size_t number;
  friend bool operator==(const Sending&, const Sending&) = default;
};

/// One thing to do. An occurrence that delivers or forgets a message says which by `message`.
struct Cue {
  model::Occurrence occurrence;
  std::optional<Sending> message;
};

struct Script {
  std::uint16_t system;
  model::Values parameters;
  std::vector<Cue> cues;
};

/// `trace` is one of the model's.
Script script_of(const model::Model& model, const model::Trace& trace);

/// Which message of the network is which sending.
class Sendings {
 public:
  const Sending& at(std::size_t index) const { return all_[index]; }
  std::optional<std::size_t> find(const Sending& sending) const;
  void follow(const model::Configuration& before, const model::Occurrence& occurrence,
              const model::Configuration& after);

 private:
  std::vector<Sending> all_;  // by place in the network
  std::map<std::uint16_t, std::size_t> sent_;
};

/// A model that follows a script as far as it goes; all models have the script's systems.
class Performance {
 public:
  /// One step, as it happened.
  struct Step {
    const model::Configuration& before;
    const model::Occurrence& occurrence;
    const model::StepResult& result;
  };

  Performance(const model::Model& model, const Script& script);

  /// Does what the cue says, if that can be done, and says of the step whether it is one.
  template <class IsSought>
  bool take(const Cue& cue, const IsSought& is_sought) {
    const auto occurrence = occurrence_of(cue);
    if (!occurrence) return false;
    const auto result =
        model::step(model_, model_.systems[trace_.system], trace_.parameters, now_, *occurrence);
    if (!result) return false;
    trace_.steps.push_back(*occurrence);
    const bool sought = is_sought(Step{now_, *occurrence, *result});
    sendings_.follow(now_, *occurrence, result->after);
    now_ = result->after;
    return sought;
  }

  const model::Trace& trace() const { return trace_; }

 private:
  std::optional<model::Occurrence> occurrence_of(const Cue& cue) const;

  const model::Model& model_;
  model::Trace trace_;
  model::Configuration now_;
  Sendings sendings_;
};

}  // namespace checker
