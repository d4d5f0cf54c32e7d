#include "tests/generated/correspondence.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <stdexcept>

#include "scenario/event_arguments.h"

namespace generated::testing {
namespace {

using model::Machine;

[[noreturn]] void unknown(const std::string& name) {
  throw std::logic_error("tests/generated does not know " + name);
}

using Named = std::map<std::string, std::uint64_t>;

std::uint64_t value(const Named& values, const std::string& name) {
  const auto found = values.find(name);
  if (found == values.end()) unknown(name);
  return found->second;
}

const std::map<std::string, std::uint16_t> kFlags = {{"passive", tcp::TcbFlag::passive},
                                                     {"remote_named", tcp::TcbFlag::remote_named},
                                                     {"syn_acked", tcp::TcbFlag::syn_acked},
                                                     {"fin_sent", tcp::TcbFlag::fin_sent},
                                                     {"close_queued", tcp::TcbFlag::close_queued},
                                                     {"released", tcp::TcbFlag::released},
                                                     {"reopened", tcp::TcbFlag::reopened},
                                                     {"keep_alive", tcp::TcbFlag::keep_alive},
                                                     {"stamps", tcp::TcbFlag::stamps}};

Named named(const tcp::Tcb& t) {
  const auto timer = [&](tcp::Timer it) { return std::uint64_t{tcp::armed(t, it)}; };
  Named all{{"state", static_cast<std::uint64_t>(t.state)},
            {"iss", t.iss},
            {"una", t.una},
            {"nxt", t.nxt},
            {"irs", t.irs},
            {"rnxt", t.rnxt},
            {"wnd", t.wnd},
            {"wl1", t.wl1},
            {"wl2", t.wl2},
            {"queued", t.queued},
            {"prior_nxt", t.prior_nxt},
            {"prior_rnxt", t.prior_rnxt},
            {"taken", t.taken},
            {"max_wnd", t.max_wnd},
            {"retransmissions", t.retransmissions},
            {"probes", t.probes},
            {"ts_recent", t.ts_recent},
            {"retransmission.armed", timer(tcp::Timer::retransmission)},
            {"user.armed", timer(tcp::Timer::user)},
            {"time_wait.armed", timer(tcp::Timer::time_wait)},
            {"idle.armed", timer(tcp::Timer::idle)},
            {"persist.armed", timer(tcp::Timer::persist)},
            {"fin_wait_2.armed", timer(tcp::Timer::fin_wait_2)}};
  for (const auto& [name, bit] : kFlags) all[name] = std::uint64_t{(t.flags & bit) != 0};
  return all;
}

Named named(const tcp::Segment& segment) {
  const auto flag = [&](std::uint8_t bit) { return std::uint64_t{(segment.CTL & bit) != 0}; };
  return {{"SEQ", segment.SEQ},
          {"ACK", segment.ACK},
          {"WND", segment.WND},
          {"LEN", segment.LEN},
          {"CTL.SYN", flag(tcp::CTL::SYN)},
          {"CTL.ACK", flag(tcp::CTL::ACK)},
          {"CTL.FIN", flag(tcp::CTL::FIN)},
          {"CTL.RST", flag(tcp::CTL::RST)}};
}

template <class Items>
std::uint16_t index_of(const Items& items, const std::string& name) {
  for (std::size_t i = 0; i < items.size(); ++i)
    if (items[i].name == name) return static_cast<std::uint16_t>(i);
  unknown(name);
}

model::Values message_of(const Machine& machine, const tcp::Segment& segment) {
  const Named from = named(segment);
  model::Values values;
  for (const model::Field& field : machine.message) values.push_back(value(from, field.name));
  return values;
}

tcp::Segment segment_of(const Machine& machine, const model::Values& values) {
  const auto of = [&](const std::string& name) { return values.at(index_of(machine.message, name)); };
  const auto flag = [&](const std::string& name, std::uint8_t bit) {
    return of(name) != 0 ? bit : std::uint8_t{0};
  };
  tcp::Segment segment;
  segment.SEQ = static_cast<std::uint32_t>(of("SEQ"));
  segment.ACK = static_cast<std::uint32_t>(of("ACK"));
  segment.WND = static_cast<std::uint16_t>(of("WND"));
  segment.LEN = static_cast<std::uint16_t>(of("LEN"));
  segment.CTL = static_cast<std::uint8_t>(flag("CTL.SYN", tcp::CTL::SYN) | flag("CTL.ACK", tcp::CTL::ACK) |
                                          flag("CTL.FIN", tcp::CTL::FIN) | flag("CTL.RST", tcp::CTL::RST));
  return segment;
}

// ---- what is expected ----

struct Masks {
  std::uint32_t started = 0, cancelled = 0;
};

/// The last operation on a timer counts: it is the one that left the timer as it is.
Masks timers(const Machine& machine, const model::Outcome& expected) {
  Masks masks;
  for (const auto* list : {&expected.started, &expected.cancelled}) {
    for (const std::uint16_t index : *list) {
      const auto timer = static_cast<tcp::Timer>(index);
      if (tcp::name(timer) != machine.timers[index].name) unknown(machine.timers[index].name);
      const bool armed = expected.state[machine.timers[index].armed] != 0;
      (armed ? masks.started : masks.cancelled) |= tcp::bit(timer);
    }
  }
  return masks;
}

std::string signals(const Machine& machine, const model::Outcome& expected, const tcp::Output& out) {
  std::uint32_t mask = 0;
  std::uint32_t offset = 0, count = 0;
  for (const model::Emitted& it : expected.signals) {
    const auto signal = static_cast<tcp::Signal>(it.signal);
    if (tcp::name(signal) != machine.signals[it.signal].name) unknown(machine.signals[it.signal].name);
    if ((mask & tcp::bit(signal)) != 0) return "a signal twice in one step; ";
    mask |= tcp::bit(signal);
    if (signal == tcp::Signal::text) {
      offset = static_cast<std::uint32_t>(it.arguments.at(0));
      count = static_cast<std::uint32_t>(it.arguments.at(1));
    } else if (!it.arguments.empty()) {
      unknown("arguments of " + machine.signals[it.signal].name);
    }
  }
  if (mask != out.signals) return fmt::format("signals {:#x}, expected {:#x}; ", out.signals, mask);
  if (offset != out.text_offset || count != out.text_count)
    return fmt::format("text({}, {}), expected ({}, {}); ", out.text_offset, out.text_count, offset, count);
  return "";
}

std::string sends(const Machine& machine, const model::Outcome& expected, const tcp::Output& out) {
  if (expected.sends.size() != out.send_count)
    return fmt::format("{} sends, expected {}; ", out.send_count, expected.sends.size());
  for (std::size_t i = 0; i < expected.sends.size(); ++i)
    if (message_of(machine, out.sends[i]) != expected.sends[i]) return fmt::format("segment {} differs; ", i);
  return "";
}

std::string rules(const model::Outcome& expected, const tcp::Output& out) {
  std::string wanted, got;
  for (const model::Rule* rule : expected.rules) wanted += rule->name + " ";
  for (const tcp::Rule rule : out.rules)
    if (rule != tcp::Rule::none) got += std::string(tcp::name(rule)) + " ";
  return wanted == got ? "" : fmt::format("rules {}, expected {}; ", got, wanted);
}

std::string fields(const Machine& machine, const model::Outcome& expected, const tcp::Tcb& t) {
  const model::Values got = values_of(machine, t);
  std::string text;
  for (std::size_t i = 0; i < got.size(); ++i)
    if (got[i] != expected.state[i])
      text += fmt::format("{} = {}, expected {}; ", machine.fields[i].name, got[i], expected.state[i]);
  return text;
}

}  // namespace

model::Values values_of(const Machine& machine, const tcp::Tcb& t) {
  const Named from = named(t);
  model::Values values;
  for (const model::Field& field : machine.fields) values.push_back(value(from, field.name));
  return values;
}

model::Event event_of(const Machine& machine, const tcp::Event& event) {
  model::Event result;
  const std::string kind = tcp::name(event.kind);
  if (kind == "segment") {
    result.kind = model::EventKind::Message;
  } else if (kind.starts_with("timeout_")) {
    result.kind = model::EventKind::Timeout;
    result.event = index_of(machine.timers, kind.substr(8));
  } else {
    result.event = index_of(machine.calls, kind);
  }
  result.message = message_of(machine, event.segment);
  const Named arguments = scenario::arguments_of(event);
  for (const model::Argument& argument : machine.arguments)
    result.arguments.push_back(value(arguments, argument.name));
  return result;
}

model::Values parameters_of(const model::Model& model, const tcp::Parameters& parameters) {
  const Named from = {{"MSL", parameters.MSL},       {"SEND_BUFFER", parameters.SEND_BUFFER},
                      {"R1", parameters.R1},         {"R2", parameters.R2},
                      {"R2_SYN", parameters.R2_SYN}, {"PROBES", parameters.PROBES}};
  model::Values values;
  for (const model::Parameter& parameter : model.parameters) values.push_back(value(from, parameter.name));
  return values;
}

tcp::Tcb tcb_of(const Machine& machine, const model::Values& values) {
  const auto of = [&](const std::string& name) { return values.at(index_of(machine.fields, name)); };
  const auto number = [&](const std::string& name, auto& field) {
    field = static_cast<std::remove_reference_t<decltype(field)>>(of(name));
  };
  tcp::Tcb t;
  number("state", t.state);
  number("iss", t.iss);
  number("una", t.una);
  number("nxt", t.nxt);
  number("irs", t.irs);
  number("rnxt", t.rnxt);
  number("wnd", t.wnd);
  number("wl1", t.wl1);
  number("wl2", t.wl2);
  number("queued", t.queued);
  number("prior_nxt", t.prior_nxt);
  number("prior_rnxt", t.prior_rnxt);
  number("ts_recent", t.ts_recent);
  number("taken", t.taken);
  number("max_wnd", t.max_wnd);
  number("retransmissions", t.retransmissions);
  number("probes", t.probes);
  for (const auto& [name, bit] : kFlags)
    if (of(name) != 0) t.flags = static_cast<std::uint16_t>(t.flags | bit);
  for (std::uint32_t i = 0; i < tcp::kTimers; ++i) {
    const auto timer = static_cast<tcp::Timer>(i);
    if (of(std::string(tcp::name(timer)) + ".armed") != 0)
      t.timers = static_cast<std::uint8_t>(t.timers | tcp::bit(timer));
  }
  return t;
}

tcp::Event event_of(const Machine& machine, const model::Event& event) {
  tcp::Event result;
  const std::string kind = event.kind == model::EventKind::Message ? "segment"
                           : event.kind == model::EventKind::Timeout
                               ? "timeout_" + machine.timers.at(event.event).name
                               : machine.calls.at(event.event).name;
  std::uint32_t index = 0;
  while (index < tcp::kEventKinds && kind != tcp::name(static_cast<tcp::EventKind>(index))) ++index;
  if (index == tcp::kEventKinds) unknown(kind);
  result.kind = static_cast<tcp::EventKind>(index);
  if (event.kind == model::EventKind::Message) result.segment = segment_of(machine, event.message);
  const auto number = [&](const std::string& name, auto& field) {
    if (!event.arguments.empty())
      field = static_cast<std::remove_reference_t<decltype(field)>>(
          event.arguments.at(index_of(machine.arguments, name)));
  };
  number("isn", result.isn);
  number("tsval", result.tsval);
  number("rcv_wnd", result.rcv_wnd);
  number("mss", result.mss);
  number("length", result.length);
  number("backlog_full", result.backlog_full);
  number("stamp", result.stamp);
  number("listening", result.listening);
  number("unnamed", result.unnamed);
  number("obstacle", result.obstacle);
  number("named", result.named);
  number("on_hand", result.on_hand);
  number("unread", result.unread);
  number("enabled", result.enabled);
  return result;
}

std::string difference(const Machine& machine, const model::Outcome& expected, const tcp::Tcb& t,
                       const tcp::Output& out) {
  return rules(expected, out) + difference_in_effect(machine, expected, t, out);
}

std::string difference_in_effect(const Machine& machine, const model::Outcome& expected, const tcp::Tcb& t,
                                 const tcp::Output& out) {
  std::string text =
      fields(machine, expected, t) + sends(machine, expected, out) + signals(machine, expected, out);
  const Masks masks = timers(machine, expected);
  if (masks.started != out.started)
    text += fmt::format("started {:#x}, expected {:#x}; ", out.started, masks.started);
  if (masks.cancelled != out.cancelled)
    text += fmt::format("cancelled {:#x}, expected {:#x}; ", out.cancelled, masks.cancelled);
  const std::string error = expected.errors.empty() ? "" : machine.errors.at(expected.errors.back());
  if (error != tcp::name(out.error))
    text += fmt::format("error {}, expected {}; ", tcp::name(out.error), error);
  return text;
}

std::string text(const tcp::Tcb& t) {
  return fmt::format(
      "{} iss={} una={} nxt={} irs={} rnxt={} wnd={} wl1={} wl2={} queued={} taken={} max_wnd={} flags={:#x} "
      "timers={:#x} "
      "retransmissions={} probes={}",
      tcp::name(t.state), t.iss, t.una, t.nxt, t.irs, t.rnxt, t.wnd, t.wl1, t.wl2, t.queued, t.taken,
      t.max_wnd, t.flags, t.timers, t.retransmissions, t.probes);
}

std::string text(const tcp::Event& event) {
  return fmt::format(
      "{} SEQ={} ACK={} WND={} LEN={} CTL={:#x} isn={} rcv_wnd={} mss={} length={} backlog_full={} "
      "unnamed={} obstacle={} named={} on_hand={} unread={} enabled={}",
      tcp::name(event.kind), event.segment.SEQ, event.segment.ACK, event.segment.WND, event.segment.LEN,
      event.segment.CTL, event.isn, event.rcv_wnd, event.mss, event.length, event.backlog_full, event.unnamed,
      tcp::name(event.obstacle), event.named, event.on_hand, event.unread, event.enabled);
}

}  // namespace generated::testing
