// Where in a specification's machine the names of TCP are: its values as hosts speak of them, and back.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "model/evaluate.h"
#include "scenario/machine.h"

namespace scenario {

class Vocabulary {
 public:
  /// Of the model's first machine. The model outlives it; while a name is missing, nothing else may be asked.
  Vocabulary(const model::Model&, const tcp::Parameters&);

  /// The first name that is not there, or empty.
  const std::string& missing() const { return missing_; }
  const model::Values& parameters() const { return parameters_; }

  model::Event event(const tcp::Event&) const;
  /// The other way round: of a call, a timeout or an arrival, with the arguments that sockets and hosts choose.
  tcp::Event event(const model::Event&) const;
  /// Where it is among Machine::arguments.
  std::size_t argument(const std::string& name) const;
  tcp::Segment segment(const model::Values&) const;
  /// What hosts read of a state.
  tcp::Tcb tcb(const model::Values&) const;
  Reaction reaction(const model::Outcome&) const;
  /// How long the timer runs, in ticks; 0: the specification does not say.
  std::uint32_t ticks(tcp::Timer) const;

  const model::Machine& machine;
  std::vector<std::size_t> timers, signals;

 private:
  template <class Items>
  std::size_t index(const Items& items, const std::string& name);
  std::size_t field(const std::string& name);
  tcp::State state_called(const std::string& name);
  void set(const model::Model&, const std::string& name, std::uint64_t value);
  model::Values message(const tcp::Segment&) const;
  tcp::Error error(const std::string& text) const;
  void note_timer(const model::Outcome&, tcp::Timer, Reaction&) const;
  void note_signal(const model::Emitted&, Reaction&) const;

  model::Values parameters_;
  std::string missing_;
  std::vector<tcp::State> states;
  std::size_t state = 0, una = 0, nxt = 0, rnxt = 0, wnd = 0, queued = 0, retransmissions = 0, probes = 0, ts_recent = 0;
  std::size_t seq = 0, ack = 0, wnd_sent = 0, len = 0;
  std::vector<std::pair<std::size_t, std::uint8_t>> flags;
  std::vector<std::pair<std::size_t, std::uint16_t>> bits;
};

}  // namespace scenario
