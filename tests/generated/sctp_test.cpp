// The second protocol: SCTP's machine, generated when the tests are built, talks to itself and agrees with its specification.
#include <catch2/catch.hpp>
#include <random>
#include <set>

#include "codegen/declare.h"
#include "model/evaluate.h"
#include "sctp.hpp"
#include "tests/generated/specification.h"
#include "tests/sanitized.h"

namespace {

using model::Values;
using sctp::Chunk;
using sctp::EventKind;
using sctp::State;

constexpr std::size_t kEvents = ::testing::repetitions(400'000);

sctp::Output step(sctp::Scb& t, sctp::Event event) {
  sctp::Output out;
  sctp::step({}, t, event, out);
  return out;
}

sctp::Output call(sctp::Scb& t, EventKind kind, std::uint32_t new_tag = 0) {
  sctp::Event event;
  event.kind = kind;
  event.new_tag = new_tag;
  return step(t, event);
}

sctp::Output deliver(sctp::Scb& to, const sctp::Output& sent, std::uint32_t new_tag = 0) {
  REQUIRE(sent.send_count == 1);
  sctp::Event event;
  event.kind = EventKind::packet;
  event.packet = sent.sends[0];
  event.new_tag = new_tag;
  return step(to, event);
}

// ---- the same for the specification, in the order of its declarations ----

Values values_of(const sctp::Scb& t) {
  return {static_cast<std::uint64_t>(t.state),
          t.tag,
          t.peer_tag,
          std::uint64_t{(t.flags & sctp::ScbFlag::tied) != 0},
          t.tie_own,
          t.tie,
          t.retries,
          std::uint64_t{sctp::armed(t, sctp::Timer::t1)},
          std::uint64_t{sctp::armed(t, sctp::Timer::t2)}};
}

Values values_of(const sctp::Packet& p) {
  return {p.TAG, p.OWN, p.TIE_OWN, p.TIE, static_cast<std::uint64_t>(p.CHUNK), p.T, p.TIED};
}

model::Event event_of(const sctp::Event& event) {
  const auto kind = static_cast<std::uint16_t>(event.kind);
  const auto calls = static_cast<std::uint16_t>(EventKind::packet);
  const Values arguments{event.new_tag, event.outstanding};
  if (event.kind == EventKind::packet)
    return {model::EventKind::Message, 0, values_of(event.packet), arguments};
  if (kind < calls) return {model::EventKind::Call, kind, {}, arguments};
  return {model::EventKind::Timeout, static_cast<std::uint16_t>(kind - calls - 1), {}, arguments};
}

std::string text(const sctp::Output& out) {
  std::string text;
  for (const auto rule : out.rules)
    if (rule != sctp::Rule::none) text += std::string(sctp::name(rule)) + " ";
  for (std::size_t i = 0; i < out.send_count; ++i)
    for (const auto value : values_of(out.sends[i])) text += std::to_string(value) + " ";
  return text + sctp::name(out.error);
}

std::string text(const model::Machine& machine, const model::Outcome& outcome) {
  std::string text;
  for (const auto* rule : outcome.rules) text += rule->name + " ";
  for (const auto& sent : outcome.sends)
    for (const auto value : sent) text += std::to_string(value) + " ";
  return text + (outcome.errors.empty() ? "" : machine.errors[outcome.errors.back()]);
}

/// Tags from a small set, so that they meet.
class Stimulus {
 public:
  std::uint32_t below(std::uint32_t bound) { return static_cast<std::uint32_t>(random_() % bound); }
  std::uint8_t bit() { return static_cast<std::uint8_t>(below(2)); }

  sctp::Scb block() {
    sctp::Scb t;
    t.state = static_cast<State>(below(sctp::kStates));
    for (auto* number : {&t.tag, &t.peer_tag, &t.tie_own, &t.tie}) *number = below(3);
    t.flags = bit();
    t.timers = static_cast<std::uint8_t>(below(1U << sctp::kTimers));
    t.retries = static_cast<std::uint8_t>(below(12));
    return t;
  }

  sctp::Event event() {
    sctp::Event event;
    event.kind = bit() != 0 ? EventKind::packet : static_cast<EventKind>(below(sctp::kEventKinds));
    for (auto* number : {&event.packet.TAG, &event.packet.OWN, &event.packet.TIE_OWN, &event.packet.TIE})
      *number = below(3);
    event.packet.CHUNK = static_cast<Chunk>(below(8));
    event.packet.T = bit();
    event.packet.TIED = bit();
    event.new_tag = below(3);
    event.outstanding = bit();
    return event;
  }

 private:
  std::mt19937_64 random_{9260};
};

}  // namespace

TEST_CASE("two generated SCTP machines begin an association with four packets and end it with three") {
  sctp::Scb a = sctp::initial(), b = sctp::initial();
  const auto init = call(a, EventKind::associate, 1000);
  const auto init_ack = deliver(b, init, 2000);
  CHECK(values_of(b) == values_of(sctp::initial()));
  const auto cookie_echo = deliver(a, init_ack);
  const auto cookie_ack = deliver(b, cookie_echo);
  CHECK(deliver(a, cookie_ack).send_count == 0);
  CHECK(a.state == State::ESTABLISHED);
  CHECK(b.state == State::ESTABLISHED);
  CHECK((a.tag == 1000 && a.peer_tag == 2000 && b.tag == 2000 && b.peer_tag == 1000));

  const auto shutdown = call(a, EventKind::shutdown);
  const auto shutdown_ack = deliver(b, shutdown);
  const auto shutdown_complete = deliver(a, shutdown_ack);
  deliver(b, shutdown_complete);
  CHECK(a.state == State::CLOSED);
  CHECK(b.state == State::CLOSED);
}

TEST_CASE("the generated SCTP machine and its specification go the same way, by every rule") {
  const auto from = generated::testing::specification("spec/examples/sctp.synfin");
  const model::Machine& machine = from.model.machines.at(0);
  const Values parameters = model::default_parameters(from.model);
  Stimulus stimulus;
  sctp::Scb t = sctp::initial();
  CHECK(values_of(t) == model::initial(machine.fields));
  std::set<std::string> missing;
  for (const auto* rule : codegen::generated_rules(machine)) missing.insert(rule->name);
  for (std::size_t i = 0; i < kEvents; ++i) {
    if (i % 8 == 0) t = stimulus.block();
    const sctp::Event event = stimulus.event();
    const auto expected = model::step(machine, parameters, values_of(t), event_of(event));
    const sctp::Output out = step(t, event);
    for (const auto rule : out.rules) missing.erase(sctp::name(rule));
    if (values_of(t) == expected.state && text(out) == text(machine, expected)) continue;
    FAIL("expected " << text(machine, expected) << "\ngot      " << text(out));
  }
  CHECK(missing == std::set<std::string>());
}
