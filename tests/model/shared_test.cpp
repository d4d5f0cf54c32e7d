// Constants, enumerations and messages that all machines of a specification have.
#include <catch2/catch.hpp>

#include "model/play.h"
#include "tests/model/text.h"

using namespace model;
using namespace model::testing;
using Catch::Matchers::Contains;

namespace {

const std::string kShared = R"(
const LIFE : u32 in 1 .. 9 = 2
const LOUD = 3
enum Mood { CALM, CROSS }
message Slip {
  NUMBER : u8
  WHAT : flags { ASK, GRANT }
  mood : Mood
  let loud = NUMBER >= LOUD
}
)";

const std::string kMachines = R"(
machine Guest {
  message Slip
  state AWAY initial
  variable n : u8
  variable mood : Mood = CROSS
  on call ask { rule G1 otherwise { send <NUMBER=LOUD><WHAT=ASK><mood=mood> } }
  on slip m { rule G2 otherwise { n := m.NUMBER } }
}
machine Owner {
  message Slip
  state IN initial
  variable heard : Mood
  timer lease = 2 * LIFE
  on slip m {
    rule O1 when m.ASK and m.loud { heard := m.mood;  start lease;  send <NUMBER=m.NUMBER + 1><WHAT=GRANT> }
    rule O2 otherwise { }
  }
}
system House {
  endpoint G : Guest
  endpoint O : Owner
  network G <-> O : lossy, lifetime LIFE
}
invariant P1 Same in House: O.heard = CROSS or G.n < LOUD
)";

std::vector<int> codes(const std::string& outside, const std::string& inside) {
  return elaborated(outside + "machine M { state S initial\n" + inside + "\n }").codes();
}

}  // namespace

TEST_CASE("two machines share constants, enumerations and a message") {
  const Model m = model_of(kShared + kMachines + R"(run R in House {
    call ask of G;  deliver to O;  expect O.heard = CROSS and O.lease.left = 4;  deliver to G;  expect G.n = LOUD + 1 })");
  CHECK(m.parameters.size() == 1);
  CHECK(m.enums.size() == 3);  // Mood and two machines' states
  CHECK(m.machines.at(0).message_name == "Slip");
  CHECK(m.machines.at(0).message.size() == m.machines.at(1).message.size());
  CHECK(m.machines[0].fields.at(2).type == m.machines[1].fields.at(1).type);
  const Played played = play(m, m.runs.at(0));
  INFO(played.failure);
  CHECK(played.failure.empty());
}

TEST_CASE("what all machines have may stand after them, and no machine has to speak") {
  CHECK(model_of(kMachines + kShared).machines.size() == 2);
  CHECK(model_of(kShared + "machine M { state S initial }").machines.at(0).message.empty());
}

TEST_CASE("what is declared outside is not declared again inside, nor twice outside") {
  CHECK(codes("const N = 3\n", "variable N : u8") == std::vector<int>{102});
  CHECK(codes("const N = 3\n", "policy N : { a, b } = a") == std::vector<int>{102});
  CHECK(codes("const S = 3\n", "") == std::vector<int>{102});
  CHECK(codes("const state = 3\n", "") == std::vector<int>{102});
  CHECK(codes("enum T { A, B }\n", "enum T { C, D }") == std::vector<int>{102});
  CHECK(codes("const N = 3\nconst N = 4\n", "") == std::vector<int>{102});
  CHECK(codes("message L { X : u8 }\nmessage L { X : u8 }\n", "") == std::vector<int>{102});
  CHECK(codes("message L { X : u8 }\n", "message L\n message K { Y : u8 }") == std::vector<int>{102});
  CHECK(codes("const N : u8 in 1 .. 3\n", "const N : u8 in 1 .. 3") == std::vector<int>{102});
}

TEST_CASE("a machine speaks a message that is declared") {
  const Elaborated wrong =
      elaborated("message Slip { X : u8 }\nmachine M { state S initial\n message Slop }");
  CHECK(wrong.codes() == std::vector<int>{101});
  CHECK_THAT(wrong.messages(), Contains("did you mean 'Slip'?"));
}

TEST_CASE("a message is complete without the machines that speak it") {
  CHECK(codes("message L { X : Mood }\n", "message L\n enum Mood { A, B }") == std::vector<int>{101});
  CHECK(codes("message L { X : u8;  X : u8 }\n", "") == std::vector<int>{102});
}
