// The retransmission timeout, from measured round trips (RFC 6298).
#pragma once

#include <algorithm>

#include "runtime/config.h"

namespace runtime {

class RoundTrip {
 public:
  explicit RoundTrip(const Config& config)
      : least_(config.rto_least), most_(config.rto_most), rto_(config.rto_initial) {}

  /// A segment whose last number is before `end` left for the first time.
  void sent(std::uint32_t end, Time now) {
    if (timing_) return;
    timing_ = true;
    timed_ = {end, now};
  }
  /// Karn: an acknowledgement of what was sent twice says nothing.
  void resent() { timing_ = false; }
  void acknowledged(std::uint32_t una, Time now) {
    if (!timing_ || static_cast<std::int32_t>(una - timed_.end) < 0) return;
    sample(now - timed_.at);
    timing_ = false;
  }

  /// Doubled for each retransmission that has already been made.
  Duration timeout(unsigned retransmissions) const {
    return std::min(most_, rto_ * (std::int64_t{1} << std::min(retransmissions, 20U)));
  }

 private:
  struct Timed {
    std::uint32_t end = 0;
    Time at{0};
  };

  void sample(Duration r) {
    if (smoothed_ == Duration{0}) {
      smoothed_ = std::max(r, Duration{1});
      variation_ = r / 2;
    } else {
      variation_ = (3 * variation_ + std::chrono::abs(smoothed_ - r)) / 4;
      smoothed_ = std::max((7 * smoothed_ + r) / 8, Duration{1});
    }
    rto_ = std::clamp<Duration>(smoothed_ + std::max<Duration>(1ms, 4 * variation_), least_, most_);
  }

  Duration least_, most_, rto_;
  Duration smoothed_{0}, variation_{0};
  bool timing_ = false;
  Timed timed_;
};

}  // namespace runtime
