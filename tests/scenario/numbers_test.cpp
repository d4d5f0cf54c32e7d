// The script's numbers and the wire's: learned from a SYN, begun anew only where a connection may begin.
#include "scenario/numbers.h"

#include <catch2/catch.hpp>

#include "runtime/wire.h"

using namespace scenario;
using tcp::State;
namespace flag = runtime::flag;

namespace {

WireSegment sent(std::uint8_t flags, std::uint32_t seq, std::uint16_t length = 0) {
  return {flags, seq, 0, 0, length, {}};
}

std::uint32_t relative(const Numbers& numbers, std::uint8_t flags, std::uint32_t seq) {
  return numbers.to_script(sent(flags, seq)).seq;
}

std::uint32_t acknowledged(const Numbers& numbers, std::uint32_t ack) {
  ScriptPacket packet;
  packet.flags = flag::Ack;
  packet.ack = ack;
  return numbers.to_wire(packet).ack;
}

}  // namespace

TEST_CASE("before the first SYN numbers are the wire's, afterwards they count from it") {
  Numbers numbers;
  CHECK(relative(numbers, flag::Rst, 777) == 777);
  CHECK(acknowledged(numbers, 777) == 777);
  numbers.observe(sent(flag::Syn, 0xfffffffe));
  CHECK(relative(numbers, flag::Syn, 0xfffffffe) == 0);
  CHECK(relative(numbers, flag::Ack, 3) == 5);
  CHECK(acknowledged(numbers, 1) == 0xffffffff);
  CHECK(relative(numbers, flag::Rst | flag::Ack, 0) == 0);  // nobody's answer
  CHECK(relative(numbers, flag::Rst, 0) == 2);
}

TEST_CASE(
    "a SYN with another number is a new incarnation only where there is no connection or one in TIME-WAIT") {
  for (const State state : {State::CLOSED, State::LISTEN, State::TIME_WAIT}) {
    Numbers numbers;
    numbers.observe(sent(flag::Syn, 100));
    numbers.may_begin(state);
    numbers.observe(sent(flag::Syn | flag::Ack, 5000));
    CHECK(relative(numbers, flag::Syn, 5000) == 0);
    numbers.observe(sent(flag::Syn | flag::Ack, 6000));
    CHECK(relative(numbers, flag::Syn, 6000) == 1000);
  }
  for (const State state : {State::SYN_SENT, State::SYN_RECEIVED, State::ESTABLISHED, State::LAST_ACK}) {
    Numbers numbers;
    numbers.observe(sent(flag::Syn, 100));
    numbers.may_begin(state);
    numbers.observe(sent(flag::Syn | flag::Ack, 5000));
    CHECK(relative(numbers, flag::Syn, 5000) == 4900);
  }
}

TEST_CASE("a new first number lies ahead of everything that was used before, across the wrap too") {
  const auto later = [](std::uint32_t iss) {
    Numbers numbers;
    numbers.observe(sent(flag::Syn, 0xfffffff0));
    numbers.observe(sent(flag::Ack, 0xfffffff1, 20));
    numbers.observe(sent(flag::Fin | flag::Ack, 5));
    CHECK_FALSE(numbers.iss_is_later());
    numbers.may_begin(State::CLOSED);
    numbers.observe(sent(flag::Syn, iss));
    return numbers.iss_is_later();
  };
  CHECK(later(7) == true);
  CHECK(later(0x80000005) == true);
  CHECK(later(6) == false);
  CHECK(later(5) == false);
  CHECK(later(0xfffffff5) == false);
  CHECK(later(0x80000006) == false);
}
