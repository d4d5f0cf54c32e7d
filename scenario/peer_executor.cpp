#include "scenario/peer_executor.h"

#include <cerrno>

#include "scenario/await.h"
#include "scenario/wire_octets.h"

namespace scenario {
namespace {

namespace flag = runtime::flag;

}  // namespace

PeerExecutor::PeerExecutor(runtime::Device& device, Endpoint peer, Endpoint tester)
    : device_(device), peer_(peer), tester_(tester), start_(clock_.now()) {}

PeerExecutor::~PeerExecutor() {
  take_arrivals();
  if (!exact_) return;
  WireSegment reset;
  reset.flags = flag::Rst;
  reset.seq = *exact_;
  inject(reset);
}

Duration PeerExecutor::tolerance() const { return RealTimeTolerance; }

Returned PeerExecutor::perform(const Call&) { return {-1, ENOSYS}; }

void PeerExecutor::inject(const WireSegment& segment) { device_.send(to_octets(segment, tester_, peer_)); }

void PeerExecutor::wait_until(Time until) {
  while (now() < until) await({device_.descriptor()}, until - now()), take_arrivals();
  take_arrivals();
}

std::optional<Emitted> PeerExecutor::next(Time deadline) {
  take_arrivals();
  while (emitted_.empty() && now() < deadline) await({device_.descriptor()}, deadline - now()), take_arrivals();
  if (emitted_.empty()) return std::nullopt;
  auto first = std::move(emitted_.front());
  emitted_.pop_front();
  return first;
}

void PeerExecutor::take_arrivals() {
  while (const auto datagram = device_.receive()) {
    const auto received = from_octets(*datagram);
    if (!received || received->source != peer_ || received->destination != tester_) continue;
    if ((received->segment.flags & flag::Ack) != 0) exact_ = received->segment.ack;
    emitted_.push_back({received->segment, now()});
  }
}

}  // namespace scenario
