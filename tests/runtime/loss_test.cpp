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

TEST_CASE("how often a segment is sent again is the user's to say, for each connection") {
  TwoStacks net;
  net.open();
  const auto other = net.a.connect({TwoStacks::AddressB, TwoStacks::Port}).value();
  net.settle();
  CHECK(net.a.give_up_after(net.at_a, 2));
  CHECK_FALSE(net.a.give_up_after(net.at_a, 0));
  CHECK_FALSE(net.a.give_up_after(net.at_a, 101));
  net.link_b.set({.drop = 100});
  net.a.send(net.at_a, octets("hello?"));
  net.a.send(other, octets("hello?"));
  REQUIRE(net.pass_until([&] { return net.a.status(net.at_a).gone; }));
  CHECK(net.a.status(net.at_a).timed_out);
  CHECK_FALSE(net.a.status(other).gone);
  REQUIRE(net.pass_until([&] { return net.a.status(other).gone; }));
  CHECK(net.a.counters().retransmitted == 2U + net.a.config().machine.R2);
}

namespace {

/// Two stacks with `size_a` octets to send from A to B and `size_b` back, over a network that loses, doubles
/// and reorders.
struct Storm {
  VirtualClock clock;
  Pipe pipe;
  FaultyLink link_a, link_b;
  Stack a, b;
  ConnectionId at_a{};
  std::optional<ConnectionId> at_b;
  Octets text_a, text_b, got_a, got_b;
  std::size_t sent_a = 0, sent_b = 0;

  Storm(unsigned seed, std::size_t size_a, std::size_t size_b)
      : link_a(pipe.left(), faults(seed), seed),
        link_b(pipe.right(), faults(seed), seed + 1000),
        a(patient(TwoStacks::AddressA), link_a, clock, rfc6528(Secret{seed, 1})),
        b(patient(TwoStacks::AddressB), link_b, clock, rfc6528(Secret{seed, 2})),
        text_a(size_a),
        text_b(size_b) {
    std::mt19937 random(seed);
    for (auto& octet : text_a) octet = static_cast<std::uint8_t>(random());
    for (auto& octet : text_b) octet = static_cast<std::uint8_t>(random());
    b.listen(TwoStacks::Port);
    at_a = a.connect({TwoStacks::AddressB, TwoStacks::Port}).value();
  }

  /// Two links, each losing in both directions: eight times in a row does happen.
  static Config patient(std::uint32_t address) {
    Config config = config_of(address);
    config.machine.R2 = 30;
    return config;
  }
  static Faults faults(unsigned seed) { return {.drop = 5 + seed % 10, .duplicate = 10, .reorder = 15}; }

  static void serve(Stack& stack, ConnectionId id, const Octets& text, std::size_t& sent, Octets& got) {
    append(got, TwoStacks::read(stack, id));
    if (stack.status(id).closing) return;
    sent += stack.send(id, View(text).subspan(sent));
    // CLOSE in SYN-SENT would delete the connection, and what it has to send (§3.10.4).
    if (sent == text.size() && stack.status(id).established) stack.shutdown_write(id);
  }

  /// True when both ends have closed and forgotten.
  bool run() {
    for (int round = 0; round < 200000; ++round) {
      const bool busy_a = a.poll(), busy_b = b.poll();
      if (!at_b) at_b = b.accept(TwoStacks::Port);
      serve(a, at_a, text_a, sent_a, got_a);
      if (at_b) serve(b, *at_b, text_b, sent_b, got_b);
      if (at_b && a.status(at_a).gone && b.status(*at_b).gone) return true;
      if (busy_a || busy_b || !pipe.empty()) continue;
      clock.set(std::max(clock.now(), std::min(a.next_deadline(), b.next_deadline())));
    }
    return false;
  }

  void check_delivered() const {
    CHECK((got_b == text_a));  // not printed: it is long
    CHECK((got_a == text_b));
    CHECK(a.status(at_a).peer_closed);
    CHECK(b.status(*at_b).peer_closed);
  }
};

}  // namespace

TEST_CASE("through loss, duplication and reordering all octets arrive in order, and both ends close") {
  const auto seed = GENERATE(range(1U, 101U));
  CAPTURE(seed);
  Storm storm(seed, 100000, 0);
  REQUIRE(storm.run());
  storm.check_delivered();
}

TEST_CASE("both ends miss the second of two segments, and both repair it") {
  TwoStacks net;
  net.open();
  const auto second = [](std::uint32_t isn) {
    return [isn](Direction d, const Packet& p) {
      return d == Direction::Out && p.seq == isn + 1 + 1460 && !p.text.empty();
    };
  };
  net.link_a.drop_next(second(1000));
  net.link_b.drop_next(second(5000));
  const Octets text(2920, 'x');
  net.a.send(net.at_a, text);
  net.b.send(net.at_b, text);
  net.pass(60s);
  CHECK(net.link_a.dropped() + net.link_b.dropped() == 2);
  CHECK(net.read_a().size() == 2920);
  CHECK(net.read_b().size() == 2920);
}

TEST_CASE("the same with octets both ways at once") {
  const auto seed = GENERATE(range(1U, 101U));
  CAPTURE(seed);
  Storm storm(seed, 60000, 40000);
  REQUIRE(storm.run());
  storm.check_delivered();
}
