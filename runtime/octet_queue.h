// A queue of octets that can be looked at in one piece.
#pragma once

#include <algorithm>

#include "runtime/octets.h"

namespace runtime {

class OctetQueue {
 public:
  std::size_t size() const { return octets_.size() - head_; }
  bool empty() const { return size() == 0; }
  View view() const { return View(octets_).subspan(head_); }

  void push(View more) { octets_.insert(octets_.end(), more.begin(), more.end()); }
  void pop(std::size_t count) {
    head_ += std::min(count, size());
    if (head_ * 2 < octets_.size()) return;  // moving the rest is paid for by what has been taken
    octets_.erase(octets_.begin(), octets_.begin() + static_cast<std::ptrdiff_t>(head_));
    head_ = 0;
  }
  void clear() {
    octets_.clear();
    head_ = 0;
  }

 private:
  Octets octets_;
  std::size_t head_ = 0;
};

}  // namespace runtime
