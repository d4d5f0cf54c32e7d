#include "bench/hand_written.h"

namespace bench {

using namespace tcp;

namespace {

using u8 = std::uint8_t;
using u32 = std::uint32_t;

bool in_window(u32 number, u32 first, u32 length) { return number - first < length; }
bool before(u32 a, u32 b) { return b - a - 1 < 0x7fffffff; }

/// One connection while it handles one event.
struct Connection {
  const Parameters& parameters;
  Tcb& t;
  const Event& event;
  Output& out;
  std::uint16_t taken = 0;  // octets of the segment: the window is smaller by them

  bool flag(std::uint16_t bit) const { return (t.flags & bit) != 0; }
  void set(std::uint16_t bit) { t.flags = static_cast<std::uint16_t>(t.flags | bit); }
  void clear(std::uint16_t bit) { t.flags = static_cast<std::uint16_t>(t.flags & ~bit); }

  void start(Timer timer) {
    t.timers = static_cast<u8>(t.timers | bit(timer));
    out.started = static_cast<u8>(out.started | bit(timer));
    out.cancelled = static_cast<u8>(out.cancelled & ~bit(timer));
  }
  void cancel(Timer timer) {
    t.timers = static_cast<u8>(t.timers & ~bit(timer));
    out.cancelled = static_cast<u8>(out.cancelled | bit(timer));
    out.started = static_cast<u8>(out.started & ~bit(timer));
  }
  bool expire(Timer timer) {
    const bool armed = (t.timers & bit(timer)) != 0;
    t.timers = static_cast<u8>(t.timers & ~bit(timer));
    return armed;
  }
  void signal(Signal it) { out.signals = static_cast<u8>(out.signals | bit(it)); }

  void send(u32 seq, u32 ack, u8 flags, std::uint16_t length = 0) {
    out.sends[0] = {.SEQ = seq,
                    .ACK = ack,
                    .WND = static_cast<std::uint16_t>(event.rcv_wnd - taken),
                    .LEN = length,
                    .CTL = flags};
    out.send_count = 1;
  }
  void send_reset(u32 seq) {
    out.sends[0] = {.SEQ = seq, .CTL = CTL::RST};
    out.send_count = 1;
  }
  void acknowledge() {
    send(t.nxt, t.rnxt, CTL::ACK);
    if (t.state == State::TIME_WAIT) start(Timer::time_wait);
  }
  void send_syn_ack() { send(t.iss, t.rnxt, CTL::SYN | CTL::ACK); }
  bool runs(Timer timer) const { return (t.timers & bit(timer)) != 0; }
  void watch() {
    if (!runs(Timer::retransmission)) start(Timer::retransmission);
    if (!runs(Timer::user)) start(Timer::user);
    cancel(Timer::idle);
    cancel(Timer::persist);
  }
  /// The last `length` octets and the FIN.
  void send_fin(std::uint16_t length = 0) {
    watch();
    send(t.nxt, t.rnxt, CTL::FIN | CTL::ACK, length);
    t.nxt += length + 1U;
    t.queued -= length;
    set(TcbFlag::fin_sent);
  }

  void cancel_timers() {
    t.timers = 0;
    out.cancelled = (1U << kTimers) - 1;
    out.started = 0;
  }
  void close() {
    cancel_timers();
    t.state = State::CLOSED;
  }
  void close(Signal why) {
    signal(why);
    close();
  }
  void enter_time_wait() {
    cancel_timers();
    start(Timer::time_wait);
    t.state = State::TIME_WAIT;
  }

  void choose_iss() {
    t.iss = t.una = event.isn;
    t.nxt = t.iss + 1;
    clear(TcbFlag::syn_acked | TcbFlag::fin_sent | TcbFlag::close_queued | TcbFlag::released |
          TcbFlag::reopened);
    t.queued = t.ts_recent = 0;
    clear(TcbFlag::stamps);
    t.retransmissions = t.probes = 0;
    start(Timer::retransmission);
    start(Timer::user);
  }

  // ---- calls ----

  void open_actively() {
    clear(TcbFlag::passive);
    choose_iss();
    send(t.iss, 0, CTL::SYN);
    t.state = State::SYN_SENT;
  }

