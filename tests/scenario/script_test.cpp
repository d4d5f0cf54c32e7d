// Packet scripts as text: what is read, what is printed, and what is refused, with its place.
#include <catch2/catch.hpp>

#include <cerrno>
#include <chrono>
#include <fstream>
#include <iterator>
#include <string>

#include "runtime/wire.h"
#include "scenario/parse.h"

using namespace scenario;
using namespace std::chrono_literals;
namespace flag = runtime::flag;

namespace {

Script read(const std::string& text) {
  auto parsed = parse(text);
  if (const auto* errors = std::get_if<std::vector<ScriptError>>(&parsed))
    FAIL(describe("script", errors->front()));
  return std::get<Script>(parsed);
}

const Event& event(const Script& script, std::size_t which = 0) {
  return std::get<Event>(script.statements.at(which).what);
}
Event event(const std::string& line) { return event(read(line)); }
ScriptPacket packet(const std::string& line) { return std::get<ScriptPacket>(event("+0 " + line).what); }
CallLine call(const std::string& line) { return std::get<CallLine>(event("+0 " + line).what); }

std::vector<ScriptError> errors(const std::string& text) {
  const auto parsed = parse(text);
  INFO(text.substr(0, 200));
  REQUIRE(std::holds_alternative<std::vector<ScriptError>>(parsed));
  return std::get<std::vector<ScriptError>>(parsed);
}
/// "line:column: message" of the first error.
std::string error(const std::string& text) {
  const auto first = errors(text).front();
  return std::to_string(first.place.line) + ":" + std::to_string(first.place.column) + ": " + first.message;
}

constexpr auto Everything = R"script(// everything that a script can say
--covers=A72,A74
--not-on=kernel:"Linux answers with SYN,ACK (D05)"
--profile=linux
--policy=time_wait_rst=honour
--sysctl=net.ipv4.tcp_rfc1337=1
--msl=0.5
--r2=3
--window=4096
--mss=1000
--iss=4294967295
--tolerance_usecs=20000
0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0 setsockopt(3, SOL_SOCKET, SO_REUSEADDR, [1], 4) = 0
+0 fcntl(3, F_GETFL) = 2
+0 fcntl(3, F_SETFL, O_RDWR|O_NONBLOCK) = 0
+0 fcntl(3, F_SETFL, O_RDWR) = 0
+0 bind(3, ..., ...) = 0
+0 listen(3, 1) = 0
0.1 < S 4294967295:4294967295(0) win 1000 <mss 1460,nop,sackOK,wscale 7,eol>
+0 > S. 0:0(0) ack 0 <TS val 1 ecr 2>
+0.1~+0.3 > . 1:1(0) ack 0
* accept(3, ..., ...) = 4
+0...0.25 read(4, ..., 1000) = 5
+0 recv(4, ..., 1000, 0) = -1 EAGAIN
+0 write(4, ..., 10) = 10
+0 send(4, ..., 10, 0) = ...
+0 getsockopt(3, SOL_SOCKET, SO_ERROR, [ECONNREFUSED], [4]) = 0
+0 setsockopt(4, SOL_SOCKET, SO_LINGER, {onoff=1, linger=0}, 8) = 0
+0 setsockopt(4, SOL_SOCKET, SO_KEEPALIVE, [1], 4) = 0
+0 setsockopt(4, IPPROTO_TCP, TCP_NODELAY, [1], 4) = 0
+0 shutdown(4, SHUT_WR) = 0
+0 connect(3, ..., ...) = -1 EINPROGRESS
// who closes first
+0 %{ assert tcpi_state == TCP_FIN_WAIT1 }%
+0 %{ assert iss > old_nxt }%
on kernel, runtime "why it differs" {
  +0 > R 5:5(0)
} otherwise {
  // nothing
  +0 < - 5:8(3)
}
+0 close(4) = 0
)script";

}  // namespace

TEST_CASE("a script that says everything prints as it is written, and reads the same again") {
  const Script script = read(Everything);
  CHECK(print(script) == Everything);
  CHECK(read(print(script)) == script);
}

