#include "runtime/wire.h"

#include <catch2/catch.hpp>

#include <random>

using namespace runtime;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

Packet random_packet(std::mt19937& random, Octets& text) {
  text.resize(random() % 300);
  for (auto& octet : text) octet = static_cast<std::uint8_t>(random());
  Packet p;
  p.source = {static_cast<std::uint32_t>(random()), static_cast<std::uint16_t>(random())};
  p.destination = {static_cast<std::uint32_t>(random()), static_cast<std::uint16_t>(random())};
  p.seq = static_cast<std::uint32_t>(random());
  p.ack = static_cast<std::uint32_t>(random());
  p.flags = static_cast<std::uint8_t>(random());
  p.window = static_cast<std::uint16_t>(random());
  if (p.has(flag::Syn) && random() % 2 == 0) p.mss = static_cast<std::uint16_t>(random());
  if (random() % 2 == 0)
    p.stamp = Timestamp{static_cast<std::uint32_t>(random()), static_cast<std::uint32_t>(random())};
  p.text = text;
  return p;
}

void check_equal(const Packet& a, const Packet& b) {
  CHECK(a.source == b.source);
  CHECK(a.destination == b.destination);
  CHECK(a.seq == b.seq);
  CHECK(a.ack == b.ack);
  CHECK(a.flags == b.flags);
  CHECK(a.window == b.window);
  CHECK(a.mss == b.mss);
  CHECK(a.stamp == b.stamp);
  CHECK(std::equal(a.text.begin(), a.text.end(), b.text.begin(), b.text.end()));
}

/// A datagram with the given TCP options, checksums right.
Octets with_options(Octets options) {
  while (options.size() % 4 != 0) options.push_back(1);
  Packet p;
  p.source = {1, 2};
  p.destination = {3, 4};
  p.text = options;
  Octets datagram;
  build(p, datagram);
  datagram[32] = static_cast<std::uint8_t>((5 + options.size() / 4) << 4);
  datagram[36] = datagram[37] = 0;
  const auto tcp_length = static_cast<std::uint32_t>(datagram.size() - 20);
  const auto sum =
      fold(add_words(View(datagram).subspan(20), add_words(View(datagram).subspan(12, 8), 6 + tcp_length)));
  datagram[36] = static_cast<std::uint8_t>(sum >> 8);
  datagram[37] = static_cast<std::uint8_t>(sum);
  return datagram;
}

Malformed why(View octets) { return std::get<Malformed>(parse(octets)); }

}  // namespace

TEST_CASE("what is built parses back to the same packet") {
  std::mt19937 random(1);
  Octets text, datagram;
  for (int i = 0; i < 2000; ++i) {
    const Packet packet = random_packet(random, text);
    build(packet, datagram);
    const auto parsed = parse(datagram);
    REQUIRE(std::holds_alternative<Packet>(parsed));
    check_equal(std::get<Packet>(parsed), packet);
  }
}

TEST_CASE("a datagram cut at any length is refused") {
  std::mt19937 random(2);
  Octets text, datagram;
  build(random_packet(random, text), datagram);
  for (std::size_t length = 0; length < datagram.size(); ++length) {
    CHECK(why(View(datagram).first(length)) == Malformed::Truncated);
  }
}

