#include "scenario/words.h"

#include <cerrno>

namespace scenario {

const std::vector<std::pair<const char*, int>>& errno_names() {
  static const std::vector<std::pair<const char*, int>> names = {
      {"EAGAIN", EAGAIN},
      {"EWOULDBLOCK", EWOULDBLOCK},
      {"EINPROGRESS", EINPROGRESS},
      {"EALREADY", EALREADY},
      {"EISCONN", EISCONN},
      {"ENOTCONN", ENOTCONN},
      {"EPIPE", EPIPE},
      {"ECONNREFUSED", ECONNREFUSED},
      {"ECONNRESET", ECONNRESET},
      {"ECONNABORTED", ECONNABORTED},
      {"ETIMEDOUT", ETIMEDOUT},
      {"EADDRINUSE", EADDRINUSE},
      {"EADDRNOTAVAIL", EADDRNOTAVAIL},
      {"EHOSTUNREACH", EHOSTUNREACH},
      {"ENETUNREACH", ENETUNREACH},
      {"EDESTADDRREQ", EDESTADDRREQ},
      {"EBADF", EBADF},
      {"EINVAL", EINVAL},
      {"EOPNOTSUPP", EOPNOTSUPP},
      {"EACCES", EACCES},
      {"EPERM", EPERM},
  };
  return names;
}

const std::vector<std::pair<const char*, tcp::State>>& linux_states() {
  using tcp::State;
  static const std::vector<std::pair<const char*, State>> names = {
      {"TCP_ESTABLISHED", State::ESTABLISHED},
      {"TCP_SYN_SENT", State::SYN_SENT},
      {"TCP_SYN_RECV", State::SYN_RECEIVED},
      {"TCP_FIN_WAIT1", State::FIN_WAIT_1},
      {"TCP_FIN_WAIT2", State::FIN_WAIT_2},
      {"TCP_TIME_WAIT", State::TIME_WAIT},
      {"TCP_CLOSE", State::CLOSED},
      {"TCP_CLOSE_WAIT", State::CLOSE_WAIT},
      {"TCP_LAST_ACK", State::LAST_ACK},
      {"TCP_LISTEN", State::LISTEN},
      {"TCP_CLOSING", State::CLOSING},
  };
  return names;
}

const std::vector<std::pair<const char*, std::uint8_t>>& unreachable_codes() {
  static const std::vector<std::pair<const char*, std::uint8_t>> codes = {
      {"net_unreachable", 0}, {"host_unreachable", 1}, {"protocol_unreachable", 2}, {"port_unreachable", 3}};
  return codes;
}

const char* name(System system) {
  switch (system) {
    case System::Evaluate: return "evaluate";
    case System::Generated: return "generated";
    case System::Runtime: return "runtime";
    case System::Kernel: return "kernel";
  }
  return "";
}

std::optional<System> system_of(std::string_view text) {
  for (const System system : Systems)
    if (text == name(system)) return system;
  return std::nullopt;
}

const char* linux_name(tcp::State state) {
  for (const auto& [text, value] : linux_states())
    if (value == state) return text;
  return "";
}

std::string errno_name(int error) {
  for (const auto& [text, value] : errno_names())
    if (value == error) return text;
  return std::to_string(error);
}

}  // namespace scenario
