#include "scenario/kernel_executor.h"

#include <sys/socket.h>

#include <cerrno>
#include <system_error>

#include "scenario/await.h"
#include "scenario/icmp.h"
#include "scenario/wire_octets.h"

namespace scenario {
namespace {

constexpr Endpoint SystemEnd{0x0a090001, 8080};
constexpr std::uint32_t TesterAddress = 0x0a090002;
constexpr std::uint16_t TesterPort = 40000;

/// If this kernel has it.
void try_sysctl(const std::string& name, const std::string& value) {
  try {
    set_sysctl(name, value);
  } catch (const std::system_error&) {
  }
}

}  // namespace

KernelNetwork::KernelNetwork() : device("synfin0") {
  set_up_kernel(device, SystemEnd.address);
  try_sysctl("net.ipv4.tcp_rto_min_us", "1000000");  // RFC 6298 (2.4); kernels before 6.11 do not know it
  try_sysctl("net.ipv4.tcp_no_metrics_save", "1");   // a connection learns nothing of those before it
}

/// Connections that nobody has a descriptor of would keep the namespace for minutes: they are to give up soon.
KernelNetwork::~KernelNetwork() { try_sysctl("net.ipv4.tcp_orphan_retries", "1"); }

KernelExecutor::KernelExecutor(std::unique_ptr<KernelNetwork> network, runtime::Device* device, std::uint16_t tester_port, const Options& options)
    : options_(options),
      sends_{TesterAddress, tester_port},
      tester_(options.own_peer ? SystemEnd : sends_),
      network_(std::move(network)),
      device_(device != nullptr ? *device : network_->device),
      start_(clock_.now()) {
  for (const auto& [name, value] : options_.sysctls) set_sysctl(name, value);
  start_ = clock_.now();
}

KernelExecutor::KernelExecutor(const Options& options) : KernelExecutor(std::make_unique<KernelNetwork>(), nullptr, TesterPort, options) {}

KernelExecutor::KernelExecutor(runtime::Device& device, std::uint16_t tester_port, const Options& options)
    : KernelExecutor(nullptr, &device, tester_port, options) {}

KernelExecutor::~KernelExecutor() {
  for (auto& [number, socket] : sockets_) socket.abort();
}

Duration KernelExecutor::tolerance() const { return RealTimeTolerance; }

// ---- the user --------------------------------------------------------------------------------------------

Returned KernelExecutor::perform(const Call& call) {
  if (call.operation == Operation::Socket) return open_socket();
  const auto found = sockets_.find(call.descriptor);
  if (found == sockets_.end()) return {-1, EBADF};
  KernelSocket& socket = found->second;
  switch (call.operation) {
    case Operation::Socket: break;
    case Operation::Bind: return socket.bind(SystemEnd);
    case Operation::Listen: return socket.listen(static_cast<int>(call.value));
    case Operation::Accept: {
      const auto result = socket.accept();
      return result.error == 0 ? keep(KernelSocket(static_cast<int>(result.value), true)) : result;
    }
    case Operation::Connect: return socket.connect(SystemEnd, tester_);
    case Operation::Read: return socket.read(static_cast<std::size_t>(call.value));
    case Operation::Write: return socket.write(static_cast<std::size_t>(call.value));
    case Operation::Shutdown: return socket.shutdown(static_cast<How>(call.value));
    case Operation::Close: {
      const auto result = socket.close();
      sockets_.erase(found);
      return result;
    }
    case Operation::GetFlags:
    case Operation::SetFlags: return {0, 0};  // whoever plays the script knows whether calls wait
    case Operation::GetError: return socket.pending_error();
    case Operation::SetOption: return socket.set_option(call.option, call.value);
  }
  return {-1, ENOSYS};
}

Returned KernelExecutor::open_socket() {
  const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return {-1, errno};
  KernelSocket socket(descriptor, false);
  socket.set_option(SocketOption::ReuseAddress, 1);
  if (options_.window) socket.limit_window(*options_.window);
  return keep(std::move(socket));
}

Returned KernelExecutor::keep(KernelSocket socket) {
  const int descriptor = socket.descriptor();
  sockets_.emplace(descriptor, std::move(socket));
  return {descriptor, 0};
}

// ---- the tester ------------------------------------------------------------------------------------------

void KernelExecutor::inject(const WireSegment& segment) {
  device_.send(to_octets(segment, sends_, SystemEnd));
}

bool KernelExecutor::inject_unreachable(std::uint8_t code) {
  device_.send(destination_unreachable(code, sends_.address, to_octets(last_, SystemEnd, sends_)));
  return true;
}

std::optional<Emitted> KernelExecutor::next(Time deadline) {
  take_arrivals();
  while (emitted_.empty() && now() < deadline) poll_device(deadline);
  if (emitted_.empty()) return std::nullopt;
  auto first = std::move(emitted_.front());
  emitted_.pop_front();
  return first;
}

void KernelExecutor::wait_until(Time until) {
  while (now() < until) poll_device(until);
  take_arrivals();
}

void KernelExecutor::poll_device(Time deadline) {
  await({device_.descriptor()}, deadline - now());
  take_arrivals();
}

void KernelExecutor::take_arrivals() {
  while (const auto datagram = device_.receive()) {
    const auto received = from_octets(*datagram);
    if (!received || received->source != SystemEnd || received->destination != sends_) continue;
    last_ = received->segment;
    emitted_.push_back({last_, now()});
  }
}

std::optional<Duration> KernelExecutor::time_wait_left() {
  return kernel_connection(SystemEnd.port, tester_.port).time_wait_left;
}

tcp::State KernelExecutor::state() { return kernel_connection(SystemEnd.port, tester_.port).state; }

}  // namespace scenario
