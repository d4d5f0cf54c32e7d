// Out of TIME-WAIT a SYN opens the next connection, where the machine may: for whoever listens.
#include "tests/runtime/alone.h"

using namespace runtime_test;

namespace {

/// In TIME-WAIT; we began with 1000 and the peer with 5000. Our next number is 11000.
struct Waiting : Alone {
  explicit Waiting(Config config = config_of(Here.address)) : Alone(ahead(1000), config) {
    reach("TIME_WAIT");
  }
};

}  // namespace

TEST_CASE("out of TIME-WAIT a SYN ahead of the old connection opens the next one, for the listener") {
  Waiting it;
  it.give(6000, 0, flag::Syn);
  CHECK(it.said() == "SA 11000 6001");
  CHECK(it.stack.status(it.id).gone);
  CHECK_FALSE(it.stack.accept(Alone::Here.port));
  it.give(6001, 11001, flag::Ack);
  const auto next = it.stack.accept(Alone::Here.port);
  REQUIRE(next);
  CHECK(next != it.id);
  CHECK(TwoStacks::state(it.stack, *next) == "ESTABLISHED");
  it.give(6001, 11001, flag::Ack, "new");
  CHECK(TwoStacks::read(it.stack, *next) == "new");
  it.stack.release(it.id);
  CHECK(it.stack.size() == 1);
}

TEST_CASE("a SYN that is not ahead is answered with where we are") {
  for (const std::uint32_t seq : {4000U, 5001U, 5002U}) {
    Waiting it;
    it.give(seq, 0, flag::Syn);
    CHECK(it.said() == "A 1002 5002");
    CHECK(TwoStacks::state(it.stack, it.id) == "TIME_WAIT");
  }
}

TEST_CASE("where nobody listens any more, or there is no room, no SYN ends TIME-WAIT") {
  Waiting it;
  it.stack.stop_listening(Alone::Here.port);
  it.give(6000, 0, flag::Syn);
  CHECK(it.said() == "A 1002 5002");

  Config crowded = config_of(Alone::Here.address);
  crowded.backlog = 1;
  Waiting full(crowded);
  Packet other;
  other.source = {Alone::There.address, 9001};
  other.destination = Alone::Here;
  other.flags = flag::Syn;
  Octets datagram;
  build(other, datagram);
  full.pipe.right().send(datagram);
  full.stack.poll();
  full.said();
  full.give(6000, 0, flag::Syn);
  CHECK(full.said() == "A 1002 5002");
  CHECK(TwoStacks::state(full.stack, full.id) == "TIME_WAIT");
}

TEST_CASE("what the old connection has received stays its user's, and what he asked for ends with it") {
  Alone it(ahead(1000));
  it.reach("ESTABLISHED");
  it.stack.keep_alive(it.id, true);
  it.give(5001, 1001, flag::Ack, "old");
  it.stack.shutdown_write(it.id);
  it.give(5004, 1002, flag::Ack | flag::Fin);
  REQUIRE(TwoStacks::state(it.stack, it.id) == "TIME_WAIT");
  it.give(6000, 0, flag::Syn);
  it.give(6001, 11001, flag::Ack);
  CHECK(TwoStacks::read(it.stack, it.id) == "old");
  const auto next = it.stack.accept(Alone::Here.port);
  REQUIRE(next);
  CHECK((it.stack.find(*next)->tcb().flags & tcp::TcbFlag::keep_alive) == 0);
  CHECK(it.stack.status(*next).readable == 0);
  CHECK(it.stack.shutdown_write(it.id) != tcp::Error::none);
}

TEST_CASE("of a connection that its user has released nothing is left when the next one begins") {
  Waiting it;
  it.stack.release(it.id);
  it.give(6000, 0, flag::Syn);
  CHECK(it.stack.size() == 1);
  it.stack.stop_listening(Alone::Here.port);  // aborts it
  CHECK(it.said() == "SA 11000 6001; R 11001");
  CHECK(it.stack.size() == 0);
}
