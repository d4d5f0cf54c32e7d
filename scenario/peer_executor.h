// A TCP somewhere else as the system under test, of which only its segments are known: somebody there listens and accepts. Time is real.
#pragma once

#include <deque>

#include "runtime/device.h"
#include "scenario/executor.h"
#include "scenario/kernel_host.h"

namespace scenario {

class PeerExecutor final : public Executor {
 public:
  /// The tester's end is behind the device, and belongs to this script alone.
  PeerExecutor(runtime::Device&, Endpoint peer, Endpoint tester);
  /// Resets the connection.
  ~PeerExecutor() override;

  Time now() const override { return clock_.now() - start_; }
  void wait_until(Time) override;
  /// Nobody's calls are known there: ENOSYS.
  Returned perform(const Call&) override;
  void inject(const WireSegment&) override;
  std::optional<Emitted> next(Time deadline) override;
  /// CLOSED: it is not known.
  tcp::State state() override { return tcp::State::CLOSED; }
  std::optional<Duration> time_wait_left() override { return std::nullopt; }
  Duration tolerance() const override;

 private:
  void take_arrivals();

  runtime::Device& device_;
  const Endpoint peer_, tester_;
  runtime::RealClock clock_;
  const Time start_;
  std::deque<Emitted> emitted_;
  std::optional<std::uint32_t> exact_;  // the sequence number that the peer last said it waits for
};

}  // namespace scenario
