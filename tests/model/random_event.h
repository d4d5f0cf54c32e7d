// States and events drawn so that something happens: numbers lie near numbers that are already there.
#pragma once

#include <random>

#include "model/evaluate.h"

namespace model::testing {

/// Draws values of fields. Remembers the numbers drawn, by width, and draws the next ones near them.
class Drawing {
 public:
  Drawing(const Model& model, std::mt19937& random) : model_(model), random_(random) {}

  /// Any state in the range of the fields' types; `machine` has at least one state.
  Values state(const Machine& machine);
  /// Any event of the machine; often a message if it has one.
  Event event(const Machine& machine);

 private:
  std::uint64_t below(std::uint64_t count) { return random_() % count; }
  std::uint64_t value(const Type& type);
  Values values(const std::vector<Field>& fields);

  const Model& model_;
  std::mt19937& random_;
  std::vector<std::uint64_t> drawn_;
};

}  // namespace model::testing
