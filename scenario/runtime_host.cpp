#include "scenario/runtime_host.h"

#include "scenario/wire_octets.h"

namespace scenario {
namespace {

using runtime::Endpoint;
using namespace std::chrono_literals;

constexpr Endpoint Ours{0xc0a80001, 8080}, Testers{0xc0000201, 8080};

runtime::Config configuration(const HostSettings& settings) {
  runtime::Config config;
  config.address = Ours.address;
  config.mss = settings.mss;
  config.receive_buffer = settings.window;
  config.nagle = false;
  config.machine = settings.machine;
  config.rto_least = config.rto_initial;  // the RFC's least RTO, so that times do not depend on how fast a script answers
  return config;
}

/// Each incarnation ahead of everything that the one before may have used.
runtime::IsnSource numbers(std::uint32_t first) {
  constexpr std::uint32_t Between = 1 << 20;
  return [next = first](Endpoint, Endpoint, Time) mutable { return std::exchange(next, next + Between); };
}

}  // namespace

RuntimeHost::RuntimeHost(const HostSettings& settings, const runtime::Clock& clock, Emit emit, runtime::Device& ours,
                         runtime::Device& testers)
    : clock_(clock),
      emit_(std::move(emit)),
      testers_(testers),
      stack_(configuration(settings), ours, clock, numbers(settings.first_iss)) {}

template <typename Result>
Result RuntimeHost::and_emit(Result result) {
  while (const auto datagram = testers_.receive())
    if (const auto received = from_octets(*datagram)) emit_(received->segment);
  return result;
}

bool RuntimeHost::listen() { return stack_.listen(Ours.port); }
void RuntimeHost::stop_listening() {
  stack_.stop_listening(Ours.port);
  and_emit(0);
}
std::optional<Transport::Id> RuntimeHost::accept() { return stack_.accept(Ours.port); }
std::optional<Transport::Id> RuntimeHost::connect() { return and_emit(stack_.connect(Testers, Ours.port)); }
std::size_t RuntimeHost::send(Id id, std::size_t length) { return and_emit(stack_.send(id, runtime::Octets(length))); }
std::size_t RuntimeHost::receive(Id id, std::size_t most) {
  runtime::Octets text(most);
  return and_emit(stack_.receive(id, text));
}
void RuntimeHost::shutdown_write(Id id) { and_emit(stack_.shutdown_write(id)); }
void RuntimeHost::abort(Id id) { and_emit(stack_.abort(id)); }
void RuntimeHost::keep_alive(Id id, bool on) { and_emit(stack_.keep_alive(id, on)); }
void RuntimeHost::release(Id id) {
  stack_.release(id);
  and_emit(0);
}
runtime::Status RuntimeHost::status(Id id) const { return stack_.status(id); }

void RuntimeHost::arrive(const WireSegment& segment) {
  testers_.send(to_octets(segment, Testers, Ours));
  and_emit(stack_.poll());
}

void RuntimeHost::wake() { and_emit(stack_.poll()); }

const runtime::Connection* RuntimeHost::connection() const {
  for (const auto* connection : stack_.connections())
    if (!connection->status().gone) return connection;
  return nullptr;
}

tcp::State RuntimeHost::state() const {
  if (const auto* current = connection()) return current->tcb().state;
  return stack_.listening_ports().empty() ? tcp::State::CLOSED : tcp::State::LISTEN;
}

std::optional<Duration> RuntimeHost::time_wait_left() const {
  const auto* current = connection();
  if (current == nullptr || current->tcb().state != tcp::State::TIME_WAIT) return std::nullopt;
  return current->deadline() - clock_.now();  // no other timer runs there
}

}  // namespace scenario
