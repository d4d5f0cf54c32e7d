// A device over another that loses, doubles and reorders what passes: by a seed, or by what a test orders.
#pragma once

#include <deque>
#include <functional>
#include <random>

#include "runtime/device.h"
#include "runtime/wire.h"

namespace runtime {

enum class Direction : std::uint8_t { Out, In };

/// Chances in percent, for datagrams in either direction.
struct Faults {
  unsigned drop = 0, duplicate = 0, reorder = 0;
};

class FaultyLink final : public Device {
 public:
  using Predicate = std::function<bool(Direction, const Packet&)>;

  explicit FaultyLink(Device& below, Faults faults = {}, std::uint64_t seed = 0)
      : below_(below), faults_(faults), random_(seed) {}

  /// Loses the next `count` segments for which the predicate holds.
  void drop_next(Predicate, unsigned count = 1);
  /// Keeps the next segment for which the predicate holds, until `release`.
  void hold_next(Predicate);
  /// Sends on what was held, in order.
  void release();
  /// No more losses and holds to come; what is held stays held.
  void forget_orders() { orders_.clear(); }
  void set(Faults faults) { faults_ = faults; }
  void set(Faults faults, std::uint64_t seed) {
    faults_ = faults;
    random_.seed(seed);
  }
  /// A datagram from nowhere, in either direction, past all faults.
  void inject(Direction direction, View datagram) { carry(direction, datagram); }

  std::size_t dropped() const { return dropped_; }
  std::size_t held() const { return held_.size(); }

  void send(View datagram) override;
  std::optional<View> receive() override;
  int descriptor() const override { return below_.descriptor(); }

 private:
  enum class Fate : std::uint8_t { Pass, Drop, Hold };
  struct Order {
    Predicate predicate;
    Fate fate;
    unsigned count;
  };
  struct Held {
    Direction direction;
    Octets octets;
  };

  Fate fate_of(Direction, View);
  bool chance(unsigned percent);
  void pass(Direction, View);
  void carry(Direction, View);

  Device& below_;
  Faults faults_;
  std::mt19937_64 random_;
  std::deque<Order> orders_;
  std::deque<Held> held_;
  std::deque<Octets> arrived_;
  std::optional<Held> late_[2];  // overtaken by the next of its direction
  Octets current_;
  std::size_t dropped_ = 0;
};

}  // namespace runtime
