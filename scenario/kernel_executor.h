// Linux as the system under test: its sockets in a network namespace of their own, the tester behind a TUN device. Time is real.
#pragma once

#include <deque>
#include <map>

#include "scenario/executor.h"
#include "scenario/kernel_host.h"
#include "scenario/kernel_socket.h"

namespace scenario {

class KernelExecutor final : public Executor {
 public:
  /// The calling thread enters a namespace and stays there while the executor lives. Throws std::system_error where there are none,
  /// or no TUN devices (`kernel_out_of_reach`), or where this kernel does not know a sysctl that the script asks for.
  explicit KernelExecutor(const Options&);
  ~KernelExecutor() override;

  Time now() const override { return clock_.now() - start_; }
  void wait_until(Time) override;
  Returned perform(const Call&) override;
  void inject(const WireSegment&) override;
  bool inject_unreachable(std::uint8_t code) override;
  std::optional<Emitted> next(Time deadline) override;
  tcp::State state() override;
  std::optional<Duration> time_wait_left() override;
  Duration tolerance() const override;

 private:
  Returned open_socket();
  Returned keep(KernelSocket);
  void take_arrivals();
  void poll_device(Time deadline);

  const Options options_;
  const Endpoint tester_;
  Namespace network_;
  runtime::RealClock clock_;
  Time start_;
  runtime::Tun device_;
  std::map<int, KernelSocket> sockets_;
  std::deque<Emitted> emitted_;
  WireSegment last_;  // that the system sent
};

}  // namespace scenario
