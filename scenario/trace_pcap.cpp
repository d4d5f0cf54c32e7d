#include "scenario/trace_pcap.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <vector>

#include "runtime/config.h"
#include "runtime/pcap.h"
#include "scenario/bare_connection.h"
#include "scenario/vocabulary.h"

namespace scenario {
namespace {

using namespace std::chrono_literals;
using model::Occurrence;

constexpr std::uint32_t Network = 0x0a000000;
constexpr std::uint16_t FirstPort = 50001;
constexpr std::size_t MostText = 65535 - runtime::IpHeaderSize - runtime::TcpHeaderSize;

struct Passing {
  runtime::Packet packet;
  std::size_t length;  // of its text
  runtime::Time at;
};

class Tapping {
 public:
  Tapping(const model::Model& model, const model::Trace& trace)
      : model_(model), system_(model.systems.at(trace.system)), trace_(trace), words_(model, {}) {}

  std::optional<std::string> tap() {
    if (std::ranges::any_of(system_.machine, [](auto machine) { return machine != 0; }))
      return "not all its endpoints are of the first machine, whose segments a capture can hold";
    if (!words_.missing().empty()) return "its machine is no TCP: it has no " + words_.missing();
    model::Configuration now = trace_.start;
    for (const Occurrence& each : trace_.steps) {
      const auto result = model::step(model_, system_, trace_.parameters, now, each);
      if (!result) return "the trace does not replay";
      time_ += each.kind == Occurrence::Kind::Tick ? runtime::Config{}.tick : runtime::Duration(1ms);
      if (each.kind == Occurrence::Kind::Event && each.event.kind == model::EventKind::Message) arrive(now, each);
      for (const model::Flight& flight : result->sent) ++sent_[pass(flight)];
      now = result->after;
    }
    if (passing_.empty()) return "no segment is sent";
    if (std::ranges::any_of(passing_, [](const auto& each) { return each.length > MostText; })) return "a segment's text does not fit into a datagram";
    return std::nullopt;
  }

  void write(const std::string& path) const {
    runtime::Capture capture(path);
    for (Passing each : passing_) {
      const runtime::Octets text(each.length, 'x');
      each.packet.text = text;
      runtime::Octets octets;
      runtime::build(each.packet, octets);
      capture.record(octets, each.at);
    }
    capture.flush();
  }

 private:
  using Key = std::tuple<std::uint16_t, std::uint16_t, std::uint32_t, std::uint32_t, std::uint8_t, std::uint16_t, std::uint16_t>;

  /// Whoever is outside the system has the address after the last endpoint's.
  runtime::Endpoint address(std::uint16_t endpoint) const {
    const auto number = std::min<std::size_t>(endpoint, system_.endpoints.size());
    return {Network + static_cast<std::uint32_t>(number) + 1, static_cast<std::uint16_t>(FirstPort + number)};
  }

  static Key key(const model::Flight& flight, const WireSegment& it) { return {flight.from, flight.to, it.seq, it.ack, it.flags, it.window, it.length}; }

  Key pass(const model::Flight& flight) {
    const WireSegment wire = to_wire(words_.segment(flight.fields));
    runtime::Packet packet;
    packet.source = address(flight.from);
    packet.destination = address(flight.to);
    packet.seq = wire.seq;
    packet.ack = wire.ack;
    packet.flags = wire.flags;
    packet.window = wire.window;
    passing_.push_back({packet, wire.length, time_});
    return key(flight, wire);
  }

  /// It was on the wire when it was sent; only what comes again, or from outside, is seen now.
  void arrive(const model::Configuration& before, const Occurrence& occurrence) {
    if (!occurrence.delivered) {
      pass({claimed_sender(occurrence.endpoint), occurrence.endpoint, occurrence.event.message});
      return;
    }
    const model::Flight& flight = before.network[*occurrence.delivered];
    const Key which = key(flight, to_wire(words_.segment(flight.fields)));
    if (++arrived_[which] > sent_[which]) pass(flight);
  }

  /// Of what comes from outside: as if it were from the peer, where there is one.
  std::uint16_t claimed_sender(std::uint16_t receiver) const {
    return system_.endpoints.size() == 2 ? static_cast<std::uint16_t>(1 - receiver) : model::kNobody;
  }

  const model::Model& model_;
  const model::System& system_;
  const model::Trace& trace_;
  const Vocabulary words_;
  runtime::Time time_{0};
  std::map<Key, std::size_t> sent_, arrived_;
  std::vector<Passing> passing_;
};

}  // namespace

std::optional<std::string> trace_pcap(const model::Model& model, const model::Trace& trace, const std::string& path) {
  Tapping tapping(model, trace);
  if (auto why = tapping.tap()) return why;
  tapping.write(path);
  return std::nullopt;
}

}  // namespace scenario
