// What whoever starts a stack chooses: its address, its sizes and its times.
#pragma once

#include <cstddef>

#include "generated/tcp.hpp"
#include "runtime/clock.h"

namespace runtime {

using namespace std::chrono_literals;

struct Config {
  std::uint32_t address = 0;
  std::uint16_t first_ephemeral_port = 49152, last_ephemeral_port = 65535;

  /// Text of the largest segment: the device's MTU without 40 octets of headers.
  std::uint16_t mss = 1460;
  /// At most 65,535 octets are offered: there is no window scaling.
  std::size_t receive_buffer = 65535;
  /// Octets that SEND takes and no segment carries yet.
  std::uint32_t send_buffer = 262144;
  /// Segments ahead of RCV.NXT that are kept per connection.
  std::size_t held_segments = 64;
  /// Connections of one port, half-open or not yet accepted: of more SYNs the machine is told that there is
  /// no room (RFC 4987).
  std::size_t backlog = 128;
  /// RFC 9293 §3.7.4: small segments wait while text is in flight.
  bool nagle = true;

  /// MSL in ticks, R1, R2, probes. (SEND_BUFFER is `send_buffer`.)
  tcp::Parameters machine{};
  Duration tick = 1ms;
  /// RFC 6298. The RFC's least RTO is 1 s; 200 ms is what Linux does.
  Duration rto_initial = 1s, rto_least = 200ms, rto_most = 60s;
  /// How long text may stay without any progress (RFC 9293 §3.8.3: at least 100 s).
  Duration user_timeout = 300s;
  Duration keep_alive_idle = 2h, keep_alive_interval = 75s;
  /// How long a connection that its user has released, and that the peer has acknowledged, waits for the
  /// peer's FIN.
  Duration orphan_timeout = 60s;
};

}  // namespace runtime
