// Timestamps (RFC 7323) between our stack and itself, and between it and a peer that has none.
#include "tests/runtime/alone.h"

using namespace runtime_test;

namespace {

/// The peer begins with 5000, its timestamps with 100; we with 1000, at time 0.
struct Stamped : Alone {
  explicit Stamped(std::uint32_t first = 100) : Alone(ahead(1000)) {
    stamp = Timestamp{first, 0};
    reach("ESTABLISHED");
  }
  void give_at(std::uint32_t time, std::uint32_t seq, std::string_view text) {
    stamp->value = time;
    give(seq, 1001, flag::Ack, text);
  }
};

}  // namespace

TEST_CASE("of two stacks each segment has a timestamp, and echoes the peer's") {
  TwoStacks net;
  std::size_t segments = 0, stamped = 0;
  std::uint32_t newest = 0;  // of A
  net.link_a.drop_next([&](Direction direction, const Packet& p) {
    ++segments;
    if (!p.stamp) return false;
    ++stamped;
    if (direction == Direction::Out) newest = p.stamp->value;
    CHECK(p.text.size() <= 1460U - StampSpace);
    if (direction == Direction::In) CHECK(newest - p.stamp->echo <= 1000);
    return false;
  });
  net.clock.advance(5s);
  net.open();
  net.pass(1s);
  const Octets text(200000, 'x');
  CHECK(net.a.send(net.at_a, text) == text.size());
  std::size_t received = 0;
  REQUIRE(net.pass_until([&] { return (received += net.read_b().size()) == text.size(); }));
  net.a.shutdown_write(net.at_a);
  net.b.shutdown_write(net.at_b);
  net.pass(1s);
  CHECK(segments > 140);
  CHECK(stamped == segments);
}

TEST_CASE("a peer without timestamps is told none") {
  Alone passive(ahead(1000));
  passive.reach("SYN_RECEIVED");
  passive.give(5001, 1001, flag::Ack, "text");
  CHECK(passive.said() == "A 1001 5005");

  Alone active(ahead(1000));
  active.id = active.stack.connect(Alone::There, Alone::Here.port).value();
  CHECK(active.said() == "S 1000 [0 0]");
  active.give(5000, 1001, flag::Syn | flag::Ack);
  CHECK(active.said() == "A 1001 5001");
}

TEST_CASE("an old timestamp shows an old segment, and none another connection") {
  Stamped it;
  it.clock.advance(500ms);
  it.give_at(99, 5001, "old");
  CHECK(it.said() == "A 1001 5001 [500 100]");
  it.stamp.reset();
  it.give(5001, 1001, flag::Ack, "bare");
  CHECK(it.said().empty());
  it.stamp = Timestamp{};
  it.give_at(101, 5001, "new");
  CHECK(it.said() == "A 1001 5004 [500 101]");
  CHECK(TwoStacks::read(it.stack, it.id) == "new");
}

TEST_CASE("timestamps wrap") {
  Stamped it(0xffffffff);
  it.give_at(2, 5001, "new");
  CHECK(it.said() == "A 1001 5004 [0 2]");
  it.give_at(0xfffffffe, 5004, "old");
  CHECK(it.said() == "A 1001 5004 [0 2]");
}

TEST_CASE("a held segment keeps its turn, though what fills the gap has a newer timestamp") {
  Stamped it;
  it.give_at(110, 5004, "def");
  CHECK(it.said() == "A 1001 5001 [0 100]");
  it.give_at(120, 5001, "abc");
  CHECK(it.said() == "A 1001 5007 [0 120]");
  CHECK(TwoStacks::read(it.stack, it.id) == "abcdef");
}

TEST_CASE("out of TIME-WAIT a newer timestamp opens the next connection, however its SYN is numbered") {
  Stamped it;
  it.stack.shutdown_write(it.id);
  it.give(5001, 1002, flag::Fin | flag::Ack);
  REQUIRE(TwoStacks::state(it.stack, it.id) == "TIME_WAIT");
  it.said();
  it.stamp->value = 99;
  it.give(6000, 0, flag::Syn);
  CHECK(it.said() == "A 1002 5002 [0 100]");
  it.stamp->value = 101;
  it.give(4000, 0, flag::Syn);
  CHECK(it.said() == "SA 21000 4001 [0 101]");
}

TEST_CASE("a reset carries no timestamp") {
  Stamped it;
  it.stack.abort(it.id);
  CHECK(it.said() == "R 1001");
}
