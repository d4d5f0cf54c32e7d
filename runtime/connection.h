// One connection: the machine's TCB, and the octets, timers and windows that belong to it.
#pragma once

#include "runtime/congestion.h"
#include "runtime/held.h"
#include "runtime/host.h"
#include "runtime/octet_queue.h"
#include "runtime/round_trip.h"
#include "runtime/timers.h"
#include "runtime/windows.h"

namespace runtime {

/// What the user of a connection can know. What has happened stays true.
struct Status {
  bool established = false;
  bool closing = false;      // the user has closed
  bool peer_closed = false;  // after `readable` octets there is the end
  bool reset = false, refused = false, timed_out = false;
  bool troubled = false;  // something has been sent R1 times again (SHLD-9)
  bool gone = false;      // the machine has deleted the TCB
  std::size_t readable = 0, writable = 0;
  tcp::Error error = tcp::Error::none;  // why the last SEND or RECEIVE moved nothing
};

/// What the host knows of the connection that a segment may begin.
struct Birth {
  std::uint32_t isn = 0;
  bool backlog_full = false, listening = false;
};

class Connection {
 public:
  /// `tcb` is a fresh one for an active open, a listener's for the child that answers a SYN.
  Connection(Host&, ConnectionId, Endpoint local, Endpoint remote, const tcp::Tcb& tcb);

  ConnectionId id() const { return id_; }
  Endpoint local() const { return local_; }
  Endpoint remote() const { return remote_; }
  const tcp::Tcb& tcb() const { return tcb_; }
  Status status() const;
  Time deadline() const { return timers_.earliest(); }
  bool released() const { return released_; }

  // ---- the user's calls ----
  /// OPEN. The machine's answer, as that of the calls below.
  tcp::Error open(std::uint32_t isn, bool unnamed = false, tcp::Obstacle = tcp::Obstacle::NONE);
  /// How many of the octets were taken.
  std::size_t send(View);
  /// How many octets were given.
  std::size_t receive(std::span<std::uint8_t>);
  /// CLOSE: a FIN after what was sent.
  tcp::Error close();
  tcp::Error abort();
  /// MUST-24: probe the peer when nothing is heard from it.
  tcp::Error keep_alive(bool on);
  /// MUST-21: R2, for this connection.
  void give_up_after(std::uint8_t retransmissions) { machine_.R2 = retransmissions; }
  /// The user forgets the connection: a half-duplex CLOSE (MAY-1).
  void release();

  // ---- the world's events ----
  /// Whether the segment would begin the next connection out of what is left of this one (MAY-2).
  bool begins_next(const Packet&, Birth) const;
  /// The next connection has taken the TCB: this one is deleted.
  void supersede();
  void arrive(const Packet&, Birth = {});
  void wake();

 private:
  tcp::Error call(tcp::EventKind, std::uint16_t length = 0);
  tcp::Error step(tcp::Event, const Packet* = nullptr);
  tcp::Event arrival(const Packet&, Birth) const;
  void step_arrival(const Packet&, Birth = {});
  void note_acknowledged(const tcp::Tcb& before);
  bool pointless(const tcp::Segment& answer) const;
  void note_signals(const tcp::Output&, const Packet*);
  void run_timers(const tcp::Output&);
  void forget();
  Duration period(tcp::Timer) const;

  void synchronise(const Packet&);
  void hear(const Packet&, const tcp::Tcb& before);
  void recover(const tcp::Tcb& before, bool duplicate);
  void resend_now();

  void transmit(const tcp::Segment&, const tcp::Tcb& before);
  void flush();
  std::optional<std::uint16_t> next_length() const;
  void expire(TimerEvent);

  std::size_t free_space() const;
  std::size_t worthwhile() const;
  std::uint16_t offered() const;
  /// The most text of a segment: less what its timestamp takes (RFC 6691).
  std::uint16_t largest() const;
  /// Octets of text. (Of a connection that is not gone.)
  std::size_t in_flight() const { return sending_.size() - tcb_.queued; }
  bool is(std::uint16_t flag) const { return (tcb_.flags & flag) != 0; }

  Host& host_;
  const ConnectionId id_;
  const Endpoint local_, remote_;
  tcp::Parameters machine_;
  tcp::Tcb tcb_;

  OctetQueue sending_;  // from SND.UNA on; the last tcb_.queued octets have not been sent
  OctetQueue receiving_;
  Held held_;

  Timers timers_;
  RoundTrip round_trip_;
  Congestion congestion_;
  OfferedWindow window_;
  std::uint16_t mss_;

  Status status_;              // readable and writable are computed when asked for
  bool synchronised_ = false;  // the peer's SYN has been taken
  bool released_ = false;
  unsigned duplicates_ = 0;
  unsigned asked_ = 0;                       // probes of a closed window since it closed
  std::optional<std::uint32_t> recover_to_;  // NewReno: SND.NXT when a loss was noticed
};

}  // namespace runtime
