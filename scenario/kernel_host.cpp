#include "scenario/kernel_host.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <system_error>
#include <vector>

namespace scenario {
namespace {

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}
void check(int result, const char* what) {
  if (result < 0) fail(what);
}

void write_file(const std::string& path, const std::string& text) {
  std::ofstream(path) << text;  // what an older kernel does not know stays as it is
}

/// Root needs no more than a network namespace; anybody else a user namespace to own it.
void unshare_network() {
  if (unshare(CLONE_NEWNET) == 0) return;
  const uid_t user = getuid();
  const gid_t group = getgid();
  check(unshare(CLONE_NEWUSER | CLONE_NEWNET), "unshare");
  write_file("/proc/self/setgroups", "deny");
  write_file("/proc/self/uid_map", "0 " + std::to_string(user) + " 1");
  write_file("/proc/self/gid_map", "0 " + std::to_string(group) + " 1");
}

void configure(const std::string& device, unsigned long request, std::uint32_t value) {
  ifreq query{};
  device.copy(query.ifr_name, IFNAMSIZ - 1);
  if (request == SIOCSIFFLAGS) {
    query.ifr_flags = static_cast<short>(value);
  } else {
    const auto address = socket_address({value, 0});
    std::memcpy(&query.ifr_addr, &address, sizeof address);
  }
  const int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  const int result = ioctl(descriptor, request, &query);
  close(descriptor);
  check(result, "configuring the device");
}

/// Plain TCP without extensions, and no limit on the answers to bad segments.
void configure_kernel() {
  write_file("/proc/sys/net/ipv6/conf/all/disable_ipv6", "1");
  for (const auto& [name, value] : {std::pair{"tcp_invalid_ratelimit", "0"},
                                    {"tcp_timestamps", "0"},
                                    {"tcp_sack", "0"},
                                    {"tcp_window_scaling", "0"},
                                    {"tcp_ecn", "0"},
                                    {"tcp_early_retrans", "0"}}) {
    write_file(std::string("/proc/sys/net/ipv4/") + name, value);
  }
}

// clang-format off
constexpr std::array<const char*, 13> LinuxStates = {
    "",       "ESTABLISHED", "SYN_SENT", "SYN_RECEIVED", "FIN_WAIT_1", "FIN_WAIT_2",  "TIME_WAIT",
    "CLOSED", "CLOSE_WAIT",  "LAST_ACK", "LISTEN",       "CLOSING",    "SYN_RECEIVED"};

/// The same numbers (include/net/tcp_states.h); the last is a passive open's mini-socket.
using enum tcp::State;
constexpr std::array LinuxNumbers = {CLOSED, ESTABLISHED, SYN_SENT,   SYN_RECEIVED, FIN_WAIT_1, FIN_WAIT_2,  TIME_WAIT,
                                     CLOSED, CLOSE_WAIT,  LAST_ACK,   LISTEN,       CLOSING,    SYN_RECEIVED};
// clang-format on

struct Row {
  std::uint16_t local_port = 0, remote_port = 0;
  std::size_t state = 0;
  std::optional<runtime::Duration> time_wait_left;
};

std::uint16_t port_of(const std::string& end) {
  return static_cast<std::uint16_t>(std::stoul(end.substr(end.find(':') + 1), nullptr, 16));
}

/// "03:00001770": a TIME-WAIT timer, in hundredths of a second.
std::optional<runtime::Duration> time_wait_of(const std::string& timer) {
  if (timer.rfind("03:", 0) != 0) return std::nullopt;
  return std::chrono::milliseconds(10) * std::stoul(timer.substr(3), nullptr, 16);
}

/// Of the namespace of the calling thread.
std::vector<Row> connection_table() {
  std::ifstream table("/proc/thread-self/net/tcp");
  std::vector<Row> rows;
  std::string line;
  std::getline(table, line);
  while (std::getline(table, line)) {
    std::istringstream words(line);
    std::string number, local, remote, state, queues, timer;
    words >> number >> local >> remote >> state >> queues >> timer;
    rows.push_back({port_of(local), port_of(remote), std::stoul(state, nullptr, 16), time_wait_of(timer)});
  }
  return rows;
}

}  // namespace

sockaddr_in socket_address(Endpoint endpoint) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(endpoint.port);
  address.sin_addr.s_addr = htonl(endpoint.address);
  return address;
}

// ---- Namespace -------------------------------------------------------------------------------------------

Namespace::Namespace() : home_(open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC)) { unshare_network(); }

Namespace::~Namespace() {
  // From inside a user namespace there is no way back; then the process stays, where it disturbs nobody.
  [[maybe_unused]] const int result = setns(home_, CLONE_NEWNET);
  close(home_);
}

// ---- Socket ----------------------------------------------------------------------------------------------

Socket::Socket() : descriptor_(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
  check(descriptor_, "socket");
  const int yes = 1;
  check(setsockopt(descriptor_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes), "SO_REUSEADDR");
  check(setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes), "TCP_NODELAY");
}

