// Segments whose text and FIN have their turn later: when the gap before them is filled, and our SYN is
// acknowledged.
#pragma once

#include <algorithm>
#include <optional>

#include "generated/tcp.hpp"
#include "runtime/wire.h"

namespace runtime {

/// Bounded in segments and in octets: what does not fit is lost, and comes again.
class Held {
 public:
  struct Segment {
    Packet header;
    Octets text;
    bool came_with_syn = false;

    /// What came with a SYN has had its ACK and its window processed (RFC 9293 §3.10.7.2 third): at its turn
    /// it says what is known, SND.UNA and SND.WND. Whether a timestamp is old was judged when it came: what
    /// filled the gap may be newer (RFC 7323 §5.3).
    Packet packet(const tcp::Tcb& tcb) const {
      Packet p = header;
      p.text = text;
      if (came_with_syn) p.ack = tcb.una, p.window = tcb.wnd;
      if (p.stamp && static_cast<std::int32_t>(p.stamp->value - tcb.ts_recent) < 0)
        p.stamp->value = tcb.ts_recent;
      return p;
    }
  };

  Held(std::size_t segments, std::size_t octets) : most_segments_(segments), most_octets_(octets) {}

  /// Without its SYN.
  void keep(const Packet& packet) {
    Segment segment{packet, {packet.text.begin(), packet.text.end()}, packet.has(flag::Syn)};
    if (segment.came_with_syn) {
      ++segment.header.seq;
      segment.header.flags = static_cast<std::uint8_t>((packet.flags & ~flag::Syn) | flag::Ack);
    }
    if (known(segment) || kept_.size() >= most_segments_ || octets_ + segment.text.size() > most_octets_)
      return;
    octets_ += segment.text.size();
    kept_.push_back(std::move(segment));
  }

  /// Something that will be acknowledged no longer lies ahead of RCV.NXT.
  bool ready(std::uint32_t rcv_nxt) const {
    return std::any_of(kept_.begin(), kept_.end(), [&](const Segment& s) {
      return ahead(s, rcv_nxt) <= 0 && (!s.text.empty() || s.header.has(flag::Fin));
    });
  }

  /// One that no longer lies ahead of RCV.NXT, the first in sequence.
  std::optional<Segment> take_ready(std::uint32_t rcv_nxt) {
    const auto first = std::min_element(kept_.begin(), kept_.end(), [&](const Segment& a, const Segment& b) {
      return ahead(a, rcv_nxt) < ahead(b, rcv_nxt);
    });
    if (first == kept_.end() || ahead(*first, rcv_nxt) > 0) return std::nullopt;
    Segment taken = std::move(*first);
    kept_.erase(first);
    octets_ -= taken.text.size();
    return taken;
  }

  void clear() {
    kept_.clear();
    octets_ = 0;
  }

 private:
  static std::int32_t ahead(const Segment& s, std::uint32_t rcv_nxt) {
    return static_cast<std::int32_t>(s.header.seq - rcv_nxt);
  }
  bool known(const Segment& segment) const {
    return std::any_of(kept_.begin(), kept_.end(), [&](const Segment& s) {
      return s.header.seq == segment.header.seq && s.header.flags == segment.header.flags &&
             s.text.size() >= segment.text.size();
    });
  }

  std::size_t most_segments_, most_octets_;
  std::vector<Segment> kept_;
  std::size_t octets_ = 0;
};

}  // namespace runtime
