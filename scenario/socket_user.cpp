#include "scenario/socket_user.h"

#include <cerrno>

namespace scenario {
namespace {

CallLine line(Operation operation, int descriptor, std::int64_t value = 0, std::int64_t result = 0) {
  return {{.operation = operation, .descriptor = descriptor, .value = value}, {false, result, 0}};
}

CallLine option(int descriptor, SocketOption which, std::int64_t value) {
  return {{.operation = Operation::SetOption, .descriptor = descriptor, .value = value, .option = which}, {}};
}

bool takes_text(tcp::State state) { return state == tcp::State::ESTABLISHED || state == tcp::State::CLOSE_WAIT; }

}  // namespace

std::variant<SocketUser::Calls, std::string> SocketUser::call(const tcp::Event& event, tcp::State state) {
  switch (event.kind) {
    case tcp::EventKind::open_active: return connect(state);
    case tcp::EventKind::open_passive: return listen();
    case tcp::EventKind::send: return write(event.length, state);
    case tcp::EventKind::close: return close(state);
    case tcp::EventKind::release: return release();
    case tcp::EventKind::abort: return abort();
    case tcp::EventKind::set_keep_alive: return keep_alive(event.enabled != 0);
    default: return Calls{};  // the host's own, or nothing that TCP hears of
  }
}

SocketUser::Calls SocketUser::after(const Reaction& reaction, tcp::State state) {
  Calls calls;
  if (listener_ && !connection_ && reaction.signalled(tcp::Signal::established)) {
    connection_ = open();
    calls = {line(Operation::Accept, *listener_, 0, *connection_), closed(*listener_)};
    listener_.reset();
  }
  if (connection_ && reaction.text_count != 0)
    calls.push_back(line(Operation::Read, *connection_, reaction.text_count, reaction.text_count));
  if (state != tcp::State::CLOSED) return calls;
  if (listener_) calls.push_back(closed(*listener_));
  listener_.reset(), connection_.reset();
  closing_ = false;
  return calls;
}

// ---- descriptors ----------------------------------------------------------------------------------

/// The lowest that is free.
int SocketUser::open() {
  int descriptor = 3;
  while (!open_.insert(descriptor).second) ++descriptor;
  return descriptor;
}

int SocketUser::unused(Calls& calls) {
  if (!unused_) {
    unused_ = open();
    calls.push_back(line(Operation::Socket, -1, 0, *unused_));
  }
  return *unused_;
}

CallLine SocketUser::closed(int descriptor) {
  open_.erase(descriptor);
  return line(Operation::Close, descriptor);
}

// ---- calls ----------------------------------------------------------------------------------------

std::variant<SocketUser::Calls, std::string> SocketUser::connect(tcp::State state) {
  if (state != tcp::State::CLOSED) return "an active OPEN of what listens, which no socket does";
  Calls calls;
  connection_ = unused(calls);
  unused_.reset();
  calls.push_back(line(Operation::SetFlags, *connection_, 1));
  calls.push_back({{.operation = Operation::Connect, .descriptor = *connection_}, {false, -1, EINPROGRESS}});
  return calls;
}

SocketUser::Calls SocketUser::listen() {
  Calls calls;
  listener_ = unused(calls);
  unused_.reset();
  calls.push_back(line(Operation::Bind, *listener_));
  calls.push_back(line(Operation::Listen, *listener_, 1));
  return calls;
}

std::variant<SocketUser::Calls, std::string> SocketUser::close(tcp::State state) {
  if (connection_) {
    closing_ = true;
    return Calls{line(Operation::Shutdown, *connection_, static_cast<std::int64_t>(How::Write))};
  }
  if (state != tcp::State::LISTEN || !listener_) return "a CLOSE of a connection that no socket has been given";
  const int descriptor = *listener_;
  listener_.reset();
  return Calls{closed(descriptor)};
}

std::variant<SocketUser::Calls, std::string> SocketUser::release() {
  if (!connection_ || !closing_) return "a half-duplex CLOSE, which sockets make together with CLOSE";
  const int descriptor = *connection_;
  connection_.reset();
  return Calls{closed(descriptor)};
}

/// Who stops listening aborts what nobody has accepted.
std::variant<SocketUser::Calls, std::string> SocketUser::abort() {
  auto& which = connection_ ? connection_ : listener_;
  if (!which) return "an ABORT of a connection that no socket has been given";
  const int descriptor = *which;
  Calls calls;
  if (connection_) calls.push_back(option(descriptor, SocketOption::Linger, 0));
  which.reset();
  calls.push_back(closed(descriptor));
  return calls;
}

std::variant<SocketUser::Calls, std::string> SocketUser::write(std::uint16_t length, tcp::State state) {
  if (length == 0) return Calls{};
  if (!connection_ || !takes_text(state)) return "a SEND before the connection is established, where sockets wait";
  return Calls{line(Operation::Write, *connection_, length, length)};
}

SocketUser::Calls SocketUser::keep_alive(bool on) {
  Calls calls;
  const int descriptor = connection_ ? *connection_ : (listener_ ? *listener_ : unused(calls));
  calls.push_back(option(descriptor, SocketOption::KeepAlive, on ? 1 : 0));
  return calls;
}

}  // namespace scenario
