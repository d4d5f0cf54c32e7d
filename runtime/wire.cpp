#include "runtime/wire.h"

#include <charconv>

namespace runtime {
namespace {

constexpr std::uint8_t ProtocolTcp = 6, OptionEnd = 0, OptionNop = 1, OptionMss = 2, MssSize = 4,
                       OptionStamp = 8, StampSize = 10;
constexpr std::uint16_t DontFragment = 0x4000, FragmentBits = 0x3fff;

std::uint16_t read16(View o, std::size_t at) { return static_cast<std::uint16_t>(o[at] << 8 | o[at + 1]); }
std::uint32_t read32(View o, std::size_t at) {
  return std::uint32_t{read16(o, at)} << 16 | read16(o, at + 2);
}

void write16(Octets& o, std::size_t at, std::uint16_t value) {
  o[at] = static_cast<std::uint8_t>(value >> 8);
  o[at + 1] = static_cast<std::uint8_t>(value);
}
void write32(Octets& o, std::size_t at, std::uint32_t value) {
  write16(o, at, static_cast<std::uint16_t>(value >> 16));
  write16(o, at + 2, static_cast<std::uint16_t>(value));
}

/// The pseudo-header of RFC 9293 §3.1 as a sum.
std::uint32_t pseudo_header(std::uint32_t source, std::uint32_t destination, std::size_t length) {
  return (source >> 16) + (source & 0xffff) + (destination >> 16) + (destination & 0xffff) + ProtocolTcp +
         static_cast<std::uint32_t>(length);
}

/// The IP header's checks; on success the TCP segment, without what the link layer padded.
std::variant<View, Malformed> strip_ip(View octets) {
  if (octets.size() < IpHeaderSize) return Malformed::Truncated;
  if (octets[0] >> 4 != 4) return Malformed::NotIpv4;
  const std::size_t header = std::size_t{octets[0]} % 16 * 4;
  const std::size_t total = read16(octets, 2);
  if (header < IpHeaderSize || total < header) return Malformed::IpHeader;
  if (octets.size() < total) return Malformed::Truncated;
  if (fold(add_words(octets.first(header), 0)) != 0) return Malformed::IpChecksum;
  if ((read16(octets, 6) & FragmentBits) != 0) return Malformed::Fragment;
  if (octets[9] != ProtocolTcp) return Malformed::NotTcp;
  return octets.subspan(header, total - header);
}

/// Reads the options (RFC 9293 §3.1): false if one does not fit. Unknown ones are passed over (MUST-6).
bool scan_options(View options, Packet& packet) {
  for (std::size_t at = 0; at < options.size();) {
    if (options[at] == OptionEnd) return true;
    if (options[at] == OptionNop) {
      ++at;
      continue;
    }
    if (options.size() - at < 2) return false;
    const std::size_t length = options[at + 1];
    if (length < 2 || length > options.size() - at) return false;
    if (options[at] == OptionMss) {
      if (length != MssSize) return false;
      packet.mss = read16(options, at + 2);
    }
    if (options[at] == OptionStamp) {
      if (length != StampSize) return false;
      packet.stamp = Timestamp{read32(options, at + 2), read32(options, at + 6)};
    }
    at += length;
  }
  return true;
}

std::size_t mss_space(const Packet& packet) { return packet.mss && packet.has(flag::Syn) ? MssSize : 0; }
std::size_t option_space(const Packet& packet) { return mss_space(packet) + (packet.stamp ? StampSpace : 0); }

void write_options(const Packet& packet, Octets& out, std::size_t at) {
  if (mss_space(packet) != 0) {
    out[at] = OptionMss;
    out[at + 1] = MssSize;
    write16(out, at + 2, *packet.mss);
    at += MssSize;
  }
  if (!packet.stamp) return;
  out[at] = out[at + 1] = OptionNop;  // its numbers stand on words (RFC 7323, Appendix A)
  out[at + 2] = OptionStamp;
  out[at + 3] = StampSize;
  write32(out, at + 4, packet.stamp->value);
  write32(out, at + 8, packet.stamp->echo);
}

void write_ip(const Packet& packet, Octets& out) {
  out[0] = 0x45;
  write16(out, 2, static_cast<std::uint16_t>(out.size()));
  write16(out, 6, DontFragment);  // an atomic datagram: identification may stay 0 (RFC 6864)
  out[8] = 64;
  out[9] = ProtocolTcp;
  write32(out, 12, packet.source.address);
  write32(out, 16, packet.destination.address);
  write16(out, 10, fold(add_words(View(out).first(IpHeaderSize), 0)));
}

void write_tcp(const Packet& packet, Octets& out) {
  constexpr std::size_t at = IpHeaderSize;
  const std::size_t header = TcpHeaderSize + option_space(packet);
  write16(out, at, packet.source.port);
  write16(out, at + 2, packet.destination.port);
  write32(out, at + 4, packet.seq);
  write32(out, at + 8, packet.ack);
  out[at + 12] = static_cast<std::uint8_t>(header / 4 << 4);
  out[at + 13] = packet.flags;
  write16(out, at + 14, packet.window);
  write_options(packet, out, at + TcpHeaderSize);
  std::copy(packet.text.begin(), packet.text.end(), out.begin() + static_cast<std::ptrdiff_t>(at + header));
  const View segment = View(out).subspan(at);
  const auto sum = pseudo_header(packet.source.address, packet.destination.address, segment.size());
  write16(out, at + 16, fold(add_words(segment, sum)));
}

}  // namespace

std::string_view name(Malformed kind) {
  switch (kind) {
    case Malformed::Truncated: return "truncated";
    case Malformed::NotIpv4: return "not IPv4";
    case Malformed::IpHeader: return "bad IP header";
    case Malformed::IpChecksum: return "bad IP checksum";
    case Malformed::Fragment: return "fragment";
    case Malformed::NotTcp: return "not TCP";
    case Malformed::TcpHeader: return "bad TCP header";
    case Malformed::TcpChecksum: return "bad TCP checksum";
    case Malformed::Options: return "bad TCP options";
  }
  return "";
}

std::uint32_t add_words(View octets, std::uint32_t sum) {
  std::uint64_t wide = sum;
  std::size_t at = 0;
  for (; at + 2 <= octets.size(); at += 2) wide += read16(octets, at);
  if (at < octets.size()) wide += std::uint32_t{octets[at]} << 8;
  while (wide >> 32 != 0) wide = (wide & 0xffffffff) + (wide >> 32);
  return static_cast<std::uint32_t>(wide);
}

std::uint16_t fold(std::uint32_t sum) {
  while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum);
}

