#include "runtime/isn.h"

#include <sys/random.h>

#include <bit>
#include <cerrno>
#include <cstring>
#include <system_error>

namespace runtime {
namespace {

struct SipState {
  std::uint64_t a, b, c, d;

  void rounds(int count) {
    for (int i = 0; i < count; ++i) {
      a += b, b = std::rotl(b, 13) ^ a, a = std::rotl(a, 32);
      c += d, d = std::rotl(d, 16) ^ c;
      a += d, d = std::rotl(d, 21) ^ a;
      c += b, b = std::rotl(b, 17) ^ c, c = std::rotl(c, 32);
    }
  }
  void absorb(std::uint64_t word) {
    d ^= word;
    rounds(2);
    a ^= word;
  }
};

/// Up to eight octets as a little-endian number.
std::uint64_t little_endian(View octets) {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < octets.size(); ++i) word |= std::uint64_t{octets[i]} << (8 * i);
  return word;
}

}  // namespace

std::uint64_t siphash(const Secret& key, View message) {
  // The four constants spell "somepseudorandomlygeneratedbytes".
  SipState s{key[0] ^ 0x736f6d6570736575, key[1] ^ 0x646f72616e646f6d, key[0] ^ 0x6c7967656e657261,
             key[1] ^ 0x7465646279746573};
  const std::uint64_t length = message.size();
  for (; message.size() >= 8; message = message.subspan(8)) s.absorb(little_endian(message.first(8)));
  s.absorb(little_endian(message) | length << 56);
  s.c ^= 0xff;
  s.rounds(4);
  return s.a ^ s.b ^ s.c ^ s.d;
}

std::uint32_t initial_sequence_number(const Secret& secret, Endpoint local, Endpoint remote, Time now) {
  std::array<std::uint8_t, 12> pair{};
  std::size_t at = 0;
  for (const Endpoint& end : {local, remote}) {
    for (int shift = 24; shift >= 0; shift -= 8) pair[at++] = static_cast<std::uint8_t>(end.address >> shift);
    for (int shift = 8; shift >= 0; shift -= 8) pair[at++] = static_cast<std::uint8_t>(end.port >> shift);
  }
  const auto ticks = static_cast<std::uint64_t>(now.count() / 4);
  return static_cast<std::uint32_t>(ticks + siphash(secret, pair));
}

Secret random_secret() {
  Secret secret{};
  if (getrandom(secret.data(), sizeof secret, 0) != static_cast<ssize_t>(sizeof secret)) {
    throw std::system_error(errno, std::generic_category(), "getrandom");
  }
  return secret;
}

IsnSource rfc6528(Secret secret) {
  return [secret](Endpoint local, Endpoint remote, Time now) {
    return initial_sequence_number(secret, local, remote, now);
  };
}

}  // namespace runtime
