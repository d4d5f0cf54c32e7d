// A host for a bare machine, with no more than a machine needs: one listener, one connection after the other between one pair of
// endpoints, text by its length, timers. It decides nothing about opening and closing.
#pragma once

#include <deque>
#include <map>

#include "scenario/bare_connection.h"

namespace scenario {

class MachineHost final : public Transport {
 public:
  /// The machine is in its initial state.
  MachineHost(HostSettings, const runtime::Clock&, Emit, std::unique_ptr<Machine>);

  bool listen() override;
  void stop_listening() override;
  std::optional<Id> accept() override;
  std::optional<Id> connect() override;
  std::size_t send(Id, std::size_t) override;
  std::size_t receive(Id, std::size_t) override;
  void shutdown_write(Id) override;
  void abort(Id) override;
  void keep_alive(Id, bool) override;
  void release(Id) override;
  runtime::Status status(Id) const override;

  void arrive(const WireSegment&) override;
  void wake() override;
  Time deadline() const override;
  tcp::State state() const override;
  std::optional<Duration> time_wait_left() const override;

 private:
  enum class Owner : std::uint8_t {
    Listener,  // its child, not yet established
    Queue,     // established, not yet accepted
    User,
  };
  struct Entry {
    std::unique_ptr<BareConnection> connection;
    Owner owner;
  };

  Id begin(std::unique_ptr<Machine>, Owner);
  std::uint32_t next_iss() const;
  /// The tables follow what happened to the connection; it may be forgotten afterwards.
  void settle(Id);
  template <typename Call>
  void with(Id, Call);
  BareConnection* find(Id) const;
  void answer_closed(const WireSegment&);

  const HostSettings settings_;
  const runtime::Clock& clock_;
  const Emit emit_;
  const std::unique_ptr<Machine> fresh_;
  std::unique_ptr<Machine> listener_;  // null: nobody listens
  std::deque<Id> ready_;               // for accept
  std::map<Id, Entry> connections_;
  std::optional<Id> current_;  // has the pair of endpoints
  std::uint64_t ids_ = 0;
};

}  // namespace scenario
