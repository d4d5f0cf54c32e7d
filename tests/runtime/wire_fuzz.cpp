// The wire codec under any octets: a libFuzzer target (./dev fuzz).
#include <algorithm>
#include <cstdlib>

#include "runtime/wire.h"

namespace {

using runtime::View;

void demand(bool holds) {
  if (!holds) std::abort();
}

bool same(const runtime::Packet& a, const runtime::Packet& b) {
  return a.seq == b.seq && a.ack == b.ack && a.flags == b.flags && a.window == b.window && a.mss == b.mss &&
         a.stamp == b.stamp && a.source == b.source && a.destination == b.destination &&
         std::equal(a.text.begin(), a.text.end(), b.text.begin(), b.text.end());
}

/// What parses must stay inside its octets, and parse to the same again when it is built.
void check(View octets) {
  const auto parsed = runtime::parse(octets);
  const auto* packet = std::get_if<runtime::Packet>(&parsed);
  if (packet == nullptr) return;
  const View text = packet->text;
  demand(text.empty() ||
         (text.data() >= octets.data() && text.data() + text.size() <= octets.data() + octets.size()));
  runtime::Packet plain = *packet;
  if (!plain.has(runtime::flag::Syn)) plain.mss.reset();  // only a SYN carries it
  runtime::Octets built;
  runtime::build(plain, built);
  const auto again = runtime::parse(built);
  const auto* second = std::get_if<runtime::Packet>(&again);
  demand(second != nullptr && same(*second, plain));
}

void write_checksum(runtime::Octets& octets, std::size_t at, View covered, std::uint32_t sum) {
  octets[at] = octets[at + 1] = 0;
  const std::uint16_t checksum = runtime::fold(runtime::add_words(covered, sum));
  octets[at] = static_cast<std::uint8_t>(checksum >> 8);
  octets[at + 1] = static_cast<std::uint8_t>(checksum);
}

/// The same octets with the checksums right, where there is room for them: chance finds none.
runtime::Octets sealed(View octets) {
  runtime::Octets copy(octets.begin(), octets.end());
  if (copy.size() < runtime::IpHeaderSize) return copy;
  const View view(copy);
  const std::size_t header = std::size_t{copy[0]} % 16 * 4;
  const std::size_t total = std::size_t{copy[2]} << 8 | copy[3];
  if (header < runtime::IpHeaderSize || total < header || total > copy.size()) return copy;
  write_checksum(copy, 10, view.first(header), 0);
  if (total < header + runtime::TcpHeaderSize) return copy;
  const std::size_t length = total - header;
  const std::uint32_t pseudo_header =
      runtime::add_words(view.subspan(12, 8), static_cast<std::uint32_t>(6 + length));
  write_checksum(copy, header + 16, view.subspan(header, length), pseudo_header);
  return copy;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const View octets(data, size);
  check(octets);
  check(sealed(octets));
  return 0;
}