TEST_CASE("options are read") {
  const Options options = read(Everything).options;
  CHECK(options.covers == std::vector<std::string>{"A72", "A74"});
  CHECK(options.not_on == std::vector<NotOn>{{System::Kernel, "Linux answers with SYN,ACK (D05)"}});
  CHECK(options.policies == std::vector<Assignment>{{"time_wait_rst", "honour"}});
  CHECK(options.sysctls == std::vector<Assignment>{{"net.ipv4.tcp_rfc1337", "1"}});
  CHECK(options.msl == Duration{500ms});
  CHECK(options.iss == 4294967295);
  CHECK(read("--mtu=1500\n").options.mss == 1460);
  CHECK(read("--ip_version=ipv4\n").options == Options{});
}

TEST_CASE("times") {
  const auto when = [](const std::string& text) { return event(text + " close(3) = 0").when; };
  CHECK(when("0.00") == When{When::From::Start, 0s, {}, {}});
  CHECK(when("12.000001") == When{When::From::Start, 12000001us, {}, {}});
  CHECK(when("+0") == When{});
  CHECK(when("+") == When{});
  CHECK(when("+.1") == When{When::From::Previous, 100ms, {}, {}});
  CHECK(when("*") == When{When::From::Any, 0s, {}, {}});
  CHECK(when("+0...0.010") == When{When::From::Previous, 0s, {}, 10ms});
  CHECK(when("1...2") == When{When::From::Start, 1s, {}, 2s});
  CHECK(event("+.1~+.3 > S 0:0(0)").when == When{When::From::Previous, 100ms, 300ms, {}});
  CHECK(event("1~2 > S 0:0(0)").when == When{When::From::Start, 1s, 2s, {}});
}

TEST_CASE("packets") {
  const auto syn = packet("< S 4294967295:1(2) win 65535 <mss 1460, nop, wscale 7>");
  CHECK_FALSE(syn.expected);
  CHECK(syn.flags == flag::Syn);
  CHECK(syn.seq == 4294967295);
  CHECK(syn.length == 2);
  CHECK(syn.window == 65535);
  CHECK((syn.options == TcpOptions{Mss{1460}, Nop{}, WindowScale{7}}));
  const auto answer = packet("> FP. 1:11(10) ack 1 <...>");
  CHECK(answer.expected);
  CHECK(answer.flags == (flag::Fin | flag::Psh | flag::Ack));
  CHECK(answer.ack == 1);
  CHECK_FALSE(answer.window);
  CHECK_FALSE(answer.options.has_value());
  CHECK(packet("> R 5:5(0)").flags == flag::Rst);
  CHECK(packet("< - 5:5(0)").flags == 0);
  CHECK((packet("> S 0:0(0) <>").options == TcpOptions{}));
}

TEST_CASE("calls and their results") {
  CHECK(call("accept(3, ..., ...) = 4") == CallLine{{Operation::Accept, 3}, {false, 4, 0}});
  CHECK(call("connect(3, ..., ...) = -1 ECONNREFUSED (Connection refused)") ==
        CallLine{{Operation::Connect, 3}, {false, -1, ECONNREFUSED}});
  CHECK(call("fcntl(3, F_GETFL) = 0x802 (flags O_RDWR|O_NONBLOCK)") ==
        CallLine{{Operation::GetFlags, 3}, {false, 0x802, 0}});
  CHECK(call("write(4, ..., 7) = ...").result.any);
  CHECK(call("getsockopt(3, SOL_SOCKET, SO_ERROR, [0], [4]) = 0").call.value == 0);
  CHECK(call("getsockopt(3, SOL_SOCKET, SO_ERROR, [ECONNRESET], [4]) = 0").call.value == ECONNRESET);
  CHECK(call("setsockopt(3, SOL_SOCKET, SO_LINGER, {onoff=0, linger=9}, 8) = 0").call.value == -1);
  CHECK(call("setsockopt(3, SOL_TCP, TCP_NODELAY, [1], 4) = 0").call.option == SocketOption::NoDelay);
}

