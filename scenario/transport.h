// One end of connections as a layer of sockets needs it: between one pair of endpoints, with lengths of text instead of octets.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>

#include "runtime/connection.h"
#include "scenario/executor.h"

namespace scenario {

struct Transport {
  using Id = runtime::ConnectionId;
  /// Where it sends to.
  using Emit = std::function<void(const WireSegment&)>;

  virtual ~Transport() = default;

  // ---- the user's calls, as runtime::Stack has them ----
  virtual bool listen() = 0;
  virtual void stop_listening() = 0;
  virtual std::optional<Id> accept() = 0;
  /// Nothing if the pair of endpoints is in use.
  virtual std::optional<Id> connect() = 0;
  virtual std::size_t send(Id, std::size_t) = 0;
  virtual std::size_t receive(Id, std::size_t) = 0;
  virtual void shutdown_write(Id) = 0;
  virtual void abort(Id) = 0;
  virtual void keep_alive(Id, bool) = 0;
  virtual void release(Id) = 0;
  virtual runtime::Status status(Id) const = 0;

  // ---- the world ----
  virtual void arrive(const WireSegment&) = 0;
  /// Fires the timers that are due.
  virtual void wake() = 0;
  /// When `wake` is next due; runtime::Never if no timer runs.
  virtual Time deadline() const = 0;
  /// As Executor::state.
  virtual tcp::State state() const = 0;
  /// As Executor::time_wait_left.
  virtual std::optional<Duration> time_wait_left() const = 0;
};

}  // namespace scenario
