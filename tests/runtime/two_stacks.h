// Two hosts on a pipe with a virtual clock: what happens to one connection, second by second, in no time.
#pragma once

#include <catch2/catch.hpp>

#include <string>

#include "runtime/faulty_link.h"
#include "runtime/pipe.h"
#include "runtime/stack.h"

namespace runtime_test {

using namespace runtime;
using namespace std::chrono_literals;

inline Config config_of(std::uint32_t address) {
  Config config;
  config.address = address;
  config.nagle = false;
  return config;
}

/// All connections begin with one number.
inline IsnSource fixed(std::uint32_t isn) {
  return [isn](Endpoint, Endpoint, Time) { return isn; };
}

/// Each connection begins so far ahead of the one before.
inline IsnSource ahead(std::uint32_t first, std::uint32_t step = 10000) {
  return [next = first, step](Endpoint, Endpoint, Time) mutable { return std::exchange(next, next + step); };
}

inline Octets octets(std::string_view text) { return {text.begin(), text.end()}; }

// ---- what tests drop ----
inline FaultyLink::Predicate outgoing(std::uint8_t exactly) {
  return [=](Direction d, const Packet& p) {
    return d == Direction::Out && (p.flags & (flag::Syn | flag::Ack | flag::Fin | flag::Rst)) == exactly;
  };
}

struct TwoStacks {
  static constexpr std::uint32_t AddressA = 0x0a000001, AddressB = 0x0a000002;
  static constexpr std::uint16_t Port = 80;

  VirtualClock clock;
  Pipe pipe;
  FaultyLink link_a{pipe.left()}, link_b{pipe.right()};  // Out: what A, or B, sends
  Stack a, b;
  ConnectionId at_a{}, at_b{};

  explicit TwoStacks(IsnSource isn_a = fixed(1000), IsnSource isn_b = fixed(5000),
                     Config config_a = config_of(AddressA), Config config_b = config_of(AddressB))
      : a(config_a, link_a, clock, std::move(isn_a)), b(config_b, link_b, clock, std::move(isn_b)) {}

  /// Until nothing travels any more; no time passes.
  void settle() {
    for (int round = 0; round < 10000; ++round) {
      const bool busy_a = a.poll(), busy_b = b.poll();
      if (!busy_a && !busy_b && pipe.empty()) return;
    }
    FAIL("the two stacks never fall silent");
  }

  /// Lets time pass, timer by timer.
  void pass(Duration duration) {
    const Time end = clock.now() + duration;
    settle();
    for (int round = 0; round < 100000; ++round) {
      const Time next = std::min(a.next_deadline(), b.next_deadline());
      if (next > end) break;
      clock.set(std::max(next, clock.now()));
      settle();
    }
    clock.set(end);
    settle();
  }

  template <typename Condition>
  bool pass_until(Condition condition, Duration limit = 600s) {
    const Time end = clock.now() + limit;
    for (settle(); !condition(); settle()) {
      const Time next = std::min(a.next_deadline(), b.next_deadline());
      if (next > end) return false;
      clock.set(std::max(next, clock.now()));
    }
    return true;
  }

  /// B listens, A connects; what the links lose comes again.
  void open() {
    REQUIRE(b.listen(Port));
    at_a = a.connect({AddressB, Port}).value();
    std::optional<ConnectionId> accepted;
    REQUIRE(pass_until([&] {
      if (!accepted) accepted = b.accept(Port);
      return accepted && a.status(at_a).established;
    }));
    at_b = *accepted;
    settle();
  }

  std::string state_a() const { return state(a, at_a); }
  std::string state_b() const { return state(b, at_b); }
  /// "ESTABLISHED FIN_WAIT_1": of A, then of B.
  std::string states() const { return state_a() + " " + state_b(); }

  static std::string state(const Stack& stack, ConnectionId id) {
    const Connection* connection = stack.find(id);
    return connection == nullptr ? "NONE" : tcp::name(connection->tcb().state);
  }

  static std::string read(Stack& stack, ConnectionId id) {
    std::string text;
    std::uint8_t buffer[4096];
    while (const std::size_t count = stack.receive(id, buffer)) {
      text.append(buffer, buffer + count);
    }
    return text;
  }
  std::string read_a() { return read(a, at_a); }
  std::string read_b() { return read(b, at_b); }
};

}  // namespace runtime_test
