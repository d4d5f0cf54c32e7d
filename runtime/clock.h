// The time that the stack lives in: given to it, real or virtual.
#pragma once

#include <chrono>

namespace runtime {

using Time = std::chrono::microseconds;  // since the epoch of the clock
using Duration = std::chrono::microseconds;

struct Clock {
  virtual ~Clock() = default;
  virtual Time now() const = 0;
};

/// Monotonic, and near the time of day, for the time stamps of captures.
class RealClock final : public Clock {
 public:
  Time now() const override {
    return start_of_day_ + std::chrono::duration_cast<Time>(std::chrono::steady_clock::now() - start_);
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  Time start_of_day_ = std::chrono::duration_cast<Time>(std::chrono::system_clock::now().time_since_epoch());
};

/// Moves only when told.
class VirtualClock final : public Clock {
 public:
  Time now() const override { return now_; }
  void advance(Duration by) { now_ += by; }
  void set(Time to) { now_ = to; }

 private:
  Time now_{0};
};

}  // namespace runtime
