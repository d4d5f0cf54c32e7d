// The reference semantics of a machine: what one event does to one state. No solver, no encoding.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "model/model.h"

namespace model {

using Values = std::vector<std::uint64_t>;

/// One event at one machine. `message` is read if kind is Message; `arguments` has one value per Machine::arguments.
struct Event {
  EventKind kind = EventKind::Call;
  std::uint16_t event = 0;
  Values message;
  Values arguments;
};

struct Emitted { std::uint16_t signal; Values arguments; };

/// What one event did. Rules in the order in which they applied (implicit ones left out).
struct Outcome {
  Values state;
  std::vector<const Rule*> rules;
  std::vector<Values> sends;
  std::vector<std::uint16_t> started, cancelled;
  std::vector<Emitted> signals;
  std::vector<std::uint16_t> errors;
  std::vector<std::uint16_t> assigned;
  bool handled = false;                       // false: no handler for this event in this state, or a timeout of a timer that is not armed
};

/// The value of an expression, given the value of each variable.
std::uint64_t evaluate(Expr e, const std::function<std::uint64_t(Place)>& value);

/// One step of a machine. A timeout happens only if its timer is armed, and disarms it before its rules apply.
Outcome step(const Model& model, const Machine& machine, const Values& state, const Event& event);

/// Initial values of the fields.
Values initial(const std::vector<Field>& fields);

}  // namespace model
