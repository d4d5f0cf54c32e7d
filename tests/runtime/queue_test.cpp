// What SEND, CLOSE and RECEIVE say and do while there is something to wait for: the connection, the window.
#include "tests/runtime/alone.h"

using namespace runtime_test;

namespace {

/// The peer's opening, with a window of its own; ours began with 1000.
void open_with_window(Alone& end, std::uint16_t window) {
  end.window = window;
  end.reach("ESTABLISHED");
}

}  // namespace

// ---- CLOSE behind queued text ----------------------------------------------------------------------------

TEST_CASE("the FIN goes with the last segment of the text that CLOSE found queued") {
  Alone end;
  open_with_window(end, 3);
  CHECK(end.stack.send(end.id, octets("abcdef")) == 6);
  CHECK(end.said() == "A 1001 5001 'abc'");
  CHECK(end.stack.shutdown_write(end.id) == tcp::Error::none);
  CHECK(TwoStacks::state(end.stack, end.id) == "FIN_WAIT_1");
  CHECK(end.said().empty());
  end.give(5001, 1004, flag::Ack);
  CHECK(end.said() == "FA 1004 5001 'def'");
  end.give(5001, 1008, flag::Ack);
  CHECK(TwoStacks::state(end.stack, end.id) == "FIN_WAIT_2");
}

TEST_CASE(
    "a FIN that went with text is sent again behind the text, without waiting once that is acknowledged") {
  Alone end;
  open_with_window(end, 3);
  end.stack.send(end.id, octets("abcdef"));
  end.stack.shutdown_write(end.id);
  end.give(5001, 1004, flag::Ack);
  end.said();
  end.clock.advance(1s);
  end.stack.poll();
  CHECK(end.said() == "A 1004 5001 'def'");
  end.give(5001, 1007, flag::Ack);
  CHECK(end.said() == "FA 1007 5001");
}

TEST_CASE("after the peer's FIN our own waits in CLOSE-WAIT for the text before it") {
  Alone end;
  open_with_window(end, 3);
  end.stack.send(end.id, octets("abcdef"));
  end.give(5001, 1001, flag::Fin | flag::Ack);
  end.said();
  CHECK(end.stack.shutdown_write(end.id) == tcp::Error::none);
  CHECK(end.stack.shutdown_write(end.id) == tcp::Error::connection_closing);
  CHECK(TwoStacks::state(end.stack, end.id) == "CLOSE_WAIT");
  end.give(5002, 1004, flag::Ack);
  CHECK(end.said() == "FA 1004 5002 'def'");
  CHECK(TwoStacks::state(end.stack, end.id) == "LAST_ACK");
}

TEST_CASE("both close with text queued: the last of ours leaves in CLOSING") {
  Alone end;
  open_with_window(end, 3);
  end.stack.send(end.id, octets("abcdef"));
  end.stack.shutdown_write(end.id);
  end.give(5001, 1001, flag::Fin | flag::Ack);
  CHECK(TwoStacks::state(end.stack, end.id) == "CLOSING");
  end.said();
  end.give(5002, 1004, flag::Ack);
  CHECK(end.said() == "FA 1004 5002 'def'");
  end.give(5002, 1008, flag::Ack);
  CHECK(TwoStacks::state(end.stack, end.id) == "TIME_WAIT");
}

TEST_CASE("text sent and the connection closed while it is opening: all of it follows the opening") {
  Alone end;
  end.reach("SYN_SENT");
  CHECK(end.stack.send(end.id, octets("abc")) == 3);
  end.give(5000, 0, flag::Syn);  // both open at once
  CHECK(end.said() == "SA 1000 5001");
  CHECK(end.stack.send(end.id, octets("def")) == 3);
  CHECK(end.stack.shutdown_write(end.id) == tcp::Error::none);
  CHECK(end.stack.shutdown_write(end.id) == tcp::Error::connection_closing);
  CHECK(end.stack.send(end.id, octets("ghi")) == 0);
  CHECK(end.stack.status(end.id).error == tcp::Error::connection_closing);
  CHECK(TwoStacks::state(end.stack, end.id) == "SYN_RECEIVED");
  CHECK(end.said().empty());
  end.give(5001, 1001, flag::Ack);
  CHECK(end.said() == "FA 1001 5001 'abcdef'");
  CHECK(end.stack.status(end.id).established);
  CHECK(TwoStacks::state(end.stack, end.id) == "FIN_WAIT_1");
}