void Socket::bind(Endpoint local) {
  const auto address = socket_address(local);
  check(::bind(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address), "bind");
}

void Socket::listen() { check(::listen(descriptor_, 16), "listen"); }

void Socket::connect(Endpoint remote) {
  const auto address = socket_address(remote);
  const int result = ::connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  if (result < 0 && errno != EINPROGRESS) error_ = errno;
}

int Socket::accept() { return accept4(descriptor_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC); }

std::size_t Socket::send(std::string_view text) {
  std::size_t sent = 0;
  while (sent < text.size()) {
    const auto count = ::send(descriptor_, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
    if (count <= 0) {
      if (errno != EAGAIN) error_ = errno;
      break;
    }
    sent += static_cast<std::size_t>(count);
  }
  return sent;
}

std::string Socket::receive() {
  std::string text;
  char buffer[16384];
  for (;;) {
    const auto count = recv(descriptor_, buffer, sizeof buffer, 0);
    if (count == 0) at_end_ = true;
    if (count < 0 && errno != EAGAIN) error_ = errno;
    if (count <= 0) return text;
    text.append(buffer, static_cast<std::size_t>(count));
  }
}

int Socket::error() {
  int pending = 0;
  socklen_t size = sizeof pending;
  if (getsockopt(descriptor_, SOL_SOCKET, SO_ERROR, &pending, &size) == 0 && pending != 0) error_ = pending;
  return error_;
}

void Socket::shutdown_write() { check(::shutdown(descriptor_, SHUT_WR), "shutdown"); }

void Socket::close() {
  if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
}

void Socket::abort() {
  const linger at_once{1, 0};
  check(setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once), "SO_LINGER");
  close();
}

std::string Socket::state() const {
  tcp_info info{};
  socklen_t size = sizeof info;
  check(getsockopt(descriptor_, IPPROTO_TCP, TCP_INFO, &info, &size), "TCP_INFO");
  return LinuxStates.at(info.tcpi_state);
}

std::uint16_t Socket::local_port() const {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  check(getsockname(descriptor_, reinterpret_cast<sockaddr*>(&address), &size), "getsockname");
  return ntohs(address.sin_port);
}

// ---- the kernel's end ------------------------------------------------------------------------------------

void set_up_end(const runtime::Tun& device, std::uint32_t kernel_address) {
  configure(device.name(), SIOCSIFADDR, kernel_address);
  configure(device.name(), SIOCSIFNETMASK, 0xffffff00);
  configure(device.name(), SIOCSIFFLAGS, IFF_UP | IFF_RUNNING);
}

void set_up_kernel(const runtime::Tun& device, std::uint32_t kernel_address) {
  configure_kernel();
  set_up_end(device, kernel_address);
  configure("lo", SIOCSIFFLAGS, IFF_UP | IFF_RUNNING);
}

void set_up_bare(const runtime::Tun& device) {
  write_file("/proc/sys/net/ipv6/conf/all/disable_ipv6", "1");
  configure(device.name(), SIOCSIFFLAGS, IFF_UP | IFF_RUNNING);
}

void set_sysctl(const std::string& name, const std::string& value) {
  constexpr std::string_view prefix = "net.ipv4.";
  const bool plain = name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_.") == std::string::npos;
  errno = EINVAL;
  if (!plain || name.rfind(prefix, 0) != 0 || name.find("..") != std::string::npos) fail("sysctl " + name);
  std::string path = name;
  std::replace(path.begin(), path.end(), '.', '/');
  const int descriptor = open(("/proc/sys/" + path).c_str(), O_WRONLY | O_CLOEXEC);
  if (descriptor < 0) fail("sysctl " + name);
  const auto written = write(descriptor, value.data(), value.size());
  const int error = errno;
  close(descriptor);
  errno = error;
  if (written != static_cast<ssize_t>(value.size())) fail("sysctl " + name + " = " + value);
}

std::string kernel_state(std::uint16_t local_port, std::uint16_t remote_port) {
  std::string all;
  for (const Row& row : connection_table())
    if (row.local_port == local_port && row.remote_port == remote_port)
      all += (all.empty() ? "" : " ") + std::string(LinuxStates.at(row.state));
  return all.empty() ? "NONE" : all;
}

KernelConnection kernel_connection(std::uint16_t local_port, std::uint16_t remote_port) {
  KernelConnection found;
  for (const Row& row : connection_table()) {
    if (row.local_port != local_port) continue;
    const auto state = LinuxNumbers.at(row.state);
    if (row.remote_port == remote_port && row.remote_port != 0) return {state, row.time_wait_left};
    if (state == tcp::State::LISTEN) found.state = state;
  }
  return found;
}

bool kernel_out_of_reach(const std::error_code& error) {
  const std::array reasons = {EPERM, EACCES, ENOENT, ENODEV, ENOSPC};
  return std::find(reasons.begin(), reasons.end(), error.value()) != reasons.end();
}

}  // namespace scenario
