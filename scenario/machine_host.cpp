#include "scenario/machine_host.h"

#include <utility>

namespace scenario {
namespace {

/// A later incarnation begins ahead of everything that the one before it may have used.
constexpr std::uint32_t BetweenIncarnations = 1 << 20;

tcp::Event event_of(tcp::EventKind kind) {
  tcp::Event event;
  event.kind = kind;
  return event;
}

}  // namespace

MachineHost::MachineHost(HostSettings settings, const runtime::Clock& clock, Emit emit,
                         std::unique_ptr<Machine> machine)
    : settings_(settings), clock_(clock), emit_(std::move(emit)), fresh_(std::move(machine)) {}

// ---- the user's calls -----------------------------------------------------------------------------

bool MachineHost::listen() {
  if (listener_) return false;
  listener_ = fresh_->copy();
  listener_->step(event_of(tcp::EventKind::open_passive));
  return true;
}

/// Those that nobody has accepted are aborted.
void MachineHost::stop_listening() {
  listener_.reset();
  ready_.clear();
  std::vector<Id> orphans;
  for (const auto& [id, entry] : connections_)
    if (entry.owner != Owner::User) orphans.push_back(id);
  for (const Id id : orphans) {
    abort(id);
    release(id);
  }
}

std::optional<Transport::Id> MachineHost::accept() {
  if (ready_.empty()) return std::nullopt;
  const Id id = ready_.front();
  ready_.pop_front();
  connections_.at(id).owner = Owner::User;
  return id;
}

std::optional<Transport::Id> MachineHost::connect() {
  if (current_) return std::nullopt;
  const Id id = begin(fresh_->copy(), Owner::User);
  with(id, [&](BareConnection& it) { it.open(next_iss()); });
  return id;
}

std::size_t MachineHost::send(Id id, std::size_t length) {
  std::size_t taken = 0;
  with(id, [&](BareConnection& it) { taken = it.send(length); });
  return taken;
}
std::size_t MachineHost::receive(Id id, std::size_t most) {
  std::size_t count = 0;
  with(id, [&](BareConnection& it) { count = it.receive(most); });
  return count;
}
void MachineHost::shutdown_write(Id id) {
  with(id, [](BareConnection& it) { it.close(); });
}
void MachineHost::abort(Id id) {
  with(id, [](BareConnection& it) { it.abort(); });
}
void MachineHost::keep_alive(Id id, bool on) {
  with(id, [&](BareConnection& it) { it.keep_alive(on); });
}
void MachineHost::release(Id id) {
  with(id, [](BareConnection& it) { it.release(); });
}

runtime::Status MachineHost::status(Id id) const {
  if (const BareConnection* connection = find(id)) return connection->status();
  runtime::Status unknown;
  unknown.gone = true;
  return unknown;
}

// ---- connections ----------------------------------------------------------------------------------

BareConnection* MachineHost::find(Id id) const {
  const auto found = connections_.find(id);
  return found == connections_.end() ? nullptr : found->second.connection.get();
}

template <typename Call>
void MachineHost::with(Id id, Call call) {
  BareConnection* connection = find(id);
  if (connection == nullptr) return;
  call(*connection);
  settle(id);
}

Transport::Id MachineHost::begin(std::unique_ptr<Machine> machine, Owner owner) {
  const Id id{++ids_};
  connections_.emplace(
      id, Entry{std::make_unique<BareConnection>(settings_, clock_, emit_, std::move(machine)), owner});
  current_ = id;
  return id;
}

std::uint32_t MachineHost::next_iss() const {
  return settings_.first_iss + static_cast<std::uint32_t>(ids_ - 1) * BetweenIncarnations;
}

/// A listener's child that is established waits for accept; one that was deleted, or is back where its
/// listener is, is forgotten.
void MachineHost::settle(Id id) {
  Entry& entry = connections_.at(id);
  const auto status = entry.connection->status();
  if (entry.connection->reopened() && entry.owner != Owner::Listener) {
    entry.owner = Owner::Listener;
    std::erase(ready_, id);  // the one that was there, if nobody has accepted it
    ++ids_;
  }
  const bool back =
      entry.owner == Owner::Listener && listener_ && entry.connection->state() == tcp::State::LISTEN;
  if (entry.owner == Owner::Listener && status.established) {
    entry.owner = Owner::Queue;
    ready_.push_back(id);
  }
  if ((status.gone || back) && current_ == id) current_.reset();
  if (back || (status.gone && (entry.connection->released() || entry.owner == Owner::Listener)))
    std::erase(ready_, id), connections_.erase(id);
}

// ---- the world ------------------------------------------------------------------------------------

void MachineHost::arrive(const WireSegment& segment) {
  if (!current_ && !listener_) return answer_closed(segment);
  const Id id = current_ ? *current_ : begin(listener_->copy(), Owner::Listener);
  // A connection out of TIME-WAIT begins ahead of what it was.
  const std::uint32_t isn = next_iss() + (state() == tcp::State::TIME_WAIT ? BetweenIncarnations : 0);
  with(id, [&](BareConnection& it) { it.arrive(segment, isn, listener_ != nullptr); });
}

/// §3.10.7.1: the segment meets a TCB that does not exist.
void MachineHost::answer_closed(const WireSegment& segment) {
  tcp::Event event = event_of(tcp::EventKind::segment);
  event.segment = to_machine(segment);
  for (const auto& answer : fresh_->copy()->step(event).sends) emit_(to_wire(answer));
}

void MachineHost::wake() {
  if (current_) with(*current_, [](BareConnection& it) { it.wake(); });
}

Time MachineHost::deadline() const { return current_ ? find(*current_)->deadline() : runtime::Never; }

std::optional<Duration> MachineHost::time_wait_left() const { return current_ ? find(*current_)->time_wait_left() : std::nullopt; }

tcp::State MachineHost::state() const {
  if (current_) return find(*current_)->state();
  return listener_ ? tcp::State::LISTEN : tcp::State::CLOSED;
}

}  // namespace scenario
