#include "scenario/moves.h"

#include <array>

#include "runtime/wire.h"

namespace scenario {
namespace {

using namespace std::chrono_literals;
namespace flag = runtime::flag;

constexpr Duration Gap = 10ms;
/// Where a tester that has no connection begins to count.
constexpr std::uint32_t Begins = 5000;

/// Flags as they come in practice, more often than not.
constexpr std::array<std::uint32_t, 20> Flags = {
    flag::Syn, flag::Syn, flag::Syn | flag::Ack, flag::Syn | flag::Ack, flag::Ack, flag::Ack, flag::Ack, flag::Ack,
    flag::Ack, flag::Ack, flag::Fin | flag::Ack, flag::Fin | flag::Ack, flag::Fin | flag::Ack, flag::Rst, flag::Rst, flag::Rst | flag::Ack,
    flag::Fin, 0, flag::Syn | flag::Fin, flag::Syn | flag::Ack | flag::Fin};
/// From RCV.NXT.
constexpr std::array<std::uint32_t, 16> SequenceOffsets = {0, 0, 0, 0, 0, 0, 0, 0, 1, 10, 3000, 70000, 0U - 1, 0U - 1, 0U - 5, 0x80000000};
/// From SND.NXT, or from SND.UNA.
constexpr std::array<std::uint32_t, 12> AckOffsets = {0, 0, 0, 0, 0, 0, 0, 0, 1, 0U - 1, 0U - 70000, 10000};
constexpr std::array<std::uint32_t, 8> Lengths = {0, 0, 0, 0, 1, 10, 10, 1000};
constexpr std::array<std::uint32_t, 6> Windows = {65535, 65535, 65535, 65535, 0, 5};

Action call(Operation operation, int descriptor, std::int64_t value = 0, SocketOption option = SocketOption::ReuseAddress) {
  return {Gap, Call{operation, descriptor, value, option, false}};
}
/// A socket whose calls never wait, and that sends what it is given at once.
std::vector<Action> with_socket(int descriptor, std::vector<Action> then) {
  then.insert(then.begin(), {call(Operation::Socket, -1), call(Operation::SetFlags, descriptor, 1),
                             call(Operation::SetOption, descriptor, 1, SocketOption::NoDelay)});
  return then;
}

bool connected(tcp::State state) {
  return state != tcp::State::CLOSED && state != tcp::State::LISTEN && state != tcp::State::SYN_SENT;
}

}  // namespace

std::vector<Action> Moves::next(Rehearsal& rehearsal) {
  switch (below(12)) {
    case 0: return {{Gap, Silence{std::array<Duration, 4>{2s, 200s, 3h, 24h}[below(4)]}}};
    case 1:
    case 2:
    case 3:
    case 4: return user(rehearsal);
    default: return {{Gap, segment(rehearsal)}};
  }
}

// ---- the user -------------------------------------------------------------------------------------

std::vector<Action> Moves::user(Rehearsal& rehearsal) {
  if (const auto connection = rehearsal.connection()) return user_of_connection(*connection);
  const auto listener = rehearsal.listener();
  if (!listener) return opens(rehearsal);
  if (below(4) == 0) return {call(Operation::Close, *listener)};
  const int accepted = rehearsal.next_descriptor();
  return {call(Operation::Accept, *listener), call(Operation::SetFlags, accepted, 1),
          call(Operation::SetOption, accepted, 1, SocketOption::NoDelay)};
}

std::vector<Action> Moves::opens(Rehearsal& rehearsal) {
  const int next = rehearsal.next_descriptor();
  if (below(2) == 0) return with_socket(next, {call(Operation::Connect, next)});
  return with_socket(next, {call(Operation::Bind, next), call(Operation::Listen, next, 1)});
}

std::vector<Action> Moves::user_of_connection(int it) {
  switch (below(9)) {
    case 0: return {call(Operation::Write, it, below(2) == 0 ? 1 : 10)};
    case 1: return {call(Operation::Write, it, 1000)};
    case 2: return {call(Operation::Read, it, 2000)};
    case 3:
    case 4: return {call(Operation::Shutdown, it, static_cast<std::int64_t>(How::Write))};
    case 5: return {call(Operation::SetOption, it, 0, SocketOption::Linger), call(Operation::Close, it)};
    case 6:
      if (below(2) == 0) return {call(Operation::SetOption, it, 1, SocketOption::KeepAlive), {Gap, Silence{24h}}};
      return {call(Operation::SetOption, it, below(2), SocketOption::KeepAlive)};
    default: return {call(Operation::Close, it)};
  }
}

// ---- the tester -----------------------------------------------------------------------------------

ScriptPacket Moves::segment(Rehearsal& rehearsal) {
  const tcp::Tcb& tcb = rehearsal.told().tcb;
  ScriptPacket packet;
  packet.flags = static_cast<std::uint8_t>(one_of(Flags));
  packet.length = static_cast<std::uint16_t>(one_of(Lengths));
  if ((packet.flags & (flag::Syn | flag::Rst)) != 0 && below(4) != 0) packet.length = 0;
  packet.seq = sequence_number(rehearsal, packet.length);
  packet.window = static_cast<std::uint16_t>(one_of(Windows));
  if ((packet.flags & flag::Ack) != 0)
    packet.ack = rehearsal.counted(below(4) == 0 ? tcb.una : tcb.nxt) + one_of(AckOffsets);
  if ((packet.flags & flag::Syn) != 0) packet.options = {Mss{1460}};
  return packet;
}

std::uint32_t Moves::sequence_number(Rehearsal& rehearsal, std::uint16_t length) {
  if (!connected(rehearsal.state())) return Begins + (below(8) == 0 ? 1000 : 0);
  const std::uint32_t next = rehearsal.told().tcb.rnxt;
  return below(6) == 0 ? next - length - below(2) : next + one_of(SequenceOffsets);
}

}  // namespace scenario
