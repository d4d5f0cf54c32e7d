// A connection opened out of TIME-WAIT forgets the old one, as kernels do.
#include "tests/runtime/alone.h"

using namespace runtime_test;

TEST_CASE("the SYN was an old duplicate: with the reset there is only the listener") {
  Alone it(ahead(1000));
  it.reach("TIME_WAIT");
  it.stack.release(it.id);
  it.give(6000, 0, flag::Syn);
  CHECK(it.said() == "SA 11000 6001");
  it.give(6001, 0, flag::Rst);
  CHECK(it.stack.size() == 0);
  it.give(5001, 1002, flag::Fin | flag::Ack);
  CHECK(it.said() == "R 1002");
  it.give(7000, 0, flag::Syn);
  CHECK(it.said() == "SA 21000 7001");
}
