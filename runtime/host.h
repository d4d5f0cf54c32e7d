// What the connections of one stack share: the way out, the time, and who watches.
#pragma once

#include <array>
#include <functional>

#include "runtime/config.h"
#include "runtime/device.h"
#include "runtime/wire.h"

namespace runtime {

enum class ConnectionId : std::uint64_t {};

inline tcp::Event event_of(tcp::EventKind kind) {
  tcp::Event event;
  event.kind = kind;
  return event;
}

/// One event of the machine, for whoever watches. `id` is 0 for listeners and for segments that belong to
/// nobody.
struct Step {
  ConnectionId id;
  Endpoint local, remote;
  const tcp::Tcb& before;
  const tcp::Event& event;
  const tcp::Tcb& after;
  const tcp::Output& output;
  Time now;
};
using Observer = std::function<void(const Step&)>;

struct Counters {
  std::uint64_t received = 0, sent = 0, retransmitted = 0;
  std::uint64_t not_ours = 0;         // another address, or a source that nobody can answer
  std::uint64_t answered_closed = 0;  // for no connection and no listener
  std::uint64_t backlog_full = 0;     // for a listener that had no room
  std::array<std::uint64_t, MalformedKinds> malformed{};
};

struct Host {
  const Config& config;
  Device& device;
  Time now{0};
  Observer observer{};
  Counters counters{};
  Octets scratch{};

  void transmit(const Packet& packet) {
    build(packet, scratch);
    device.send(scratch);
    ++counters.sent;
  }
  /// The clock of RFC 7323 §5.4, in milliseconds.
  std::uint32_t stamp() const { return static_cast<std::uint32_t>(now / std::chrono::milliseconds(1)); }
  void observe(const Step& step) const {
    if (observer) observer(step);
  }
};

}  // namespace runtime
