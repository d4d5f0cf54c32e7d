// When the timers of a trace's endpoint are due, where hosts let time pass and the model does not say how much.
#pragma once

#include <array>
#include <optional>

#include "scenario/transport.h"
#include "scenario/vocabulary.h"

namespace scenario {

class TraceTimers {
 public:
  explicit TraceTimers(const Vocabulary& words) : words_(words) { due_.fill(runtime::Never); }

  Time due(tcp::Timer timer) const { return due_[static_cast<std::size_t>(timer)]; }
  Time earliest() const;
  /// Another timer that a host would see first.
  std::optional<tcp::Timer> ahead_of(tcp::Timer) const;

  void fired(tcp::Timer timer) { due_[static_cast<std::size_t>(timer)] = runtime::Never; }
  /// After an event; `progress`: a segment acknowledged something.
  void follow(const Reaction&, const tcp::Tcb& now, bool progress, Time);

 private:
  const Vocabulary& words_;
  std::array<Time, tcp::kTimers> due_;
};

}  // namespace scenario
