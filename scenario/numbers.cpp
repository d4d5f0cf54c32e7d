#include "scenario/numbers.h"

#include "runtime/wire.h"

namespace scenario {
namespace {

namespace flag = runtime::flag;

bool ahead(std::uint32_t a, std::uint32_t b) { return static_cast<std::int32_t>(a - b) > 0; }

std::uint32_t end(const WireSegment& segment) {
  return segment.seq + segment.length + (flag::has(segment.flags, flag::Syn) ? 1 : 0) +
         (flag::has(segment.flags, flag::Fin) ? 1 : 0);
}

/// 3.10.7.1: a TCB that does not exist answers what has no ACK with SEQ 0, a number of nobody.
bool from_nobody(const WireSegment& segment) {
  return flag::has(segment.flags, flag::Rst) && flag::has(segment.flags, flag::Ack) && segment.seq == 0;
}

}  // namespace

void Numbers::may_begin(tcp::State state) {
  beginning_ = state == tcp::State::CLOSED || state == tcp::State::LISTEN || state == tcp::State::TIME_WAIT;
}

void Numbers::observe(const WireSegment& segment) {
  const bool syn = flag::has(segment.flags, flag::Syn);
  if (syn && (beginning_ || !iss_) && iss_ != segment.seq) {
    if (iss_) before_ = nxt_;
    iss_ = segment.seq;
    nxt_ = end(segment);
  }
  if (syn) beginning_ = false;
  if (!flag::has(segment.flags, flag::Rst) && ahead(end(segment), nxt_)) nxt_ = end(segment);
}

ScriptPacket Numbers::to_script(const WireSegment& segment) const {
  ScriptPacket packet;
  packet.expected = true;
  packet.flags = segment.flags;
  packet.seq = segment.seq - (from_nobody(segment) ? 0 : iss_.value_or(0));
  packet.length = segment.length;
  packet.ack = segment.ack;
  packet.window = segment.window;
  if (!segment.options.empty()) packet.options = segment.options;
  return packet;
}

WireSegment Numbers::to_wire(const ScriptPacket& packet) const {
  WireSegment segment;
  segment.flags = packet.flags;
  segment.seq = packet.seq;
  segment.ack = flag::has(packet.flags, flag::Ack) ? packet.ack + iss_.value_or(0) : 0;
  segment.window = packet.window.value_or(0);
  segment.length = packet.length;
  segment.options = packet.options.value_or(TcpOptions{});
  return segment;
}

std::optional<bool> Numbers::iss_is_later() const {
  if (!before_) return std::nullopt;
  return ahead(*iss_, *before_);
}

}  // namespace scenario
