#include "runtime/connection.h"

#include <stdexcept>

#include "runtime/segment.h"

namespace runtime {
namespace {

constexpr unsigned DuplicatesForLoss = 3;

bool deleted(const tcp::Tcb& tcb) { return tcb.state == tcp::initial().state; }

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
      mss_(most_text({}, host.config.mss)) {
  machine_.SEND_BUFFER = host.config.send_buffer;
}

Status Connection::status() const {
  Status status = status_;
  status.readable = receiving_.size();
  const bool open = !status.gone && !status.closing;
  status.writable = open ? machine_.SEND_BUFFER - std::min(machine_.SEND_BUFFER, tcb_.queued) : 0;
  return status;
}

// ---- the user's calls ------------------------------------------------------------------------------------

tcp::Error Connection::open(std::uint32_t isn, bool unnamed, tcp::Obstacle obstacle) {
  tcp::Event event = event_of(tcp::EventKind::open_active);
  event.isn = isn;
  event.unnamed = unnamed ? 1 : 0;
  event.obstacle = obstacle;
  return step(event);
}

/// SEND by SEND, each of what there is room for; if there is none the machine says so.
std::size_t Connection::send(View octets) {
  std::size_t taken = 0;
  status_.error = tcp::Error::none;
  while (taken < octets.size()) {
    const std::size_t room = status().writable;
    const std::size_t length =
        std::min({octets.size() - taken, room != 0 ? room : SIZE_MAX, std::size_t{65535}});
    const tcp::Error error = call(tcp::EventKind::send, static_cast<std::uint16_t>(length));
    if (error != tcp::Error::none) {
      if (taken == 0) status_.error = error;
      break;
    }
    sending_.push(octets.subspan(taken, length));
    taken += length;
  }
  flush();
  return taken;
}

std::size_t Connection::receive(std::span<std::uint8_t> into) {
  tcp::Event event = event_of(tcp::EventKind::receive);
  event.on_hand = receiving_.empty() ? 0 : 1;
  const tcp::Error error = step(event);
  const std::size_t count = std::min(into.size(), receiving_.size());
  const View octets = receiving_.view();
  std::copy_n(octets.begin(), count, into.begin());
  receiving_.pop(count);
  status_.error = count == 0 ? error : tcp::Error::none;
  const bool cramped = offered() < worthwhile();
  if (synchronised_ && window_.open(tcb_.rnxt, free_space(), worthwhile()) && cramped)
    call(tcp::EventKind::offer_window);
  return count;
}

tcp::Error Connection::close() {
  status_.closing = true;
  const tcp::Error error = call(tcp::EventKind::close);
  flush();  // Nagle's rule does not hold back what the FIN follows
  return error;
}

tcp::Error Connection::abort() {
  status_.closing = true;
  return call(tcp::EventKind::abort);
}

tcp::Error Connection::keep_alive(bool on) {
  tcp::Event event = event_of(tcp::EventKind::set_keep_alive);
  event.enabled = on ? 1 : 0;
  return step(event);
}

void Connection::release() {
  released_ = true;
  if (status_.gone) return;
  tcp::Event event = event_of(tcp::EventKind::release);
  event.unread = receiving_.empty() ? 0 : 1;
  step(event);
  if (!status_.gone && !status_.closing) close();
}

// ---- the machine -----------------------------------------------------------------------------------------

tcp::Error Connection::call(tcp::EventKind kind, std::uint16_t length) {
  tcp::Event event = event_of(kind);
  event.length = length;
  return step(event);
}

tcp::Event Connection::arrival(const Packet& packet, Birth birth) const {
  tcp::Event event = event_of(tcp::EventKind::segment);
  event.segment = to_segment(packet);
  event.isn = birth.isn;
  event.backlog_full = birth.backlog_full ? 1 : 0;
  event.listening = birth.listening ? 1 : 0;
  if (packet.stamp) event.stamp = 1, event.tsval = packet.stamp->value;
  return event;
}

void Connection::step_arrival(const Packet& packet, Birth birth) { step(arrival(packet, birth), &packet); }

/// Everything that happens to the TCB happens here.
tcp::Error Connection::step(tcp::Event event, const Packet* packet) {
  event.rcv_wnd = offered();
  event.mss = largest();
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
  if (deleted(tcb_) && !deleted(before)) forget();
  return output.error;
}

/// An acknowledgement that may as well be lost: a held segment has its turn next, and another one follows.
bool Connection::pointless(const tcp::Segment& answer) const {
  return answer.CTL == tcp::CTL::ACK && answer.LEN == 0 && is(tcp::TcbFlag::syn_acked) &&
         held_.ready(tcb_.rnxt);
}

/// SND.UNA has moved: what was acknowledged is forgotten, and there was progress.
void Connection::note_acknowledged(const tcp::Tcb& before) {
  if (tcb_.una == before.una || tcb_.iss != before.iss) return;
  const bool syn = is(tcp::TcbFlag::syn_acked) && (before.flags & tcp::TcbFlag::syn_acked) == 0;
  const std::size_t text = std::min<std::size_t>(tcb_.una - before.una - (syn ? 1U : 0U), in_flight());
  sending_.pop(text);
  duplicates_ = 0;
  round_trip_.acknowledged(tcb_.una, host_.now);
  if (text != 0 && !recover_to_) congestion_.acknowledged(static_cast<std::uint32_t>(text));
  if (timers_.running(tcp::Timer::user)) timers_.set(tcp::Timer::user, host_.now + host_.config.user_timeout);
}

void Connection::note_signals(const tcp::Output& output, const Packet* packet) {
  const auto said = [&](tcp::Signal signal) { return tcp::signalled(output, signal); };
  if (packet != nullptr && said(tcp::Signal::text))
    receiving_.push(packet->text.subspan(output.text_offset, output.text_count));
  if (packet != nullptr && said(tcp::Signal::held)) held_.keep(*packet);
  if (said(tcp::Signal::established)) status_.established = true;
  if (said(tcp::Signal::closing)) status_.peer_closed = true;
  if (said(tcp::Signal::reset)) status_.reset = true;
  if (said(tcp::Signal::refused)) status_.refused = true;
  if (said(tcp::Signal::timed_out)) status_.timed_out = true;
  if (said(tcp::Signal::troubled)) status_.troubled = true;
}

void Connection::run_timers(const tcp::Output& output) {
  for (const auto& [timer, timeout] : TimerEvents) {
    if (tcp::started(output, timer)) timers_.set(timer, host_.now + period(timer));
    if (tcp::cancelled(output, timer)) timers_.clear(timer);
  }
}

Duration Connection::period(tcp::Timer timer) const {
  if (const auto ticks = tcp::duration(machine_, timer); ticks != 0) return host_.config.tick * ticks;
  switch (timer) {
    case tcp::Timer::retransmission: return round_trip_.timeout(tcb_.retransmissions);
    case tcp::Timer::user: return host_.config.user_timeout;
    case tcp::Timer::idle:
      return tcb_.probes == 0 ? host_.config.keep_alive_idle : host_.config.keep_alive_interval;
    case tcp::Timer::persist: return round_trip_.timeout(asked_);
    case tcp::Timer::fin_wait_2: return host_.config.orphan_timeout;
    case tcp::Timer::time_wait: break;
  }
  return Duration{0};
}

void Connection::forget() {
  status_.gone = true;
  timers_.clear_all();
  sending_.clear();
  held_.clear();
  recover_to_.reset();
}

// ---- arrivals --------------------------------------------------------------------------------------------

/// The machine says it, of a copy of the TCB.
bool Connection::begins_next(const Packet& packet, Birth birth) const {
  if (status_.gone || !birth.listening || !packet.has(flag::Syn)) return false;
  tcp::Event event = arrival(packet, birth);
  event.rcv_wnd = offered();
  event.mss = largest();
  tcp::Tcb next = tcb_;
  tcp::Output output;
  tcp::step(machine_, next, event, output);
  return next.iss != tcb_.iss;
}

void Connection::supersede() {
  tcb_ = tcp::initial();
  forget();
}

void Connection::arrive(const Packet& packet, Birth birth) {
  const tcp::Tcb before = tcb_;
  if (!synchronised_ && packet.has(flag::Syn)) {
    mss_ = most_text(packet.mss, host_.config.mss);
  }
  step_arrival(packet, birth);
  while (!status_.gone && is(tcp::TcbFlag::syn_acked)) {
    const auto ready = held_.take_ready(tcb_.rnxt);
    if (!ready) break;
    step_arrival(ready->packet(tcb_));
  }
  if (status_.gone) return;
  hear(packet, before);
  flush();
}

/// The machine has taken the peer's SYN: from here on there is a window.
void Connection::synchronise(const Packet& packet) {
  if (synchronised_ || !packet.has(flag::Syn)) return;
  if (tcb_.irs != packet.seq || tcb_.rnxt != packet.seq + 1) return;
  synchronised_ = true;
  window_.start(tcb_.rnxt, free_space());
  congestion_.start(mss_);
}

/// Whether the segment tells of a loss.
void Connection::hear(const Packet& packet, const tcp::Tcb& before) {
  if (!synchronised_ || !packet.has(flag::Ack) || packet.has(flag::Rst)) return;
  if (packet.ack - tcb_.una > tcb_.nxt - tcb_.una) return;
  const bool bare = packet.text.empty() && !packet.has(flag::Syn | flag::Fin);
  const bool changed = tcb_.wnd != before.wnd;
  const bool asking = tcp::armed(tcb_, tcp::Timer::persist);  // of a closed window: this is the answer
  recover(before, bare && !changed && !asking && packet.ack == before.una && tcb_.una == before.una);
}

/// Fast retransmit and NewReno's recovery.
void Connection::recover(const tcp::Tcb& before, bool duplicate) {
  if (tcb_.una == tcb_.nxt) {
    recover_to_.reset();
    return;
  }
  const bool progress = tcb_.una != before.una;
  if (recover_to_ && static_cast<std::int32_t>(tcb_.una - *recover_to_) >= 0) recover_to_.reset();
  const bool opened = tcp::armed(before, tcp::Timer::persist) && !tcp::armed(tcb_, tcp::Timer::persist);
  if (opened && !progress) return resend_now();      // the octet that asked was refused
  if (recover_to_ && progress) return resend_now();  // a partial acknowledgement: the next hole
  if (recover_to_ || !duplicate || ++duplicates_ != DuplicatesForLoss) return;
  congestion_.lost_one(static_cast<std::uint32_t>(in_flight()));
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
  if (is(tcp::TcbFlag::stamps) && !packet.has(flag::Rst))
    packet.stamp = Timestamp{host_.stamp(), tcb_.ts_recent};
  if (segment.LEN != 0) {
    const std::size_t offset = segment.SEQ - tcb_.una;
    if (offset + segment.LEN > in_flight())
      throw std::logic_error("the machine sends text that is not there");
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

/// Offers the machine segments for as long as that is worth it, and it takes them.
void Connection::flush() {
  if (status_.gone || !status_.established) return;
  if (tcb_.wnd != 0) asked_ = 0;
  while (const auto length = next_length()) {
    if (call(tcp::EventKind::segmentize, *length) != tcp::Error::none) return;
  }
}

/// How much text the next segment may carry; nothing when it should wait.
std::optional<std::uint16_t> Connection::next_length() const {
  const bool closing = is(tcp::TcbFlag::close_queued);
  const bool asking = tcp::armed(tcb_, tcp::Timer::persist);
  const bool fin_is_due = closing && !is(tcp::TcbFlag::fin_sent) && !asking;
  if (tcb_.queued == 0) return fin_is_due ? std::optional<std::uint16_t>(0) : std::nullopt;
  const std::size_t most = std::min<std::size_t>(tcb_.queued, largest());
  // A closed window: the machine begins to ask.
  if (tcb_.wnd == 0 && in_flight() == 0 && !asking) return static_cast<std::uint16_t>(most);
  const std::size_t room = std::min<std::size_t>(tcb_.wnd, congestion_.window());
  if (room <= in_flight()) return std::nullopt;
  const std::size_t length = std::min(most, room - in_flight());
  if (length < largest() && in_flight() != 0 && host_.config.nagle && !closing) return std::nullopt;
  return static_cast<std::uint16_t>(length);
}

// ---- time ------------------------------------------------------------------------------------------------

void Connection::wake() {
  for (const TimerEvent& each : TimerEvents) {
    if (!timers_.due(each.timer, host_.now)) continue;
    timers_.clear(each.timer);
    expire(each);
  }
  flush();
}

void Connection::expire(TimerEvent event) {
  if (event.timer == tcp::Timer::retransmission && in_flight() != 0) {
    congestion_.timed_out(static_cast<std::uint32_t>(in_flight()));
    recover_to_ = tcb_.nxt;
  }
  if (event.timer == tcp::Timer::persist) ++asked_;
  call(event.timeout);
}

// ---- space -----------------------------------------------------------------------------------------------

std::size_t Connection::free_space() const {
  const std::size_t capacity = host_.config.receive_buffer;
  return capacity - std::min(capacity, receiving_.size());
}

std::size_t Connection::worthwhile() const {
  return std::min<std::size_t>(host_.config.receive_buffer / 2, host_.config.mss);
}

std::uint16_t Connection::largest() const {
  return is(tcp::TcbFlag::stamps) ? static_cast<std::uint16_t>(mss_ - StampSpace) : mss_;
}

std::uint16_t Connection::offered() const {
  return synchronised_ ? window_.size(tcb_.rnxt) : OfferedWindow::clip(free_space());
}

}  // namespace runtime
