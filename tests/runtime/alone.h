// One host whose peer is the test itself, segment by segment.
#pragma once

#include "tests/runtime/two_stacks.h"

namespace runtime_test {

/// A stack whose other end is the test itself.
struct Alone {
  static constexpr Endpoint Here{0x0a000001, 80}, There{0x0a000002, 9000};
  VirtualClock clock;
  Pipe pipe;
  Stack stack;
  ConnectionId id{};
  std::uint16_t window = 60000;    // that the peer offers from now on
  std::optional<Timestamp> stamp;  // that its segments carry from now on

  explicit Alone(IsnSource isn = fixed(1000), Config config = config_of(Here.address))
      : stack(config, pipe.left(), clock, std::move(isn)) {}

  void give(std::uint32_t seq, std::uint32_t ack, std::uint8_t flags, std::string_view text = {}) {
    const Octets body = octets(text);
    Packet p;
    p.source = There;
    p.destination = Here;
    p.seq = seq;
    p.ack = ack;
    p.flags = flags;
    p.window = window;
    p.stamp = stamp;
    p.text = body;
    Octets datagram;
    build(p, datagram);
    pipe.right().send(datagram);
    stack.poll();
  }

  Time deadline() const { return stack.find(id)->deadline(); }
  void pass_to_deadline() {
    clock.set(deadline());
    stack.poll();
  }

  /// "SA 1000 5001; R 7": everything that was sent since; with timestamps "A 1001 5001 [500 1100]".
  std::string said() {
    std::string all;
    while (const auto datagram = pipe.right().receive()) {
      const Packet p = std::get<Packet>(parse(*datagram));
      if (!all.empty()) all += "; ";
      for (const auto& [bit, letter] :
           {std::pair{flag::Syn, 'S'}, {flag::Fin, 'F'}, {flag::Rst, 'R'}, {flag::Ack, 'A'}}) {
        if (p.has(bit)) all += letter;
      }
      all += ' ' + std::to_string(p.seq);
      if (p.has(flag::Ack)) all += ' ' + std::to_string(p.ack);
      if (p.stamp) all += " [" + std::to_string(p.stamp->value) + ' ' + std::to_string(p.stamp->echo) + ']';
      if (!p.text.empty()) all += " '" + std::string(p.text.begin(), p.text.end()) + "'";
    }
    return all;
  }

  /// Leads the connection there; the peer began with 5000, we with 1000.
  void reach(const std::string& state) {
    if (state == "SYN_SENT") {
      id = stack.connect(There, Here.port).value();
    } else {
      stack.listen(Here.port);
      give(5000, 0, flag::Syn);
      if (state != "SYN_RECEIVED") {
        give(5001, 1001, flag::Ack);
        id = stack.accept(Here.port).value();
        lead_on(state);
      }
    }
    said();
    if (id != ConnectionId{}) REQUIRE(TwoStacks::state(stack, id) == state);
  }

  void lead_on(const std::string& state) {
    const bool we_close_first =
        state == "FIN_WAIT_1" || state == "FIN_WAIT_2" || state == "CLOSING" || state == "TIME_WAIT";
    if (we_close_first) {
      stack.shutdown_write(id);
      if (state == "CLOSING") give(5001, 1001, flag::Fin | flag::Ack);
      if (state == "FIN_WAIT_2" || state == "TIME_WAIT") give(5001, 1002, flag::Ack);
      if (state == "TIME_WAIT") give(5001, 1002, flag::Fin | flag::Ack);
    } else if (state != "ESTABLISHED") {
      give(5001, 1001, flag::Fin | flag::Ack);
      if (state == "LAST_ACK") stack.shutdown_write(id);
    }
  }

  /// RCV.NXT where the peer's FIN has been taken or not.
  static std::uint32_t next(const std::string& state) {
    const bool fin =
        state == "CLOSE_WAIT" || state == "CLOSING" || state == "LAST_ACK" || state == "TIME_WAIT";
    return fin ? 5002 : 5001;
  }
};

}  // namespace runtime_test