TEST_CASE("CLOSE before the peer has answered deletes the connection and what was to be sent") {
  Alone end;
  end.reach("SYN_SENT");
  end.stack.send(end.id, octets("abc"));
  CHECK(end.stack.shutdown_write(end.id) == tcp::Error::none);
  CHECK(end.stack.status(end.id).gone);
  CHECK(end.said().empty());
  end.give(5000, 1001, flag::Syn | flag::Ack);
  CHECK(end.said() == "R 1001");
}

TEST_CASE("CLOSE sends what Nagle's rule kept back, with the FIN") {
  Config patient = config_of(TwoStacks::AddressA);
  patient.nagle = true;
  TwoStacks net(fixed(1000), fixed(5000), patient);
  net.open();
  std::vector<std::string> seen;
  net.link_a.drop_next([&](Direction d, const Packet& p) {
    if (d == Direction::Out) seen.push_back({p.text.begin(), p.text.end()});
    return false;
  });
  net.a.send(net.at_a, octets("x"));
  net.a.send(net.at_a, octets("y"));
  CHECK(seen == std::vector<std::string>{"x"});
  net.a.shutdown_write(net.at_a);
  CHECK(seen == std::vector<std::string>{"x", "y"});
  net.settle();
  CHECK(net.read_b() == "xy");
  CHECK(net.b.status(net.at_b).peer_closed);
}

// ---- SEND, RECEIVE and their answers ---------------------------------------------------------------------

TEST_CASE("text sent before the peer has answered goes with the first segment after the handshake") {
  Alone end;
  end.reach("SYN_SENT");
  CHECK(end.stack.send(end.id, octets("early")) == 5);
  end.give(5000, 1001, flag::Syn | flag::Ack);
  CHECK(end.said() == "A 1001 5001; A 1001 5001 'early'");
}

TEST_CASE("SEND takes what fits the send buffer, and then there are insufficient resources") {
  Config small = config_of(TwoStacks::AddressA);
  small.send_buffer = 70000;
  TwoStacks net(fixed(1), fixed(2), small);
  net.at_a = net.a.connect({TwoStacks::AddressB, TwoStacks::Port}).value();
  CHECK(net.a.send(net.at_a, Octets(100000, 'x')) == 70000);
  CHECK(net.a.status(net.at_a).error == tcp::Error::none);
  CHECK(net.a.status(net.at_a).writable == 0);
  CHECK(net.a.send(net.at_a, octets("y")) == 0);
  CHECK(net.a.status(net.at_a).error == tcp::Error::insufficient_resources);
}

TEST_CASE("RECEIVE says why there is nothing to give") {
  Alone end;
  end.reach("SYN_SENT");
  const auto receive = [&] {
    std::uint8_t octet = 0;
    const auto count = end.stack.receive(end.id, {&octet, 1});
    return std::pair(count, end.stack.status(end.id).error);
  };
  CHECK(receive() == std::pair(std::size_t{0}, tcp::Error::queued));
  end.give(5000, 1001, flag::Syn | flag::Ack);
  CHECK(receive() == std::pair(std::size_t{0}, tcp::Error::none));
  end.give(5001, 1001, flag::Fin | flag::Ack, "x");
  CHECK(receive() == std::pair(std::size_t{1}, tcp::Error::none));
  CHECK(receive() == std::pair(std::size_t{0}, tcp::Error::connection_closing));
  end.give(5003, 0, flag::Rst);
  CHECK(receive() == std::pair(std::size_t{0}, tcp::Error::connection_does_not_exist));
}

TEST_CASE("OPEN says why there is no connection") {
  Config narrow = config_of(TwoStacks::AddressA);
  narrow.first_ephemeral_port = narrow.last_ephemeral_port = 50000;
  TwoStacks net(fixed(1), fixed(2), narrow);
  const Endpoint there{TwoStacks::AddressB, TwoStacks::Port};
  CHECK(net.a.connect({TwoStacks::AddressB, 0}).error == tcp::Error::remote_socket_unspecified);
  CHECK(net.a.connect({0, 80}).error == tcp::Error::remote_socket_unspecified);
  CHECK(net.a.connect({0xffffffff, 80}).error == tcp::Error::connection_illegal_for_this_process);
  CHECK(net.a.connect(there).error == tcp::Error::none);
  CHECK(net.a.connect(there).error == tcp::Error::insufficient_resources);
  CHECK(net.a.connect(there, 50000).error == tcp::Error::connection_already_exists);
  CHECK(net.a.size() == 1);
}

