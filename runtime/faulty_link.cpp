#include "runtime/faulty_link.h"

#include <algorithm>

namespace runtime {

void FaultyLink::drop_next(Predicate predicate, unsigned count) {
  orders_.push_back({std::move(predicate), Fate::Drop, count});
}

void FaultyLink::hold_next(Predicate predicate) { orders_.push_back({std::move(predicate), Fate::Hold, 1}); }

void FaultyLink::release() {
  const auto held = std::move(held_);
  held_.clear();
  for (const Held& h : held) carry(h.direction, h.octets);
}

bool FaultyLink::chance(unsigned percent) { return percent != 0 && random_() % 100 < percent; }

FaultyLink::Fate FaultyLink::fate_of(Direction direction, View datagram) {
  const auto parsed = parse(datagram);
  const auto* packet = std::get_if<Packet>(&parsed);
  const auto order =
      packet == nullptr ? orders_.end() : std::find_if(orders_.begin(), orders_.end(), [&](const Order& o) {
        return o.predicate(direction, *packet);
      });
  if (order == orders_.end()) return chance(faults_.drop) ? Fate::Drop : Fate::Pass;
  const Fate fate = order->fate;
  if (--order->count == 0) orders_.erase(order);
  return fate;
}

void FaultyLink::carry(Direction direction, View datagram) {
  if (direction == Direction::Out) return below_.send(datagram);
  arrived_.emplace_back(datagram.begin(), datagram.end());
}

void FaultyLink::pass(Direction direction, View datagram) {
  switch (fate_of(direction, datagram)) {
    case Fate::Drop: ++dropped_; return;
    case Fate::Hold: held_.push_back({direction, {datagram.begin(), datagram.end()}}); return;
    case Fate::Pass: break;
  }
  auto& late = late_[static_cast<std::size_t>(direction)];
  if (!late && chance(faults_.reorder)) {
    late = Held{direction, {datagram.begin(), datagram.end()}};
    return;
  }
  carry(direction, datagram);
  if (chance(faults_.duplicate)) carry(direction, datagram);
  if (!late) return;
  carry(direction, late->octets);
  late.reset();
}

void FaultyLink::send(View datagram) { pass(Direction::Out, datagram); }

std::optional<View> FaultyLink::receive() {
  while (const auto datagram = below_.receive()) pass(Direction::In, *datagram);
  if (arrived_.empty()) return std::nullopt;
  current_ = std::move(arrived_.front());
  arrived_.pop_front();
  return View(current_);
}

}  // namespace runtime
