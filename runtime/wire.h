// IPv4 and TCP as octets on the wire: untrusted octets to packets, packets to octets.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "runtime/octets.h"

namespace runtime {

struct Endpoint {
  std::uint32_t address = 0;  // host byte order: 10.0.0.1 is 0x0a000001
  std::uint16_t port = 0;
  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

namespace flag {
inline constexpr std::uint8_t Fin = 1, Syn = 2, Rst = 4, Psh = 8, Ack = 16, Urg = 32;
constexpr bool has(std::uint8_t flags, std::uint8_t bit) { return (flags & bit) != 0; }
}  // namespace flag

/// RFC 7323 §3.2: when the sender sent this, and the timestamp that it echoes.
struct Timestamp {
  std::uint32_t value = 0, echo = 0;
  friend bool operator==(const Timestamp&, const Timestamp&) = default;
};

/// One TCP segment in one IPv4 datagram. `text` looks into somebody else's octets.
struct Packet {
  Endpoint source, destination;
  std::uint32_t seq = 0, ack = 0;
  std::uint8_t flags = 0;
  std::uint16_t window = 0;
  std::optional<std::uint16_t> mss;  // RFC 9293 §3.7.1; built only into segments with SYN
  std::optional<Timestamp> stamp;
  View text;

  bool has(std::uint8_t mask) const { return (flags & mask) != 0; }
};

/// Why octets are no packet for us; each is counted and dropped.
enum class Malformed : std::uint8_t {
  Truncated,
  NotIpv4,
  IpHeader,
  IpChecksum,
  Fragment,
  NotTcp,
  TcpHeader,
  TcpChecksum,
  Options,
};
inline constexpr std::size_t MalformedKinds = 9;
std::string_view name(Malformed);

inline constexpr std::size_t IpHeaderSize = 20, TcpHeaderSize = 20;
/// What a timestamp takes of each segment, with what aligns it.
inline constexpr std::uint16_t StampSpace = 12;

/// Total: any octets give a packet or the reason why not. The packet's text looks into `octets`.
std::variant<Packet, Malformed> parse(View octets);

/// Replaces `out` by the datagram, checksums computed. Text and options must fit one datagram (65,495 octets).
void build(const Packet&, Octets& out);

/// The Internet checksum of RFC 1071 over `octets`, continuing from `sum` (of 16-bit words, not folded).
std::uint32_t add_words(View octets, std::uint32_t sum);
std::uint16_t fold(std::uint32_t sum);

/// "10.0.0.1" and back.
std::optional<std::uint32_t> parse_address(std::string_view text);
std::string dotted(std::uint32_t address);

}  // namespace runtime
