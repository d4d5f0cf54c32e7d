// A packet script as a tree: what a tester sends to a system under test, what it expects back, and what the system's user does
// meanwhile, each at its time. The language is packetdrill's for opening and closing, and a little more: docs/scripts.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "generated/tcp.hpp"
#include "runtime/clock.h"

namespace scenario {

// A line each, what it stands for beside it.
// clang-format off

using runtime::Duration;

/// Both count from 1; columns count characters, not octets.
struct Place {
  std::uint32_t line = 0, column = 0;
  friend bool operator==(const Place&, const Place&) { return true; }  // two scripts that say the same are the same
};

/// Who plays the system under test.
enum class System : std::uint8_t {
  Evaluate,   // the specification by its reference semantics
  Generated,  // the generated code, with no more of a host than it needs
  Runtime,    // our stack
  Kernel,     // Linux
};
inline constexpr System Systems[] = {System::Evaluate, System::Generated, System::Runtime, System::Kernel};

// ---- options: --name=value ------------------------------------------------------------------------

struct NotOn {
  System system;
  std::string reason;
  friend bool operator==(const NotOn&, const NotOn&) = default;
};
struct Assignment {
  std::string name, value;
  friend bool operator==(const Assignment&, const Assignment&) = default;
};

/// What a script asks for; what it leaves open is the system's own choice.
struct Options {
  std::vector<std::string> covers;     // --covers=A72,A74     rows of the catalogue of requirements
  std::vector<NotOn> not_on;           // --not-on=kernel:"why"
  std::string profile;                 // --profile=linux      of the specification
  std::vector<Assignment> policies;    // --policy=time_wait_rst=honour
  std::vector<Assignment> sysctls;     // --sysctl=net.ipv4.tcp_rfc1337=1
  std::optional<Duration> msl;         // --msl=30             seconds; TIME-WAIT lasts twice as long
  std::optional<std::uint8_t> r2;      // --r2=8               retransmissions before a connection is given up
  std::optional<std::uint16_t> window; // --window=65535       the largest receive window
  std::optional<std::uint16_t> mss;    // --mss=1460           what the system announces and sends at most
  std::optional<std::uint32_t> iss;    // --iss=4294967295     the system's first initial sequence number
  std::optional<Duration> tolerance;   // --tolerance_usecs=4000
  bool own_peer = false;               // --peer=self          no tester: what the system sends comes back to it
  friend bool operator==(const Options&, const Options&) = default;
};

// ---- times ----------------------------------------------------------------------------------------

struct When {
  enum class From : std::uint8_t {
    Start,     // 0.100
    Previous,  // +.1, and + alone
    Any,       // *
  };
  From from = From::Previous;
  Duration at{0};
  std::optional<Duration> latest;   // .1~.3, +.1~+.3: an expected packet comes in between
  std::optional<Duration> returns;  // .1...0.3: a call that blocks from here to there, both counted from the same moment
  friend bool operator==(const When&, const When&) = default;
};

// ---- packets --------------------------------------------------------------------------------------

struct Mss { std::uint16_t size; friend bool operator==(Mss, Mss) = default; };
struct Nop { friend bool operator==(Nop, Nop) = default; };
struct Eol { friend bool operator==(Eol, Eol) = default; };
struct SackOk { friend bool operator==(SackOk, SackOk) = default; };
struct WindowScale { std::uint8_t shift; friend bool operator==(WindowScale, WindowScale) = default; };
struct Timestamps { std::uint32_t value, echo; friend bool operator==(Timestamps, Timestamps) = default; };
using TcpOption = std::variant<Mss, Nop, Eol, SackOk, WindowScale, Timestamps>;
using TcpOptions = std::vector<TcpOption>;

/// A segment as a script writes it. The tester's own numbers are the wire's; those of the system under test count from its
/// initial sequence number, so that its SYN is 0: SEQ in what it sends, ACK in what the tester sends.
struct ScriptPacket {
  bool expected = false;               // > : the system must send it; < : the tester sends it
  std::uint8_t flags = 0;              // runtime::flag
  std::uint32_t seq = 0;               // seq:seq+length(length)
  std::uint16_t length = 0;            // octets of text
  std::uint32_t ack = 0;               // there if the ACK flag is
  std::optional<std::uint16_t> window; // expected without one: not compared
  std::optional<TcpOptions> options;   // expected without them, or as <...>: not compared
  friend bool operator==(const ScriptPacket&, const ScriptPacket&) = default;
};

// ---- calls ----------------------------------------------------------------------------------------

enum class Operation : std::uint8_t {
  Socket,    // socket(..., SOCK_STREAM, IPPROTO_TCP)
  Bind,      // bind(3, ..., ...)
  Listen,    // listen(3, 1)                              value: the backlog
  Accept,    // accept(3, ..., ...)
  Connect,   // connect(3, ..., ...)
  Read,      // read(4, ..., 1000), recv(4, ..., 1000, 0) value: at most so many octets
  Write,     // write(4, ..., 1000), send(…)              value: so many octets
  Shutdown,  // shutdown(4, SHUT_WR)                      value: How
  Close,     // close(4)
  GetFlags,  // fcntl(3, F_GETFL)
  SetFlags,  // fcntl(3, F_SETFL, O_RDWR|O_NONBLOCK)      value: 1 for O_NONBLOCK
  GetError,  // getsockopt(3, SOL_SOCKET, SO_ERROR, [0], [4])   value: what is expected in the brackets, an errno
  SetOption, // setsockopt(3, SOL_SOCKET, SO_REUSEADDR, [1], 4) value: in the brackets; of SO_LINGER: linger if onoff, else -1
};
enum class How : std::uint8_t { Read, Write, Both };
enum class SocketOption : std::uint8_t { ReuseAddress, Linger, KeepAlive, NoDelay };

struct Call {
  Operation operation = Operation::Socket;
  int descriptor = -1;
  std::int64_t value = 0;
  SocketOption option = SocketOption::ReuseAddress;  // of SetOption
  bool with_flags = false;                           // recv and send, not read and write: the same, written with a fourth argument 0
  friend bool operator==(const Call&, const Call&) = default;
};

/// `= 3`, `= -1 ECONNREFUSED (Connection refused)`, `= ...`
struct Expected {
  bool any = false;
  std::int64_t value = 0;
  int error = 0;  // an errno, if value is -1
  friend bool operator==(const Expected&, const Expected&) = default;
};

struct CallLine {
  Call call;
  Expected result;
  friend bool operator==(const CallLine&, const CallLine&) = default;
};

// ---- assertions -----------------------------------------------------------------------------------

/// %{ assert tcpi_state == TCP_ESTABLISHED }%   TCP_CLOSE also holds where only a listener is left.
struct StateIs {
  tcp::State state;
  friend bool operator==(const StateIs&, const StateIs&) = default;
};
/// %{ assert iss > old_nxt }%   the incarnation's first number lies ahead of all that the one before it on these ports has used.
struct IssIsLater { friend bool operator==(IssIsLater, IssIsLater) = default; };
/// %{ assert time_wait_left == 60 }%   so many seconds of TIME-WAIT are left.
struct TimeWaitLeft {
  Duration left{0};
  friend bool operator==(TimeWaitLeft, TimeWaitLeft) = default;
};
using Assertion = std::variant<StateIs, IssIsLater, TimeWaitLeft>;

// ---- lines ----------------------------------------------------------------------------------------

/// // text
struct Comment {
  std::string text;
  friend bool operator==(const Comment&, const Comment&) = default;
};
/// < icmp unreachable port_unreachable   somebody on the way, or the tester, could not deliver the system's last segment.
struct Unreachable {
  std::uint8_t code = 0;
  friend bool operator==(Unreachable, Unreachable) = default;
};
struct Event {
  When when;
  std::variant<ScriptPacket, CallLine, Assertion, Unreachable> what;
  friend bool operator==(const Event&, const Event&) = default;
};
struct Statement;
/// on kernel "why it differs" { … } otherwise { … }, each brace at the end of its line; blocks do not nest.
struct Block {
  std::vector<System> systems;
  std::string reason;
  std::vector<Statement> there, elsewhere;
  friend bool operator==(const Block&, const Block&);
};
struct Statement {
  std::variant<Comment, Event, Block> what;
  Place place{};
  friend bool operator==(const Statement&, const Statement&) = default;
};
inline bool operator==(const Block& a, const Block& b) {
  return a.systems == b.systems && a.reason == b.reason && a.there == b.there && a.elsewhere == b.elsewhere;
}

struct Script {
  Options options;
  std::vector<Statement> statements;
  friend bool operator==(const Script&, const Script&) = default;
};

// ---- words ----------------------------------------------------------------------------------------

const char* name(System);
std::optional<System> system_of(std::string_view name);
/// "TCP_FIN_WAIT1", as <netinet/tcp.h> has it.
const char* linux_name(tcp::State);
/// "ECONNREFUSED"; the number of what scripts do not speak of.
std::string errno_name(int error);

/// A line of a script, without its time. `print` of a whole script parses to the same script.
std::string print(const ScriptPacket&);
std::string print(const Call&);
std::string print(const CallLine&);
std::string print(const Assertion&);
std::string print(Unreachable);
std::string print(const When&);
std::string print(const Script&);

// clang-format on

}  // namespace scenario
