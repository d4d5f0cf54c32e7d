// Scripts as text, as their authors would write them.
#include <algorithm>

#include "model/overloaded.h"
#include "runtime/wire.h"
#include "scenario/script.h"
#include "scenario/words.h"

namespace scenario {
namespace {

using model::overloaded;
namespace flag = runtime::flag;

std::string number(auto n) { return std::to_string(n); }

/// Seconds, with the decimals that are needed.
std::string seconds(Duration duration) {
  const auto whole = duration.count() / 1'000'000, rest = duration.count() % 1'000'000;
  std::string text = number(whole);
  if (rest == 0) return text;
  const std::string digits = number(rest);
  text += "." + std::string(6 - digits.size(), '0') + digits;
  return text.substr(0, text.find_last_not_of('0') + 1);
}

std::string quoted(std::string text) {
  std::replace(text.begin(), text.end(), '"', '\'');
  return "\"" + text + "\"";
}

std::string joined(const std::vector<std::string>& words, const char* between) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : between) + word;
  return text;
}

std::string flags_of(const ScriptPacket& packet) {
  std::string text;
  for (const auto& [bit, letter] : {std::pair{flag::Syn, 'S'}, {flag::Fin, 'F'}, {flag::Rst, 'R'}, {flag::Psh, 'P'}, {flag::Ack, '.'}})
    if ((packet.flags & bit) != 0) text += letter;
  return text.empty() ? "-" : text;
}

std::string print_option(const TcpOption& option) {
  return std::visit(overloaded{[](Mss it) { return "mss " + number(it.size); }, [](Nop) { return std::string("nop"); },
                               [](Eol) { return std::string("eol"); }, [](SackOk) { return std::string("sackOK"); },
                               [](WindowScale it) { return "wscale " + number(it.shift); },
                               [](const Timestamps& it) { return "TS val " + number(it.value) + " ecr " + number(it.echo); }},
                    option);
}

const char* how(std::int64_t value) {
  switch (static_cast<How>(value)) {
    case How::Read: return "SHUT_RD";
    case How::Write: return "SHUT_WR";
    case How::Both: return "SHUT_RDWR";
  }
  return "";
}

std::string print_set_option(const Call& call) {
  const std::string value = ", [" + number(call.value) + "], 4)";
  const std::string begin = "setsockopt(" + number(call.descriptor) + ", ";
  switch (call.option) {
    case SocketOption::ReuseAddress: return begin + "SOL_SOCKET, SO_REUSEADDR" + value;
    case SocketOption::KeepAlive: return begin + "SOL_SOCKET, SO_KEEPALIVE" + value;
    case SocketOption::NoDelay: return begin + "IPPROTO_TCP, TCP_NODELAY" + value;
    case SocketOption::Linger:
      return begin + "SOL_SOCKET, SO_LINGER, {onoff=" + (call.value < 0 ? "0, linger=0" : "1, linger=" + number(call.value)) + "}, 8)";
  }
  return "";
}

// ---- options --------------------------------------------------------------------------------------

void print_options(const Options& options, std::string& text) {
  const auto add = [&](const std::string& name, const std::string& value) { text += "--" + name + "=" + value + "\n"; };
  if (!options.covers.empty()) add("covers", joined(options.covers, ","));
  for (const NotOn& it : options.not_on) add("not-on", std::string(name(it.system)) + ":" + quoted(it.reason));
  if (!options.profile.empty()) add("profile", options.profile);
  for (const Assignment& it : options.policies) add("policy", it.name + "=" + it.value);
  for (const Assignment& it : options.sysctls) add("sysctl", it.name + "=" + it.value);
  if (options.msl) add("msl", seconds(*options.msl));
  if (options.r2) add("r2", number(*options.r2));
  if (options.window) add("window", number(*options.window));
  if (options.mss) add("mss", number(*options.mss));
  if (options.iss) add("iss", number(*options.iss));
  if (options.tolerance) add("tolerance_usecs", number(options.tolerance->count()));
  if (options.own_peer) add("peer", "self");
}

// ---- statements -----------------------------------------------------------------------------------

void print_statement(const Statement& statement, const std::string& indent, std::string& text);

void print_block(const Block& block, std::string& text) {
  std::vector<std::string> systems;
  for (const System system : block.systems) systems.push_back(name(system));
  text += "on " + joined(systems, ", ") + " " + quoted(block.reason) + " {\n";
  for (const Statement& each : block.there) print_statement(each, "  ", text);
  if (!block.elsewhere.empty()) text += "} otherwise {\n";
  for (const Statement& each : block.elsewhere) print_statement(each, "  ", text);
  text += "}\n";
}

