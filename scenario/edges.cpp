#include "scenario/edges.h"

#include <algorithm>

#include "runtime/wire.h"

namespace scenario {
namespace {

using namespace std::chrono_literals;
namespace flag = runtime::flag;
using enum tcp::State;

constexpr Duration Pause = 5ms;
/// Where a tester that has no connection begins to count, and what it acknowledges then.
constexpr std::uint32_t Start = 5000, Nobodys = 777;
constexpr std::uint16_t Some = 10;  // octets of text
/// Any window of somebody whose window is not known.
constexpr std::uint32_t Beyond = 70000;

/// The plain ones first: they make the ways.
constexpr std::uint8_t Shapes[] = {flag::Ack, flag::Fin | flag::Ack, flag::Syn | flag::Ack, flag::Syn, flag::Rst, flag::Rst | flag::Ack,
                                   flag::Fin, 0, flag::Syn | flag::Fin, flag::Syn | flag::Fin | flag::Ack};

// ---- the tester -----------------------------------------------------------------------------------

/// Each segment once, in the order in which they come to mind.
class Segments {
 public:
  Segments(Rehearsal& rehearsal, Role role)
      : rehearsal_(rehearsal), tcb_(rehearsal.told().tcb), state_(rehearsal.state()), edge_(role == Role::Any ? rehearsal.window() : Beyond) {}

  std::vector<Deed> all() {
    knows_ ? synchronised() : unsynchronised();
    std::vector<Deed> deeds;
    for (const ScriptPacket& each : packets_) deeds.push_back({{Pause, each}});
    return deeds;
  }

 private:
  /// At RCV.NXT, with an ACK of everything; then one of both at its edges.
  void synchronised() {
    const std::uint32_t next = tcb_.rnxt, window = edge_;
    for (const auto flags : Shapes) {
      for (const std::uint32_t seq : {next, next - 1, next + 1, next + window - 1, next + window}) add(flags, seq, acks().front());
      for (const std::uint32_t ack : acks())
        if (flag::has(flags, flag::Ack)) add(flags, next, ack);
      add(flags, next, acks().front(), Some);
    }
    add(flag::Ack, next - 1, acks().front(), Some);
    add(flag::Ack, next + 1, acks().front(), Some);
    add(flag::Ack, next + window - 1, acks().front(), Some);
    add(flag::Fin | flag::Ack, next - Some, acks().front(), Some);
    if (window != 0 && window != Beyond) add(flag::Ack, next, acks().front(), static_cast<std::uint16_t>(window));
  }

  void unsynchronised() {
    for (const auto flags : Shapes)
      for (const std::uint16_t length : {std::uint16_t{0}, Some})
        for (const std::uint32_t ack : acks())
          if (flag::has(flags, flag::Ack) || ack == acks().front()) add(flags, Start, ack, length);
  }

  /// All that was sent; all but the last; what was acknowledged before; nothing; what was never sent; what is long gone.
  std::vector<std::uint32_t> acks() const {
    if (state_ == CLOSED || state_ == LISTEN) return {Nobodys};
    const std::uint32_t una = rehearsal_.counted(tcb_.una), nxt = rehearsal_.counted(tcb_.nxt);
    return {nxt, nxt - 1, una, 0, nxt + 1, 0U - 70000};
  }

  void add(std::uint8_t flags, std::uint32_t seq, std::uint32_t ack, std::uint16_t length = 0) {
    ScriptPacket packet;
    packet.flags = flags;
    packet.seq = seq;
    packet.length = length;
    packet.window = 65535;
    if (flag::has(flags, flag::Ack)) packet.ack = ack;
    if (flag::has(flags, flag::Syn)) packet.options = {Mss{1460}};
    if (std::find(packets_.begin(), packets_.end(), packet) == packets_.end()) packets_.push_back(packet);
  }