std::variant<Packet, Malformed> parse(View octets) {
  const auto stripped = strip_ip(octets);
  if (const auto* why = std::get_if<Malformed>(&stripped)) return *why;
  const View segment = std::get<View>(stripped);
  if (segment.size() < TcpHeaderSize) return Malformed::TcpHeader;
  const std::size_t header = std::size_t{segment[12]} / 16 * 4;
  if (header < TcpHeaderSize || header > segment.size()) return Malformed::TcpHeader;

  Packet packet;
  packet.source = {read32(octets, 12), read16(segment, 0)};
  packet.destination = {read32(octets, 16), read16(segment, 2)};
  const auto sum = pseudo_header(packet.source.address, packet.destination.address, segment.size());
  if (fold(add_words(segment, sum)) != 0) return Malformed::TcpChecksum;
  if (!scan_options(segment.subspan(TcpHeaderSize, header - TcpHeaderSize), packet)) {
    return Malformed::Options;
  }
  packet.seq = read32(segment, 4);
  packet.ack = read32(segment, 8);
  packet.flags = segment[13];
  packet.window = read16(segment, 14);
  packet.text = segment.subspan(header);
  return packet;
}

void build(const Packet& packet, Octets& out) {
  out.assign(IpHeaderSize + TcpHeaderSize + option_space(packet) + packet.text.size(), 0);
  write_ip(packet, out);
  write_tcp(packet, out);
}

std::optional<std::uint32_t> parse_address(std::string_view text) {
  std::uint32_t address = 0;
  for (int part = 0; part < 4; ++part) {
    unsigned octet = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), octet);
    if (error != std::errc{} || octet > 255) return std::nullopt;
    address = address << 8 | octet;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (part == 3) break;
    if (text.empty() || text.front() != '.') return std::nullopt;
    text.remove_prefix(1);
  }
  if (!text.empty()) return std::nullopt;
  return address;
}

std::string dotted(std::uint32_t address) {
  const auto part = [&](int shift) { return std::to_string(address >> shift & 0xff); };
  return part(24) + '.' + part(16) + '.' + part(8) + '.' + part(0);
}

}  // namespace runtime
