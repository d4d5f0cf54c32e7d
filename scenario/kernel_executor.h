// Linux as the system under test: its sockets in a network namespace of their own, the tester behind a TUN device. Time is real.
#pragma once

#include <deque>
#include <map>
#include <memory>

#include "scenario/executor.h"
#include "scenario/kernel_host.h"
#include "scenario/kernel_socket.h"

namespace scenario {

/// Where the kernel's sockets and a tester meet: a namespace that the calling thread enters and stays in while this lives, and a device.
/// Throws std::system_error where there are none (`kernel_out_of_reach`).
struct KernelNetwork {
  KernelNetwork();
  ~KernelNetwork();
  Namespace space;
  runtime::Tun device;
};

class KernelExecutor final : public Executor {
 public:
  /// In a network of its own. Throws std::system_error as KernelNetwork, or where this kernel does not know a sysctl that the script
  /// asks for.
  explicit KernelExecutor(const Options&);
  /// On the device of a network, to which nobody else listens meanwhile. What another tester left there, from another port, is not heard.
  KernelExecutor(runtime::Device&, std::uint16_t tester_port, const Options&);
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

  KernelExecutor(std::unique_ptr<KernelNetwork>, runtime::Device*, std::uint16_t tester_port, const Options&);

  const Options options_;
  const Endpoint sends_, tester_;                 // the tester's end, and whom the system connects to
  const std::unique_ptr<KernelNetwork> network_;  // null: somebody else's
  runtime::Device& device_;
  runtime::RealClock clock_;
  Time start_;
  std::map<int, KernelSocket> sockets_;
  std::deque<Emitted> emitted_;
  WireSegment last_;  // that the system sent
};

}  // namespace scenario
