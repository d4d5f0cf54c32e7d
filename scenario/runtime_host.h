// Our stack as a system under test: the tester sits at the other end of a wire.
#pragma once

#include "runtime/stack.h"
#include "scenario/bare_connection.h"

namespace scenario {

class RuntimeHost final : public Transport {
 public:
  /// The two ends of the wire outlive the host.
  RuntimeHost(const HostSettings&, const runtime::Clock&, Emit, runtime::Device& ours, runtime::Device& testers);

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
  Time deadline() const override { return stack_.next_deadline(); }
  tcp::State state() const override;
  std::optional<Duration> time_wait_left() const override;

 private:
  /// Whatever the stack has sent meanwhile is on its way to the tester.
  template <typename Result>
  Result and_emit(Result result);
  const runtime::Connection* connection() const;

  const runtime::Clock& clock_;
  const Emit emit_;
  runtime::Device& testers_;
  runtime::Stack stack_;
};

}  // namespace scenario
