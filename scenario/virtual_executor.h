// A system under test that lives in virtual time: sockets over a transport, and nothing happens between its timers.
#pragma once

#include <deque>
#include <functional>
#include <memory>

#include "scenario/executor.h"
#include "scenario/sockets.h"
#include "scenario/transport.h"

namespace scenario {

class VirtualExecutor final : public Executor {
 public:
  using Make = std::function<std::shared_ptr<Transport>(const runtime::Clock&, Transport::Emit)>;
  explicit VirtualExecutor(const Make& make)
      : transport_(make(clock_, [this](const WireSegment& segment) { sent_.push_back({segment, clock_.now()}); })),
        sockets_(*transport_) {}

  Time now() const override { return clock_.now(); }
  void wait_until(Time) override;
  Returned perform(const Call& call) override { return sockets_.perform(call); }
  void inject(const WireSegment& segment) override { transport_->arrive(segment); }
  std::optional<Emitted> next(Time deadline) override;
  tcp::State state() override { return transport_->state(); }
  std::optional<Duration> time_wait_left() override { return transport_->time_wait_left(); }
  Duration tolerance() const override { return Duration{0}; }

 private:
  /// Goes on to the next timer if it is due until then; false if not.
  bool advance(Time limit);

  runtime::VirtualClock clock_;
  std::deque<Emitted> sent_;
  std::shared_ptr<Transport> transport_;
  Sockets sockets_;
};

}  // namespace scenario
