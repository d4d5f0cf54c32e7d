#include "tests/runtime/two_stacks.h"

using namespace runtime_test;

namespace {

std::string pattern(std::size_t size) {
  std::string text(size, ' ');
  for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>('a' + i * 7 % 26);
  return text;
}

}  // namespace

TEST_CASE("text travels both ways, also what was given before the connection was there") {
  TwoStacks net;
  net.b.listen(TwoStacks::Port);
  net.at_a = net.a.connect({TwoStacks::AddressB, TwoStacks::Port}).value();
  CHECK(net.a.send(net.at_a, octets("early ")) == 6);
  net.settle();
  net.at_b = net.b.accept(TwoStacks::Port).value();
  net.a.send(net.at_a, octets("late"));
  net.b.send(net.at_b, octets("back"));
  net.settle();
  CHECK(net.read_b() == "early late");
  CHECK(net.read_a() == "back");
}

TEST_CASE("a reader that does not read closes the window, and nothing is lost") {
  TwoStacks net;
  net.open();
  const std::string text = pattern(300000);
  std::size_t sent = 0;
  for (int i = 0; i < 50; ++i) {
    sent += net.a.send(net.at_a, octets(std::string_view(text).substr(sent)));
    net.pass(1s);
  }
  CHECK(net.b.status(net.at_b).readable == 65535);
  CHECK_FALSE(net.a.status(net.at_a).timed_out);
  std::string got;
  REQUIRE(net.pass_until([&] {
    sent += net.a.send(net.at_a, octets(std::string_view(text).substr(sent)));
    got += net.read_b();
    return got.size() == text.size();
  }));
  CHECK(got == text);
}

TEST_CASE("a window that opens is noticed although its announcement is lost") {
  TwoStacks net;
  net.open();
  net.a.send(net.at_a, octets(pattern(70000)));
  net.settle();
  CHECK(net.b.status(net.at_b).readable == 65535);
  net.link_b.drop_next(outgoing(flag::Ack));
  std::string got = net.read_b();
  CHECK(net.link_b.dropped() == 1);
  REQUIRE(net.pass_until([&] {
    got += net.read_b();
    return got.size() == 70000;
  }));
  CHECK(got == pattern(70000));
}

TEST_CASE("a closed window is asked after for as long as the peer answers, not longer") {
  TwoStacks net;
  net.open();
  net.a.send(net.at_a, octets(pattern(70000)));
  net.pass(3600s);
  CHECK_FALSE(net.a.status(net.at_a).gone);
  net.link_b.set({.drop = 100});
  net.pass(3600s);
  CHECK(net.a.status(net.at_a).timed_out);
}

TEST_CASE("segments respect the smaller MSS") {
  Config small = config_of(TwoStacks::AddressB);
  small.mss = 100;
  TwoStacks net(fixed(1), fixed(2), config_of(TwoStacks::AddressA), small);
  std::size_t largest = 0;
  const auto watch = [&](Direction, const Packet& p) {
    largest = std::max(largest, p.text.size());
    return false;
  };
  net.link_a.drop_next(watch);
  net.link_b.drop_next(watch);
  net.open();
  net.a.send(net.at_a, octets(pattern(5000)));
  net.b.send(net.at_b, octets(pattern(5000)));
  net.settle();
  CHECK(net.read_a() == pattern(5000));
  CHECK(net.read_b() == pattern(5000));
  CHECK(largest == 100);
}

TEST_CASE("one lost segment of many is repaired without waiting for a timer") {
  TwoStacks net;
  net.open();
  net.a.send(net.at_a, octets(pattern(3000)));
  net.settle();
  net.read_b();
  net.link_a.drop_next([](Direction d, const Packet& p) { return d == Direction::Out && !p.text.empty(); });
  net.a.send(net.at_a, octets(pattern(14000)));
  const Time before = net.clock.now();
  net.settle();
  CHECK(net.read_b() == pattern(14000));
  CHECK(net.clock.now() == before);
  CHECK(net.a.counters().retransmitted == 1);
}

TEST_CASE("small pieces wait for each other if Nagle's rule is on") {
  Config patient = config_of(TwoStacks::AddressA);
  patient.nagle = GENERATE(true, false);
  TwoStacks net(fixed(1), fixed(2), patient);
  net.open();
  const auto before = net.a.counters().sent;
  for (int i = 0; i < 10; ++i) net.a.send(net.at_a, octets("x"));
  net.settle();
  CHECK(net.read_b() == "xxxxxxxxxx");
  CHECK(net.a.counters().sent - before == (patient.nagle ? 2 : 10));
}

TEST_CASE("the retransmission timeout follows the measured round trip") {
  Config config;
  config.rto_least = 1ms;
  RoundTrip rtt(config);
  CHECK(rtt.timeout(0) == 1s);
  CHECK(rtt.timeout(3) == 8s);
  CHECK(rtt.timeout(30) == config.rto_most);
  rtt.sent(100, 0ms);
  rtt.acknowledged(99, 20ms);  // not yet
  rtt.acknowledged(100, 40ms);
  CHECK(rtt.timeout(0) == 40ms + 4 * 20ms);
  rtt.sent(200, 100ms);
  rtt.resent();
  rtt.acknowledged(200, 9s);  // Karn: no sample
  CHECK(rtt.timeout(0) == 120ms);
  for (int i = 0; i < 100; ++i) {
    rtt.sent(300, 0ms);
    rtt.acknowledged(300, 40ms);
  }
  CHECK(rtt.timeout(0) >= 40ms);
  CHECK(rtt.timeout(0) < 45ms);
}

TEST_CASE("an idle connection lives for ever") {
  TwoStacks net;
  net.open();
  net.pass(86400s);
  CHECK(net.states() == "ESTABLISHED ESTABLISHED");
}

TEST_CASE("with keep-alive a peer that answers is kept and one that is silent is given up") {
  TwoStacks net;
  net.open();
  CHECK(net.a.keep_alive(net.at_a, true) == tcp::Error::none);
  net.pass(86400s);
  CHECK(net.states() == "ESTABLISHED ESTABLISHED");
  CHECK(net.a.counters().sent > 11);
  net.link_b.set({.drop = 100});
  net.pass(9000s);
  CHECK(net.a.status(net.at_a).timed_out);
}
