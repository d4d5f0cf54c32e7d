// Text and FIN that come with a SYN: kept, and delivered once the connection is established (RFC 9293
// §3.10.7.2 third, §3.10.7.3 fourth).
#include "tests/runtime/alone.h"

using namespace runtime_test;

TEST_CASE("text and FIN on a SYN are delivered after the handshake, not before") {
  Alone end;
  end.stack.listen(Alone::Here.port);
  end.window = 1;
  end.give(5000, 0, flag::Syn | flag::Fin, "abc");
  CHECK(end.said() == "SA 1000 5001");
  REQUIRE(end.stack.connections().size() == 1);
  CHECK(end.stack.connections()[0]->status().readable == 0);
  CHECK_FALSE(end.stack.accept(Alone::Here.port));
  end.window = 1000;
  end.give(5001, 1001, flag::Ack);
  end.id = end.stack.accept(Alone::Here.port).value();
  CHECK(end.said() == "A 1001 5005");
  CHECK(TwoStacks::read(end.stack, end.id) == "abc");
  CHECK(end.stack.status(end.id).peer_closed);
  CHECK(TwoStacks::state(end.stack, end.id) == "CLOSE_WAIT");
  CHECK(end.stack.find(end.id)->tcb().wnd == 1000);  // not the older one of the SYN
}

TEST_CASE("text and FIN on a SYN,ACK are delivered at once") {
  const bool fin = GENERATE(true, false);
  Alone end;
  end.reach("SYN_SENT");
  const std::uint8_t extra = fin ? flag::Fin : 0;
  end.give(5000, 1001, static_cast<std::uint8_t>(flag::Syn | flag::Ack | extra), "abc");
  CHECK(end.said() == (fin ? "A 1001 5005" : "A 1001 5004"));
  CHECK(TwoStacks::read(end.stack, end.id) == "abc");
  CHECK(end.stack.status(end.id).peer_closed == fin);
  CHECK(TwoStacks::state(end.stack, end.id) == (fin ? "CLOSE_WAIT" : "ESTABLISHED"));
}

TEST_CASE("text on the SYN of a simultaneous open is delivered when ours is acknowledged") {
  Alone end;
  end.reach("SYN_SENT");
  end.give(5000, 0, flag::Syn, "abc");
  CHECK(end.said() == "SA 1000 5001");
  CHECK(end.stack.status(end.id).readable == 0);
  const bool repeats = GENERATE(true, false);
  CAPTURE(repeats);
  if (repeats)
    end.give(5000, 1001, flag::Syn | flag::Ack, "abcd");
  else
    end.give(5001, 1001, flag::Ack);
  CHECK(TwoStacks::read(end.stack, end.id) == (repeats ? "abcd" : "abc"));
  CHECK(TwoStacks::state(end.stack, end.id) == "ESTABLISHED");
}

TEST_CASE("a SYN with text that comes again does not deliver the text twice") {
  Alone end;
  end.stack.listen(Alone::Here.port);
  end.give(5000, 0, flag::Syn, "abc");
  end.give(5000, 0, flag::Syn, "abc");
  CHECK(end.said() == "SA 1000 5001; SA 1000 5001");
  end.give(5001, 1001, flag::Ack, "abc");
  end.id = end.stack.accept(Alone::Here.port).value();
  CHECK(TwoStacks::read(end.stack, end.id) == "abc");
}

TEST_CASE("text kept from a SYN goes with the connection that is reset") {
  Alone end;
  end.stack.listen(Alone::Here.port);
  end.give(5000, 0, flag::Syn, "abc");
  end.give(5001, 0, flag::Rst);
  CHECK(end.stack.size() == 0);
}

TEST_CASE("a bare ACK that is held does not swallow the acknowledgement of the text before it") {
  Alone end;
  end.reach("SYN_RECEIVED");
  end.give(5004, 1001, flag::Ack);  // overtakes the text
  CHECK(end.said().empty());
  end.give(5001, 1001, flag::Ack, "abc");
  CHECK(end.said() == "A 1001 5004");
}