  Error obstacle() const {
    switch (event.obstacle) {
      case Obstacle::NONE: return Error::none;
      case Obstacle::ILLEGAL: return Error::connection_illegal_for_this_process;
      case Obstacle::NO_ROOM: break;
    }
    return Error::insufficient_resources;
  }

  void open_active() {
    if (t.state != State::CLOSED && t.state != State::LISTEN)
      out.error = Error::connection_already_exists;
    else if (event.obstacle != Obstacle::NONE)
      out.error = obstacle();
    else if (event.unnamed != 0)
      out.error = Error::remote_socket_unspecified;
    if (out.error != Error::none) return;
    open_actively();
  }

  void open_passive() {
    out.error = t.state != State::CLOSED ? Error::connection_already_exists : obstacle();
    if (out.error != Error::none) return;
    set(TcbFlag::passive);
    event.named != 0 ? set(TcbFlag::remote_named) : clear(TcbFlag::remote_named);
    t.state = State::LISTEN;
  }

  void user_send() {
    switch (t.state) {
      case State::CLOSED: out.error = Error::connection_does_not_exist; return;
      case State::LISTEN:
        if (!flag(TcbFlag::remote_named)) {
          out.error = Error::remote_socket_unspecified;
          return;
        }
        open_actively();
        t.queued = event.length;
        return;
      case State::SYN_SENT:
      case State::SYN_RECEIVED:
      case State::ESTABLISHED:
      case State::CLOSE_WAIT: break;
      default: out.error = Error::connection_closing; return;
    }
    if (flag(TcbFlag::close_queued))
      out.error = Error::connection_closing;
    else if (u32{t.queued} + event.length > parameters.SEND_BUFFER)
      out.error = Error::insufficient_resources;
    else
      t.queued += event.length;
  }

  void segmentize() {
    const u32 outstanding = t.nxt - t.una;
    const bool sends = t.state == State::ESTABLISHED || t.state == State::FIN_WAIT_1 ||
                       t.state == State::CLOSE_WAIT || t.state == State::CLOSING;
    const bool sendable = event.length != 0 && event.length <= event.mss && event.length <= t.queued &&
                          outstanding + event.length <= t.wnd &&
                          (event.length == event.mss || event.length == t.queued ||
                           outstanding == (flag(TcbFlag::fin_sent) ? 1 : 0));
    const bool closing = flag(TcbFlag::close_queued);
    if (sends && sendable && !(closing && event.length == t.queued)) {
      watch();
      send(t.nxt, t.rnxt, CTL::ACK, event.length);
      t.nxt += event.length;
      t.queued -= event.length;
    } else if (sends && closing && !flag(TcbFlag::fin_sent) && !runs(Timer::persist) &&
               (sendable || t.queued == 0)) {
      send_fin(static_cast<std::uint16_t>(t.queued));
      if (t.state == State::CLOSE_WAIT)
        t.state = State::LAST_ACK;
      else if (t.state == State::ESTABLISHED)
        t.state = State::FIN_WAIT_1;
    } else {
      out.error = Error::queued;
      const bool stuck = t.queued != 0 && outstanding == 0 && t.wnd == 0;
      if (sends && stuck && (t.timers & bit(Timer::persist)) == 0) start(Timer::persist);
    }
  }

  void receive() {
    switch (t.state) {
      case State::CLOSED: out.error = Error::connection_does_not_exist; return;
      case State::LISTEN:
      case State::SYN_SENT:
      case State::SYN_RECEIVED: out.error = Error::queued; return;
      case State::ESTABLISHED:
      case State::FIN_WAIT_1:
      case State::FIN_WAIT_2: return;
      case State::CLOSE_WAIT:
        if (event.on_hand != 0) return;
        break;
      default: break;
    }
    out.error = Error::connection_closing;
  }

