// A path: one way through a handler, as one guarded simultaneous update. Engines query paths, coverage counts rules.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "model/model.h"

namespace model {

/// As the lists of a path are: of timers started, of fields assigned.
inline bool contains(const std::vector<std::uint16_t>& list, std::uint16_t value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

// A line each, what it stands for beside it.
// clang-format off

/// The names of the rules that applied.
std::string label_of(const std::vector<const Rule*>& rules);

struct Path {
  EventKind kind;
  std::uint16_t event = 0;
  std::vector<const Rule*> rules;                          // in order, without the implicit ones
  Mask states = 0;                                         // a necessary condition on the state, part of the guard
  Expr guard;                                              // Bool over the state before, including `state in states` and, for a timeout, armed
  std::vector<std::pair<std::uint16_t, Expr>> updates;     // field := value over the state before; sorted by field; unmentioned fields keep theirs
  std::vector<Send> sends;                                 // values over the state before
  std::vector<StartTimer> started;                         // with the condition over the state before; the armed field is in `updates`
  std::vector<CancelTimer> cancelled;
  std::vector<Emit> signals;
  std::vector<std::uint16_t> errors;
  std::vector<std::uint16_t> assigned;                     // fields that some rule assigned, sorted
  std::vector<std::uint16_t> chosen;                       // fresh arguments that an effect reads, sorted

  /// "A33 A72 AA2": how a trace and a report cite it.
  std::string label() const { return label_of(rules); }
};

/// All paths of a machine whose sequence of state sets is not empty, in the order of the text.
/// A path's rules point into `machine`, which must outlive it.
std::vector<Path> paths(ExprPool& pool, const Machine& machine);

/// Whether an effect of the rule reads the variable.
bool reads(const Rule& rule, Place variable);
/// Whether its condition does.
bool asks_about(const Rule& rule, Place variable);

/// `state in mask` as an expression over `Endpoint which`.
Expr in_states(ExprPool& pool, const Machine& machine, Mask mask, std::uint16_t which = 0);

// clang-format on

}  // namespace model
