// One connection of a bare machine: the TCB, and what a host must know beside it: lengths of text, windows, timers.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "runtime/windows.h"
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

class BareConnection {
 public:
  BareConnection(const HostSettings&, const runtime::Clock&, const Transport::Emit&, std::unique_ptr<Machine>);

  tcp::State state() const { return machine_->state(); }
  runtime::Status status() const;
  bool released() const { return released_; }
  Time deadline() const;

  // ---- the user's calls ----
  void open(std::uint32_t isn);
  std::size_t send(std::size_t length);
  std::size_t receive(std::size_t most);
  /// A FIN after all text.
  void close();
  void abort();
  void keep_alive(bool on);
  /// Nobody will ever read again: text that comes is answered with a reset (RFC 1122 §4.2.2.13).
  void release();

  // ---- the world ----
  void arrive(const WireSegment&, std::uint32_t isn);
  void wake();

 private:
  void call(tcp::EventKind);
  Reaction step(tcp::Event);
  void step_arrival(const WireSegment&, std::uint32_t isn);
  void note_signals(const Reaction&);
  void run_timers(const Reaction&, tcp::EventKind cause);
  Duration period(tcp::Timer, tcp::EventKind cause);
  void hear(const WireSegment&);
  void flush();
  std::uint16_t next_length() const;
  std::uint16_t offered() const;
  void transmit(const tcp::Segment&);

  const HostSettings& settings_;
  const runtime::Clock& clock_;
  const Transport::Emit& emit_;
  std::unique_ptr<Machine> machine_;
  runtime::Status status_;
  std::array<Time, tcp::kTimers> timers_;
  runtime::PeerWindow peer_window_;
  std::uint16_t mss_;
  unsigned backoff_ = 0;
  std::size_t unsent_ = 0, readable_ = 0;
  std::vector<WireSegment> held_;
  bool synchronised_ = false, close_pending_ = false, released_ = false, unread_lost_ = false;
};

}  // namespace scenario
