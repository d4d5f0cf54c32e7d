#include "scenario/sockets.h"

#include <cerrno>

namespace scenario {
namespace {

constexpr int FirstDescriptor = 3;

Returned fail(int error) { return {-1, error}; }
Returned count(std::size_t n) { return {static_cast<std::int64_t>(n), 0}; }

}  // namespace

Returned Sockets::perform(const Call& call) {
  if (call.operation == Operation::Socket) return {add({}), 0};
  const auto found = sockets_.find(call.descriptor);
  if (found == sockets_.end()) return fail(EBADF);
  Socket& socket = found->second;
  switch (call.operation) {
    case Operation::Socket:
    case Operation::Bind:
    case Operation::GetFlags:
    case Operation::SetFlags: return {};
    case Operation::Listen: return listen(socket);
    case Operation::Accept: return accept(socket);
    case Operation::Connect: return connect(socket);
    case Operation::Read: return read(socket, static_cast<std::size_t>(call.value));
    case Operation::Write: return write(socket, static_cast<std::size_t>(call.value));
    case Operation::Shutdown: return shut_down(socket, static_cast<How>(call.value));
    case Operation::Close: return close(call.descriptor);
    case Operation::GetError: return {take_error(socket), 0};
    case Operation::SetOption: return set_option(socket, call);
  }
  return fail(EINVAL);
}

/// The lowest that is free.
int Sockets::add(Socket socket) {
  int descriptor = FirstDescriptor;
  while (sockets_.contains(descriptor)) ++descriptor;
  sockets_.emplace(descriptor, socket);
  return descriptor;
}

Returned Sockets::listen(Socket& socket) {
  if (socket.listens) return {};
  if (socket.connection) return fail(EINVAL);
  if (!transport_.listen()) return fail(EADDRINUSE);
  socket.listens = true;
  return {};
}

Returned Sockets::accept(const Socket& socket) {
  if (!socket.listens) return fail(EINVAL);
  const auto connection = transport_.accept();
  if (!connection) return fail(EAGAIN);
  if (socket.keep_alive) transport_.keep_alive(*connection, true);
  return {add({.connection = connection, .connected = true, .keep_alive = socket.keep_alive}), 0};
}

Returned Sockets::connect(Socket& socket) {
  if (socket.listens) return fail(EISCONN);
  if (!socket.connection) {
    socket.connection = transport_.connect();
    if (!socket.connection) return fail(EADDRNOTAVAIL);
    if (socket.keep_alive) transport_.keep_alive(*socket.connection, true);
    return fail(EINPROGRESS);
  }
  if (const int error = take_error(socket); error != 0) return fail(error);
  const auto status = transport_.status(*socket.connection);
  if (!status.established) return fail(status.gone ? ECONNABORTED : EALREADY);
  if (socket.connected) return fail(EISCONN);
  socket.connected = true;
  return {};
}

Returned Sockets::read(Socket& socket, std::size_t most) {
  if (!socket.connection) return fail(ENOTCONN);
  const auto status = transport_.status(*socket.connection);
  if (status.readable != 0) return count(transport_.receive(*socket.connection, most));
  if (const int error = take_error(socket); error != 0) return fail(error);
  if (status.peer_closed || status.gone || socket.deaf) return count(0);
  return fail(EAGAIN);
}

Returned Sockets::write(Socket& socket, std::size_t length) {
  if (!socket.connection) return fail(EPIPE);
  if (const int error = take_error(socket); error != 0) return fail(error);
  const auto status = transport_.status(*socket.connection);
  if (status.gone || status.closing) return fail(EPIPE);
  const std::size_t taken = status.established ? transport_.send(*socket.connection, length) : 0;
  return taken != 0 || length == 0 ? count(taken) : fail(EAGAIN);
}

Returned Sockets::shut_down(Socket& socket, How how) {
  if (!socket.connection || transport_.status(*socket.connection).gone) return fail(ENOTCONN);
  if (how != How::Write) socket.deaf = true;
  if (how != How::Read) transport_.shutdown_write(*socket.connection);
  return {};
}

Returned Sockets::close(int descriptor) {
  const Socket socket = sockets_.extract(descriptor).mapped();
  if (socket.listens) transport_.stop_listening();
  if (!socket.connection) return {};
  if (socket.aborts) transport_.abort(*socket.connection);
  transport_.release(*socket.connection);
  return {};
}

Returned Sockets::set_option(Socket& socket, const Call& call) {
  switch (call.option) {
    case SocketOption::ReuseAddress:
    case SocketOption::NoDelay: return {};
    case SocketOption::Linger: socket.aborts = call.value == 0; return {};
    case SocketOption::KeepAlive:
      socket.keep_alive = call.value != 0;
      if (socket.connection) transport_.keep_alive(*socket.connection, socket.keep_alive);
      return {};
  }
  return fail(EINVAL);
}

int Sockets::take_error(Socket& socket) {
  if (!socket.connection || socket.error_told) return 0;
  const auto status = transport_.status(*socket.connection);
  const int error = status.refused     ? ECONNREFUSED
                    : status.reset     ? ECONNRESET
                    : status.timed_out ? ETIMEDOUT
                                       : 0;
  socket.error_told = error != 0;
  return error;
}

}  // namespace scenario
