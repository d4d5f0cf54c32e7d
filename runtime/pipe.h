// Two devices joined in memory: what one sends the other receives, in order.
#pragma once

#include <deque>

#include "runtime/device.h"

namespace runtime {

class Pipe {
  class End final : public Device {
   public:
    End(std::deque<Octets>& out, std::deque<Octets>& in) : out_(out), in_(in) {}
    void send(View datagram) override { out_.emplace_back(datagram.begin(), datagram.end()); }
    std::optional<View> receive() override {
      if (in_.empty()) return std::nullopt;
      current_ = std::move(in_.front());
      in_.pop_front();
      return View(current_);
    }

   private:
    std::deque<Octets>& out_;
    std::deque<Octets>& in_;
    Octets current_;
  };

 public:
  Pipe() = default;
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  Device& left() { return left_; }
  Device& right() { return right_; }
  bool empty() const { return rightwards_.empty() && leftwards_.empty(); }

 private:
  std::deque<Octets> rightwards_, leftwards_;
  End left_{rightwards_, leftwards_}, right_{leftwards_, rightwards_};
};

}  // namespace runtime