TEST_CASE("comments may end a line, and a block has two ways") {
  const Script script = read("# first\n+0 close(3) = 0  // last\n+0 close(3) = 0 # last\n");
  CHECK(script.statements.size() == 3);
  CHECK(std::get<Comment>(script.statements[0].what).text == "first");
  const auto block =
      std::get<Block>(read("on kernel \"a // b # c\" {\n+0 close(3) = 0\n}\n").statements.at(0).what);
  CHECK(block.reason == "a // b # c");
  CHECK(block.there.size() == 1);
  CHECK(block.elsewhere.empty());
}

TEST_CASE("errors say where, what was expected and what came instead") {
  CHECK(error("\n  0 > S 0:0(0) win x\n") == "2:20: expected a number up to 65535; found 'x'");
  CHECK(error("+0 > S 0:0(0) win 65536") == "1:19: expected a number up to 65535; found '65536'");
  CHECK(error("+0 > S 0:0") == "1:11: expected '('; the line ends");
  CHECK(error("+0 > S 0:5(3)") == "1:8: 0 and 3 more are 3, not 5");
  CHECK(error("+0 > S. 0:0(0)") == "1:15: the flag . without ack: expected ack and a number");
  CHECK(error("+0 > S 0:0(0) ack 1") == "1:15: ack without the flag .");
  CHECK(error("+0 > SU 0:0(0)") == "1:6: not supported: the flag U; there are S F R P . and - for none");
  CHECK(error("+0 > SS 0:0(0)") == "1:6: the flag S twice");
  CHECK(error("+0 > S 0:0(0) <sack 1:2>") == "1:16: not supported: the option sack");
  CHECK(error("+0 > S 0:0(0) urg 5") == "1:15: not supported: urgent data");
  CHECK(error("+0 poll(3) = 0").starts_with("1:4: not supported: the call poll; there are socket bind"));
  CHECK(error("+0 `sleep 1`") == "1:4: not supported: shell commands");
  CHECK(error("`../common/defaults.sh`") == "1:1: not supported: shell commands");
  CHECK(error("+0 %{ print(tcpi_rtt) }%") == "1:7: expected assert; found 'print(tcpi_rtt)'");
  CHECK(error("+0 %{ assert tcpi_rtt == 1 }%") ==
        "1:14: expected tcpi_state == and a state, iss > old_nxt, or time_wait_left == and seconds; found 'tcpi_rtt'");
  CHECK(error("+0 %{ assert tcpi_state == TCP_OPEN }%") ==
        "1:28: expected a state, such as TCP_ESTABLISHED; found 'TCP_OPEN'");
  CHECK(error("+0 close(3) = -1 EFOO") == "1:18: expected an error, such as ECONNREFUSED; found 'EFOO'");
  CHECK(error("+0 close(3) = 0 0") == "1:17: expected the end of the line; found '0'");
  CHECK(error("+0 bind(3, {sa_family = AF_INET}, ...) = 0") == "1:12: expected \"...\"; found '{sa_family'");
  CHECK(error("+0 setsockopt(3, SOL_SOCKET, SO_SNDBUF, [1], 4) = 0")
            .starts_with("1:30: not supported: SO_SNDBUF; there are"));
  CHECK(error("+0 write(3, ..., 1048577) = 1") == "1:18: expected at most 1048576 octets");
  CHECK(error("+.1~.2 close(3) = 0") == "1:1: a range of times (~) is for packets that are expected");
  CHECK(error("+.1....2 > S 0:0(0)") == "1:1: a...b is for calls: they block");
  CHECK(error("  +.1....2 > S 0:0(0) <nop>") == "1:3: a...b is for calls: they block");
  CHECK(error("+.2~.1 > S 0:0(0)") == "1:1: the time ends before it begins");
  CHECK(error("1 close(3) = 0\n.5 close(3) = 0") == "2:1: this time lies before the one above it");
  CHECK(error("99999999 close(3) = 0") == "1:1: expected at most 9999999 seconds");
  CHECK(error(".1234567 close(3) = 0") == "1:1: expected at most six decimals: microseconds");
  CHECK(error("hello") ==
        "1:1: expected an option (--name=value), a time, or a block (on … {); found 'hello'");
  CHECK(error("+0") == "1:3: expected a packet (< or >), a call, or %{ assert … }%; the line ends");
}

