#include "tests/runtime/two_stacks.h"

using namespace runtime_test;

TEST_CASE("a connection opens, and either side may close first") {
  const bool a_first = GENERATE(true, false);
  TwoStacks net;
  net.open();
  CHECK(net.states() == "ESTABLISHED ESTABLISHED");
  Stack& first = a_first ? net.a : net.b;
  Stack& second = a_first ? net.b : net.a;
  const ConnectionId at_first = a_first ? net.at_a : net.at_b, at_second = a_first ? net.at_b : net.at_a;

  CHECK(first.shutdown_write(at_first) == tcp::Error::none);
  net.settle();
  CHECK(net.states() == (a_first ? "FIN_WAIT_2 CLOSE_WAIT" : "CLOSE_WAIT FIN_WAIT_2"));
  CHECK(second.status(at_second).peer_closed);
  CHECK(first.shutdown_write(at_first) == tcp::Error::connection_closing);

  CHECK(second.shutdown_write(at_second) == tcp::Error::none);
  net.settle();
  CHECK(TwoStacks::state(first, at_first) == "TIME_WAIT");
  CHECK(first.status(at_first).peer_closed);
  CHECK(second.status(at_second).gone);

  net.pass(59999ms);
  CHECK_FALSE(first.status(at_first).gone);
  net.pass(1ms);
  CHECK(first.status(at_first).gone);
  CHECK_FALSE(first.status(at_first).reset);
  CHECK_FALSE(first.status(at_first).timed_out);
}

TEST_CASE("both ends open at once and have one connection") {
  TwoStacks net;
  net.at_a = net.a.connect({TwoStacks::AddressB, 700}, 600).value();
  net.at_b = net.b.connect({TwoStacks::AddressA, 600}, 700).value();
  CHECK(net.states() == "SYN_SENT SYN_SENT");
  net.settle();
  CHECK(net.states() == "ESTABLISHED ESTABLISHED");
  net.a.send(net.at_a, octets("hello"));
  net.settle();
  CHECK(net.read_b() == "hello");
}

TEST_CASE("both ends close at once and both wait 2MSL") {
  TwoStacks net;
  net.open();
  net.a.shutdown_write(net.at_a);
  net.b.shutdown_write(net.at_b);
  CHECK(net.states() == "FIN_WAIT_1 FIN_WAIT_1");
  net.settle();
  CHECK(net.states() == "TIME_WAIT TIME_WAIT");
  net.pass(60s);
  CHECK(net.a.status(net.at_a).gone);
  CHECK(net.b.status(net.at_b).gone);
}

TEST_CASE("everything works across the wrap of sequence numbers") {
  const std::uint32_t iss_a = GENERATE(0xffffffffU, 0xfffffffeU, 0xfffffff0U, 0x7fffffffU, 0U);
  const std::uint32_t iss_b = GENERATE(0xffffffffU, 0x80000000U);
  TwoStacks net(fixed(iss_a), fixed(iss_b));
  net.open();
  net.a.send(net.at_a, octets("a text across the end"));
  net.b.send(net.at_b, octets("and another one back"));
  net.settle();
  CHECK(net.read_b() == "a text across the end");
  CHECK(net.read_a() == "and another one back");
  net.a.shutdown_write(net.at_a);
  net.settle();
  net.b.shutdown_write(net.at_b);
  net.settle();
  CHECK(net.states() == "TIME_WAIT CLOSED");
}

TEST_CASE("nobody listens: the connection is refused") {
  TwoStacks net;
  net.at_a = net.a.connect({TwoStacks::AddressB, 81}).value();
  net.settle();
  CHECK(net.a.status(net.at_a).refused);
  CHECK(net.a.status(net.at_a).gone);
  CHECK(net.b.counters().answered_closed == 1);
}

TEST_CASE("nobody answers: the connection is given up") {
  TwoStacks net;
  net.link_a.set({.drop = 100});
  net.at_a = net.a.connect({TwoStacks::AddressB, TwoStacks::Port}).value();
  REQUIRE(net.pass_until([&] { return net.a.status(net.at_a).gone; }));
  CHECK(net.a.status(net.at_a).timed_out);
  CHECK(net.clock.now() > 100s);
}

TEST_CASE("half-close: who has closed still receives, who has not still sends") {
  const bool a_closes = GENERATE(true, false);
  TwoStacks net;
  net.open();
  Stack& closer = a_closes ? net.a : net.b;
  Stack& other = a_closes ? net.b : net.a;
  const ConnectionId at_closer = a_closes ? net.at_a : net.at_b, at_other = a_closes ? net.at_b : net.at_a;
  closer.send(at_closer, octets("question"));
  closer.shutdown_write(at_closer);
  CHECK(closer.send(at_closer, octets("too late")) == 0);
  net.settle();
  CHECK(TwoStacks::read(other, at_other) == "question");
  CHECK(other.status(at_other).peer_closed);
  const Octets answer(200000, 'x');
  std::size_t sent = 0;
  std::string got;
  for (int i = 0; i < 10000 && got.size() < answer.size(); ++i) {
    sent += other.send(at_other, View(answer).subspan(sent));
    net.settle();
    got += TwoStacks::read(closer, at_closer);
    net.settle();
  }
  CHECK(got.size() == answer.size());
  CHECK(TwoStacks::state(closer, at_closer) == "FIN_WAIT_2");
  other.shutdown_write(at_other);
  net.settle();
  CHECK(TwoStacks::state(closer, at_closer) == "TIME_WAIT");
  CHECK(other.status(at_other).gone);
}

