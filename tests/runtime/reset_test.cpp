#include "tests/runtime/alone.h"

using namespace runtime_test;

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

TEST_CASE("challenges of one connection take nothing from those of another") {
  Alone end;
  end.reach("ESTABLISHED");
  const std::uint16_t other = 9001;
  const auto from_other = [&](std::uint32_t seq, std::uint32_t ack, std::uint8_t flags) {
    Packet p;
    p.source = {Alone::There.address, other};
    p.destination = Alone::Here;
    p.seq = seq;
    p.ack = ack;
    p.flags = flags;
    p.window = 60000;
    Octets datagram;
    build(p, datagram);
    end.pipe.right().send(datagram);
    end.stack.poll();
  };
  from_other(7000, 0, flag::Syn);
  from_other(7001, 1001, flag::Ack);
  end.said();
  // More than any host's budget for a second, and the other connection is answered as if it were alone.
  for (int i = 0; i < 2000; ++i) from_other(7101, 0, flag::Rst);
  end.said();
  end.give(5101, 0, flag::Rst);
  CHECK(end.said() == "A 1001 5001");
}

TEST_CASE("a SYN from the listener's own socket ends in silence") {
  Alone end;
  end.stack.listen(Alone::Here.port);
  Packet p;
  p.source = p.destination = Alone::Here;
  p.seq = 5000;
  p.flags = flag::Syn;
  p.window = 60000;
  Octets datagram;
  build(p, datagram);
  end.pipe.right().send(datagram);
  end.stack.poll();
  // The network brings back whatever it says to itself.
  int rounds = 0;
  for (; rounds < 100; ++rounds) {
    const auto said = end.pipe.right().receive();
    if (!said) break;
    end.pipe.right().send(*said);
    end.stack.poll();
  }
  CHECK(rounds < 10);
}

TEST_CASE("the machine is told of each segment whether somebody listens, and when there is no room") {
  Config config = config_of(Alone::Here.address);
  config.backlog = 1;
  Alone end(fixed(1000), config);
  std::vector<std::pair<int, int>> told;
  end.stack.observe([&](const Step& step) {
    if (step.event.kind == tcp::EventKind::segment)
      told.emplace_back(step.event.listening, step.event.backlog_full);
  });
  end.reach("TIME_WAIT");
  CHECK(told == std::vector<std::pair<int, int>>{{1, 0}, {1, 1}, {1, 0}, {1, 0}});
  told.clear();
  end.give(6000, 0, flag::Syn);
  end.stack.stop_listening(Alone::Here.port);
  end.give(6000, 0, flag::Syn);
  CHECK(told == std::vector<std::pair<int, int>>{{1, 0}, {0, 0}});
}
