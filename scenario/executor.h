// A system under test, as whoever plays a script sees it: one user, one way between it and the tester, one clock.
#pragma once

#include <cstdint>
#include <optional>

#include "scenario/script.h"

namespace scenario {

using runtime::Time;

/// A segment with the wire's numbers.
struct WireSegment {
  std::uint8_t flags = 0;  // runtime::flag
  std::uint32_t seq = 0, ack = 0;
  std::uint16_t window = 0, length = 0;
  TcpOptions options;
};

struct Emitted {
  WireSegment segment;
  Time at;
};

/// What a call returned: -1 with an errno, or 0 or more.
struct Returned {
  std::int64_t value = 0;
  int error = 0;
};

/// All ports and addresses are the executor's: there is one pair of endpoints, and every packet of a script belongs to it. The
/// system listens and connects on its end of it.
class Executor {
 public:
  virtual ~Executor() = default;

  /// Since the script began.
  virtual Time now() const = 0;
  /// Lets time pass. What the system sends meanwhile is kept for `next`.
  virtual void wait_until(Time) = 0;

  /// A call of the system's user, never blocking: EAGAIN, EINPROGRESS and EALREADY say that a blocking call would still wait, and
  /// the player asks again. `connect` once more says EALREADY until it is decided, then 0 once, or the error. The descriptor is
  /// one that `socket` or `accept` returned here. `getsockopt(SO_ERROR)` returns the errno as its value, and clears it.
  virtual Returned perform(const Call&) = 0;

  /// The tester's segment arrives now.
  virtual void inject(const WireSegment&) = 0;
  /// An ICMP message arrives: the system's last segment met a destination that is unreachable, as the code of RFC 792 says. False: ICMP
  /// is not heard here.
  virtual bool inject_unreachable(std::uint8_t) { return false; }
  /// The oldest segment that the system sent and nobody has taken; waits for it until `deadline` at most.
  virtual std::optional<Emitted> next(Time deadline) = 0;

  /// Of the connection between the two ends. Where there is none: LISTEN if the system listens, else CLOSED.
  virtual tcp::State state() = 0;
  /// How long the connection stays in TIME-WAIT from now on; nothing if it is not there.
  virtual std::optional<Duration> time_wait_left() = 0;

  /// How much earlier or later than written something may happen, unless the script says.
  virtual Duration tolerance() const = 0;
};

/// In real time: a kernel's timers are an eighth late at most, and a busy machine lets processes wait.
inline constexpr Duration RealTimeTolerance = std::chrono::milliseconds(500);

}  // namespace scenario
