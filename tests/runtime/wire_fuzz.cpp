// The wire codec under any octets. As a libFuzzer target: clang++ -fsanitize=fuzzer,address -std=c++20 -I.
// tests/runtime/wire_fuzz.cpp runtime/wire.cpp
#include <cstdlib>

#include "runtime/wire.h"

/// What parses must stay inside its octets, and parse to the same again when it is built.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const runtime::View octets(data, size);
  const auto parsed = runtime::parse(octets);
  const auto* packet = std::get_if<runtime::Packet>(&parsed);
  if (packet == nullptr) return 0;
  if (!packet->text.empty() &&
      (packet->text.data() < data || packet->text.data() + packet->text.size() > data + size)) {
    std::abort();
  }
  runtime::Packet plain = *packet;
  if (!plain.has(runtime::flag::Syn)) plain.mss.reset();  // only a SYN carries it
  runtime::Octets built;
  runtime::build(plain, built);
  const auto again = runtime::parse(built);
  const auto* second = std::get_if<runtime::Packet>(&again);
  const bool same =
      second != nullptr && second->seq == plain.seq && second->ack == plain.ack &&
      second->flags == plain.flags && second->window == plain.window && second->mss == plain.mss &&
      second->source == plain.source && second->destination == plain.destination &&
      std::equal(second->text.begin(), second->text.end(), plain.text.begin(), plain.text.end());
  if (!same) std::abort();
  return 0;
}
