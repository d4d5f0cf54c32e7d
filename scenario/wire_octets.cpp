#include "scenario/wire_octets.h"

#include <algorithm>

#include "model/overloaded.h"

namespace scenario {
namespace {

using runtime::Octets;
using runtime::View;

enum Kind : std::uint8_t {
  EndOfList = 0,
  NoOperation = 1,
  MaximumSegmentSize = 2,
  Scale = 3,
  SackPermitted = 4,
  TimestampPair = 8
};

void put(Octets& out, std::uint32_t value, int octets) {
  for (int shift = 8 * (octets - 1); shift >= 0; shift -= 8)
    out.push_back(static_cast<std::uint8_t>(value >> shift));
}
std::uint32_t take(View in) {
  std::uint32_t value = 0;
  for (const auto octet : in) value = value << 8 | octet;
  return value;
}

Octets encode(const TcpOptions& options) {
  Octets out;
  for (const TcpOption& option : options) {
    std::visit(
        model::overloaded{[&](Mss it) { put(out, MaximumSegmentSize << 8 | 4, 2), put(out, it.size, 2); },
                          [&](Nop) { out.push_back(NoOperation); }, [&](Eol) { out.push_back(EndOfList); },
                          [&](SackOk) { put(out, SackPermitted << 8 | 2, 2); },
                          [&](WindowScale it) { put(out, Scale << 16 | 3 << 8 | it.shift, 3); },
                          [&](const Timestamps& it) {
                            put(out, TimestampPair << 8 | 10, 2), put(out, it.value, 4), put(out, it.echo, 4);
                          }},
        option);
  }
  while (out.size() % 4 != 0) out.push_back(EndOfList);
  return out;
}

/// `in` is a list that runtime::parse has found good.
TcpOptions decode(View in) {
  TcpOptions options;
  while (!in.empty() && in[0] != EndOfList) {
    if (in[0] == NoOperation) {
      options.push_back(Nop{});
      in = in.subspan(1);
      continue;
    }
    if (in.size() < 2 || in[1] < 2 || in[1] > in.size()) return options;
    const std::uint8_t size = in[1];
    if (in[0] == MaximumSegmentSize && size == 4)
      options.push_back(Mss{static_cast<std::uint16_t>(take(in.subspan(2, 2)))});
    if (in[0] == Scale && size == 3) options.push_back(WindowScale{in[2]});
    if (in[0] == SackPermitted && size == 2) options.push_back(SackOk{});
    if (in[0] == TimestampPair && size == 10)
      options.push_back(Timestamps{take(in.subspan(2, 4)), take(in.subspan(6, 4))});
    in = in.subspan(size);
  }
  return options;
}

void put16(Octets& out, std::size_t at, std::size_t value) {
  out[at] = static_cast<std::uint8_t>(value >> 8);
  out[at + 1] = static_cast<std::uint8_t>(value);
}

constexpr std::size_t LengthAt = 2, IpChecksumAt = 10, AddressesAt = 12, OffsetAt = 32, TcpChecksumAt = 36,
                      OptionsAt = 40;
constexpr std::uint32_t Protocol = 6;

/// The datagram has grown: its lengths and checksums follow.
void correct(Octets& datagram, std::size_t option_octets) {
  put16(datagram, LengthAt, datagram.size());
  datagram[OffsetAt] = static_cast<std::uint8_t>((runtime::TcpHeaderSize + option_octets) / 4 << 4);
  put16(datagram, IpChecksumAt, 0);
  put16(datagram, IpChecksumAt,
        runtime::fold(runtime::add_words(View(datagram).first(runtime::IpHeaderSize), 0)));
  put16(datagram, TcpChecksumAt, 0);
  const View segment = View(datagram).subspan(runtime::IpHeaderSize);
  const auto addresses = runtime::add_words(View(datagram).subspan(AddressesAt, 8),
                                            Protocol + static_cast<std::uint32_t>(segment.size()));
  put16(datagram, TcpChecksumAt, runtime::fold(runtime::add_words(segment, addresses)));
}

}  // namespace

Octets to_octets(const WireSegment& segment, runtime::Endpoint source, runtime::Endpoint destination) {
  const Octets text(segment.length);
  runtime::Packet packet;
  packet.source = source, packet.destination = destination;
  packet.seq = segment.seq, packet.ack = segment.ack, packet.flags = segment.flags,
  packet.window = segment.window;
  packet.text = text;
  Octets datagram;
  runtime::build(packet, datagram);
  const Octets options = encode(segment.options);
  if (options.empty()) return datagram;
  datagram.insert(datagram.begin() + OptionsAt, options.begin(), options.end());
  correct(datagram, options.size());
  return datagram;
}

std::optional<Received> from_octets(View octets) {
  const auto parsed = runtime::parse(octets);
  const auto* packet = std::get_if<runtime::Packet>(&parsed);
  if (packet == nullptr) return std::nullopt;
  const View segment = octets.subspan(std::size_t{octets[0]} % 16 * 4);
  const std::size_t header = std::size_t{segment[12]} / 16 * 4;
  WireSegment wire{packet->flags,
                   packet->seq,
                   packet->ack,
                   packet->window,
                   static_cast<std::uint16_t>(packet->text.size()),
                   decode(segment.subspan(runtime::TcpHeaderSize, header - runtime::TcpHeaderSize))};
  return Received{wire, packet->source, packet->destination};
}

}  // namespace scenario