void print_statement(const Statement& statement, const std::string& indent, std::string& text) {
  std::visit(overloaded{[&](const Comment& it) { text += indent + "//" + (it.text.empty() ? "" : " " + it.text) + "\n"; },
                        [&](const Event& it) {
                          text += indent + print(it.when) + " " + std::visit([](const auto& what) { return print(what); }, it.what) + "\n";
                        },
                        [&](const Block& it) { print_block(it, text); }},
             statement.what);
}

}  // namespace

std::string print(const When& when) {
  const std::string sign = when.from == When::From::Previous ? "+" : "";
  std::string text = when.from == When::From::Any ? "*" : sign + seconds(when.at);
  if (when.latest) text += "~" + sign + seconds(*when.latest);
  if (when.returns) text += "..." + seconds(*when.returns);
  return text;
}

std::string print(const ScriptPacket& packet) {
  std::string text = std::string(packet.expected ? ">" : "<") + " " + flags_of(packet) + " " + number(packet.seq) + ":" +
                     number(packet.seq + packet.length) + "(" + number(packet.length) + ")";
  if ((packet.flags & flag::Ack) != 0) text += " ack " + number(packet.ack);
  if (packet.window) text += " win " + number(*packet.window);
  if (!packet.options) return text;
  std::vector<std::string> options;
  for (const TcpOption& each : *packet.options) options.push_back(print_option(each));
  return text + " <" + joined(options, ",") + ">";
}

std::string print(const Call& call) {
  const std::string fd = number(call.descriptor);
  const std::string buffer = "(" + fd + ", ..., " + number(call.value) + (call.with_flags ? ", 0)" : ")");
  switch (call.operation) {
    case Operation::Socket: return "socket(..., SOCK_STREAM, IPPROTO_TCP)";
    case Operation::Bind: return "bind(" + fd + ", ..., ...)";
    case Operation::Listen: return "listen(" + fd + ", " + number(call.value) + ")";
    case Operation::Accept: return "accept(" + fd + ", ..., ...)";
    case Operation::Connect: return "connect(" + fd + ", ..., ...)";
    case Operation::Read: return (call.with_flags ? "recv" : "read") + buffer;
    case Operation::Write: return (call.with_flags ? "send" : "write") + buffer;
    case Operation::Shutdown: return "shutdown(" + fd + ", " + how(call.value) + ")";
    case Operation::Close: return "close(" + fd + ")";
    case Operation::GetFlags: return "fcntl(" + fd + ", F_GETFL)";
    case Operation::SetFlags: return "fcntl(" + fd + ", F_SETFL, O_RDWR" + (call.value != 0 ? "|O_NONBLOCK)" : ")");
    case Operation::GetError:
      return "getsockopt(" + fd + ", SOL_SOCKET, SO_ERROR, [" + (call.value == 0 ? "0" : errno_name(static_cast<int>(call.value))) + "], [4])";
    case Operation::SetOption: return print_set_option(call);
  }
  return "";
}

std::string print(const CallLine& line) {
  const std::string text = print(line.call) + " = ";
  if (line.result.any) return text + "...";
  if (line.result.error != 0) return text + "-1 " + errno_name(line.result.error);
  return text + number(line.result.value);
}

std::string print(const Assertion& assertion) {
  return std::visit(overloaded{[](const StateIs& it) { return std::string("%{ assert tcpi_state == ") + linux_name(it.state) + " }%"; },
                               [](IssIsLater) { return std::string("%{ assert iss > old_nxt }%"); },
                               [](TimeWaitLeft it) { return "%{ assert time_wait_left == " + seconds(it.left) + " }%"; }},
                    assertion);
}

std::string print(Unreachable message) {
  for (const auto& [text, code] : unreachable_codes())
    if (code == message.code) return std::string("< icmp unreachable ") + text;
  return "";
}

std::string print(const Script& script) {
  std::string text;
  const auto& all = script.statements;
  const auto heading = std::find_if_not(all.begin(), all.end(), [](const Statement& s) { return std::holds_alternative<Comment>(s.what); });
  std::for_each(all.begin(), heading, [&](const Statement& s) { print_statement(s, "", text); });
  print_options(script.options, text);
  std::for_each(heading, all.end(), [&](const Statement& s) { print_statement(s, "", text); });
  return text;
}

}  // namespace scenario
