// Runs, played: what arrives when.
#include "model/play.h"

#include <catch2/catch.hpp>

#include "tests/model/text.h"

using namespace model;
using namespace model::testing;

namespace {

/// Why the run fails, if it does: A sends its number to B, letters live for three ticks.
std::string failure(const std::string& steps) {
  const Model m = model_of(R"(
    machine M {
      const LIFE : u8 in 1 .. 5 = 3
      state S initial
      message Letter { N : u8 }
      input what : u8
      variable got : u8
      on call go { rule A1 otherwise { send <N=what> } }
      on letter m { rule A2 otherwise { got := m.N } }
    }
    system Y {
      endpoint A, B : M
      network A <-> B : lossy, forgetting, lifetime LIFE
    }
    run R in Y { )" + steps +
                           " }");
  return play(m, m.runs.at(0)).failure;
}

}  // namespace

TEST_CASE("a letter arrives after time has passed") {
  CHECK(failure("call go of A with what = 1; tick; deliver to B; expect B.got = 1").empty());
  CHECK(failure("call go of A with what = 1; tick; tick; deliver to B; tick; deliver to B") ==
        "nothing is on its way there");
  CHECK(failure("call go of A; deliver to B; tick; deliver again to B").empty());
}

TEST_CASE("a letter sent after a tick is another than the same one sent before") {
  CHECK(failure("call go of A; deliver to B; tick; call go of A; deliver to B; deliver again to B").empty());
  CHECK(failure("call go of A; tick; call go of A; deliver to B; deliver to B").empty());
  CHECK(failure("call go of A; tick; call go of A; lose to B; deliver to B").empty());
  CHECK(failure("call go of A; tick; call go of A; deliver to B; tick; tick; deliver to B").empty());
}

TEST_CASE("a letter that has died is on its way no more") {
  CHECK(failure("call go of A; tick; tick; tick; deliver to B") == "nothing is on its way there");
  CHECK(failure("call go of A with what = 1; tick; tick; tick; call go of A with what = 2; deliver to B;"
                "expect B.got = 2")
            .empty());
  CHECK_FALSE(failure("call go of A; deliver to B; tick; tick; tick; deliver again to B").empty());
}
