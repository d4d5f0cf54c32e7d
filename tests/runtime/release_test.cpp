// A user who forgets a connection: half-duplex CLOSE (RFC 9293 §3.6.1), and how long FIN-WAIT-2 lasts then.
#include "tests/runtime/alone.h"

using namespace runtime_test;

TEST_CASE("new text for a released connection is answered with a reset and nothing else") {
  const std::string state = GENERATE("ESTABLISHED", "FIN_WAIT_1", "FIN_WAIT_2");
  CAPTURE(state);
  Alone end;
  end.reach(state);
  end.stack.release(end.id);
  end.said();
  end.give(5001, 1001, flag::Ack, "who reads this?");
  CHECK(end.said() == "R 1002");
  CHECK(end.stack.size() == 0);
}

TEST_CASE("a released connection takes text that it knows, and the FIN") {
  Alone end;
  end.reach("ESTABLISHED");
  end.give(5001, 1001, flag::Ack, "abc");
  CHECK(TwoStacks::read(end.stack, end.id) == "abc");
  end.stack.release(end.id);
  end.said();
  end.give(5001, 1002, flag::Ack, "abc");
  CHECK(end.said() == "A 1002 5004");
  end.give(5004, 1002, flag::Fin | flag::Ack);
  CHECK(TwoStacks::state(end.stack, end.id) == "TIME_WAIT");
  end.clock.advance(60s);
  end.stack.poll();
  CHECK(end.stack.size() == 0);
}

TEST_CASE(
    "text left unread: a reset where the peer can still be told, an orderly end where it has closed too") {
  const std::string state = GENERATE("ESTABLISHED", "CLOSE_WAIT", "LAST_ACK");
  CAPTURE(state);
  Alone end;
  end.reach("ESTABLISHED");
  end.give(5001, 1001, state == "ESTABLISHED" ? flag::Ack : flag::Ack | flag::Fin, "abc");
  if (state == "LAST_ACK") end.stack.shutdown_write(end.id);
  REQUIRE(TwoStacks::state(end.stack, end.id) == state);
  end.said();
  end.stack.release(end.id);
  CHECK(end.said() == (state == "LAST_ACK" ? "" : "R 1001"));
  CHECK(end.stack.size() == (state == "LAST_ACK" ? 1 : 0));
}

TEST_CASE("FIN-WAIT-2 of a released connection ends after a while, whenever it was released") {
  const bool before = GENERATE(true, false);
  Alone end;
  end.reach("ESTABLISHED");
  if (before) {
    end.stack.release(end.id);
  } else {
    end.stack.shutdown_write(end.id);
  }
  end.give(5001, 1002, flag::Ack);
  REQUIRE(TwoStacks::state(end.stack, end.id) == "FIN_WAIT_2");
  if (!before) {
    CHECK(end.deadline() == Never);  // somebody may still receive
    end.stack.release(end.id);
  }
  CHECK(end.deadline() == end.stack.config().orphan_timeout);
  end.pass_to_deadline();
  CHECK(end.stack.size() == 0);
}

TEST_CASE("a listener without room loses SYNs, and answers what is no SYN as ever") {
  Config small = config_of(Alone::Here.address);
  small.backlog = 0;
  VirtualClock clock;
  Pipe pipe;
  Stack stack(small, pipe.left(), clock, fixed(1000));
  stack.listen(Alone::Here.port);
  const auto give = [&](std::uint8_t flags) {
    Packet p;
    p.source = Alone::There;
    p.destination = Alone::Here;
    p.ack = 42;
    p.flags = flags;
    Octets datagram;
    build(p, datagram);
    pipe.right().send(datagram);
    stack.poll();
    return pipe.right().receive().has_value();
  };
  CHECK_FALSE(give(flag::Syn));
  CHECK(stack.counters().backlog_full == 1);
  CHECK(give(flag::Ack));
  CHECK_FALSE(give(flag::Rst));
  CHECK(stack.size() == 0);
}
