#include "scenario/vocabulary.h"

#include <algorithm>

#include "model/facts.h"
#include "scenario/event_arguments.h"

namespace scenario {
namespace {

template <class Items>
std::size_t find(const Items& items, const std::string& name) {
  return static_cast<std::size_t>(
      std::find_if(items.begin(), items.end(), [&](const auto& it) { return it.name == name; }) -
      items.begin());
}

}  // namespace

template <class Items>
std::size_t Vocabulary::index(const Items& items, const std::string& name) {
  const auto found = find(items, name);
  if (found == items.size()) missing_ = name;
  return found;
}

std::size_t Vocabulary::field(const std::string& name) { return index(machine.fields, name); }

Vocabulary::Vocabulary(const model::Model& model, const tcp::Parameters& parameters)
    : machine(model.machines.front()), parameters_(model::default_parameters(model)) {
  for (const auto& name : model.enums[machine.state_enum].values) states.push_back(state_called(name));
  set(model, "MSL", parameters.MSL);
  set(model, "R1", parameters.R1);
  set(model, "R2", parameters.R2);
  set(model, "R2_SYN", parameters.R2_SYN);
  set(model, "PROBES", parameters.PROBES);
  set(model, "SEND_BUFFER", parameters.SEND_BUFFER);
  state = field("state"), una = field("una"), nxt = field("nxt"), rnxt = field("rnxt"), ts_recent = field("ts_recent");
  wnd = field("wnd"), queued = field("queued"), retransmissions = field("retransmissions"),
  probes = field("probes");
  for (const auto& [name, bit] : {std::pair{"syn_acked", tcp::TcbFlag::syn_acked},
                                  {"fin_sent", tcp::TcbFlag::fin_sent},
                                  {"close_queued", tcp::TcbFlag::close_queued},
                                  {"stamps", tcp::TcbFlag::stamps}})
    bits.push_back({field(name), bit});
  for (const auto& [name, bit] : {std::pair{"SYN", tcp::CTL::SYN},
                                  {"ACK", tcp::CTL::ACK},
                                  {"FIN", tcp::CTL::FIN},
                                  {"RST", tcp::CTL::RST}})
    flags.push_back({index(machine.message, std::string("CTL.") + name), bit});
  seq = index(machine.message, "SEQ"), ack = index(machine.message, "ACK"),
  wnd_sent = index(machine.message, "WND"), len = index(machine.message, "LEN");
  for (std::uint32_t i = 0; i < tcp::kTimers; ++i)
    timers.push_back(index(machine.timers, tcp::name(static_cast<tcp::Timer>(i))));
  for (std::uint32_t i = 0; i < tcp::kSignals; ++i)
    signals.push_back(index(machine.signals, tcp::name(static_cast<tcp::Signal>(i))));
  for (const auto& argument : machine.arguments)
    if (!arguments_of({}).contains(argument.name)) missing_ = argument.name;
}

tcp::State Vocabulary::state_called(const std::string& name) {
  for (std::uint32_t i = 0; i < tcp::kStates; ++i)
    if (name == tcp::name(static_cast<tcp::State>(i))) return static_cast<tcp::State>(i);
  missing_ = name;
  return tcp::State::CLOSED;
}

void Vocabulary::set(const model::Model& model, const std::string& name, std::uint64_t value) {
  if (const auto found = index(model.parameters, name); found < parameters_.size())
    parameters_[found] = value;
}

// ---- events, segments, states ------------------------------------------------------------------------

model::Event Vocabulary::event(const tcp::Event& event) const {
  model::Event result;
  const std::string kind = tcp::name(event.kind);
  if (event.kind == tcp::EventKind::segment) {
    result.kind = model::EventKind::Message;
  } else if (const std::string timeout = "timeout_"; kind.starts_with(timeout)) {
    result.kind = model::EventKind::Timeout;
    result.event = static_cast<std::uint16_t>(find(machine.timers, kind.substr(timeout.size())));
  } else {
    result.event = static_cast<std::uint16_t>(find(machine.calls, kind));
  }
  result.message = message(event.segment);
  const auto arguments = arguments_of(event);
  for (const auto& argument : machine.arguments) result.arguments.push_back(arguments.at(argument.name));
  return result;
}

tcp::Event Vocabulary::event(const model::Event& event) const {
  tcp::Event result;
  const std::string kind = event.kind == model::EventKind::Message   ? "segment"
                           : event.kind == model::EventKind::Timeout ? "timeout_" + machine.timers[event.event].name
                                                                     : machine.calls[event.event].name;
  for (std::uint32_t i = 0; i < tcp::kEventKinds; ++i)
    if (kind == tcp::name(static_cast<tcp::EventKind>(i))) result.kind = static_cast<tcp::EventKind>(i);
  if (event.kind == model::EventKind::Message) result.segment = segment(event.message);
  const auto value = [&](const std::string& name) {
    const auto which = argument(name);
    return static_cast<std::uint16_t>(which < event.arguments.size() ? event.arguments[which] : 0);
  };
  result.rcv_wnd = value("rcv_wnd"), result.length = value("length");
  result.enabled = value("enabled") != 0, result.unread = value("unread") != 0;
  return result;
}

std::size_t Vocabulary::argument(const std::string& name) const { return find(machine.arguments, name); }

model::Values Vocabulary::message(const tcp::Segment& segment) const {
  model::Values values(machine.message.size());
  values[seq] = segment.SEQ, values[ack] = segment.ACK;
  values[wnd_sent] = segment.WND, values[len] = segment.LEN;
  for (const auto& [where, bit] : flags) values[where] = (segment.CTL & bit) != 0;
  return values;
}

tcp::Segment Vocabulary::segment(const model::Values& values) const {
  tcp::Segment segment;
  segment.SEQ = static_cast<std::uint32_t>(values[seq]);
  segment.ACK = static_cast<std::uint32_t>(values[ack]);
  segment.WND = static_cast<std::uint16_t>(values[wnd_sent]);
  segment.LEN = static_cast<std::uint16_t>(values[len]);
  for (const auto& [where, bit] : flags)
    if (values[where] != 0) segment.CTL |= bit;
  return segment;
}

tcp::Tcb Vocabulary::tcb(const model::Values& values) const {
  tcp::Tcb tcb;
  tcb.state = states.at(values[state]);
  tcb.una = static_cast<std::uint32_t>(values[una]);
  tcb.nxt = static_cast<std::uint32_t>(values[nxt]);
  tcb.rnxt = static_cast<std::uint32_t>(values[rnxt]);
  tcb.wnd = static_cast<std::uint16_t>(values[wnd]);
  tcb.queued = static_cast<std::uint32_t>(values[queued]);
  tcb.ts_recent = static_cast<std::uint32_t>(values[ts_recent]);
  tcb.retransmissions = static_cast<std::uint8_t>(values[retransmissions]);
  tcb.probes = static_cast<std::uint8_t>(values[probes]);
  for (const auto& [where, bit] : bits)
    if (values[where] != 0) tcb.flags |= bit;
  for (std::uint32_t i = 0; i < tcp::kTimers; ++i)
    if (values[machine.timers[timers[i]].armed] != 0) tcb.timers |= tcp::bit(static_cast<tcp::Timer>(i));
  return tcb;
}

std::uint32_t Vocabulary::ticks(tcp::Timer timer) const {
  const auto duration = machine.timers[timers[static_cast<std::size_t>(timer)]].duration;
  if (!duration) return 0;
  model::Environment environment;
  model::show_parameters(parameters_, environment);
  return static_cast<std::uint32_t>(model::evaluate(duration, environment));
}

// ---- what an event did ----------------------------------------------------------------------------------

tcp::Error Vocabulary::error(const std::string& text) const {
  for (std::uint32_t i = 0; i < tcp::kErrors; ++i)
    if (text == tcp::name(static_cast<tcp::Error>(i))) return static_cast<tcp::Error>(i);
  return tcp::Error::connection_does_not_exist;
}

Reaction Vocabulary::reaction(const model::Outcome& outcome) const {
  Reaction result;
  for (const auto& values : outcome.sends) result.sends.push_back(segment(values));
  for (std::uint32_t i = 0; i < tcp::kTimers; ++i) note_timer(outcome, static_cast<tcp::Timer>(i), result);
  for (const auto& emitted : outcome.signals) note_signal(emitted, result);
  if (!outcome.errors.empty())
    result.error = error(machine.errors.at(outcome.errors.back()));
  return result;
}

/// The last operation on a timer is the one that left it as it is.
void Vocabulary::note_timer(const model::Outcome& outcome, tcp::Timer timer, Reaction& result) const {
  const auto which = static_cast<std::uint16_t>(timers[static_cast<std::size_t>(timer)]);
  const auto in = [&](const std::vector<std::uint16_t>& list) {
    return std::find(list.begin(), list.end(), which) != list.end();
  };
  if (!in(outcome.started) && !in(outcome.cancelled)) return;
  const bool armed = outcome.state[machine.timers[which].armed] != 0;
  (armed ? result.started : result.cancelled) |= tcp::bit(timer);
}

void Vocabulary::note_signal(const model::Emitted& emitted, Reaction& result) const {
  for (std::uint32_t i = 0; i < tcp::kSignals; ++i) {
    if (signals[i] != emitted.signal) continue;
    const auto signal = static_cast<tcp::Signal>(i);
    result.signals |= tcp::bit(signal);
    if (signal == tcp::Signal::text)
      result.text_count = static_cast<std::uint32_t>(emitted.arguments.at(1));
  }
}

}  // namespace scenario
