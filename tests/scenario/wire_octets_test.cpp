// A script's segments on the wire: our own codec reads them back, with every option.
#include "scenario/wire_octets.h"

#include <catch2/catch.hpp>

using namespace scenario;

TEST_CASE("segments come back from the wire as they went, and our codec finds their checksums good") {
  constexpr runtime::Endpoint From{0x0a000001, 1234}, To{0x0a000002, 80};
  const std::vector<TcpOptions> lists = {
      {},
      {Mss{1460}},
      {Mss{1000}, SackOk{}, Timestamps{0xfffffffe, 7}, Nop{}, WindowScale{7}},
      {Nop{}, Nop{}, Timestamps{1, 2}},
      {WindowScale{14}}};
  for (const auto& options : lists) {
    for (const std::uint16_t length :
         {std::uint16_t{0}, std::uint16_t{1}, std::uint16_t{1000}, std::uint16_t{65455}}) {
      const WireSegment sent{runtime::flag::Syn | runtime::flag::Ack, 0xffffffff, 5, 4096, length, options};
      const auto octets = to_octets(sent, From, To);
      REQUIRE(std::holds_alternative<runtime::Packet>(runtime::parse(octets)));
      const auto received = from_octets(octets);
      REQUIRE(received);
      CHECK(received->source == From);
      CHECK(received->destination == To);
      CHECK(received->segment.flags == sent.flags);
      CHECK(received->segment.seq == sent.seq);
      CHECK(received->segment.ack == sent.ack);
      CHECK(received->segment.window == sent.window);
      CHECK(received->segment.length == sent.length);
      CHECK((received->segment.options == sent.options));
    }
  }
  CHECK_FALSE(from_octets(runtime::Octets(40)));
}
