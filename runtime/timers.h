// When a connection wants to be woken: the machine's timers and the runtime's own.
#pragma once

#include <algorithm>
#include <array>

#include "generated/tcp.hpp"
#include "runtime/clock.h"

namespace runtime {

/// The first four are the machine's, in its order.
enum class Alarm : std::uint8_t {
  Retransmission,
  User,
  TimeWait,
  Idle,
  Persist,  // the peer's window is closed: ask again (RFC 9293 §3.8.6.1)
  Orphan,   // nobody reads any more and the peer does not close
};
inline constexpr std::size_t Alarms = 6;
inline constexpr Time Never = Time::max();

constexpr Alarm alarm(tcp::Timer timer) { return static_cast<Alarm>(timer); }
static_assert(tcp::kTimers == 4 && alarm(tcp::Timer::retransmission) == Alarm::Retransmission &&
              alarm(tcp::Timer::user) == Alarm::User && alarm(tcp::Timer::time_wait) == Alarm::TimeWait &&
              alarm(tcp::Timer::idle) == Alarm::Idle);

class Timers {
 public:
  Timers() { at_.fill(Never); }
  void set(Alarm a, Time when) { at_[index(a)] = when; }
  void clear(Alarm a) { at_[index(a)] = Never; }
  void clear_all() { at_.fill(Never); }
  bool running(Alarm a) const { return at_[index(a)] != Never; }
  bool due(Alarm a, Time now) const { return at_[index(a)] <= now; }
  Time earliest() const { return *std::min_element(at_.begin(), at_.end()); }

 private:
  static std::size_t index(Alarm a) { return static_cast<std::size_t>(a); }
  std::array<Time, Alarms> at_;
};

}  // namespace runtime
