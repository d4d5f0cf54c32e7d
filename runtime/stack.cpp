#include "runtime/stack.h"

#include <algorithm>

#include "runtime/segment.h"

namespace runtime {
namespace {

constexpr std::uint32_t Broadcast = 0xffffffff;
bool multicast(std::uint32_t address) { return address >> 28 == 0xe; }
bool of_one_host(std::uint32_t address) {
  return address != 0 && address != Broadcast && !multicast(address);
}

/// One event for a TCB that has no connection: a listener's, or the fictional one of a closed port.
tcp::Output step_alone(const Host& host, tcp::Tcb& tcb, const tcp::Event& event, Endpoint local,
                       Endpoint remote) {
  const tcp::Tcb before = tcb;
  tcp::Output output;
  tcp::step(host.config.machine, tcb, event, output);
  host.observe({ConnectionId{0}, local, remote, before, event, tcb, output, host.now});
  return output;
}

/// Nobody connects to an address that belongs to no single host (MUST-46), nor from no port.
tcp::Obstacle obstacle(Endpoint local, Endpoint remote) {
  if (remote.address != 0 && !of_one_host(remote.address)) return tcp::Obstacle::ILLEGAL;
  return local.port == 0 ? tcp::Obstacle::NO_ROOM : tcp::Obstacle::NONE;
}

}  // namespace

Stack::Stack(Config config, Device& device, const Clock& clock, IsnSource isn)
    : config_(config),
      clock_(clock),
      isn_(std::move(isn)),
      host_{config_, device, clock.now()},
      by_pair_(16, PairHash{random_secret()}) {}

std::size_t Stack::PairHash::operator()(const Pair& pair) const {
  std::uint64_t word =
      (std::uint64_t{pair.remote.address} << 32 | std::uint32_t{pair.remote.port} << 16 | pair.local.port) ^
      secret[0];
  for (const auto multiplier : {secret[1] | 1, std::uint64_t{0x9e3779b97f4a7c15}}) {
    word *= multiplier;
    word ^= word >> 32;
  }
  return static_cast<std::size_t>(word);
}

// ---- the user's calls ------------------------------------------------------------------------------------

bool Stack::listen(std::uint16_t port) {
  host_.now = clock_.now();
  Listener& listener = listeners_[port];
  const tcp::Event open = event_of(tcp::EventKind::open_passive);
  return step_alone(host_, listener.tcb, open, {config_.address, port}, {}).error == tcp::Error::none;
}

void Stack::stop_listening(std::uint16_t port) {
  const auto found = listeners_.find(port);
  if (found == listeners_.end()) return;
  host_.now = clock_.now();
  Listener listener = std::move(found->second);
  listeners_.erase(found);
  step_alone(host_, listener.tcb, event_of(tcp::EventKind::close), {config_.address, port}, {});
  std::vector<ConnectionId> orphans(listener.opening.begin(), listener.opening.end());
  orphans.insert(orphans.end(), listener.ready.begin(), listener.ready.end());
  std::sort(orphans.begin(), orphans.end());
  for (const ConnectionId id : orphans) {
    abort(id);
    release(id);
  }
}

std::optional<ConnectionId> Stack::accept(std::uint16_t port) {
  const auto found = listeners_.find(port);
  if (found == listeners_.end() || found->second.ready.empty()) return std::nullopt;
  const ConnectionId id = found->second.ready.front();
  found->second.ready.pop_front();
  return id;
}

Opened Stack::connect(Endpoint remote, std::uint16_t local_port) {
  host_.now = clock_.now();
  const auto port = local_port != 0 ? local_port : free_port(remote).value_or(0);
  const Pair pair{{config_.address, port}, remote};
  if (const auto known = by_pair_.find(pair); known != by_pair_.end())
    return open(pair, connections_.at(known->second));
  Entry& entry = begin(pair, tcp::initial());
  const ConnectionId id = entry.connection->id();
  if (const tcp::Error error = open(pair, entry); error != tcp::Error::none) {
    forget(id);
    return error;
  }
  settle(entry);
  return id;
}

tcp::Error Stack::open(Pair pair, Entry& entry) {
  const bool unnamed = pair.remote.address == 0 || pair.remote.port == 0;
  const std::uint32_t isn = isn_(pair.local, pair.remote, host_.now);
  return entry.connection->open(isn, unnamed, obstacle(pair.local, pair.remote));
}

/// RFC 6056 §3.3.3: a secret start for each destination, then one after the other.
std::optional<std::uint16_t> Stack::free_port(Endpoint remote) const {
  const std::uint32_t range = config_.last_ephemeral_port - config_.first_ephemeral_port + 1U;
  const std::uint32_t start = isn_({config_.address, 0}, remote, Time{0});
  for (std::uint32_t tried = 0; tried < range; ++tried) {
    const auto port =
        static_cast<std::uint16_t>(config_.first_ephemeral_port + (start + ports_given_++) % range);
    if (!by_pair_.contains({{config_.address, port}, remote}) && !listeners_.contains(port)) return port;
  }
  return std::nullopt;
}

template <typename Result, typename Call>
Result Stack::with(ConnectionId id, Result unknown, Call call) {
  const auto found = connections_.find(id);
  if (found == connections_.end()) return unknown;
  host_.now = clock_.now();
  const Result result = call(*found->second.connection);
  settle(found->second);
  return result;
}

std::size_t Stack::send(ConnectionId id, View octets) {
  return with(id, std::size_t{0}, [&](Connection& c) { return c.send(octets); });
}
std::size_t Stack::receive(ConnectionId id, std::span<std::uint8_t> into) {
  return with(id, std::size_t{0}, [&](Connection& c) { return c.receive(into); });
}
tcp::Error Stack::shutdown_write(ConnectionId id) {
  return with(id, tcp::Error::connection_does_not_exist, [](Connection& c) { return c.close(); });
}
tcp::Error Stack::abort(ConnectionId id) {
  return with(id, tcp::Error::connection_does_not_exist, [](Connection& c) { return c.abort(); });
}
tcp::Error Stack::keep_alive(ConnectionId id, bool on) {
  return with(id, tcp::Error::connection_does_not_exist, [on](Connection& c) { return c.keep_alive(on); });
}
bool Stack::give_up_after(ConnectionId id, std::uint8_t retransmissions) {
  if (retransmissions < 1 || retransmissions > 100) return false;
  return with(id, false, [retransmissions](Connection& c) {
    c.give_up_after(retransmissions);
    return true;
  });
}
void Stack::release(ConnectionId id) {
  with(id, false, [](Connection& c) {
    c.release();
    return true;
  });
}

Status Stack::status(ConnectionId id) const {
  if (const Connection* connection = find(id)) return connection->status();
  Status unknown;
  unknown.gone = true;
  return unknown;
}

// ---- connections -----------------------------------------------------------------------------------------

const Connection* Stack::find(ConnectionId id) const {
  const auto found = connections_.find(id);
  return found == connections_.end() ? nullptr : found->second.connection.get();
}

std::vector<const Connection*> Stack::connections() const {
  std::vector<const Connection*> all;
  all.reserve(connections_.size());
  for (const auto& [id, entry] : connections_) all.push_back(entry.connection.get());
  std::sort(all.begin(), all.end(),
            [](const Connection* a, const Connection* b) { return a->id() < b->id(); });
  return all;
}

std::vector<std::uint16_t> Stack::listening_ports() const {
  std::vector<std::uint16_t> ports;
  for (const auto& [port, listener] : listeners_) ports.push_back(port);
  return ports;
}

Stack::Entry& Stack::begin(Pair pair, const tcp::Tcb& tcb) {
  const ConnectionId id{++last_id_};
  by_pair_.emplace(pair, id);
  Entry& entry = connections_[id];
  entry.connection = std::make_unique<Connection>(host_, id, pair.local, pair.remote, tcb);
  return entry;
}

/// After anything has happened to a connection the tables follow. The entry may be gone afterwards.
void Stack::settle(Entry& entry) {
  if (entry.passive && !grow_up(entry)) return;
  const Connection& connection = *entry.connection;
  if (connection.status().gone) {
    const auto found = by_pair_.find({connection.local(), connection.remote()});
    if (found != by_pair_.end() && found->second == connection.id()) by_pair_.erase(found);
    if (connection.released()) connections_.erase(connection.id());
    return;
  }
  if (connection.deadline() >= entry.scheduled) return;
  entry.scheduled = connection.deadline();
  agenda_.add({entry.scheduled, connection.id()});
}

/// A listener's child that is established waits for accept; one that was deleted, or is back where its
/// listener is, is forgotten: then false. One that fell back to wait for 2MSL is nobody's.
bool Stack::grow_up(Entry& entry) {
  const Connection& connection = *entry.connection;
  const auto found = listeners_.find(connection.local().port);
  if (found == listeners_.end()) return true;
  Listener& listener = found->second;
  const bool established = connection.status().established;
  const bool waits = !established && tcp::armed(connection.tcb(), tcp::Timer::time_wait);
  const bool over = connection.status().gone || connection.tcb().state == listener.tcb.state;
  if (!established && !waits && !over) return true;
  entry.passive = false;
  listener.opening.erase(connection.id());
  if (established)
    listener.ready.push_back(connection.id());
  else if (waits)
    entry.connection->release();
  else
    forget(connection.id());
  return established || waits;
}

void Stack::forget(ConnectionId id) {
  const auto found = connections_.find(id);
  by_pair_.erase({found->second.connection->local(), found->second.connection->remote()});
  connections_.erase(found);
}

// ---- arrivals --------------------------------------------------------------------------------------------

bool Stack::poll() {
  host_.now = clock_.now();
  bool busy = false;
  for (unsigned taken = 0; taken < Batch; ++taken) {
    const auto datagram = host_.device.receive();
    if (!datagram) break;
    busy = true;
    ++host_.counters.received;
    const auto parsed = parse(*datagram);
    if (const auto* packet = std::get_if<Packet>(&parsed))
      take(*packet);
    else
      ++host_.counters.malformed[static_cast<std::size_t>(std::get<Malformed>(parsed))];
  }
  return fire_timers() || busy;
}

/// Ours, and from somebody who can be answered (RFC 9293 §3.9.2.3: nothing of broadcast or multicast).
bool Stack::answerable(const Packet& packet) const {
  return packet.destination.address == config_.address && of_one_host(packet.source.address) &&
         packet.source.port != 0 && packet.destination.port != 0;
}

void Stack::take(const Packet& packet) {
  if (!answerable(packet)) {
    ++host_.counters.not_ours;
    return;
  }
  if (const auto known = by_pair_.find({packet.destination, packet.source}); known != by_pair_.end())
    return take_for_connection(connections_.at(known->second), packet);
  if (packet.source == packet.destination) {  // only a connection to itself hears from itself
    ++host_.counters.not_ours;
    return;
  }
  const auto listener = listeners_.find(packet.destination.port);
  if (listener == listeners_.end()) return answer_closed(packet);
  const Birth born = birth(packet);
  if (born.backlog_full) ++host_.counters.backlog_full;
  begin_passive(packet, listener->second.tcb, born);
}

void Stack::take_for_connection(Entry& entry, const Packet& packet) {
  const Birth next = birth(packet);
  if (!entry.connection->begins_next(packet, next)) {
    entry.connection->arrive(packet, next);
    return settle(entry);
  }
  const tcp::Tcb tcb = entry.connection->tcb();
  entry.connection->supersede();
  settle(entry);
  begin_passive(packet, tcb, next);
}

/// Numbers are for those who ask.
Birth Stack::birth(const Packet& packet) const {
  const auto found = listeners_.find(packet.destination.port);
  if (found == listeners_.end()) return {};
  const bool full = found->second.opening.size() + found->second.ready.size() >= config_.backlog;
  return {packet.has(flag::Syn) ? isn_(packet.destination, packet.source, host_.now) : 0, full, true};
}

/// A copy of the TCB, of the listener or of the connection before, takes the segment. If that makes it a connection
/// it lives on, else it only answers.
void Stack::begin_passive(const Packet& packet, const tcp::Tcb& tcb, Birth birth) {
  Entry& child = begin({packet.destination, packet.source}, tcb);
  child.passive = true;
  listeners_.at(packet.destination.port).opening.insert(child.connection->id());
  child.connection->arrive(packet, birth);
  settle(child);
}

/// §3.10.7.1: the segment meets a TCB that does not exist.
void Stack::answer_closed(const Packet& packet) {
  ++host_.counters.answered_closed;
  tcp::Tcb closed = tcp::initial();
  tcp::Event event = event_of(tcp::EventKind::segment);
  event.segment = to_segment(packet);
  const auto output = step_alone(host_, closed, event, packet.destination, packet.source);
  for (unsigned i = 0; i < output.send_count; ++i) {
    host_.transmit(to_packet(output.sends[i], packet.destination, packet.source));
  }
}

// ---- time ------------------------------------------------------------------------------------------------

bool Stack::fire_timers() {
  bool fired = false;
  for (std::size_t left = agenda_.size(); left != 0 && agenda_.earliest() <= host_.now; --left) {
    const Agenda::Entry due = agenda_.take();
    const auto found = connections_.find(due.id);
    if (found == connections_.end()) continue;
    Entry& entry = found->second;
    if (entry.scheduled != due.at) continue;
    entry.scheduled = Never;
    if (entry.connection->deadline() <= host_.now) {
      entry.connection->wake();
      fired = true;
    }
    settle(entry);
  }
  return fired;
}

}  // namespace runtime
