#include "tests/generated/stimulus.h"

namespace generated::testing {
namespace {

constexpr std::array<std::uint16_t, 8> kLengths = {0, 0, 0, 1, 2, 10, 1460, 65535};

/// Flags as they come in practice, and any.
constexpr std::array<std::uint8_t, 8> kFlagSets = {tcp::CTL::SYN,
                                                   tcp::CTL::SYN | tcp::CTL::ACK,
                                                   tcp::CTL::ACK,
                                                   tcp::CTL::ACK,
                                                   tcp::CTL::FIN | tcp::CTL::ACK,
                                                   tcp::CTL::RST,
                                                   tcp::CTL::RST | tcp::CTL::ACK,
                                                   0};

}  // namespace

std::uint16_t Stimulus::length() {
  return below(8) == 0 ? static_cast<std::uint16_t>(number()) : kLengths[below(kLengths.size())];
}

/// Near `a` or `b`: usually exactly there.
std::uint32_t Stimulus::near(std::uint32_t a, std::uint32_t b) {
  const std::uint32_t from = below(4) == 0 ? b : a;
  switch (below(8)) {
    case 0: return from + kDistances[below(kDistances.size())];
    case 1: return from - kDistances[below(kDistances.size())];
    case 2: return from + length();
    case 3: return from - length();
    case 4: return below(4) == 0 ? number() : from - 1;
    default: return from;
  }
}

void Stimulus::count(const tcp::Tcb& t, const tcp::Segment& segment) {
  for (std::size_t i = 0; i < kDistances.size(); ++i) {
    if (segment.SEQ - t.rnxt == kDistances[i]) ++distances_.seq[i];
    if (segment.ACK - t.una == kDistances[i]) ++distances_.ack[i];
    if (segment.SEQ - t.wl1 == kDistances[i]) ++distances_.wl1[i];
    if (segment.ACK - t.wl2 == kDistances[i]) ++distances_.wl2[i];
  }
}

tcp::Event Stimulus::event(const tcp::Tcb& t) {
  tcp::Event event;
  event.kind = static_cast<tcp::EventKind>(below(tcp::kEventKinds));
  if (below(2) == 0) event.kind = tcp::EventKind::segment;
  event.segment.SEQ = near(t.rnxt, t.irs);
  event.segment.ACK = near(t.nxt, t.una);
  event.segment.WND = length();
  event.segment.LEN = length();
  event.segment.CTL =
      below(4) == 0 ? static_cast<std::uint8_t>(below(16)) : kFlagSets[below(kFlagSets.size())];
  event.isn = near(t.iss, t.nxt);
  event.rcv_wnd = length();
  event.mss = length();
  event.length = below(4) == 0 ? static_cast<std::uint16_t>(t.queued) : length();
  event.obstacle = below(2) == 0 ? tcp::Obstacle::NONE : static_cast<tcp::Obstacle>(below(3));
  for (auto* truth : {&event.backlog_full, &event.listening, &event.unnamed, &event.named, &event.on_hand,
                      &event.unread, &event.enabled, &event.stamp})
    *truth = static_cast<std::uint8_t>(below(2));
  event.tsval = near(t.ts_recent, t.ts_recent);
  if (event.kind == tcp::EventKind::segment) count(t, event.segment);
  return event;
}

tcp::Tcb Stimulus::block() {
  tcp::Tcb t;
  t.iss = number();
  t.una = near(t.iss, t.iss + 1);
  t.nxt = near(t.una, t.iss + 1);
  t.irs = number();
  t.rnxt = near(t.irs + 1, t.irs);
  t.wnd = length();
  t.wl1 = near(t.rnxt, t.irs);
  t.wl2 = near(t.una, t.nxt);
  t.queued = below(8) == 0 ? below(0x40000000) : length();
  t.state = static_cast<tcp::State>(below(tcp::kStates));
  t.prior_nxt = near(t.nxt, t.una);
  t.prior_rnxt = near(t.rnxt, t.irs);
  t.taken = below(4) == 0 ? length() : std::uint16_t{0};
  t.max_wnd = length();
  t.flags = static_cast<std::uint16_t>(below(512));
  t.ts_recent = number();
  t.timers = static_cast<std::uint8_t>(below(1U << tcp::kTimers));
  t.retransmissions = static_cast<std::uint8_t>(below(8) == 0 ? below(256) : below(4));
  t.probes = static_cast<std::uint8_t>(below(8) == 0 ? below(256) : below(4));
  return t;
}

tcp::Parameters Stimulus::parameters() {
  tcp::Parameters parameters;
  parameters.MSL = below(0x40000000) + 1;
  parameters.SEND_BUFFER = below(2) == 0 ? below(0x40000000) + 1 : length() + 1U;
  parameters.R1 = static_cast<std::uint8_t>(below(3) + 1);
  parameters.R2 = static_cast<std::uint8_t>(below(3) + 1);
  parameters.R2_SYN = static_cast<std::uint8_t>(below(3) + 1);
  parameters.PROBES = static_cast<std::uint8_t>(below(3) + 1);
  return parameters;
}

}  // namespace generated::testing
