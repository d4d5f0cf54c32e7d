// The scene of the tests against the Linux kernel: our stack, and the kernel behind a TUN device in a network
// namespace.
#pragma once

#include <catch2/catch.hpp>

#include <memory>
#include <string>

#include "runtime/faulty_link.h"
#include "runtime/pcap.h"
#include "runtime/stack.h"
#include "runtime/tun.h"
#include "scenario/kernel_host.h"

namespace runtime_test {

using namespace runtime;
using namespace std::chrono_literals;
using scenario::kernel_state;
using scenario::Socket;

/// The whole scene. The members below `capture` stand in the order in which datagrams pass them.
class KernelNet {
 public:
  static constexpr std::uint32_t Kernel = 0x0a090001, Us = 0x0a090002;
  static constexpr std::uint16_t Port = 80;
  static constexpr Duration TwoMsl = 600ms;

  explicit KernelNet(IsnSource = rfc6528());

  /// Runs our stack until the condition holds; false after the limit.
  template <typename Condition>
  bool wait(Condition condition, Duration limit = 8s) {
    const Time end = clock.now() + limit;
    while (!condition()) {
      if (clock.now() >= end) return false;
      turn();
    }
    return true;
  }
  void run(Duration duration) {
    wait([] { return false; }, duration);
  }
  bool reaches(const std::string& state) {
    return wait([&] { return this->state() == state; });
  }
  /// "FIN_WAIT_1": where our connection stands; NONE if it is forgotten.
  std::string state() const;
  std::string receive();
  Status status() const { return stack.status(id); }

  /// The kernel connects to us, from that port if there is one; or we to the kernel.
  Socket kernel_opens(std::uint16_t from = 0);
  Socket we_open();

  scenario::Namespace network;
  RealClock clock;
  Tun tun;
  std::unique_ptr<Capture> capture;
  std::unique_ptr<Recorder> recorder;
  FaultyLink link;
  Stack stack;
  ConnectionId id{};

 private:
  void turn();
};

}  // namespace runtime_test
