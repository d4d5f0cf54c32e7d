#include "tests/runtime/two_stacks.h"

using namespace runtime_test;

namespace {
void append(Octets& all, const std::string& more) { all.insert(all.end(), more.begin(), more.end()); }
}  // namespace

TEST_CASE("a lost SYN or SYN,ACK is sent again") {
  TwoStacks net;
  SECTION("SYN") { net.link_a.drop_next(outgoing(flag::Syn)); }
  SECTION("SYN,ACK") { net.link_b.drop_next(outgoing(flag::Syn | flag::Ack)); }
  SECTION("each of them twice") {
    net.link_a.drop_next(outgoing(flag::Syn), 2);
    net.link_b.drop_next(outgoing(flag::Syn | flag::Ack), 2);
  }
  net.open();
  CHECK(net.states() == "ESTABLISHED ESTABLISHED");
  CHECK(net.clock.now() >= 1s);
  CHECK(net.clock.now() < 20s);
}

TEST_CASE("when the last ACK of the opening is lost, data or the repeated SYN,ACK mend it") {
  TwoStacks net;
  net.link_a.drop_next(outgoing(flag::Ack));
  const bool data = GENERATE(true, false);
  REQUIRE(net.b.listen(TwoStacks::Port));
  net.at_a = net.a.connect({TwoStacks::AddressB, TwoStacks::Port}).value();
  net.settle();
  CHECK(net.state_a() == "ESTABLISHED");
  CHECK_FALSE(net.b.accept(TwoStacks::Port));
  if (data) net.a.send(net.at_a, octets("x"));
  std::optional<ConnectionId> accepted;
  REQUIRE(net.pass_until([&] { return (accepted = net.b.accept(TwoStacks::Port)).has_value(); }));
  CHECK((net.clock.now() == 0s) == data);
}

TEST_CASE("a lost FIN is sent again, with exponential pauses") {
  TwoStacks net;
  net.open();
  std::vector<Time> sent;
  const auto fin = [&](Direction d, const Packet& p) {
    if (d != Direction::Out || !p.has(flag::Fin)) return false;
    sent.push_back(net.clock.now());
    return sent.size() < 5;
  };
  net.link_a.drop_next(fin, 4);
  net.a.shutdown_write(net.at_a);
  REQUIRE(net.pass_until([&] { return net.b.status(net.at_b).peer_closed; }));
  REQUIRE(sent.size() >= 4);
  CHECK(sent[2] - sent[1] == 2 * (sent[1] - sent[0]));
  CHECK(sent[3] - sent[2] == 4 * (sent[1] - sent[0]));
  CHECK(net.states() == "FIN_WAIT_2 CLOSE_WAIT");
}

TEST_CASE("an acknowledgement of the FIN that is lost comes again with the repeated FIN") {
  TwoStacks net;
  net.open();
  net.link_b.drop_next(outgoing(flag::Ack));
  net.a.shutdown_write(net.at_a);
  net.settle();
  CHECK(net.states() == "FIN_WAIT_1 CLOSE_WAIT");
  REQUIRE(net.pass_until([&] { return net.state_a() == "FIN_WAIT_2"; }, 5s));
}

TEST_CASE("the last ACK lost: the repeated FIN is acknowledged again and restarts TIME-WAIT") {
  TwoStacks net;
  net.open();
  net.a.shutdown_write(net.at_a);
  net.settle();
  net.link_a.drop_next(outgoing(flag::Ack), 3);
  const Time start = net.clock.now();
  net.b.shutdown_write(net.at_b);
  net.settle();
  CHECK(net.states() == "TIME_WAIT LAST_ACK");
  REQUIRE(net.pass_until([&] { return net.b.status(net.at_b).gone; }));
  CHECK_FALSE(net.b.status(net.at_b).timed_out);
  const Time last_fin = net.clock.now();
  CHECK(last_fin > start + 1s);
  net.pass(59999ms);
  CHECK(net.state_a() == "TIME_WAIT");
  net.pass(1ms);
  CHECK(net.a.status(net.at_a).gone);
}

