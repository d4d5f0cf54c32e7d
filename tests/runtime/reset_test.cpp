#include "tests/runtime/two_stacks.h"

using namespace runtime_test;

namespace {

/// A stack whose other end is the test itself.
struct Alone {
  static constexpr Endpoint Here{0x0a000001, 80}, There{0x0a000002, 9000};
  VirtualClock clock;
  Pipe pipe;
  Stack stack{config_of(Here.address), pipe.left(), clock, fixed(1000)};
  ConnectionId id{};

  void give(std::uint32_t seq, std::uint32_t ack, std::uint8_t flags, std::string_view text = {}) {
    const Octets body = octets(text);
    Packet p;
    p.source = There;
    p.destination = Here;
    p.seq = seq;
    p.ack = ack;
    p.flags = flags;
    p.window = 60000;
    p.text = body;
    Octets datagram;
    build(p, datagram);
    pipe.right().send(datagram);
    stack.poll();
  }

  /// "SA 1000 5001; R 7": everything that was sent since.
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

}  // namespace

TEST_CASE("an exact reset ends the connection in every state but TIME-WAIT") {
  const std::string state =
      GENERATE("ESTABLISHED", "FIN_WAIT_1", "FIN_WAIT_2", "CLOSE_WAIT", "CLOSING", "LAST_ACK", "TIME_WAIT");
  CAPTURE(state);
  Alone end;
  end.reach(state);
  end.give(Alone::next(state), 0, flag::Rst);
  CHECK(end.said().empty());
  CHECK(end.stack.status(end.id).gone == (state != "TIME_WAIT"));
  const bool told = state != "CLOSING" && state != "LAST_ACK" && state != "TIME_WAIT";
  CHECK(end.stack.status(end.id).reset == told);
}

TEST_CASE("a reset in the window but not exact draws a challenge ACK, one outside it nothing") {
  const std::string state =
      GENERATE("ESTABLISHED", "FIN_WAIT_1", "FIN_WAIT_2", "CLOSE_WAIT", "CLOSING", "LAST_ACK", "TIME_WAIT");
  CAPTURE(state);
  Alone end;
  end.reach(state);
  const auto next = Alone::next(state);
  end.give(next + 100, 0, flag::Rst);
  CHECK(end.said().ends_with("A " + std::to_string(end.stack.find(end.id)->tcb().nxt) + " " +
                             std::to_string(next)));
  end.give(next - 1, 0, flag::Rst);
  end.give(next + 70000, 0, flag::Rst);
  CHECK(end.said().empty());
  CHECK_FALSE(end.stack.status(end.id).gone);
}

TEST_CASE("a reset of an embryonic connection is forgotten, and the listener listens on") {
  Alone end;
  end.reach("SYN_RECEIVED");
  CHECK(end.stack.size() == 1);
  end.give(5001, 0, flag::Rst);
  CHECK(end.said().empty());
  CHECK(end.stack.size() == 0);
  end.give(6000, 0, flag::Syn);
  CHECK(end.said() == "SA 1000 6001");
}

TEST_CASE("a reset in SYN-SENT counts only with our SYN acknowledged") {
  Alone end;
  end.reach("SYN_SENT");
  end.give(0, 999, flag::Rst | flag::Ack);
  end.give(0, 0, flag::Rst);
  CHECK_FALSE(end.stack.status(end.id).gone);
  end.give(0, 1001, flag::Rst | flag::Ack);
  CHECK(end.stack.status(end.id).refused);
  CHECK(end.stack.status(end.id).gone);
}

TEST_CASE("ABORT sends a reset where the peer has a connection") {
  const std::string state = GENERATE("SYN_SENT", "ESTABLISHED", "FIN_WAIT_1", "FIN_WAIT_2", "CLOSE_WAIT",
                                     "CLOSING", "LAST_ACK", "TIME_WAIT");
  CAPTURE(state);
  Alone end;
  end.reach(state);
  CHECK(end.stack.abort(end.id) == tcp::Error::none);
  CHECK(end.stack.status(end.id).gone);
  const bool silent =
      state == "SYN_SENT" || state == "CLOSING" || state == "LAST_ACK" || state == "TIME_WAIT";
  const std::string nxt = state.starts_with("FIN") ? "1002" : "1001";
  CHECK(end.said() == (silent ? "" : "R " + nxt));
}

TEST_CASE("what belongs to nobody is answered with a reset, a reset with nothing") {
  Alone end;
  end.give(7000, 0, flag::Syn);
  CHECK(end.said() == "RA 0 7001");
  end.give(7000, 0, flag::Syn | flag::Fin, "abc");
  CHECK(end.said() == "RA 0 7005");
  end.give(7000, 42, flag::Ack, "abc");
  CHECK(end.said() == "R 42");
  end.give(7000, 42, flag::Rst);
  end.give(7000, 42, flag::Rst | flag::Ack);
  CHECK(end.said().empty());
  CHECK(end.stack.size() == 0);
}

TEST_CASE("a listener answers an ACK with a reset and leaves no connection behind") {
  Alone end;
  end.stack.listen(Alone::Here.port);
  end.give(7000, 42, flag::Ack);
  CHECK(end.said() == "R 42");
  end.give(7000, 0, flag::Fin);
  CHECK(end.said().empty());
  CHECK(end.stack.size() == 0);
}

TEST_CASE("datagrams that are damaged, for others or from nowhere are counted and dropped") {
  Alone end;
  const Octets junk = {1, 2, 3};
  end.pipe.right().send(junk);
  Packet p;
  p.source = Alone::There;
  p.destination = {Alone::Here.address + 7, 80};
  p.flags = flag::Syn;
  Octets datagram;
  build(p, datagram);
  end.pipe.right().send(datagram);
  p.destination = Alone::Here;
  for (const std::uint32_t source : {0xffffffffU, 0xe0000001U, 0U}) {
    p.source.address = source;
    build(p, datagram);
    end.pipe.right().send(datagram);
  }
  end.stack.poll();
  CHECK(end.said().empty());
  CHECK(end.stack.counters().malformed[static_cast<std::size_t>(Malformed::Truncated)] == 1);
  CHECK(end.stack.counters().not_ours == 4);
}

TEST_CASE("a segment ahead of its turn is held, and its octets arrive when the gap is filled") {
  Alone end;
  end.reach("ESTABLISHED");
  end.give(5004, 1001, flag::Ack, "def");
  end.give(5007, 1001, flag::Fin | flag::Ack);
  CHECK(end.stack.status(end.id).readable == 0);
  CHECK(end.said() == "A 1001 5001; A 1001 5001");
  end.give(5001, 1001, flag::Ack, "abc");
  CHECK(TwoStacks::read(end.stack, end.id) == "abcdef");
  CHECK(end.stack.status(end.id).peer_closed);
  CHECK(end.said() == "A 1001 5008");
}
