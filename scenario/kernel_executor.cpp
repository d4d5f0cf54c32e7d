#include "scenario/kernel_executor.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace scenario {
namespace {

using namespace std::chrono_literals;

constexpr Endpoint SystemEnd{0x0a090001, 8080}, TesterEnd{0x0a090002, 40000};

runtime::Packet to_packet(const WireSegment& segment, runtime::View text) {
  runtime::Packet packet;
  packet.source = TesterEnd;
  packet.destination = SystemEnd;
  packet.seq = segment.seq;
  packet.ack = segment.ack;
  packet.flags = segment.flags;
  packet.window = segment.window;
  packet.text = text;
  for (const TcpOption& option : segment.options)
    if (const auto* mss = std::get_if<Mss>(&option)) packet.mss = mss->size;
  return packet;
}

WireSegment to_segment(const runtime::Packet& packet) {
  WireSegment segment{packet.flags, packet.seq, packet.ack, packet.window, static_cast<std::uint16_t>(packet.text.size()), {}};
  if (packet.mss) segment.options.push_back(Mss{*packet.mss});
  return segment;
}

}  // namespace

KernelExecutor::KernelExecutor(const Options& options) : options_(options), start_(clock_.now()), device_("synfin0") {
  set_up_kernel(device_, SystemEnd.address);
  for (const auto& [name, value] : options_.sysctls) set_sysctl(name, value);
  start_ = clock_.now();
}

/// Connections that nobody has a descriptor of would keep the namespace for minutes: they are to give up soon.
KernelExecutor::~KernelExecutor() {
  for (auto& [number, socket] : sockets_) socket.abort();
  try {
    set_sysctl("net.ipv4.tcp_orphan_retries", "1");
  } catch (const std::system_error&) {  // then they stay for minutes
  }
}

Duration KernelExecutor::tolerance() const { return 150ms; }

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
    case Operation::Connect: return socket.connect(SystemEnd, TesterEnd);
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
  const runtime::Octets text(segment.length, 't');
  runtime::build(to_packet(segment, text), scratch_);
  device_.send(scratch_);
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
  pollfd arrival{device_.descriptor(), POLLIN, 0};
  const auto left = std::clamp<Duration>(deadline - now(), 0ms, 1s);
  const timespec limit{left / 1s, static_cast<long>(left % 1s / 1us * 1000)};
  ::ppoll(&arrival, 1, &limit, nullptr);
  take_arrivals();
}

void KernelExecutor::take_arrivals() {
  while (const auto datagram = device_.receive()) {
    const auto packet = runtime::parse(*datagram);
    const auto* segment = std::get_if<runtime::Packet>(&packet);
    if (segment == nullptr || segment->source != SystemEnd || segment->destination != TesterEnd) continue;
    emitted_.push_back({to_segment(*segment), now()});
  }
}

tcp::State KernelExecutor::state() { return kernel_connection(SystemEnd.port, TesterEnd.port).state; }

}  // namespace scenario