TEST_CASE("simultaneous close with each FIN lost once") {
  TwoStacks net;
  net.open();
  net.link_a.drop_next(outgoing(flag::Fin | flag::Ack));
  net.link_b.drop_next(outgoing(flag::Fin | flag::Ack));
  net.a.shutdown_write(net.at_a);
  net.b.shutdown_write(net.at_b);
  REQUIRE(net.pass_until([&] { return net.states() == "TIME_WAIT TIME_WAIT"; }, 10s));
  net.pass(120s);
  CHECK(net.a.status(net.at_a).gone);
  CHECK(net.b.status(net.at_b).gone);
}

TEST_CASE("simultaneous open with each SYN lost once") {
  TwoStacks net;
  net.link_a.drop_next(outgoing(flag::Syn));
  net.link_b.drop_next(outgoing(flag::Syn));
  net.at_a = net.a.connect({TwoStacks::AddressB, 700}, 600).value();
  net.at_b = net.b.connect({TwoStacks::AddressA, 600}, 700).value();
  REQUIRE(net.pass_until([&] { return net.states() == "ESTABLISHED ESTABLISHED"; }, 20s));
}

TEST_CASE("the peer vanishes: whoever has something to tell gives up") {
  TwoStacks net;
  net.open();
  net.link_b.set({.drop = 100});
  SECTION("text") { net.a.send(net.at_a, octets("hello?")); }
  SECTION("a FIN") { net.a.shutdown_write(net.at_a); }
  REQUIRE(net.pass_until([&] { return net.a.status(net.at_a).gone; }));
  CHECK(net.a.status(net.at_a).timed_out);
}

TEST_CASE("a network that loses, doubles and reorders delivers all octets in order, and both ends close") {
  const auto seed = GENERATE(range(1U, 26U));
  CAPTURE(seed);
  TwoStacks net(rfc6528(Secret{seed, 1}), rfc6528(Secret{seed, 2}));
  const Faults faults{.drop = 5 + seed % 10, .duplicate = 10, .reorder = 15};
  FaultyLink storm_a(net.pipe.left(), faults, seed), storm_b(net.pipe.right(), faults, seed + 1000);
  Stack a(config_of(TwoStacks::AddressA), storm_a, net.clock, rfc6528(Secret{seed, 1}));
  Stack b(config_of(TwoStacks::AddressB), storm_b, net.clock, rfc6528(Secret{seed, 2}));
  std::mt19937 random(seed);
  Octets text_a(60000 + random() % 20000), text_b(random() % 30000);
  for (auto* text : {&text_a, &text_b}) {
    for (auto& octet : *text) octet = static_cast<std::uint8_t>(random());
  }
  b.listen(80);
  const auto at_a = a.connect({TwoStacks::AddressB, 80}).value();
  std::optional<ConnectionId> at_b;
  std::size_t sent_a = 0, sent_b = 0;
  Octets got_a, got_b;
  bool over = false;
  for (int round = 0; round < 200000 && !over; ++round) {
    const bool busy_a = a.poll(), busy_b = b.poll();
    if (!at_b) at_b = b.accept(80);
    const auto feed = [](Stack& s, ConnectionId id, const Octets& text, std::size_t& sent) {
      if (s.status(id).closing) return;
      sent += s.send(id, View(text).subspan(sent));
      if (sent == text.size()) s.shutdown_write(id);
    };
    feed(a, at_a, text_a, sent_a);
    append(got_a, TwoStacks::read(a, at_a));
    if (at_b) {
      feed(b, *at_b, text_b, sent_b);
      append(got_b, TwoStacks::read(b, *at_b));
      over = a.status(at_a).gone && b.status(*at_b).gone;
    }
    if (busy_a || busy_b || !net.pipe.empty()) continue;
    net.clock.set(std::max(net.clock.now(), std::min(a.next_deadline(), b.next_deadline())));
  }
  REQUIRE(over);
  CHECK(std::equal(got_b.begin(), got_b.end(), text_a.begin(), text_a.end()));  // not printed: it is long
  CHECK(std::equal(got_a.begin(), got_a.end(), text_b.begin(), text_b.end()));
  CHECK(a.status(at_a).peer_closed);
  CHECK(b.status(*at_b).peer_closed);
}
