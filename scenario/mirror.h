// A system that is its own peer: whatever it sends comes back to it.
#pragma once

#include <memory>

#include "scenario/executor.h"

namespace scenario {

class Mirror final : public Executor {
 public:
  explicit Mirror(std::unique_ptr<Executor> system) : system_(std::move(system)) {}

  Time now() const override { return system_->now(); }
  void wait_until(Time time) override {
    for (int most = 10000; most > 0; --most) {  // a system may never stop answering itself
      const auto sent = system_->next(time);
      if (!sent) return;
      system_->inject(sent->segment);
    }
  }
  Returned perform(const Call& call) override {
    const auto returned = system_->perform(call);
    wait_until(now());
    return returned;
  }
  void inject(const WireSegment& segment) override { system_->inject(segment); }
  std::optional<Emitted> next(Time deadline) override {
    wait_until(deadline);
    return std::nullopt;
  }
  tcp::State state() override { return system_->state(); }
  std::optional<Duration> time_wait_left() override { return system_->time_wait_left(); }
  Duration tolerance() const override { return system_->tolerance(); }

 private:
  std::unique_ptr<Executor> system_;
};

}  // namespace scenario
