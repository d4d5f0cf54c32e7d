#include "scenario/kernel_socket.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <string>

namespace scenario {
namespace {

Returned returned(std::int64_t value) { return value < 0 ? Returned{-1, errno} : Returned{value, 0}; }

template <typename Value>
Returned set(int descriptor, int level, int option, const Value& value) {
  return returned(setsockopt(descriptor, level, option, &value, sizeof value));
}

int kernel_value(How how) {
  switch (how) {
    case How::Read: return SHUT_RD;
    case How::Write: return SHUT_WR;
    case How::Both: return SHUT_RDWR;
  }
  return SHUT_RDWR;
}

}  // namespace

void KernelSocket::limit_window(std::uint16_t size) const { set(descriptor_, SOL_SOCKET, SO_RCVBUF, int{size}); }

Returned KernelSocket::bind(Endpoint local) {
  const auto address = socket_address(local);
  const auto result = returned(::bind(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address));
  bound_ = bound_ || result.error == 0;
  return result;
}

Returned KernelSocket::listen(int backlog) const { return returned(::listen(descriptor_, backlog)); }

Returned KernelSocket::accept() const {
  return returned(accept4(descriptor_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
}

Returned KernelSocket::connect(Endpoint local, Endpoint remote) {
  if (!bound_) {
    if (const auto result = bind(local); result.error != 0) return result;
  }
  const auto address = socket_address(remote);
  return returned(::connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address));
}

Returned KernelSocket::read(std::size_t at_most) const {
  std::string text(at_most, '\0');
  return returned(recv(descriptor_, text.data(), text.size(), 0));
}

Returned KernelSocket::write(std::size_t count) const {
  const std::string text(count, 's');
  return returned(send(descriptor_, text.data(), text.size(), MSG_NOSIGNAL));
}

Returned KernelSocket::shutdown(How how) const { return returned(::shutdown(descriptor_, kernel_value(how))); }

Returned KernelSocket::close() {
  if (descriptor_ < 0) return {-1, EBADF};
  return returned(::close(std::exchange(descriptor_, -1)));
}

Returned KernelSocket::pending_error() const {
  int pending = 0;
  socklen_t size = sizeof pending;
  if (getsockopt(descriptor_, SOL_SOCKET, SO_ERROR, &pending, &size) < 0) return {-1, errno};
  return {pending, 0};
}

Returned KernelSocket::set_option(SocketOption option, std::int64_t value) const {
  const int number = static_cast<int>(value);
  switch (option) {
    case SocketOption::ReuseAddress: return set(descriptor_, SOL_SOCKET, SO_REUSEADDR, number);
    case SocketOption::KeepAlive: return set(descriptor_, SOL_SOCKET, SO_KEEPALIVE, number);
    case SocketOption::NoDelay: return set(descriptor_, IPPROTO_TCP, TCP_NODELAY, number);
    case SocketOption::Linger:
      return set(descriptor_, SOL_SOCKET, SO_LINGER, linger{number >= 0 ? 1 : 0, number >= 0 ? number : 0});
  }
  return {-1, ENOPROTOOPT};
}

void KernelSocket::abort() {
  if (descriptor_ < 0) return;
  set_option(SocketOption::Linger, 0);
  close();
}

}  // namespace scenario