  void user_close() {
    switch (t.state) {
      case State::CLOSED: out.error = Error::connection_does_not_exist; return;
      case State::LISTEN:
      case State::SYN_SENT: close(); return;
      case State::SYN_RECEIVED:
      case State::ESTABLISHED:
      case State::CLOSE_WAIT: break;
      default: out.error = Error::connection_closing; return;
    }
    if (flag(TcbFlag::close_queued)) {
      out.error = Error::connection_closing;
      return;
    }
    if (t.queued != 0) {
      set(TcbFlag::close_queued);
      if (t.state == State::ESTABLISHED) t.state = State::FIN_WAIT_1;
      return;
    }
    send_fin();
    t.state = t.state == State::CLOSE_WAIT ? State::LAST_ACK : State::FIN_WAIT_1;
  }

  bool can_be_reset() const { return t.state >= State::SYN_RECEIVED && t.state <= State::CLOSE_WAIT; }

  void release() {
    if (t.state == State::CLOSED) {
      out.error = Error::connection_does_not_exist;
    } else if (event.unread != 0 && can_be_reset()) {
      send_reset(t.nxt);
      close(Signal::reset);
    } else {
      set(TcbFlag::released);
      if (t.state == State::FIN_WAIT_2) start(Timer::fin_wait_2);
    }
  }

  void abort() {
    switch (t.state) {
      case State::CLOSED: out.error = Error::connection_does_not_exist; return;
      case State::LISTEN:
      case State::SYN_SENT: close(Signal::reset); return;
      case State::CLOSING:
      case State::LAST_ACK:
      case State::TIME_WAIT: close(); return;
      default:
        send_reset(t.nxt);
        close(Signal::reset);
        return;
    }
  }

  void offer_window() {
    if (t.state >= State::ESTABLISHED && t.state <= State::FIN_WAIT_2) send(t.nxt, t.rnxt, CTL::ACK);
  }

  void set_keep_alive() {
    if (event.enabled == 0) {
      clear(TcbFlag::keep_alive);
      cancel(Timer::idle);
      return;
    }
    set(TcbFlag::keep_alive);
    if (t.state >= State::ESTABLISHED && t.nxt == t.una) start(Timer::idle);
  }

  // ---- segments ----

  const Segment& segment() const { return event.segment; }
  bool has(u8 flags) const { return (segment().CTL & flags) != 0; }
  u32 span() const { return u32{segment().LEN} + (has(CTL::SYN) ? 1U : 0U) + (has(CTL::FIN) ? 1U : 0U); }
  bool is_new_ack() const { return segment().ACK != t.una && segment().ACK - t.una <= t.nxt - t.una; }
  bool acks_fin() const { return flag(TcbFlag::fin_sent) && segment().ACK == t.nxt; }

  bool acceptable() const {
    if (span() == 0 || has(CTL::RST))
      return event.rcv_wnd == 0 ? segment().SEQ == t.rnxt : in_window(segment().SEQ, t.rnxt, event.rcv_wnd);
    return event.rcv_wnd != 0 && (in_window(segment().SEQ, t.rnxt, event.rcv_wnd) ||
                                  in_window(segment().SEQ + span() - 1, t.rnxt, event.rcv_wnd));
  }

  bool only_ack_counts() const {
    return has(CTL::ACK) && !has(CTL::RST) && t.state != State::TIME_WAIT &&
           ((segment().SEQ + span() == t.rnxt &&
             !(t.state == State::SYN_RECEIVED && flag(TcbFlag::passive))) ||
            (event.rcv_wnd == 0 && segment().SEQ == t.rnxt && !has(CTL::SYN)));
  }

  void advance() {
    t.una = segment().ACK;
    set(TcbFlag::syn_acked);
    t.retransmissions = 0;
    if (t.una != t.nxt) {
      start(Timer::retransmission);
      return;
    }
    cancel(Timer::retransmission);
    cancel(Timer::user);
    if (flag(TcbFlag::keep_alive)) start(Timer::idle);
  }

  void take_window(u32 ack) {
    t.wnd = segment().WND;
    widen();
    t.wl1 = segment().SEQ;
    t.wl2 = ack;
  }
  void widen() {
    if (t.max_wnd < segment().WND) t.max_wnd = segment().WND;
  }
  void update_window() {
    const u32 seq = segment().SEQ, ack = segment().ACK;
    if (before(t.wl1, seq) || (t.wl1 == seq && (t.wl2 == ack || before(t.wl2, ack)))) take_window(ack);
    widen();
    if (t.wnd == 0) return;
    if (runs(Timer::persist)) {
      t.retransmissions = 0;
      if (t.una != t.nxt) start(Timer::retransmission);
    }
    cancel(Timer::persist);
  }