// ---- the peer's window -----------------------------------------------------------------------------------

TEST_CASE("an octet asks how a closed window stands, less and less often, until it opens") {
  Alone end;
  open_with_window(end, 0);
  end.stack.send(end.id, octets("abc"));
  CHECK(end.said().empty());
  std::vector<Time> probes;
  while (probes.size() < 4) {
    end.pass_to_deadline();
    CHECK(end.said() == "A 1001 5001 'a'");
    probes.push_back(end.clock.now());
    end.give(5001, 1001, flag::Ack);
  }
  CHECK(probes[2] - probes[1] == 2 * (probes[1] - probes[0]));
  CHECK(probes[3] - probes[2] == 4 * (probes[1] - probes[0]));
  end.window = 1000;
  end.give(5001, 1002, flag::Ack);
  CHECK(end.said() == "A 1002 5001 'bc'");
  end.give(5001, 1004, flag::Ack);
  CHECK(end.deadline() == Never);
}

TEST_CASE("what a closed window refused goes at once when it opens, however often it asked") {
  Alone end;
  open_with_window(end, 0);
  REQUIRE(end.stack.give_up_after(end.id, 2));
  end.stack.send(end.id, octets("abc"));
  end.stack.shutdown_write(end.id);
  for (int i = 0; i < 5; ++i) {
    end.pass_to_deadline();
    CHECK(end.said() == "A 1001 5001 'a'");
    end.give(5001, 1001, flag::Ack);
  }
  end.window = 1000;
  end.give(5001, 1001, flag::Ack);
  CHECK(end.said() == "A 1001 5001 'a'; FA 1002 5001 'bc'");
  end.give(5001, 1005, flag::Ack);
  CHECK(TwoStacks::state(end.stack, end.id) == "FIN_WAIT_2");
}

TEST_CASE("a FIN behind the octet that asks waits with it for the window") {
  Alone end;
  open_with_window(end, 0);
  end.stack.send(end.id, octets("a"));
  end.stack.shutdown_write(end.id);
  end.pass_to_deadline();
  CHECK(end.said() == "A 1001 5001 'a'");
  end.give(5001, 1001, flag::Ack);
  CHECK(end.said().empty());
  end.window = 1000;
  end.give(5001, 1001, flag::Ack);
  CHECK(end.said() == "A 1001 5001 'a'; FA 1002 5001");
}

TEST_CASE("a peer with a closed window that falls silent is given up after R2 probes") {
  Alone end;
  open_with_window(end, 0);
  REQUIRE(end.stack.give_up_after(end.id, 3));
  end.stack.send(end.id, octets("abc"));
  for (int i = 0; i < 10 && !end.stack.status(end.id).gone; ++i) {
    end.pass_to_deadline();
  }
  CHECK(end.said() == "A 1001 5001 'a'; A 1001 5001 'a'; A 1001 5001 'a'");
  CHECK(end.stack.status(end.id).timed_out);
  CHECK(end.stack.status(end.id).gone);
}

TEST_CASE("an old segment does not change the window") {
  Alone end;
  open_with_window(end, 3);
  end.give(5001, 1001, flag::Ack, "x");
  end.window = 1000;
  end.give(5001, 1001, flag::Ack);  // SEQ is older than the one before
  end.said();
  end.stack.send(end.id, octets("abcdef"));
  CHECK(end.said() == "A 1001 5002 'abc'");
}

TEST_CASE("after R1 retransmissions the user may know of the trouble") {
  Alone end;
  end.reach("ESTABLISHED");
  end.stack.send(end.id, octets("abc"));
  for (unsigned i = 0; i < end.stack.config().machine.R1; ++i) {
    CHECK_FALSE(end.stack.status(end.id).troubled);
    end.pass_to_deadline();
  }
  CHECK(end.stack.status(end.id).troubled);
  CHECK_FALSE(end.stack.status(end.id).gone);
}
