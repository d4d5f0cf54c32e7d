#include "runtime/isn.h"

#include <catch2/catch.hpp>

#include <set>

using namespace runtime;
using namespace std::chrono_literals;

namespace {
constexpr Endpoint Here{0x0a000001, 1234}, There{0x0a000002, 80};
constexpr Secret Key{0x0706050403020100, 0x0f0e0d0c0b0a0908};
}  // namespace

TEST_CASE("SipHash gives the value of its authors' example") {
  Octets message;
  for (std::uint8_t i = 0; i < 15; ++i) message.push_back(i);
  CHECK(siphash(Key, message) == 0xa129ca6149be45e5);
}

TEST_CASE("the initial number advances by one every 4 microseconds") {
  const auto start = initial_sequence_number(Key, Here, There, 0us);
  CHECK(initial_sequence_number(Key, Here, There, 3us) == start);
  CHECK(initial_sequence_number(Key, Here, There, 4us) == start + 1);
  CHECK(initial_sequence_number(Key, Here, There, 1s) == start + 250000);
}

TEST_CASE("every part of the pair of endpoints and of the secret changes the number") {
  std::set<std::uint32_t> seen;
  for (const Secret& secret : {Key, Secret{Key[0] + 1, Key[1]}, Secret{Key[0], Key[1] + 1}}) {
    seen.insert(initial_sequence_number(secret, Here, There, 0us));
    seen.insert(initial_sequence_number(secret, There, Here, 0us));
    seen.insert(initial_sequence_number(secret, {Here.address, 1235}, There, 0us));
    seen.insert(initial_sequence_number(secret, {Here.address + 1, 1234}, There, 0us));
    seen.insert(initial_sequence_number(secret, Here, {There.address, 81}, 0us));
    seen.insert(initial_sequence_number(secret, Here, {There.address + 1, 80}, 0us));
  }
  CHECK(seen.size() == 18);
}

TEST_CASE("two secrets of the operating system differ") { CHECK(random_secret() != random_secret()); }