  void establish(State next) {
    advance();
    take_window(segment().ACK);
    signal(Signal::established);
    t.state = next;
  }
  void take_syn() {
    t.rnxt = segment().SEQ + 1;
    t.irs = segment().SEQ;
    t.max_wnd = segment().WND;
    t.probes = 0;
    t.ts_recent = 0;
    clear(TcbFlag::stamps);
    if (span() != 1) signal(Signal::held);
  }

  void arrives_in_closed() {
    if (has(CTL::RST)) return;
    if (has(CTL::ACK)) {
      send_reset(segment().ACK);
      return;
    }
    send_reset(0);
    out.sends[0].ACK = segment().SEQ + span();
    out.sends[0].CTL = CTL::RST | CTL::ACK;
  }

  void arrives_in_listen() {
    if (has(CTL::RST)) return;
    if (has(CTL::ACK)) {
      send_reset(segment().ACK);
      return;
    }
    if (!has(CTL::SYN) || event.backlog_full != 0) return;
    take_syn();
    set(TcbFlag::passive);
    choose_iss();
    send_syn_ack();
    t.state = State::SYN_RECEIVED;
  }

  void arrives_in_syn_sent() {
    if (has(CTL::ACK) && !is_new_ack()) {
      if (!has(CTL::RST)) send_reset(segment().ACK);
      return;
    }
    if (has(CTL::RST)) {
      if (has(CTL::ACK)) close(Signal::refused);
      return;
    }
    if (!has(CTL::SYN)) return;
    take_syn();
    if (!has(CTL::ACK)) {
      take_window(t.una);
      send_syn_ack();
      t.state = State::SYN_RECEIVED;
      return;
    }
    establish(State::ESTABLISHED);
    send(t.nxt, t.rnxt, CTL::ACK);
  }

  void reset_arrives() {
    if (segment().SEQ != t.rnxt) {
      acknowledge();
      return;
    }
    switch (t.state) {
      case State::SYN_RECEIVED:
        if (!flag(TcbFlag::passive)) {
          close(Signal::refused);
          return;
        }
        cancel_timers();
        t.state = State::LISTEN;
        return;
      case State::CLOSING:
      case State::LAST_ACK: close(); return;
      case State::TIME_WAIT: return;
      default: close(Signal::reset); return;
    }
  }

  /// False if the segment is done with.
  bool process_ack() {
    if (!has(CTL::ACK)) return false;
    const bool is_new = is_new_ack();
    if (t.state == State::SYN_RECEIVED) {
      if (is_new)
        establish(flag(TcbFlag::close_queued) ? State::FIN_WAIT_1 : State::ESTABLISHED);
      else
        send_reset(segment().ACK);
      return is_new;
    }
    if (!is_new && t.una - segment().ACK > t.max_wnd) {
      acknowledge();
      return false;
    }
    if (!is_new) {
      update_window();
      return true;
    }
    return process_new_ack();
  }

  bool process_new_ack() {
    const bool fin = acks_fin();
    advance();
    switch (t.state) {
      case State::FIN_WAIT_1:
        if (!fin) break;
        if (flag(TcbFlag::released)) start(Timer::fin_wait_2);
        t.state = State::FIN_WAIT_2;
        return true;
      case State::CLOSING:
        if (!fin) break;
        enter_time_wait();
        return true;
      case State::LAST_ACK:
        if (fin) close();
        return !fin;
      default: break;
    }
    update_window();
    return true;
  }

