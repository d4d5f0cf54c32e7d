// A specification's machine that tells what it does: which rule follows which on one connection, and its TCB.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "scenario/machine.h"

namespace scenario {

/// Two rules of one connection that apply one after the other: in one event, or the last of one and the first of the next.
using RulePair = std::pair<const model::Rule*, const model::Rule*>;

/// What all copies of an observed machine did since `clear`.
struct Observation {
  std::vector<const model::Rule*> rules;  // in their order, without the implicit ones
  std::vector<RulePair> pairs;
  tcp::Tcb tcb;  // of the copy that moved last
  void clear() { *this = {}; }
};

/// An observed machine in its initial state, and what it will tell.
struct Observed {
  std::unique_ptr<Machine> machine;
  std::shared_ptr<Observation> told;
};

/// As `evaluated_machine`, of `model`, which outlives it.
std::variant<Observed, std::string> observed_machine(const model::Model& model, const tcp::Parameters&);

}  // namespace scenario
