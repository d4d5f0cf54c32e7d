// A TCP host without threads and without I/O of its own: datagrams of one device in and out, a clock that is
// given.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <unordered_map>
#include <unordered_set>

#include "runtime/agenda.h"
#include "runtime/connection.h"
#include "runtime/isn.h"

namespace runtime {

/// The id of a new connection, or the machine's reason why there is none.
struct Opened : std::optional<ConnectionId> {
  Opened(ConnectionId id) : optional(id) {}
  Opened(tcp::Error why) : error(why) {}
  tcp::Error error = tcp::Error::none;
};

class Stack {
 public:
  Stack(Config, Device&, const Clock&, IsnSource = rfc6528());
  Stack(const Stack&) = delete;
  Stack& operator=(const Stack&) = delete;

  // ---- the user's calls ----
  /// False if somebody listens there already.
  bool listen(std::uint16_t port);
  /// No more connections; those that nobody has accepted are aborted.
  void stop_listening(std::uint16_t port);
  /// The next connection that somebody opened to the port. It belongs to the caller until `release`.
  std::optional<ConnectionId> accept(std::uint16_t port);
  /// Local port 0: one is chosen.
  Opened connect(Endpoint remote, std::uint16_t local_port = 0);
  std::size_t send(ConnectionId, View);
  std::size_t receive(ConnectionId, std::span<std::uint8_t>);
  /// CLOSE: we have no more to send; receiving goes on (half-close).
  tcp::Error shutdown_write(ConnectionId);
  tcp::Error abort(ConnectionId);
  tcp::Error keep_alive(ConnectionId, bool on);
  /// How often one segment is sent again before the connection is given up, 1 to 100. False for other
  /// numbers.
  bool give_up_after(ConnectionId, std::uint8_t retransmissions);
  /// The id is forgotten; what is still to do for the connection is done.
  void release(ConnectionId);
  /// What a user asks STATUS for. An unknown id is gone.
  Status status(ConnectionId) const;

  // ---- time ----
  /// Takes what has arrived (at most `Batch` datagrams), fires what is due. True if there was anything to do.
  bool poll();
  /// When `poll` is due although nothing arrives; Never if no timer runs.
  Time next_deadline() const { return agenda_.earliest(); }

  // ---- who watches ----
  void observe(Observer observer) { host_.observer = std::move(observer); }
  const Counters& counters() const { return host_.counters; }
  const Config& config() const { return config_; }
  std::size_t size() const { return connections_.size(); }
  /// In the order in which they began.
  std::vector<const Connection*> connections() const;
  std::vector<std::uint16_t> listening_ports() const;
  /// Null if unknown.
  const Connection* find(ConnectionId) const;

 private:
  static constexpr unsigned Batch = 256;

  struct Pair {
    Endpoint local, remote;
    friend bool operator==(const Pair&, const Pair&) = default;
  };
  struct PairHash {
    Secret secret;
    std::size_t operator()(const Pair&) const;
  };
  struct Listener {
    tcp::Tcb tcb;
    std::unordered_set<ConnectionId> opening;  // children that are not yet established
    std::deque<ConnectionId> ready;            // established, not yet accepted
  };
  struct Entry {
    std::unique_ptr<Connection> connection;
    Time scheduled = Never;
    bool passive = false;  // not yet established child of a listener
  };

  Entry& begin(Pair, const tcp::Tcb&);
  void take(const Packet&);
  void take_for_connection(Entry&, const Packet&);
  Birth birth(const Packet&) const;
  void begin_passive(const Packet&, const tcp::Tcb&, Birth);
  void answer_closed(const Packet&);
  bool answerable(const Packet&) const;
  tcp::Error open(Pair, Entry&);
  std::optional<std::uint16_t> free_port(Endpoint remote) const;
  void settle(Entry&);
  bool grow_up(Entry&);
  void forget(ConnectionId);
  bool fire_timers();
  /// Applies a user's call and what follows from it.
  template <typename Result, typename Call>
  Result with(ConnectionId, Result unknown, Call);

  const Config config_;
  const Clock& clock_;
  IsnSource isn_;
  Host host_;
  std::unordered_map<ConnectionId, Entry> connections_;
  std::unordered_map<Pair, ConnectionId, PairHash> by_pair_;
  std::map<std::uint16_t, Listener> listeners_;
  Agenda agenda_;
  std::uint64_t last_id_ = 0;
  mutable std::uint16_t ports_given_ = 0;
};

}  // namespace runtime
