// The reference semantics of a machine: what one event does to one state. No solver, no encoding.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

#include "model/model.h"

namespace model {

// A line each, what it stands for beside it.
// clang-format off

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

/// Where the values of variables lie: a row of values for each owner and number. Rows that an expression reads must be there and
/// outlive the environment.
class Environment {
 public:
  static constexpr std::size_t kNumbers = 12;
  const std::uint64_t*& row(Owner owner, std::size_t which = 0) { return rows_[static_cast<std::size_t>(owner)].at(which); }
  std::uint64_t operator()(Place place) const { return rows_[static_cast<std::size_t>(place.owner)][place.which][place.field]; }

 private:
  std::array<std::array<const std::uint64_t*, kNumbers>, 6> rows_{};
};

/// The same, fast: for the inner loop of a search.
std::uint64_t evaluate(Expr e, const Environment& environment);

/// One step of a machine. A timeout happens only if its timer is armed, and disarms it before its rules apply.
/// `state` may be longer than the machine's fields (an endpoint's, with ghosts): the rest stays as it is. Arguments and message fields
/// that are missing are 0. Parameters have their default values.
Outcome step(const Model& model, const Machine& machine, const Values& state, const Event& event);

/// The same with values for the parameters, one per Model::parameters.
Outcome step(const Machine& machine, const Values& parameters, const Values& state, const Event& event);

/// The values that the parameters have unless someone says otherwise.
Values default_parameters(const Model& model);

/// Initial values of the fields.
Values initial(const std::vector<Field>& fields);

// clang-format on

}  // namespace model
