// One TCB and its step, by whoever knows the rules.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "generated/tcp.hpp"
#include "model/model.h"

namespace scenario {

/// What one event did.
struct Reaction {
  std::vector<tcp::Segment> sends;
  std::uint32_t text_count = 0;
  std::uint8_t started = 0, cancelled = 0;  // as tcp::bit(Timer); the last operation on a timer counts
  std::uint8_t signals = 0;                 // as tcp::bit(Signal)
  tcp::Error error = tcp::Error::none;

  bool signalled(tcp::Signal signal) const { return (signals & tcp::bit(signal)) != 0; }
};

struct Machine {
  virtual ~Machine() = default;
  virtual std::unique_ptr<Machine> copy() const = 0;
  virtual Reaction step(const tcp::Event&) = 0;
  /// Its state, as the generated code holds it.
  virtual tcp::Tcb tcb() const = 0;
  /// How long the timer runs, in ticks; 0: the specification does not say.
  virtual std::uint32_t ticks(tcp::Timer) const = 0;
};

/// The generated code, in its initial state.
std::unique_ptr<Machine> generated_machine(const tcp::Parameters&);

/// Is told of each rule of a specification that applies.
using Watch = std::function<void(const model::Rule&)>;

/// The reference semantics of a specification, in its initial state; or why it cannot stand for TCP: a name
/// that hosts need is not there. The model must outlive the machine.
std::variant<std::unique_ptr<Machine>, std::string> evaluated_machine(const model::Model&,
                                                                      const tcp::Parameters&, Watch = {});

}  // namespace scenario