  /// False if nobody reads the text, or the window cut it off.
  bool process_text() {
    const u32 known = t.rnxt - segment().SEQ - (has(CTL::SYN) ? 1 : 0);
    if (known >= segment().LEN) return true;
    if (flag(TcbFlag::released)) {
      send_reset(segment().ACK);
      close(Signal::reset);
      return false;
    }
    const u32 end = segment().SEQ + (has(CTL::SYN) ? 1 : 0) + segment().LEN;
    const u32 count = end - t.rnxt;
    out.text_offset = known;
    signal(Signal::text);
    if (count < event.rcv_wnd) {
      out.text_count = count;
      t.rnxt = end;
      taken = static_cast<std::uint16_t>(count);
      return true;
    }
    out.text_count = event.rcv_wnd;
    t.rnxt += event.rcv_wnd;
    acknowledge();
    out.sends[0].WND = 0;
    return false;
  }

  void process_fin() {
    switch (t.state) {
      case State::CLOSE_WAIT:
      case State::CLOSING:
      case State::LAST_ACK: return;
      case State::TIME_WAIT: acknowledge(); return;
      default: break;
    }
    ++t.rnxt;
    signal(Signal::closing);
    send(t.nxt, t.rnxt, CTL::ACK);
    if (t.state == State::ESTABLISHED)
      t.state = State::CLOSE_WAIT;
    else if (t.state == State::FIN_WAIT_1)
      t.state = State::CLOSING;
    else
      enter_time_wait();
  }

  bool receives_text() const {
    return t.state == State::ESTABLISHED || t.state == State::FIN_WAIT_1 || t.state == State::FIN_WAIT_2;
  }

  /// The peer's SYN again.
  bool repeats_syn(bool ok) const {
    return t.state == State::SYN_RECEIVED && has(CTL::SYN) && !has(CTL::RST) && segment().SEQ == t.irs &&
           (!has(CTL::ACK) || (!flag(TcbFlag::passive) && !ok));
  }

  void syn_arrives() {
    if (t.state == State::SYN_RECEIVED && flag(TcbFlag::passive)) {
      cancel_timers();
      t.state = State::LISTEN;
    } else {
      acknowledge();
    }
  }

  void hold() {
    signal(Signal::held);
    if (span() != 0) acknowledge();
  }

  void arrives_synchronised() {
    if (!has(CTL::RST)) {
      t.probes = 0;
      if (flag(TcbFlag::keep_alive) && t.nxt == t.una && t.state >= State::ESTABLISHED) start(Timer::idle);
    }
    const bool ok = acceptable(), lax = !ok && only_ack_counts();
    if (!ok && has(CTL::RST)) return;
    if (!lax && repeats_syn(ok)) {
      send_syn_ack();
      return;
    }
    if (!ok && !lax) {
      acknowledge();
      return;
    }
    if (has(CTL::RST)) {
      reset_arrives();
      return;
    }
    if (ok && has(CTL::SYN) &&
        (t.state >= State::ESTABLISHED || in_window(segment().SEQ, t.rnxt, event.rcv_wnd))) {
      syn_arrives();
      return;
    }
    const bool ahead = ok && before(t.rnxt, segment().SEQ);
    if (ahead && !flag(TcbFlag::syn_acked)) {
      hold();
      return;
    }
    if (!process_ack()) return;
    if (ahead) {
      if (span() != 0) hold();
      return;
    }
    if (!ok) {
      acknowledge();
      return;
    }
    if (segment().LEN != 0 && receives_text() && !process_text()) return;
    if (has(CTL::FIN) && segment().SEQ + span() - 1 == t.rnxt) {
      process_fin();
      return;
    }
    if (span() != 0 && (receives_text() || t.state == State::TIME_WAIT)) acknowledge();
  }

  void arrives() {
    switch (t.state) {
      case State::CLOSED: arrives_in_closed(); return;
      case State::LISTEN: arrives_in_listen(); return;
      case State::SYN_SENT: arrives_in_syn_sent(); return;
      default: arrives_synchronised(); return;
    }
  }

  // ---- timeouts ----

