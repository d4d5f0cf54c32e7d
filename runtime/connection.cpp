#include "runtime/connection.h"

#include <stdexcept>

#include "runtime/segment.h"

namespace runtime {
namespace {

constexpr std::uint16_t LeastMss = 536;  // RFC 9293 §3.7.1: what a peer takes that names no MSS
constexpr unsigned DuplicatesForLoss = 3;

bool deleted(const tcp::Tcb& tcb) { return tcb.state == tcp::initial().state; }

bool has_flag(const tcp::Tcb& tcb, std::uint8_t flag) { return (tcb.flags & flag) != 0; }

}  // namespace

Connection::Connection(Host& host, ConnectionId id, Endpoint local, Endpoint remote, const tcp::Tcb& tcb)
    : host_(host),
      id_(id),
      local_(local),
      remote_(remote),
      machine_(host.config.machine),
      tcb_(tcb),
      held_(host.config.held_segments, host.config.receive_buffer),
      round_trip_(host.config),
      mss_(std::min(LeastMss, host.config.mss)) {}

Status Connection::status() const {
  Status status = status_;
  status.readable = receiving_.size();
  const bool open = !status.gone && !status.closing;
  status.writable = open ? host_.config.send_buffer - std::min(host_.config.send_buffer, sending_.size()) : 0;
  return status;
}

// ---- the user's calls ------------------------------------------------------------------------------------

void Connection::open(std::uint32_t isn) { call(tcp::EventKind::open_active, 0, isn); }

std::size_t Connection::send(View octets) {
  const std::size_t taken = std::min(octets.size(), status().writable);
  sending_.push(octets.first(taken));
  flush();
  return taken;
}

std::size_t Connection::receive(std::span<std::uint8_t> into) {
  const std::size_t count = std::min(into.size(), receiving_.size());
  const View octets = receiving_.view();
  std::copy_n(octets.begin(), count, into.begin());
  receiving_.pop(count);
  const bool cramped = offered() < worthwhile();
  // The ACK says what the machine's own say; only its window is news. The machine knows no windows.
  const bool hearing = synchronised_ && status_.established && !status_.peer_closed && !status_.gone;
  if (hearing && window_.open(tcb_.rnxt, free_space(), worthwhile()) && cramped) transmit_ack(tcb_.nxt);
  return count;
}

tcp::Error Connection::close() {
  status_.closing = true;
  if (unsent() == 0) return call(tcp::EventKind::close);
  close_pending_ = true;  // §3.10.4: "queue this until all preceding SENDs have been segmentized"
  return tcp::Error::none;
}

tcp::Error Connection::abort() {
  status_.closing = true;
  return call(tcp::EventKind::abort);
}

tcp::Error Connection::keep_alive(bool on) {
  tcp::Event event;
  event.kind = tcp::EventKind::set_keep_alive;
  event.enabled = on ? 1 : 0;
  return step(event, nullptr);
}

void Connection::release() {
  released_ = true;
  if (status_.gone) return;
  if (!status_.peer_closed) timers_.set(Alarm::Orphan, host_.now + host_.config.orphan_timeout);
  if (!receiving_.empty()) {
    abort();
  } else if (!status_.closing) {
    close();
  }
}

// ---- the machine -----------------------------------------------------------------------------------------

tcp::Error Connection::call(tcp::EventKind kind, std::uint16_t length, std::uint32_t isn) {
  tcp::Event event;
  event.kind = kind;
  event.length = length;
  event.isn = isn;
  return step(event, nullptr);
}

void Connection::step_arrival(const Packet& packet, std::uint32_t isn) {
  tcp::Event event;
  event.kind = tcp::EventKind::segment;
  event.segment = to_segment(packet);
  event.isn = isn;
  step(event, &packet);
}

/// Everything that happens to the TCB happens here.
tcp::Error Connection::step(tcp::Event event, const Packet* packet) {
  event.rcv_wnd = offered();
  event.mss = mss_;
  const tcp::Tcb before = tcb_;
  tcp::Output output;
  tcp::step(machine_, tcb_, event, output);
  host_.observe({id_, local_, remote_, before, event, tcb_, output, host_.now});
  if (packet != nullptr) synchronise(*packet);
  note_acknowledged(before);
  note_signals(output, packet);
  for (unsigned i = 0; i < output.send_count; ++i) {
    if (packet == nullptr || !pointless(output.sends[i])) transmit(output.sends[i], before);
  }
  run_timers(output);
  if (deleted(tcb_) && !deleted(before)) forget_if_gone();
  return output.error;
}

/// An acknowledgement that may as well be lost: a held segment has its turn next, and another one follows.
bool Connection::pointless(const tcp::Segment& answer) const {
  return answer.CTL == tcp::CTL::ACK && answer.LEN == 0 && held_.ready(tcb_.rnxt);
}

/// SND.UNA has moved: what was acknowledged is forgotten, and there was progress.
void Connection::note_acknowledged(const tcp::Tcb& before) {
  if (tcb_.una == before.una || tcb_.iss != before.iss) return;
  const bool syn = has_flag(tcb_, tcp::TcbFlag::syn_acked) && !has_flag(before, tcp::TcbFlag::syn_acked);
  const std::size_t text = std::min<std::size_t>(tcb_.una - before.una - (syn ? 1U : 0U), in_flight_);
  sending_.pop(text);
  in_flight_ -= text;
  duplicates_ = 0;
  round_trip_.acknowledged(tcb_.una, host_.now);
  if (text != 0 && !recover_to_) congestion_.acknowledged(static_cast<std::uint32_t>(text));
  if (timers_.running(Alarm::User)) timers_.set(Alarm::User, host_.now + host_.config.user_timeout);
  if (timers_.running(Alarm::Orphan)) timers_.set(Alarm::Orphan, host_.now + host_.config.orphan_timeout);
}

void Connection::note_signals(const tcp::Output& output, const Packet* packet) {
  const auto said = [&](tcp::Signal signal) { return tcp::signalled(output, signal); };
  if (packet != nullptr && said(tcp::Signal::text)) {
    if (released_)
      unread_lost_ = true;
    else
      receiving_.push(packet->text.subspan(output.text_offset, output.text_count));
    window_.open(tcb_.rnxt, free_space(), worthwhile());
  }
  if (packet != nullptr && said(tcp::Signal::held)) held_.keep(*packet);
  if (said(tcp::Signal::established)) status_.established = true;
  if (said(tcp::Signal::closing)) {
    status_.peer_closed = true;
    timers_.clear(Alarm::Orphan);
  }
  if (said(tcp::Signal::reset)) status_.reset = true;
  if (said(tcp::Signal::refused)) status_.refused = true;
  if (said(tcp::Signal::timed_out)) status_.timed_out = true;
}

void Connection::run_timers(const tcp::Output& output) {
  for (const auto timer :
       {tcp::Timer::retransmission, tcp::Timer::user, tcp::Timer::time_wait, tcp::Timer::idle}) {
    if (tcp::started(output, timer)) timers_.set(alarm(timer), host_.now + period(timer));
    if (tcp::cancelled(output, timer)) timers_.clear(alarm(timer));
  }
}

Duration Connection::period(tcp::Timer timer) const {
  if (const auto ticks = tcp::duration(machine_, timer); ticks != 0) return host_.config.tick * ticks;
  switch (timer) {
    case tcp::Timer::retransmission: return round_trip_.timeout(tcb_.retransmissions);
    case tcp::Timer::user: return host_.config.user_timeout;
    case tcp::Timer::idle:
      return tcb_.probes == 0 ? host_.config.keep_alive_idle : host_.config.keep_alive_interval;
    case tcp::Timer::time_wait: break;
  }
  return Duration{0};
}

void Connection::forget_if_gone() {
  status_.gone = true;
  timers_.clear_all();
  sending_.clear();
  in_flight_ = 0;
  held_.clear();
  close_pending_ = false;
  recover_to_.reset();
}

// ---- arrivals --------------------------------------------------------------------------------------------

void Connection::arrive(const Packet& packet, std::uint32_t isn) {
  const tcp::Tcb before = tcb_;
  if (!synchronised_ && packet.has(flag::Syn)) {
    mss_ = std::min(host_.config.mss, std::max<std::uint16_t>(packet.mss.value_or(LeastMss), 64));
  }
  unanswered_ = 0;
  step_arrival(packet, isn);
  while (!status_.gone) {
    const auto ready = held_.take_ready(tcb_.rnxt);
    if (!ready) break;
    step_arrival(ready->packet(), 0);
  }
  if (status_.gone) return;
  hear(packet, before);
  if (unread_lost_)
    abort();
  else
    flush();
}

/// The machine has taken the peer's SYN: from here on there are windows.
void Connection::synchronise(const Packet& packet) {
  if (synchronised_ || !packet.has(flag::Syn)) return;
  if (tcb_.irs != packet.seq || tcb_.rnxt != packet.seq + 1) return;
  synchronised_ = true;
  window_.start(tcb_.rnxt, free_space());
  peer_window_.start(packet.seq, packet.has(flag::Ack) ? packet.ack : tcb_.una, packet.window);
  congestion_.start(mss_);
}

/// The window that came with the segment, and whether it tells of a loss.
void Connection::hear(const Packet& packet, const tcp::Tcb& before) {
  if (!synchronised_ || !packet.has(flag::Ack) || packet.has(flag::Rst)) return;
  if (packet.ack - tcb_.una > tcb_.nxt - tcb_.una) return;
  // Also a closed window is news from RCV.NXT-1, where probes are answered: so far back SEQ may lie.
  const bool changed =
      packet.seq - (before.rnxt - 1) <= 65536 && peer_window_.update(packet.seq, packet.ack, packet.window);
  if (peer_window_.size() != 0) {
    timers_.clear(Alarm::Persist);
    asked_ = 0;
  }
  const bool bare = packet.text.empty() && !packet.has(flag::Syn | flag::Fin);
  recover(before, bare && !changed && packet.ack == before.una && tcb_.una == before.una);
}

/// Fast retransmit and NewReno's recovery.
void Connection::recover(const tcp::Tcb& before, bool duplicate) {
  if (in_flight_ == 0) {
    recover_to_.reset();
    return;
  }
  const bool progress = tcb_.una != before.una;
  if (recover_to_ && static_cast<std::int32_t>(tcb_.una - *recover_to_) >= 0) recover_to_.reset();
  if (recover_to_ && progress) return resend_now();  // a partial acknowledgement: the next hole
  if (recover_to_ || !duplicate || ++duplicates_ != DuplicatesForLoss) return;
  congestion_.lost_one(static_cast<std::uint32_t>(in_flight_));
  recover_to_ = tcb_.nxt;
  resend_now();
}

/// The specification lets an untimed timer fire whenever it is armed: for what was lost it fires early, once.
void Connection::resend_now() {
  if (tcb_.retransmissions == 0) call(tcp::EventKind::timeout_retransmission);
}

// ---- what goes out ---------------------------------------------------------------------------------------

void Connection::transmit(const tcp::Segment& segment, const tcp::Tcb& before) {
  Packet packet = to_packet(segment, local_, remote_);
  if (packet.has(flag::Syn)) packet.mss = host_.config.mss;
  if (!packet.has(flag::Rst)) packet.window = offered();
  if (segment.LEN != 0) {
    const std::size_t offset = segment.SEQ - tcb_.una;
    if (offset + segment.LEN > in_flight_) throw std::logic_error("the machine sends text that is not there");
    packet.text = sending_.view().subspan(offset, segment.LEN);
    if (offset + segment.LEN == sending_.size()) packet.flags |= flag::Psh;
  }
  if (span(segment) != 0) {
    if (tcb_.nxt != before.nxt) {
      round_trip_.sent(tcb_.nxt, host_.now);
    } else {
      round_trip_.resent();
      ++host_.counters.retransmitted;
    }
  }
  host_.transmit(packet);
}

void Connection::transmit_ack(std::uint32_t seq) {
  tcp::Segment segment;
  segment.SEQ = seq;
  segment.ACK = tcb_.rnxt;
  segment.CTL = tcp::CTL::ACK;
  transmit(segment, tcb_);
}

/// Sends what may be sent now, and then the FIN if the user has closed.
void Connection::flush() {
  if (status_.gone || !synchronised_) return;
  for (auto length = next_length(); length != 0; length = next_length()) {
    in_flight_ += length;
    if (call(tcp::EventKind::send, length) == tcp::Error::none) continue;
    in_flight_ -= length;  // queued: the machine will take it later
    break;
  }
  if (close_pending_ && unsent() == 0) {
    close_pending_ = false;
    call(tcp::EventKind::close);
  }
  const bool stuck = status_.established && unsent() != 0 && in_flight_ == 0 && peer_window_.size() == 0;
  if (stuck && !timers_.running(Alarm::Persist)) {
    timers_.set(Alarm::Persist, host_.now + round_trip_.timeout(asked_));
  }
}

/// How much text the next segment may carry: 0 when it should wait.
std::uint16_t Connection::next_length() const {
  const std::size_t room = std::min<std::size_t>(peer_window_.size(), congestion_.window());
  if (unsent() == 0 || room <= in_flight_) return 0;
  const std::size_t length = std::min({unsent(), room - in_flight_, std::size_t{mss_}});
  const bool small = length < mss_ && in_flight_ != 0;
  const bool cut =
      length < unsent();  // by the window: a better one will come (silly window avoidance, §3.8.6.2.1)
  if (small && (cut || (host_.config.nagle && !close_pending_))) return 0;
  return static_cast<std::uint16_t>(length);
}

/// A segment before the window, which the peer must answer with an ACK that names its window.
void Connection::ask_for_window() {
  if (++unanswered_ > machine_.R2) {
    status_.timed_out = true;
    abort();
    return;
  }
  ++asked_;
  transmit_ack(tcb_.nxt - 1);
}

// ---- time ------------------------------------------------------------------------------------------------

void Connection::wake() {
  for (std::size_t i = 0; i < Alarms; ++i) {
    const auto which = static_cast<Alarm>(i);
    if (!timers_.due(which, host_.now)) continue;
    timers_.clear(which);
    expire(which);
  }
  flush();
}

void Connection::expire(Alarm which) {
  switch (which) {
    case Alarm::Retransmission:
      if (in_flight_ != 0) {
        congestion_.timed_out(static_cast<std::uint32_t>(in_flight_));
        recover_to_ = tcb_.nxt;
      }
      call(tcp::EventKind::timeout_retransmission);
      return;
    case Alarm::User: call(tcp::EventKind::timeout_user); return;
    case Alarm::TimeWait: call(tcp::EventKind::timeout_time_wait); return;
    case Alarm::Idle: call(tcp::EventKind::timeout_idle); return;
    case Alarm::Persist: ask_for_window(); return;
    case Alarm::Orphan: abort(); return;
  }
}

// ---- space -----------------------------------------------------------------------------------------------

std::size_t Connection::free_space() const {
  const std::size_t capacity = host_.config.receive_buffer;
  return capacity - std::min(capacity, receiving_.size());
}

std::size_t Connection::worthwhile() const {
  return std::min<std::size_t>(host_.config.receive_buffer / 2, host_.config.mss);
}

std::uint16_t Connection::offered() const {
  return synchronised_ ? window_.size(tcb_.rnxt) : OfferedWindow::clip(free_space());
}

}  // namespace runtime
