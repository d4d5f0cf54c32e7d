// When a connection wants to be woken: the alarms of the machine's timers.
#pragma once

#include <algorithm>
#include <array>

#include "generated/tcp.hpp"
#include "runtime/clock.h"

namespace runtime {

inline constexpr Time Never = Time::max();

/// All of them, and what the machine is told when one of them is over.
struct TimerEvent {
  tcp::Timer timer;
  tcp::EventKind timeout;
};
inline constexpr std::array<TimerEvent, tcp::kTimers> TimerEvents = {{
    {tcp::Timer::retransmission, tcp::EventKind::timeout_retransmission},
    {tcp::Timer::user, tcp::EventKind::timeout_user},
    {tcp::Timer::time_wait, tcp::EventKind::timeout_time_wait},
    {tcp::Timer::idle, tcp::EventKind::timeout_idle},
    {tcp::Timer::persist, tcp::EventKind::timeout_persist},
    {tcp::Timer::fin_wait_2, tcp::EventKind::timeout_fin_wait_2},
}};

class Timers {
 public:
  Timers() { at_.fill(Never); }
  void set(tcp::Timer timer, Time when) { at_[index(timer)] = when; }
  void clear(tcp::Timer timer) { at_[index(timer)] = Never; }
  void clear_all() { at_.fill(Never); }
  bool running(tcp::Timer timer) const { return at_[index(timer)] != Never; }
  bool due(tcp::Timer timer, Time now) const { return at_[index(timer)] <= now; }
  Time earliest() const { return *std::min_element(at_.begin(), at_.end()); }

 private:
  static std::size_t index(tcp::Timer timer) { return static_cast<std::size_t>(timer); }
  std::array<Time, tcp::kTimers> at_;
};

}  // namespace runtime
