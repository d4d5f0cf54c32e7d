// The machine's segments as packets and back: what the machine says of a segment, and what only the wire
// knows.
#pragma once

#include <algorithm>

#include "generated/tcp.hpp"
#include "runtime/wire.h"

namespace runtime {

inline tcp::Segment to_segment(const Packet& packet) {
  tcp::Segment segment;
  segment.SEQ = packet.seq;
  segment.ACK = packet.ack;
  segment.WND = packet.window;
  segment.LEN = static_cast<std::uint16_t>(packet.text.size());
  segment.CTL = static_cast<std::uint8_t>(
      (packet.has(flag::Syn) ? tcp::CTL::SYN : 0) | (packet.has(flag::Ack) ? tcp::CTL::ACK : 0) |
      (packet.has(flag::Fin) ? tcp::CTL::FIN : 0) | (packet.has(flag::Rst) ? tcp::CTL::RST : 0));
  return segment;
}

inline Packet to_packet(const tcp::Segment& segment, Endpoint local, Endpoint remote) {
  const auto flag_of = [&](std::uint8_t bit, std::uint8_t on_wire) {
    return (segment.CTL & bit) != 0 ? on_wire : 0;
  };
  Packet packet;
  packet.source = local;
  packet.destination = remote;
  packet.seq = segment.SEQ;
  packet.ack = segment.ACK;
  packet.window = segment.WND;
  packet.flags =
      static_cast<std::uint8_t>(flag_of(tcp::CTL::SYN, flag::Syn) | flag_of(tcp::CTL::ACK, flag::Ack) |
                                flag_of(tcp::CTL::FIN, flag::Fin) | flag_of(tcp::CTL::RST, flag::Rst));
  return packet;
}

/// Of a segment to a peer that announced this MSS, or none (RFC 9293 §3.7.1). Less than 64 octets are not believed: with options
/// they would leave no room.
inline std::uint16_t most_text(std::optional<std::uint16_t> announced, std::uint16_t ours) {
  return std::min(ours, std::max<std::uint16_t>(announced.value_or(536), 64));
}

/// The RFC's SEG.LEN: text, and one each for SYN and FIN.
inline std::uint32_t span(const tcp::Segment& segment) {
  return segment.LEN + ((segment.CTL & tcp::CTL::SYN) != 0 ? 1U : 0U) +
         ((segment.CTL & tcp::CTL::FIN) != 0 ? 1U : 0U);
}

}  // namespace runtime
