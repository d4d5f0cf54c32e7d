// Reachable states of a system with its messages, and which of many statements are true in all of them: 64 states to a word.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "checker/engine.h"

namespace checker {

/// Of one statement: a bit for each sample.
using Truth = std::vector<std::uint64_t>;

class Samples {
 public:
  /// The first states of a search that counts every state as it is; empty if none of this system can be stored.
  static std::optional<Samples> of(const model::Model& model, std::uint16_t system, const Limits& limits);

  std::size_t states() const { return states_; }
  /// Of no message, or of each live message that the endpoint sent, as the first bound one.
  Truth truth(model::Expr statement, std::optional<std::uint16_t> from) const;
  /// Of as many samples, all of them.
  Truth everywhere(std::optional<std::uint16_t> from) const;

 private:
  struct Sample {
    std::vector<model::Values> endpoints;
    model::Values message;
  };
  std::vector<Sample>& of(std::optional<std::uint16_t> from) { return samples_[from ? *from + 1U : 0U]; }
  const std::vector<Sample>& of(std::optional<std::uint16_t> from) const {
    return samples_[from ? *from + 1U : 0U];
  }
  void swap_endpoints(std::size_t endpoints);

  model::Values parameters_;
  std::vector<std::vector<Sample>> samples_;  // without a message, then by sender
  std::size_t states_ = 0;
};

}  // namespace checker