TEST_CASE("any single flipped bit is noticed, or lies where nothing is protected") {
  std::mt19937 random(3);
  Octets text, datagram;
  const Packet packet = random_packet(random, text);
  build(packet, datagram);
  for (std::size_t bit = 0; bit < datagram.size() * 8; ++bit) {
    Octets damaged = datagram;
    damaged[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    CHECK(std::holds_alternative<Malformed>(parse(damaged)));
  }
}

TEST_CASE("random octets and randomly damaged datagrams never do harm") {
  std::mt19937 random(4);
  Octets text, datagram;
  std::size_t accepted = 0;
  for (int i = 0; i < 20000; ++i) {
    build(random_packet(random, text), datagram);
    for (unsigned damage = static_cast<unsigned>(random() % 8); damage != 0; --damage) {
      datagram[random() % std::min<std::size_t>(datagram.size(), 60)] = static_cast<std::uint8_t>(random());
    }
    datagram.resize(random() % (datagram.size() + 1));
    LLVMFuzzerTestOneInput(datagram.data(), datagram.size());
    if (std::holds_alternative<Packet>(parse(datagram))) ++accepted;
  }
  CHECK(accepted > 0);
  CHECK(accepted < 20000);
}

TEST_CASE("octets after the datagram are padding") {
  Packet packet;
  packet.source = {1, 2};
  packet.destination = {3, 4};
  Octets datagram;
  build(packet, datagram);
  datagram.resize(datagram.size() + 6, 0xee);
  CHECK(std::get<Packet>(parse(datagram)).text.empty());
}

TEST_CASE("fragments, other protocols and other versions are named for what they are") {
  Packet packet;
  packet.source = {1, 2};
  packet.destination = {3, 4};
  Octets whole;
  build(packet, whole);
  const auto altered = [&](std::size_t at, std::uint8_t value) {
    Octets datagram = whole;
    datagram[at] = value;
    datagram[10] = datagram[11] = 0;
    const auto sum = fold(add_words(View(datagram).first(20), 0));
    datagram[10] = static_cast<std::uint8_t>(sum >> 8);
    datagram[11] = static_cast<std::uint8_t>(sum);
    return datagram;
  };
  CHECK(why(altered(6, 0x20)) == Malformed::Fragment);  // more fragments
  CHECK(why(altered(7, 0x01)) == Malformed::Fragment);  // an offset
  CHECK(why(altered(9, 17)) == Malformed::NotTcp);
  CHECK(why(altered(0, 0x65)) == Malformed::NotIpv4);
  CHECK(why(altered(0, 0x44)) == Malformed::IpHeader);
  CHECK(why(altered(3, 19)) == Malformed::IpHeader);
  Octets bad = whole;
  bad[10] ^= 1;
  CHECK(why(bad) == Malformed::IpChecksum);
  bad = whole;
  bad[36] ^= 1;
  CHECK(why(bad) == Malformed::TcpChecksum);
  bad = whole;
  bad[32] = 0x40;
  CHECK(why(bad) == Malformed::TcpHeader);
  bad[32] = 0xf0;
  CHECK(why(bad) == Malformed::TcpHeader);
}

TEST_CASE("options are scanned, unknown ones passed over, ones that do not fit refused") {
  CHECK(std::get<Packet>(parse(with_options({2, 4, 5, 180}))).mss == 1460);
  CHECK(std::get<Packet>(parse(with_options({1, 1, 8, 10, 0, 0, 0, 0, 0, 0, 0, 0, 2, 4, 2, 24}))).mss == 536);
  CHECK_FALSE(std::get<Packet>(parse(with_options({0, 2, 4, 5}))).mss);  // nothing counts after the end
  CHECK(std::holds_alternative<Packet>(parse(with_options({99, 3, 7, 1}))));
  CHECK(why(with_options({8, 0, 0, 0})) == Malformed::Options);  // would never end
  CHECK(why(with_options({8, 1, 0, 0})) == Malformed::Options);
  CHECK(why(with_options({8, 10, 0, 0})) == Malformed::Options);  // longer than the header
  CHECK(why(with_options({1, 1, 1, 8})) == Malformed::Options);   // no room for its length
  CHECK(why(with_options({2, 3, 5, 1})) == Malformed::Options);
  CHECK(std::get<Packet>(parse(with_options({8, 10, 1, 2, 3, 4, 5, 6, 7, 8}))).stamp ==
        Timestamp{0x01020304, 0x05060708});
  CHECK_FALSE(std::get<Packet>(parse(with_options({1, 1, 1, 0}))).stamp);
  CHECK(why(with_options({8, 9, 1, 2, 3, 4, 5, 6, 7})) == Malformed::Options);
  CHECK(why(with_options({8, 11, 1, 2, 3, 4, 5, 6, 7, 8, 9})) == Malformed::Options);
}

TEST_CASE("the checksum of RFC 1071's example is right") {
  const Octets words = {0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7};
  CHECK(fold(add_words(words, 0)) == static_cast<std::uint16_t>(~0xddf2));
}

TEST_CASE("addresses are read and printed in dotted form") {
  CHECK(parse_address("10.0.255.1") == 0x0a00ff01U);
  CHECK(dotted(0x0a00ff01) == "10.0.255.1");
  for (const char* bad : {"", "10", "10.0.0", "10.0.0.256", "10.0.0.1.", "10..0.1", "a.b.c.d", "10.0.0.1 "}) {
    CHECK_FALSE(parse_address(bad));
  }
}