TEST_CASE("the FIN waits for the text that was sent before it") {
  TwoStacks net;
  net.open();
  const Octets text(150000, 'y');
  REQUIRE(net.a.send(net.at_a, text) == text.size());
  CHECK(net.a.shutdown_write(net.at_a) == tcp::Error::none);
  CHECK(net.state_a() == "FIN_WAIT_1");
  CHECK(net.a.shutdown_write(net.at_a) == tcp::Error::connection_closing);
  std::string got;
  REQUIRE(net.pass_until([&] {
    got += net.read_b();
    return net.b.status(net.at_b).peer_closed;
  }));
  got += net.read_b();
  CHECK(got.size() == text.size());
  CHECK(net.states() == "FIN_WAIT_2 CLOSE_WAIT");
}

TEST_CASE("closing before the other end has answered deletes the connection") {
  TwoStacks net;
  net.at_a = net.a.connect({TwoStacks::AddressB, TwoStacks::Port}).value();
  CHECK(net.a.shutdown_write(net.at_a) == tcp::Error::none);
  CHECK(net.a.status(net.at_a).gone);
}

TEST_CASE("nobody connects to broadcast, multicast or nowhere") {
  TwoStacks net;
  for (const std::uint32_t address : {0xffffffffU, 0xe0000001U, 0xefffffffU, 0U})
    CHECK_FALSE(net.a.connect({address, TwoStacks::Port}));
  CHECK_FALSE(net.a.connect({TwoStacks::AddressB, 0}));
  CHECK(net.a.size() == 0);
}

TEST_CASE("a port is listened on while a connection from it is opening") {
  TwoStacks net;
  const auto opening = net.a.connect({TwoStacks::AddressB, TwoStacks::Port}, TwoStacks::Port);
  REQUIRE(opening);
  CHECK(net.a.listen(TwoStacks::Port));
  CHECK_FALSE(net.a.status(*opening).gone);
  CHECK(net.a.listening_ports() == std::vector<std::uint16_t>{TwoStacks::Port});
}

TEST_CASE("a pair of endpoints is used once, and again after TIME-WAIT") {
  TwoStacks net;
  net.b.listen(TwoStacks::Port);
  net.at_a = net.a.connect({TwoStacks::AddressB, TwoStacks::Port}, 600).value();
  CHECK_FALSE(net.a.connect({TwoStacks::AddressB, TwoStacks::Port}, 600));
  net.settle();
  net.at_b = net.b.accept(TwoStacks::Port).value();
  net.a.release(net.at_a);
  net.settle();
  net.b.release(net.at_b);
  net.settle();
  CHECK_FALSE(net.a.connect({TwoStacks::AddressB, TwoStacks::Port}, 600));
  net.pass(60s);
  CHECK(net.a.size() == 0);
  CHECK(net.b.size() == 0);
  CHECK(net.a.connect({TwoStacks::AddressB, TwoStacks::Port}, 600));
}

TEST_CASE("listeners: once per port, a bounded backlog, and no children left behind") {
  Config small = config_of(TwoStacks::AddressB);
  small.backlog = 2;
  TwoStacks net(rfc6528(Secret{1, 2}), rfc6528(Secret{3, 4}), config_of(TwoStacks::AddressA), small);
  CHECK(net.b.listen(TwoStacks::Port));
  CHECK_FALSE(net.b.listen(TwoStacks::Port));
  for (int i = 0; i < 3; ++i) net.a.connect({TwoStacks::AddressB, TwoStacks::Port});
  net.settle();
  CHECK(net.b.size() == 2);
  CHECK(net.b.counters().backlog_full == 1);
  const auto accepted = net.b.accept(TwoStacks::Port);
  REQUIRE(accepted);
  net.b.stop_listening(TwoStacks::Port);
  net.settle();
  CHECK(net.b.size() == 1);
  CHECK_FALSE(net.b.status(*accepted).gone);
  CHECK_FALSE(net.b.accept(TwoStacks::Port));
}

TEST_CASE("a released connection with unread octets is reset, as is one that gets more") {
  const bool before = GENERATE(true, false);
  TwoStacks net;
  net.open();
  if (!before) net.b.release(net.at_b);
  net.a.send(net.at_a, octets("who reads this?"));
  net.settle();
  if (before) net.b.release(net.at_b);
  net.settle();
  CHECK(net.a.status(net.at_a).reset);
  CHECK(net.b.size() == 0);
}

TEST_CASE("a released connection whose peer never closes is given up") {
  TwoStacks net;
  net.open();
  net.a.release(net.at_a);
  net.settle();
  CHECK(net.states() == "FIN_WAIT_2 CLOSE_WAIT");
  net.pass(59s);
  CHECK(net.state_a() == "FIN_WAIT_2");
  net.pass(2s);
  CHECK(net.a.size() == 0);
  CHECK(net.state_b() == "CLOSE_WAIT");
  net.b.send(net.at_b, octets("is anybody there?"));
  net.settle();
  CHECK(net.b.status(net.at_b).reset);
}