  void retransmit() {
    if (t.state < State::SYN_SENT || t.state == State::FIN_WAIT_2 || t.state == State::TIME_WAIT) return;
    if (!expire(Timer::retransmission)) return;
    const bool enough = t.retransmissions >= parameters.R2;
    if (enough && !(flag(TcbFlag::syn_acked) && t.wnd == 0 && may_wait())) {
      close(Signal::timed_out);
      return;
    }
    ++t.probes;
    if (!enough && ++t.retransmissions == parameters.R1) signal(Signal::troubled);
    start(Timer::retransmission);
    if (t.state == State::SYN_SENT) {
      send(t.iss, 0, CTL::SYN);
      return;
    }
    if (!flag(TcbFlag::syn_acked)) {
      send_syn_ack();
      return;
    }
    const u32 text = t.nxt - t.una - (flag(TcbFlag::fin_sent) ? 1 : 0);
    if (text != 0)
      send(t.una, t.rnxt, CTL::ACK, text < event.mss ? static_cast<std::uint16_t>(text) : event.mss);
    else if (flag(TcbFlag::fin_sent) && t.una != t.nxt)
      send(t.una, t.rnxt, CTL::FIN | CTL::ACK);
    else
      cancel(Timer::retransmission);
  }

  void probe() {
    if (t.state < State::ESTABLISHED || t.state == State::TIME_WAIT || !expire(Timer::idle)) return;
    if (!flag(TcbFlag::keep_alive)) return;
    if (t.probes >= parameters.PROBES) {
      close(Signal::timed_out);
      return;
    }
    ++t.probes;
    send(t.nxt - 1, t.rnxt, CTL::ACK);
    start(Timer::idle);
  }

  bool may_wait() const {
    return t.probes < parameters.R2 && !(flag(TcbFlag::released) && t.retransmissions >= parameters.R2);
  }

  void probe_window() {
    const bool sends = t.state == State::ESTABLISHED || t.state == State::FIN_WAIT_1 ||
                       t.state == State::CLOSE_WAIT || t.state == State::CLOSING;
    if (!sends || !expire(Timer::persist)) return;
    if (!may_wait()) {
      close(Signal::timed_out);
    } else if (t.wnd == 0 && t.nxt == t.una && t.queued != 0) {
      ++t.nxt;
      --t.queued;
      ask();
    } else if (t.wnd == 0 && t.nxt - t.una == 1 && !flag(TcbFlag::fin_sent)) {
      ask();
    }
  }
  void ask() {
    send(t.una, t.rnxt, CTL::ACK, 1);
    ++t.probes;
    if (++t.retransmissions > parameters.R2) t.retransmissions = parameters.R2;
    start(Timer::persist);
  }

  void fin_wait_2_timeout() {
    if (t.state == State::FIN_WAIT_2 && expire(Timer::fin_wait_2)) close();
  }

  void user_timeout() {
    if (t.state < State::SYN_SENT || t.state == State::TIME_WAIT || !expire(Timer::user)) return;
    close(Signal::timed_out);
  }

  void time_wait_timeout() {
    if (t.state == State::TIME_WAIT && expire(Timer::time_wait)) close();
  }
};

}  // namespace

void step(const Parameters& parameters, Tcb& __restrict t, const Event& event,
          Output& __restrict out) noexcept {
  out = Output{};
  Connection connection{parameters, t, event, out};
  switch (event.kind) {
    case EventKind::open_active: connection.open_active(); break;
    case EventKind::open_passive: connection.open_passive(); break;
    case EventKind::send: connection.user_send(); break;
    case EventKind::segmentize: connection.segmentize(); break;
    case EventKind::receive: connection.receive(); break;
    case EventKind::close: connection.user_close(); break;
    case EventKind::release: connection.release(); break;
    case EventKind::abort: connection.abort(); break;
    case EventKind::status:
      if (t.state == State::CLOSED) out.error = Error::connection_does_not_exist;
      break;
    case EventKind::set_keep_alive: connection.set_keep_alive(); break;
    case EventKind::offer_window: connection.offer_window(); break;
    case EventKind::segment: connection.arrives(); break;
    case EventKind::timeout_retransmission: connection.retransmit(); break;
    case EventKind::timeout_user: connection.user_timeout(); break;
    case EventKind::timeout_time_wait: connection.time_wait_timeout(); break;
    case EventKind::timeout_idle: connection.probe(); break;
    case EventKind::timeout_persist: connection.probe_window(); break;
    case EventKind::timeout_fin_wait_2: connection.fin_wait_2_timeout(); break;
  }
}

}  // namespace bench
