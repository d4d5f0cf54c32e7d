// The reference semantics of a system: endpoints, the network between them, ghosts and time. Traces are replayed by it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/evaluate.h"
#include "model/model.h"

namespace model {

// A line each, what it stands for beside it.
// clang-format off

/// A message in the network. Nothing removes it but forgetting and its lifetime: that is loss, duplication and reordering.
struct Flight { std::uint16_t from, to; Values fields; friend bool operator==(const Flight&, const Flight&) = default; };

/// Where a message goes that leaves the system (network * -> E).
inline constexpr std::uint16_t kNobody = 0xffff;

struct Configuration {
  std::vector<Values> endpoints;
  std::vector<Flight> network;                // in the order of sending
  std::uint64_t identities = 1;               // identities 0 .. identities-1 are taken
  friend bool operator==(const Configuration&, const Configuration&) = default;
};

/// One thing that happens in a system.
struct Occurrence {
  enum class Kind : std::uint8_t { Event, Forget, Tick } kind = Kind::Event;
  std::uint16_t endpoint = 0;
  Event event;                                // Kind::Event; for a message that comes from the network, `message` holds all its fields
  std::optional<std::size_t> delivered;       // index into the network, if the message comes from there; Forget: which one
};

/// What a step led to. An event that nobody handles leads to the same configuration: hooks do not run, `outcome.handled` is false.
struct StepResult { Configuration after; Outcome outcome; std::vector<Flight> sent; };

/// A counterexample or a witness: a stem and, for a response, a loop that begins at `loop_start`.
struct Trace {
  std::uint16_t system = 0;
  Values parameters;                          // one per Model::parameters
  Configuration start;
  std::vector<Occurrence> steps;
  std::optional<std::size_t> loop_start;      // index into steps; equal to steps.size(): stuck for ever in the last state
};

Configuration initial(const Model& model, const System& system);

/// Empty with a reason if the occurrence cannot happen (a message that is not there, a timeout not due, a call not allowed,
/// an assumption that forbids it).
std::optional<StepResult> step(const Model& model, const System& system, const Values& parameters, const Configuration& before,
                               const Occurrence& occurrence, std::string* why = nullptr);

/// True for every choice of live messages from the right senders.
bool holds(const Model& model, const System& system, const Values& parameters, const Configuration& configuration,
           const Quantified& statement);

/// A transition property on the step just taken.
bool holds_on_step(const Model& model, const System& system, const Values& parameters, const Configuration& before,
                   const Occurrence& occurrence, const StepResult& result, const Property& property);

/// Swaps the two endpoints of a mirrored system in a statement or a place.
Expr mirror(ExprPool& pool, Expr e);
Quantified mirror(ExprPool& pool, const Quantified& statement);

/// The field "T.left" of a timer, if it has one. NOTE(left): a started timer that is armed after the step has its duration left (over
/// the state after), one that is not armed has 0, every other keeps what it had.
std::optional<std::uint16_t> left_field(const Model& model, const System& system, std::uint16_t endpoint, std::uint16_t timer);

// clang-format on

}  // namespace model
