// Conditions that look at nothing but the machine's state, as the set of states in which they hold.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/model.h"

namespace codegen {

/// The place of the state in a machine's own rules.
constexpr model::Place kState{model::Owner::Endpoint, 0, 0};

/// Empty if the condition reads anything else. `all`: the machine's states.
std::optional<model::Mask> states_of(model::Expr condition, model::Mask all);

model::Mask all_states(const model::Machine& machine);

/// A group of the machine, by the name of its constant: "kMOVING". `used`: some test names it.
struct NamedStates {
  std::string name;
  model::Mask states;
  bool used = false;
};

/// How a test of the state is written: the state is one of `shown`, or with `negated` none of them. Nothing
/// shown: always false, or always true.
struct StateTest {
  model::Mask shown;
  bool negated;
};

/// The shortest test that tells `states` from the rest of `possible`; a group's name is short.
StateTest shortest_test(model::Mask all, const std::vector<NamedStates>& groups, model::Mask states,
                        model::Mask possible);

}  // namespace codegen
