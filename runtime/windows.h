// The window that we offer the peer (RFC 9293 §3.8.6); what the peer offers us is the machine's SND.WND.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace runtime {

/// RCV.WND. Its right edge never retreats, and advances in steps worth a segment (silly window avoidance,
/// §3.8.6.2.2).
class OfferedWindow {
 public:
  void start(std::uint32_t rcv_nxt, std::size_t free) { edge_ = rcv_nxt + clip(free); }

  /// Opens the window as far as the free space allows; true if that is worth telling.
  bool open(std::uint32_t rcv_nxt, std::size_t free, std::size_t step) {
    const std::uint32_t reachable = rcv_nxt + clip(free);
    const auto gain = static_cast<std::int32_t>(reachable - edge_);
    if (gain < static_cast<std::int32_t>(step)) return false;
    edge_ = reachable;
    return true;
  }
  std::uint16_t size(std::uint32_t rcv_nxt) const {
    const auto left = static_cast<std::int32_t>(edge_ - rcv_nxt);
    return static_cast<std::uint16_t>(std::clamp(left, 0, 65535));
  }
  static std::uint16_t clip(std::size_t free) {
    return static_cast<std::uint16_t>(std::min<std::size_t>(free, 65535));
  }

 private:
  std::uint32_t edge_ = 0;
};

}  // namespace runtime