  Rehearsal& rehearsal_;
  const tcp::Tcb tcb_;
  const tcp::State state_;
  const std::uint32_t edge_;  // of the window, from RCV.NXT
  const bool knows_ = state_ != CLOSED && state_ != LISTEN && state_ != SYN_SENT;
  std::vector<ScriptPacket> packets_;
};

// ---- the user -------------------------------------------------------------------------------------

Action calling(Operation operation, int descriptor, std::int64_t value = 0, SocketOption option = SocketOption::ReuseAddress) {
  return {Pause, Call{operation, descriptor, value, option, false}};
}

/// A socket whose calls never wait, and that sends what it is given at once.
Deed with_socket(int descriptor, const Deed& then) {
  Deed deed = {calling(Operation::Socket, -1), calling(Operation::SetFlags, descriptor, 1),
               calling(Operation::SetOption, descriptor, 1, SocketOption::NoDelay)};
  deed.insert(deed.end(), then.begin(), then.end());
  return deed;
}

Deed opens_passively(int next) { return with_socket(next, {calling(Operation::Bind, next), calling(Operation::Listen, next, 1)}); }

Deed accepts(int listener, int next) {
  return {calling(Operation::Accept, listener), calling(Operation::SetFlags, next, 1),
          calling(Operation::SetOption, next, 1, SocketOption::NoDelay)};
}

bool takes_text(const Rehearsal& rehearsal, tcp::State state) {
  const bool closing = (rehearsal.told().tcb.flags & (tcp::TcbFlag::fin_sent | tcp::TcbFlag::close_queued)) != 0;
  return !closing && (state == ESTABLISHED || state == CLOSE_WAIT);
}

std::vector<Deed> of_connection(Rehearsal& rehearsal, int it) {
  const auto state = rehearsal.state();
  std::vector<Deed> deeds = {{calling(Operation::Close, it)},
                             {calling(Operation::SetOption, it, 0, SocketOption::Linger), calling(Operation::Close, it)},
                             {calling(Operation::SetOption, it, 1, SocketOption::KeepAlive)},
                             {calling(Operation::GetError, it)}};
  if (state != CLOSED) deeds.push_back({calling(Operation::Shutdown, it, static_cast<std::int64_t>(How::Write))});
  const bool synchronised = state != CLOSED && state != SYN_SENT && state != SYN_RECEIVED;
  if (synchronised && rehearsal.window() != 0) deeds.push_back({calling(Operation::Read, it, 2000)});  // else the host may tell of room
  if (takes_text(rehearsal, state)) deeds.push_back({calling(Operation::Write, it, Some)});
  return deeds;
}

std::vector<Deed> of_user(Rehearsal& rehearsal) {
  const auto state = rehearsal.state();
  const int next = rehearsal.next_descriptor();
  if (const auto connection = rehearsal.connection()) return of_connection(rehearsal, *connection);
  if (const auto listener = rehearsal.listener()) {
    if (state == ESTABLISHED || state == CLOSE_WAIT) return {accepts(*listener, next), {calling(Operation::Close, *listener)}};
    return {{calling(Operation::Close, *listener)}};
  }
  if (state == TIME_WAIT) return {opens_passively(next)};  // a SYN may begin a new connection there
  if (state != CLOSED) return {};
  return {opens_passively(next), with_socket(next, {calling(Operation::Connect, next)})};
}

/// Text was lost: congestion control (RFC 5681) is the host's, and says when more is sent.
bool lost_text(const Rehearsal& rehearsal) {
  const tcp::Tcb& tcb = rehearsal.told().tcb;
  const auto state = tcb.state;
  return tcb.retransmissions != 0 && (state == ESTABLISHED || state == CLOSE_WAIT || tcb.nxt - tcb.una > 1);
}

/// Before anything else is done.
std::vector<Deed> of_listener(const Rehearsal& rehearsal) {
  if (!rehearsal.actions().empty()) return {};
  return {opens_passively(rehearsal.next_descriptor())};
}

}  // namespace

std::vector<Deed> deeds(Rehearsal& rehearsal, Role role, Duration patience) {
  std::vector<Deed> all = role == Role::Passive ? of_listener(rehearsal) : of_user(rehearsal);
  if (role == Role::Passive && rehearsal.actions().empty()) return all;
  if (lost_text(rehearsal)) all.clear();
  const auto segments = Segments(rehearsal, role).all();
  all.insert(all.end(), segments.begin(), segments.end());
  all.push_back({{Pause, Silence{patience}}});
  return all;
}

}  // namespace scenario
