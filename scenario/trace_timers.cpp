#include "scenario/trace_timers.h"

#include <algorithm>

#include "scenario/bare_connection.h"

namespace scenario {

Time TraceTimers::earliest() const { return *std::min_element(due_.begin(), due_.end()); }

/// Of two that are due at once the first in the specification's order is seen first.
std::optional<tcp::Timer> TraceTimers::ahead_of(tcp::Timer timer) const {
  const auto first = std::min_element(due_.begin(), due_.end()) - due_.begin();
  if (static_cast<std::size_t>(first) == static_cast<std::size_t>(timer)) return std::nullopt;
  return static_cast<tcp::Timer>(first);
}

void TraceTimers::follow(const Reaction& reaction, const tcp::Tcb& now, bool progress, Time time) {
  for (std::uint32_t i = 0; i < tcp::kTimers; ++i) {
    const auto timer = static_cast<tcp::Timer>(i);
    if ((reaction.started & tcp::bit(timer)) != 0) due_[i] = time + period(timer, now, words_.ticks(timer));
    if ((reaction.cancelled & tcp::bit(timer)) != 0) due_[i] = runtime::Never;
  }
  auto& user = due_[static_cast<std::size_t>(tcp::Timer::user)];
  if (progress && user != runtime::Never) user = time + period(tcp::Timer::user, now, 0);
  if (now.state == tcp::State::CLOSED) due_.fill(runtime::Never);
}

}  // namespace scenario
