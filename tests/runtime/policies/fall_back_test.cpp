// A connection opened out of TIME-WAIT by an old duplicate falls back.
#include "tests/runtime/alone.h"

using namespace runtime_test;

TEST_CASE("the SYN was an old duplicate: with the reset it is TIME-WAIT again, nobody's, and ends") {
  Alone it(ahead(1000));
  it.reach("TIME_WAIT");
  it.stack.release(it.id);
  const auto fall = [&](std::uint32_t seq) {
    it.give(seq, 0, flag::Syn);
    it.give(seq + 1, 0, flag::Rst);
    it.said();
    REQUIRE(it.stack.size() == 1);
    CHECK(tcp::armed(it.stack.connections().front()->tcb(), tcp::Timer::time_wait));
    CHECK_FALSE(it.stack.accept(Alone::Here.port));
  };
  fall(6000);
  it.give(5001, 1002, flag::Fin | flag::Ack);
  CHECK(it.said() == "A 1002 5002");  // the old connection's numbers
  fall(7000);

  const Time begun = it.clock.now();
  while (it.stack.next_deadline() != Never) {
    it.clock.set(it.stack.next_deadline());
    it.stack.poll();
  }
  CHECK(it.clock.now() - begun == 60s);
  CHECK(it.stack.size() == 0);
  it.give(8000, 0, flag::Syn);
  CHECK(it.said().starts_with("SA "));  // the listener has lost nothing
}
