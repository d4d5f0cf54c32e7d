#include "scenario/tun_executor.h"

#include <algorithm>

#include "scenario/await.h"

namespace scenario {

TunExecutor::TunExecutor(const HostSettings& settings)
    : start_(clock_.now()),
      device_("synfin0"),
      peer_(device_),
      host_(
          settings, clock_, [this](const WireSegment& segment) { sent_.push_back({segment, now()}); }, device_, peer_),
      sockets_(host_) {}

Duration TunExecutor::tolerance() const { return RealTimeTolerance; }

void TunExecutor::wait_until(Time time) {
  for (host_.wake(); now() < time; host_.wake()) rest(time);
}

std::optional<Emitted> TunExecutor::next(Time deadline) {
  for (host_.wake(); sent_.empty() && now() < deadline; host_.wake()) rest(deadline);
  if (sent_.empty()) return std::nullopt;
  const Emitted first = std::move(sent_.front());
  sent_.pop_front();
  return first;
}

void TunExecutor::rest(Time limit) const {
  const Time due = std::min(limit, host_.deadline() - start_);
  await({device_.descriptor(), peer_.descriptor()}, due - now());
}

}  // namespace scenario
