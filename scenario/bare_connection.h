// One connection of a bare machine: the TCB, and what a host must know beside it: lengths of text, timers.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "runtime/held.h"
#include "scenario/machine.h"
#include "scenario/transport.h"

namespace scenario {

/// What whoever plays chooses for a host.
struct HostSettings {
  std::uint16_t window = 65535, mss = 1460;
  std::uint32_t first_iss = 0x10000000;
  tcp::Parameters machine{};
};

tcp::Segment to_machine(const WireSegment&);
WireSegment to_wire(const tcp::Segment&);
/// How long a timer runs that starts now: `ticks` if the specification says so, else as in our stack.
Duration period(tcp::Timer, const tcp::Tcb&, std::uint32_t ticks);

class BareConnection {
 public:
  BareConnection(const HostSettings&, const runtime::Clock&, const Transport::Emit&,
                 std::unique_ptr<Machine>);

  tcp::State state() const { return machine_->tcb().state; }
  runtime::Status status() const;
  bool released() const { return released_; }
  Time deadline() const;
  std::optional<Duration> time_wait_left() const;

  // ---- the user's calls ----
  void open(std::uint32_t isn);
  std::size_t send(std::size_t length);
  std::size_t receive(std::size_t most);
  void close();
  void abort();
  void keep_alive(bool on);
  /// Nobody will ever read again, nor write.
  void release();

  // ---- the world ----
  /// `isn` is for a connection that the segment opens, `listening` whether one out of TIME-WAIT would be
  /// welcome.
  void arrive(const WireSegment&, std::uint32_t isn, bool listening);
  /// The last arrival opened a new connection out of TIME-WAIT.
  bool reopened() const { return reopened_; }
  void wake();

 private:
  Reaction call(tcp::EventKind, std::uint16_t length = 0);
  Reaction step(tcp::Event, const WireSegment* arrived = nullptr);
  void ask_no_longer(const tcp::Tcb& before);
  std::uint32_t stamp_now() const;
  void step_arrival(const WireSegment&, std::uint32_t isn, bool listening);
  /// A bare ACK after which another one follows at once (MUST-59).
  bool pointless(const tcp::Segment&) const;
  void note_signals(const Reaction&);
  void run_timers(const Reaction&);
  void forget();
  void flush();
  std::optional<std::uint16_t> next_length() const;
  std::uint16_t offered() const;
  std::uint16_t largest() const;
  void transmit(const tcp::Segment&);

  const HostSettings& settings_;
  const runtime::Clock& clock_;
  const Transport::Emit& emit_;
  std::unique_ptr<Machine> machine_;
  runtime::Status status_;
  std::array<Time, tcp::kTimers> timers_;
  std::uint16_t mss_;
  std::size_t readable_ = 0;
  runtime::Held held_;
  bool released_ = false, reopened_ = false;
};

}  // namespace scenario
