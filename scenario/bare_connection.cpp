#include "scenario/bare_connection.h"

#include <algorithm>

#include "runtime/config.h"
#include "runtime/segment.h"
#include "runtime/wire.h"

namespace scenario {
namespace {

using runtime::Never;
namespace flag = runtime::flag;

/// The times that the specification leaves to the host are those of our stack, but for the least RTO, which
/// is the RFC's.
const runtime::Config& times() {
  static const runtime::Config config;
  return config;
}

constexpr std::pair<std::uint8_t, std::uint8_t> Flags[] = {{tcp::CTL::SYN, flag::Syn},
                                                           {tcp::CTL::ACK, flag::Ack},
                                                           {tcp::CTL::FIN, flag::Fin},
                                                           {tcp::CTL::RST, flag::Rst}};

std::optional<Timestamps> stamp_of(const WireSegment& segment) {
  for (const TcpOption& option : segment.options)
    if (const auto* stamps = std::get_if<Timestamps>(&option)) return *stamps;
  return std::nullopt;
}

/// The text's octets are nobody's: `zeroes` has as many.
runtime::Packet packet_of(const WireSegment& segment, runtime::View zeroes) {
  runtime::Packet packet;
  packet.seq = segment.seq, packet.ack = segment.ack, packet.flags = segment.flags, packet.window = segment.window;
  packet.text = zeroes;
  if (const auto stamp = stamp_of(segment)) packet.stamp = runtime::Timestamp{stamp->value, stamp->echo};
  return packet;
}

WireSegment segment_of(const runtime::Packet& packet) {
  WireSegment segment{packet.flags, packet.seq, packet.ack, packet.window, static_cast<std::uint16_t>(packet.text.size()), {}};
  if (packet.stamp) segment.options.push_back(Timestamps{packet.stamp->value, packet.stamp->echo});
  return segment;
}

}  // namespace

tcp::Segment to_machine(const WireSegment& wire) {
  tcp::Segment segment;
  segment.SEQ = wire.seq;
  segment.ACK = wire.ack;
  segment.WND = wire.window;
  segment.LEN = wire.length;
  for (const auto& [ours, on_wire] : Flags)
    if ((wire.flags & on_wire) != 0) segment.CTL |= ours;
  return segment;
}

WireSegment to_wire(const tcp::Segment& segment) {
  WireSegment wire;
  wire.seq = segment.SEQ;
  wire.ack = segment.ACK;
  wire.window = segment.WND;
  wire.length = segment.LEN;
  for (const auto& [ours, on_wire] : Flags)
    if ((segment.CTL & ours) != 0) wire.flags |= on_wire;
  return wire;
}

Duration period(tcp::Timer timer, const tcp::Tcb& tcb, std::uint32_t ticks) {
  if (ticks != 0) return times().tick * ticks;
  switch (timer) {
    case tcp::Timer::retransmission:
    case tcp::Timer::persist:
      return std::min(times().rto_initial * (1 << std::min<int>(tcb.retransmissions, 16)), times().rto_most);
    case tcp::Timer::user: return times().user_timeout;
    case tcp::Timer::idle: return tcb.probes == 0 ? times().keep_alive_idle : times().keep_alive_interval;
    case tcp::Timer::fin_wait_2: return times().orphan_timeout;
    case tcp::Timer::time_wait: break;
  }
  return Duration{0};
}

BareConnection::BareConnection(const HostSettings& settings, const runtime::Clock& clock,
                               const Transport::Emit& emit, std::unique_ptr<Machine> machine)
    : settings_(settings),
      clock_(clock),
      emit_(emit),
      machine_(std::move(machine)),
      mss_(runtime::most_text({}, settings.mss)),
      held_(times().held_segments, times().receive_buffer) {
  timers_.fill(Never);
}

runtime::Status BareConnection::status() const {
  runtime::Status status = status_;
  status.readable = readable_;
  const std::uint32_t room = settings_.machine.SEND_BUFFER;
  status.writable = status.gone || status.closing ? 0 : room - std::min(room, machine_->tcb().queued);
  return status;
}

Time BareConnection::deadline() const { return *std::min_element(timers_.begin(), timers_.end()); }

std::optional<Duration> BareConnection::time_wait_left() const {
  const Time ends = timers_[static_cast<std::size_t>(tcp::Timer::time_wait)];
  return ends == Never ? std::nullopt : std::optional(ends - clock_.now());
}

// ---- the user's calls -----------------------------------------------------------------------------

void BareConnection::open(std::uint32_t isn) {
  tcp::Event event;
  event.kind = tcp::EventKind::open_active;
  event.isn = isn;
  step(event);
}

std::size_t BareConnection::send(std::size_t length) {
  std::size_t taken = 0;
  while (taken < length) {
    const std::size_t part = std::min({length - taken, status().writable, std::size_t{65535}});
    if (part == 0 || call(tcp::EventKind::send, static_cast<std::uint16_t>(part)).error != tcp::Error::none)
      break;
    taken += part;
  }
  flush();
  return taken;
}

std::size_t BareConnection::receive(std::size_t most) {
  const std::size_t count = std::min(most, readable_);
  readable_ -= count;
  return count;
}

void BareConnection::close() {
  status_.closing = true;
  call(tcp::EventKind::close);
  flush();
}

void BareConnection::abort() {
  status_.closing = true;
  call(tcp::EventKind::abort);
}

void BareConnection::keep_alive(bool on) {
  tcp::Event event;
  event.kind = tcp::EventKind::set_keep_alive;
  event.enabled = on ? 1 : 0;
  step(event);
}

void BareConnection::release() {
  released_ = true;
  if (status_.gone) return;
  tcp::Event event;
  event.kind = tcp::EventKind::release;
  event.unread = readable_ != 0 ? 1 : 0;
  step(event);
  if (!status_.gone && !status_.closing) close();
}

// ---- the machine ----------------------------------------------------------------------------------

Reaction BareConnection::call(tcp::EventKind kind, std::uint16_t length) {
  tcp::Event event;
  event.kind = kind;
  event.length = length;
  return step(event);
}

void BareConnection::step_arrival(const WireSegment& segment, std::uint32_t isn, bool listening) {
  tcp::Event event;
  event.kind = tcp::EventKind::segment;
  event.segment = to_machine(segment);
  event.isn = isn;
  event.listening = listening ? 1 : 0;
  if (const auto stamp = stamp_of(segment)) event.stamp = 1, event.tsval = stamp->value;
  step(event, &segment);
}

/// Everything that happens to the TCB happens here.
Reaction BareConnection::step(tcp::Event event, const WireSegment* arrived) {
  event.rcv_wnd = offered();
  event.mss = largest();
  const tcp::Tcb before = machine_->tcb();
  const Reaction reaction = machine_->step(event);
  const tcp::Tcb after = machine_->tcb();
  note_signals(reaction);
  if (arrived != nullptr && reaction.signalled(tcp::Signal::held))
    held_.keep(packet_of(*arrived, runtime::Octets(arrived->length)));
  for (const auto& segment : reaction.sends)
    if (arrived == nullptr || !pointless(segment)) transmit(segment);
  run_timers(reaction);
  auto& user = timers_[static_cast<std::size_t>(tcp::Timer::user)];
  if (after.una != before.una && user != Never && event.kind == tcp::EventKind::segment)
    user = clock_.now() + times().user_timeout;
  if (before.state != tcp::State::CLOSED && after.state == tcp::State::CLOSED) forget();
  return reaction;
}

void BareConnection::note_signals(const Reaction& reaction) {
  readable_ += reaction.text_count;
  if (reaction.signalled(tcp::Signal::established)) status_.established = true;
  if (reaction.signalled(tcp::Signal::closing)) status_.peer_closed = true;
  if (reaction.signalled(tcp::Signal::reset)) status_.reset = true;
  if (reaction.signalled(tcp::Signal::refused)) status_.refused = true;
  if (reaction.signalled(tcp::Signal::timed_out)) status_.timed_out = true;
}

void BareConnection::run_timers(const Reaction& reaction) {
  for (std::uint32_t i = 0; i < tcp::kTimers; ++i) {
    const auto timer = static_cast<tcp::Timer>(i);
    if ((reaction.started & tcp::bit(timer)) != 0) timers_[i] = clock_.now() + period(timer, machine_->tcb(), machine_->ticks(timer));
    if ((reaction.cancelled & tcp::bit(timer)) != 0) timers_[i] = Never;
  }
}

void BareConnection::forget() {
  status_.gone = true;
  timers_.fill(Never);
  held_.clear();
}

// ---- arrivals -------------------------------------------------------------------------------------

void BareConnection::arrive(const WireSegment& segment, std::uint32_t isn, bool listening) {
  if ((machine_->tcb().flags & tcp::TcbFlag::syn_acked) == 0 && (segment.flags & flag::Syn) != 0) {
    std::optional<std::uint16_t> announced;
    for (const TcpOption& option : segment.options)
      if (const auto* mss = std::get_if<Mss>(&option)) announced = mss->size;
    mss_ = runtime::most_text(announced, settings_.mss);
  }
  const tcp::Tcb before = machine_->tcb();
  step_arrival(segment, isn, listening);
  reopened_ = before.state == tcp::State::TIME_WAIT && state() == tcp::State::SYN_RECEIVED;
  if (reopened_) {
    status_ = {};
    released_ = false;
    readable_ = 0;
    held_.clear();
  }
  while (!status_.gone && (machine_->tcb().flags & tcp::TcbFlag::syn_acked) != 0) {
    const auto ready = held_.take_ready(machine_->tcb().rnxt);
    if (!ready) break;
    step_arrival(segment_of(ready->packet(machine_->tcb())), 0, false);
  }
  if (status_.gone) return;
  ask_no_longer(before);
  flush();
}

/// The window has opened: the octet that asked was refused, and has its turn now.
void BareConnection::ask_no_longer(const tcp::Tcb& before) {
  const tcp::Tcb after = machine_->tcb();
  const bool asked = tcp::armed(before, tcp::Timer::persist) && !tcp::armed(after, tcp::Timer::persist);
  if (asked && after.una == before.una && after.una != after.nxt) call(tcp::EventKind::timeout_retransmission);
}

bool BareConnection::pointless(const tcp::Segment& answer) const {
  const tcp::Tcb tcb = machine_->tcb();
  return answer.CTL == tcp::CTL::ACK && answer.LEN == 0 && (tcb.flags & tcp::TcbFlag::syn_acked) != 0 && held_.ready(tcb.rnxt);
}

// ---- what goes out --------------------------------------------------------------------------------

/// The right edge stands still until somebody reads; a FIN has its place before it.
std::uint16_t BareConnection::offered() const {
  const std::size_t taken = readable_ + (status_.peer_closed ? 1 : 0);
  return static_cast<std::uint16_t>(settings_.window - std::min<std::size_t>(taken, settings_.window));
}

std::uint16_t BareConnection::largest() const {
  const bool stamps = (machine_->tcb().flags & tcp::TcbFlag::stamps) != 0;
  return static_cast<std::uint16_t>(mss_ - (stamps ? runtime::StampSpace : 0));
}

/// Milliseconds (RFC 7323 §5.4).
std::uint32_t BareConnection::stamp_now() const {
  return static_cast<std::uint32_t>(std::chrono::duration_cast<std::chrono::milliseconds>(clock_.now()).count());
}

void BareConnection::transmit(const tcp::Segment& segment) {
  WireSegment wire = to_wire(segment);
  if ((wire.flags & flag::Syn) != 0) wire.options = {Mss{settings_.mss}};
  const tcp::Tcb tcb = machine_->tcb();
  if ((tcb.flags & tcp::TcbFlag::stamps) != 0 && (wire.flags & flag::Rst) == 0)
    wire.options.insert(wire.options.end(), {Nop{}, Nop{}, Timestamps{stamp_now(), tcb.ts_recent}});
  emit_(wire);
}

/// Sends what may be sent now, as the machine lets it.
void BareConnection::flush() {
  for (auto length = next_length(); length; length = next_length())
    if (call(tcp::EventKind::segmentize, *length).error != tcp::Error::none) return;
}

/// How much text the next segment should carry: 0 if it is a FIN's turn, nothing if all has to wait. At a
/// closed window with nothing in flight the machine is asked too: it begins to probe.
std::optional<std::uint16_t> BareConnection::next_length() const {
  const tcp::Tcb tcb = machine_->tcb();
  const bool probing = tcp::armed(tcb, tcp::Timer::persist);
  if (!status_.established || status_.gone || probing) return std::nullopt;
  if (tcb.queued == 0) {
    const bool due =
        (tcb.flags & tcp::TcbFlag::close_queued) != 0 && (tcb.flags & tcp::TcbFlag::fin_sent) == 0;
    return due ? std::optional<std::uint16_t>(0) : std::nullopt;
  }
  const std::uint32_t in_flight = tcb.nxt - tcb.una;
  const std::uint32_t room = tcb.wnd > in_flight ? tcb.wnd - in_flight : 0;
  if (room == 0 && in_flight != 0) return std::nullopt;
  return static_cast<std::uint16_t>(
      std::min({tcb.queued, std::uint32_t{largest()}, room != 0 ? room : tcb.queued}));
}

// ---- time -----------------------------------------------------------------------------------------

void BareConnection::wake() {
  constexpr tcp::EventKind Timeouts[] = {
      tcp::EventKind::timeout_retransmission, tcp::EventKind::timeout_user,
      tcp::EventKind::timeout_time_wait, tcp::EventKind::timeout_idle,
      tcp::EventKind::timeout_persist, tcp::EventKind::timeout_fin_wait_2};
  static_assert(std::size(Timeouts) == tcp::kTimers);
  for (std::uint32_t i = 0; i < tcp::kTimers; ++i) {
    if (timers_[i] > clock_.now()) continue;
    timers_[i] = Never;
    call(Timeouts[i]);
  }
  flush();
}

}  // namespace scenario
