// A kernel socket as a script's user knows it: each call returns what the system call returns, and none blocks.
#pragma once

#include <utility>

#include "scenario/executor.h"
#include "scenario/kernel_host.h"

namespace scenario {

class KernelSocket {
 public:
  /// Takes over the descriptor.
  KernelSocket(int descriptor, bool bound) : descriptor_(descriptor), bound_(bound) {}
  ~KernelSocket() { close(); }
  KernelSocket(KernelSocket&& other) noexcept
      : descriptor_(std::exchange(other.descriptor_, -1)), bound_(other.bound_) {}
  KernelSocket& operator=(KernelSocket&&) = delete;

  int descriptor() const { return descriptor_; }

  /// A receive buffer of so many octets, which later become the largest window. Before listen and connect.
  void limit_window(std::uint16_t size) const;

  Returned bind(Endpoint local);
  Returned listen(int backlog) const;
  /// The descriptor of the new socket.
  Returned accept() const;
  /// From `local` if the user has not bound the socket.
  Returned connect(Endpoint local, Endpoint remote);
  Returned read(std::size_t at_most) const;
  Returned write(std::size_t count) const;
  Returned shutdown(How) const;
  Returned close();
  /// The pending error, which the call clears.
  Returned pending_error() const;
  Returned set_option(SocketOption, std::int64_t value) const;
  /// Closes with a reset.
  void abort();

 private:
  int descriptor_ = -1;
  bool bound_ = false;
};

}  // namespace scenario
