#include "scenario/bare_connection.h"

#include <algorithm>

#include "runtime/config.h"
#include "runtime/wire.h"

namespace scenario {
namespace {

using runtime::Never;
namespace flag = runtime::flag;

constexpr std::uint16_t LeastMss = 536;  // RFC 9293 §3.7.1: what a peer takes that names no MSS
constexpr std::size_t SendBuffer = 262144, MostHeld = 64;

/// The times that the specification leaves to the host are those of our stack, but for the least RTO, which is the RFC's.
const runtime::Config& times() {
  static const runtime::Config config;
  return config;
}

constexpr std::pair<std::uint8_t, std::uint8_t> Flags[] = {
    {tcp::CTL::SYN, flag::Syn}, {tcp::CTL::ACK, flag::Ack}, {tcp::CTL::FIN, flag::Fin}, {tcp::CTL::RST, flag::Rst}};

}  // namespace

tcp::Segment to_machine(const WireSegment& wire) {
  tcp::Segment segment;
  segment.SEQ = wire.seq;
  segment.ACK = wire.ack;
  segment.LEN = wire.length;
  for (const auto& [ours, on_wire] : Flags)
    if ((wire.flags & on_wire) != 0) segment.CTL |= ours;
  return segment;
}

WireSegment to_wire(const tcp::Segment& segment) {
  WireSegment wire;
  wire.seq = segment.SEQ;
  wire.ack = segment.ACK;
  wire.length = segment.LEN;
  for (const auto& [ours, on_wire] : Flags)
    if ((segment.CTL & ours) != 0) wire.flags |= on_wire;
  return wire;
}

BareConnection::BareConnection(const HostSettings& settings, const runtime::Clock& clock, const Transport::Emit& emit,
                               std::unique_ptr<Machine> machine)
    : settings_(settings), clock_(clock), emit_(emit), machine_(std::move(machine)), mss_(std::min(LeastMss, settings.mss)) {
  timers_.fill(Never);
}

runtime::Status BareConnection::status() const {
  runtime::Status status = status_;
  status.readable = readable_;
  status.writable = status.gone || status.closing ? 0 : SendBuffer - std::min(SendBuffer, unsent_);
  return status;
}

Time BareConnection::deadline() const { return *std::min_element(timers_.begin(), timers_.end()); }

// ---- the user's calls -----------------------------------------------------------------------------

void BareConnection::open(std::uint32_t isn) {
  tcp::Event event;
  event.kind = tcp::EventKind::open_active;
  event.isn = isn;
  step(event);
}

std::size_t BareConnection::send(std::size_t length) {
  const std::size_t taken = std::min(length, status().writable);
  unsent_ += taken;
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
  close_pending_ = unsent_ != 0;
  if (!close_pending_) call(tcp::EventKind::close);
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
  if (readable_ != 0) {
    abort();
  } else if (!status_.closing) {
    close();
  }
}

// ---- the machine ----------------------------------------------------------------------------------

void BareConnection::call(tcp::EventKind kind) {
  tcp::Event event;
  event.kind = kind;
  step(event);
}

void BareConnection::step_arrival(const WireSegment& segment, std::uint32_t isn) {
  tcp::Event event;
  event.kind = tcp::EventKind::segment;
  event.segment = to_machine(segment);
  event.isn = isn;
  const Reaction reaction = step(event);
  if (reaction.signalled(tcp::Signal::held) && held_.size() < MostHeld) held_.push_back(segment);
}

/// Everything that happens to the TCB happens here.
Reaction BareConnection::step(tcp::Event event) {
  event.rcv_wnd = offered();
  event.mss = mss_;
  const auto before = machine_->state();
  const auto una = machine_->una();
  const Reaction reaction = machine_->step(event);
  note_signals(reaction);
  for (const auto& segment : reaction.sends) transmit(segment);
  run_timers(reaction, event.kind);
  if (machine_->una() != una && timers_[static_cast<std::size_t>(tcp::Timer::user)] != Never && event.kind == tcp::EventKind::segment)
    timers_[static_cast<std::size_t>(tcp::Timer::user)] = clock_.now() + times().user_timeout;
  if (before != tcp::State::CLOSED && machine_->state() == tcp::State::CLOSED) {
    status_.gone = true;
    timers_.fill(Never);
    held_.clear();
    unsent_ = 0;
    close_pending_ = false;
  }
  return reaction;
}

void BareConnection::note_signals(const Reaction& reaction) {
  if (released_ && reaction.signalled(tcp::Signal::text)) unread_lost_ = true;
  if (!released_) readable_ += reaction.text_count;
  if (reaction.signalled(tcp::Signal::established)) status_.established = true;
  if (reaction.signalled(tcp::Signal::closing)) status_.peer_closed = true;
  if (reaction.signalled(tcp::Signal::reset)) status_.reset = true;
  if (reaction.signalled(tcp::Signal::refused)) status_.refused = true;
  if (reaction.signalled(tcp::Signal::timed_out)) status_.timed_out = true;
}

void BareConnection::run_timers(const Reaction& reaction, tcp::EventKind cause) {
  for (std::uint32_t i = 0; i < tcp::kTimers; ++i) {
    const auto timer = static_cast<tcp::Timer>(i);
    if ((reaction.started & tcp::bit(timer)) != 0) timers_[i] = clock_.now() + period(timer, cause);
    if ((reaction.cancelled & tcp::bit(timer)) != 0) timers_[i] = Never;
  }
}

Duration BareConnection::period(tcp::Timer timer, tcp::EventKind cause) {
  if (const auto ticks = machine_->ticks(timer); ticks != 0) return times().tick * ticks;
  switch (timer) {
    case tcp::Timer::retransmission:
      backoff_ = cause == tcp::EventKind::timeout_retransmission ? std::min(backoff_ + 1, 16U) : 0;
      return std::min(times().rto_initial * (1 << backoff_), times().rto_most);
    case tcp::Timer::user: return times().user_timeout;
    case tcp::Timer::idle: return cause == tcp::EventKind::timeout_idle ? times().keep_alive_interval : times().keep_alive_idle;
    case tcp::Timer::time_wait: break;
  }
  return Duration{0};
}

// ---- arrivals -------------------------------------------------------------------------------------

void BareConnection::arrive(const WireSegment& segment, std::uint32_t isn) {
  if (!synchronised_ && (segment.flags & flag::Syn) != 0) {
    std::uint16_t announced = LeastMss;
    for (const TcpOption& option : segment.options)
      if (const auto* mss = std::get_if<Mss>(&option)) announced = mss->size;
    mss_ = std::min(settings_.mss, announced);
  }
  step_arrival(segment, isn);
  for (auto next = held_.begin(); !status_.gone && next != held_.end();) {
    if (static_cast<std::int32_t>(next->seq - machine_->rnxt()) > 0) {
      ++next;
      continue;
    }
    const WireSegment ready = *next;
    held_.erase(next);
    step_arrival(ready, 0);
    next = held_.begin();
  }
  if (status_.gone) return;
  hear(segment);
  if (unread_lost_)
    abort();
  else
    flush();
}

/// The window that came with the segment.
void BareConnection::hear(const WireSegment& segment) {
  if ((segment.flags & flag::Rst) != 0) return;
  if (!synchronised_ && (segment.flags & flag::Syn) != 0 && machine_->rnxt() == segment.seq + 1) {
    synchronised_ = true;
    peer_window_.start(segment.seq, (segment.flags & flag::Ack) != 0 ? segment.ack : machine_->una(), segment.window);
    return;
  }
  const bool current = segment.ack - machine_->una() <= machine_->nxt() - machine_->una();
  if (synchronised_ && (segment.flags & flag::Ack) != 0 && current) peer_window_.update(segment.seq, segment.ack, segment.window);
}

// ---- what goes out --------------------------------------------------------------------------------

std::uint16_t BareConnection::offered() const { return static_cast<std::uint16_t>(settings_.window - std::min<std::size_t>(readable_, settings_.window)); }

void BareConnection::transmit(const tcp::Segment& segment) {
  WireSegment wire = to_wire(segment);
  if ((wire.flags & flag::Syn) != 0) wire.options = {Mss{settings_.mss}};
  if ((wire.flags & flag::Rst) == 0) wire.window = offered();
  emit_(wire);
}

/// Sends what may be sent now, and then the FIN if the user has closed.
void BareConnection::flush() {
  for (auto length = next_length(); length != 0; length = next_length()) {
    tcp::Event event;
    event.kind = tcp::EventKind::send;
    event.length = length;
    if (step(event).error != tcp::Error::none) break;
    unsent_ -= length;
  }
  if (!close_pending_ || unsent_ != 0) return;
  close_pending_ = false;
  call(tcp::EventKind::close);
}

std::uint16_t BareConnection::next_length() const {
  const std::uint32_t in_flight = machine_->nxt() - machine_->una();
  if (!status_.established || status_.gone || peer_window_.size() <= in_flight) return 0;
  return static_cast<std::uint16_t>(std::min({unsent_, std::size_t{mss_}, std::size_t{peer_window_.size() - in_flight}}));
}

// ---- time -----------------------------------------------------------------------------------------

void BareConnection::wake() {
  constexpr tcp::EventKind Timeouts[] = {tcp::EventKind::timeout_retransmission, tcp::EventKind::timeout_user,
                                         tcp::EventKind::timeout_time_wait, tcp::EventKind::timeout_idle};
  for (std::uint32_t i = 0; i < tcp::kTimers; ++i) {
    if (timers_[i] > clock_.now()) continue;
    timers_[i] = Never;
    call(Timeouts[i]);
  }
  flush();
}

}  // namespace scenario
