// Our stack as the system under test, over a real TUN device in a network namespace of its own, in real time: the script's segments
// come in from the kernel's side of the device.
#pragma once

#include <deque>

#include "scenario/executor.h"
#include "scenario/kernel_host.h"
#include "scenario/runtime_host.h"
#include "scenario/sockets.h"
#include "scenario/tun_peer.h"

namespace scenario {

class TunExecutor final : public Executor {
 public:
  /// The calling thread enters a namespace and stays there while the executor lives. Throws std::system_error where there are none,
  /// or no TUN devices (`kernel_out_of_reach`).
  explicit TunExecutor(const HostSettings&);

  Time now() const override { return clock_.now() - start_; }
  void wait_until(Time) override;
  Returned perform(const Call& call) override { return sockets_.perform(call); }
  void inject(const WireSegment& segment) override { host_.arrive(segment); }
  std::optional<Emitted> next(Time deadline) override;
  tcp::State state() override { return host_.state(); }
  std::optional<Duration> time_wait_left() override { return host_.time_wait_left(); }
  Duration tolerance() const override;

 private:
  /// Until something arrives or is due, and until `limit` at most.
  void rest(Time limit) const;

  Namespace network_;
  runtime::RealClock clock_;
  const Time start_;
  runtime::Tun device_;
  TunPeer peer_;
  std::deque<Emitted> sent_;
  RuntimeHost host_;
  Sockets sockets_;
};

}  // namespace scenario