TEST_CASE("errors of options and blocks") {
  CHECK(error("--cover=A1").starts_with("1:1: not supported: the option --cover; there are --covers"));
  CHECK(error("--not-on=windows:\"x\"") ==
        "1:10: expected who plays: evaluate, generated, runtime or kernel; found 'windows:\"x\"'");
  CHECK(error("--not-on=kernel") == "1:16: expected ':'; the line ends");
  CHECK(error("--r2=0") == "1:6: expected a value from 1 to 100");
  CHECK(error("--msl=.0001") == "1:7: expected whole milliseconds, from 0.001 to 1073741");
  CHECK(error("--msl=1073742") == "1:7: expected whole milliseconds, from 0.001 to 1073741");
  CHECK(error("--ip_version=ipv6") == "1:14: expected ipv4; found 'ipv6'");
  CHECK(error("+0 close(3) = 0\n--r2=3") == "2:1: options stand before the first event");
  CHECK(error("on kernel {") == "1:11: expected a reason in quotation marks; found '{'");
  CHECK(error("on kernel \"x\"") == "1:14: expected '{'; the line ends");
  CHECK(error("on kernel \"x\" {\non kernel \"y\" {\n") == "2:1: blocks do not nest");
  CHECK(error("}") == "1:1: expected an open block (on … {) before }");
  CHECK(error("} otherwise {") == "1:1: expected an open block (on … {) before } otherwise {");
  CHECK(error("\non kernel \"x\" {\n") ==
        "2:1: expected } before the script ends: the block that begins here is open");
}

TEST_CASE("several errors in one run, columns in characters, the line with a caret") {
  const auto all = errors("+0 > S 0:0\n+0 close(3) = 0\n+0 poll() = 0\n");
  REQUIRE(all.size() == 2);
  CHECK(all[1].place.line == 3);
  CHECK(error("on kernel \"…\" x") == "1:15: expected '{'; found 'x'");
  CHECK(describe("a.pkt", errors("+0 > S 0:0").front()) ==
        "a.pkt:1:11: error: expected '('; the line ends\n  +0 > S 0:0\n            ^\n");
}

TEST_CASE("what is no script is refused in bounded time and memory") {
  CHECK(error(std::string(LargestScript + 1, 'x')) == "1:1: the script is larger than 1 MiB");
  CHECK(error(std::string("+0 > S\0 0:0(0)", 14)) ==
        "1:7: expected text in UTF-8; found an octet of value 0");
  CHECK(error("// \xff") == "1:4: expected text in UTF-8; found an octet of value 255");
  CHECK(error("// ok \xe2\x82") == "1:7: expected text in UTF-8; found an octet of value 226");
  CHECK(describe("a", errors("\xff\x1b[31m").front()) ==
        "a:1:1: error: expected text in UTF-8; found an octet of value 255\n  ? [31m\n  ^\n");
  CHECK(errors(std::string(LargestScript, '<')).size() == 1);
  CHECK(error("+0 > S " + std::string(LargestScript - 100, '9')) ==
        "1:8: expected a number up to 4294967295; found '" + std::string(40, '9') + "'");
  CHECK(error("+0 > S 0:0(0) <" + std::string(500000, ' ') + "x").ends_with("not supported: the option x"));
  std::string options = "+0 > S 0:0(0) <nop";
  for (int i = 0; i < 100000; ++i) options += ",nop";
  CHECK(error(options + ">") == "1:16: options of 100001 octets, expected at most 40");
  std::string lines;
  for (int i = 0; i < 100000; ++i) lines += "x\n";
  CHECK(errors(lines).size() == MostErrors);
  CHECK(describe("a", errors("+0 " + std::string(500000, 'x')).front()).size() < 1000);
}

TEST_CASE("a script cut anywhere is a script or has errors with a place") {
  const std::string text = Everything;
  for (std::size_t length = 0; length < text.size(); ++length) {
    const auto parsed = parse(text.substr(0, length));
    if (const auto* found = std::get_if<std::vector<ScriptError>>(&parsed))
      CHECK(found->front().place.line > 0);
  }
}
