// The Linux kernel as the other end: a network namespace of its own whose only way out is a TUN device, and the kernel's sockets
// in it.
#pragma once

#include <netinet/in.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "generated/tcp.hpp"
#include "runtime/clock.h"
#include "runtime/tun.h"
#include "runtime/wire.h"

namespace scenario {

using runtime::Endpoint;

/// As the socket calls take it.
sockaddr_in socket_address(Endpoint);

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

  void bind(Endpoint local);
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

/// The kernel's end of the device: its address, up, plain TCP without extensions, no limit on the answers to bad segments.
/// Throws std::system_error.
void set_up_kernel(const runtime::Tun& device, std::uint32_t kernel_address);

/// The device up, with an address of this machine in a network of 256; nothing else of the kernel changes. Throws std::system_error.
void set_up_end(const runtime::Tun& device, std::uint32_t kernel_address);

/// The device up, without an address: nothing of the kernel answers there. Throws std::system_error.
void set_up_bare(const runtime::Tun& device);

/// "net.ipv4.tcp_rfc1337", of the namespace. Only those of IPv4 can be set. Throws std::system_error if this kernel does not take it.
void set_sysctl(const std::string& name, const std::string& value);

/// States of the kernel's sockets with these ports, also those that no file descriptor has any more; NONE if there are none.
std::string kernel_state(std::uint16_t local_port, std::uint16_t remote_port);

/// The same of one connection, with what is left of its time in TIME-WAIT. Where there is none: LISTEN if the kernel listens on the
/// local port, else CLOSED.
struct KernelConnection {
  tcp::State state = tcp::State::CLOSED;
  std::optional<runtime::Duration> time_wait_left;
};
KernelConnection kernel_connection(std::uint16_t local_port, std::uint16_t remote_port);

/// Whether an error of the above says that this machine does not let us: no right to a namespace, none left, or no TUN device.
bool kernel_out_of_reach(const std::error_code&);

}  // namespace scenario
