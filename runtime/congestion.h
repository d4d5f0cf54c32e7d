// How much may be in flight for the network's sake: slow start, congestion avoidance, fast recovery (RFC
// 5681, 6582).
#pragma once

#include <algorithm>
#include <cstdint>

namespace runtime {

class Congestion {
 public:
  /// The initial window is RFC 6928's.
  void start(std::uint32_t mss) {
    mss_ = mss;
    window_ = std::min(10 * mss, std::max(2 * mss, 14600U));
  }

  std::uint32_t window() const { return window_; }

  /// `octets` new ones were acknowledged.
  void acknowledged(std::uint32_t octets) {
    const bool slow_start = window_ < threshold_;
    window_ += slow_start ? std::min(octets, mss_) : std::max(1U, mss_ * mss_ / window_);
    window_ = std::min(window_, Most);
  }
  void timed_out(std::uint32_t in_flight) {
    halve(in_flight);
    window_ = mss_;
  }
  void lost_one(std::uint32_t in_flight) {
    halve(in_flight);
    window_ = threshold_;
  }

 private:
  static constexpr std::uint32_t Most = 1U << 20;
  void halve(std::uint32_t in_flight) { threshold_ = std::max(in_flight / 2, 2 * mss_); }

  std::uint32_t mss_ = 536, window_ = 2 * 536, threshold_ = Most;
};

}  // namespace runtime
