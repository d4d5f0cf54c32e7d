// Segments that arrived ahead of RCV.NXT, kept until the gap before them is filled.
#pragma once

#include <algorithm>
#include <optional>

#include "runtime/wire.h"

namespace runtime {

/// Bounded in segments and in octets: what does not fit is lost, and comes again.
class Held {
 public:
  struct Segment {
    Packet header;
    Octets text;

    Packet packet() const {
      Packet p = header;
      p.text = text;
      return p;
    }
  };

  Held(std::size_t segments, std::size_t octets) : most_segments_(segments), most_octets_(octets) {}

  void keep(const Packet& packet) {
    const bool known = std::any_of(kept_.begin(), kept_.end(), [&](const Segment& s) {
      return s.header.seq == packet.seq && s.header.flags == packet.flags &&
             s.text.size() >= packet.text.size();
    });
    if (known || kept_.size() >= most_segments_ || octets_ + packet.text.size() > most_octets_) return;
    kept_.push_back({packet, {packet.text.begin(), packet.text.end()}});
    octets_ += packet.text.size();
  }

  bool ready(std::uint32_t rcv_nxt) const {
    return std::any_of(kept_.begin(), kept_.end(), [&](const Segment& s) {
      return static_cast<std::int32_t>(s.header.seq - rcv_nxt) <= 0;
    });
  }

  /// One that no longer lies ahead of RCV.NXT, the first in sequence.
  std::optional<Segment> take_ready(std::uint32_t rcv_nxt) {
    const auto ahead = [&](const Segment& s) { return static_cast<std::int32_t>(s.header.seq - rcv_nxt); };
    const auto first = std::min_element(
        kept_.begin(), kept_.end(), [&](const Segment& a, const Segment& b) { return ahead(a) < ahead(b); });
    if (first == kept_.end() || ahead(*first) > 0) return std::nullopt;
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
  std::size_t most_segments_, most_octets_;
  std::vector<Segment> kept_;
  std::size_t octets_ = 0;
};

}  // namespace runtime
