// The Linux kernel as the other end: a network namespace of its own whose only way out is a TUN device with
// our stack behind it.
#pragma once

#include <catch2/catch.hpp>

#include <memory>
#include <string>
#include <utility>

#include "runtime/faulty_link.h"
#include "runtime/pcap.h"
#include "runtime/stack.h"
#include "runtime/tun.h"

namespace runtime_test {

using namespace runtime;
using namespace std::chrono_literals;

/// A namespace that the process enters, and leaves again if it may.
class Namespace {
 public:
  /// Throws std::system_error if neither root nor user namespaces are to be had.
  Namespace();
  ~Namespace();
  Namespace(const Namespace&) = delete;
  Namespace& operator=(const Namespace&) = delete;

 private:
  int home_ = -1;
};

/// A kernel socket, non-blocking.
class Socket {
 public:
  Socket();
  explicit Socket(int descriptor) : descriptor_(descriptor) {}
  ~Socket() { close(); }
  Socket(Socket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  Socket& operator=(Socket&&) = delete;

  void bind(std::uint16_t port);
  void listen();
  /// Starts; whether it succeeds shows later.
  void connect(Endpoint);
  /// -1 until there is one.
  int accept();
  /// Everything, or as much as the socket takes.
  std::size_t send(std::string_view);
  /// What is there.
  std::string receive();
  /// After `receive`: the end has come.
  bool at_end() const { return at_end_; }
  /// The errno of the connection, kept once it was seen; 0 if all is well.
  int error();
  void shutdown_write();
  void close();
  /// Close with a reset (SO_LINGER with no time).
  void abort();
  /// "ESTABLISHED", as Linux sees it, of this socket.
  std::string state() const;
  std::uint16_t local_port() const;

 private:
  int descriptor_;
  int error_ = 0;
  bool at_end_ = false;
};

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

  /// The kernel connects to us; or we to the kernel.
  Socket kernel_opens();
  Socket we_open();

  /// States of the kernel's sockets on the port, also those that no file descriptor has any more.
  static std::string kernel_state(std::uint16_t local_port, std::uint16_t remote_port);

  Namespace network;
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
