#include "codegen/declare.h"

#include <cctype>

#include <fmt/format.h>

#include "codegen/names.h"
#include "codegen/record.h"
#include "codegen/state_test.h"

namespace codegen {

using model::Field;
using model::Machine;
using model::Model;
using model::Owner;
using model::Place;
using model::Type;

namespace {

Place place(Owner owner, std::size_t field) { return {owner, 0, static_cast<std::uint16_t>(field)}; }

std::pair<std::string, std::string> split_at_dot(const std::string& name) {
  const std::size_t dot = name.find('.');
  return dot == std::string::npos ? std::pair(name, std::string())
                                  : std::pair(name.substr(0, dot), name.substr(dot + 1));
}

/// One pass over a model and one of its machines.
class Declaration {
 public:
  Declaration(const Model& model, const Machine& machine, Plan& plan)
      : model_(model), machine_(machine), plan_(plan) {}

  void declare() {
    name_the_machine();
    declare_enums();
    declare_choices();
    declare_parameters();
    if (!machine_.message_name.empty()) declare_message();
    declare_block();
    declare_event();
    declare_output();
  }

 private:
  void name_the_machine() {
    plan_.machine = machine_.name;
    plan_.clause = machine_.clause;
    plan_.doc = machine_.doc;
    plan_.space = identifier(lower_case(machine_.name));
    plan_.all_states = all_states(machine_);
    Names constants;
    for (const model::Group& group : machine_.groups)
      plan_.groups.push_back({constants.take("k" + group.name), group.states, false});
    // The control block of a machine is called as is usual: its initial and "cb".
    const char initial = static_cast<char>(std::toupper(static_cast<unsigned char>(machine_.name.front())));
    plan_.block = space_.take(initial + std::string("cb"));
    if (machine_.message_name.empty()) return;
    plan_.message = space_.take(machine_.message_name);
    plan_.message_object = identifier(lower_case(machine_.message_name));
    if (plan_.message_object == plan_.message) plan_.message_object += '_';  // the type has that name
  }

  // ---- enumerations ----

  void declare_enums() {
    for (std::size_t i = 0; i < model_.enums.size(); ++i) {
      const model::Enum& from = model_.enums[i];
      const bool states = i == machine_.state_enum;
      Enumeration to{states ? "State" : space_.take(from.name),
                     unsigned_type(bytes_for(width_of(from))),
                     states ? "kStates" : "",
                     {},
                     ""};
      Names names;
      std::vector<std::string> spelled;
      for (const std::string& value : from.values) {
        to.values.push_back({names.take(value), value, ""});
        spelled.push_back(to.name + "::" + to.values.back().name);
      }
      plan_.enum_values.push_back(spelled);
      if (states) plan_.states = spelled;
      plan_.enums.insert(states ? plan_.enums.begin() : plan_.enums.end(), std::move(to));
    }
    plan_.initial_state = plan_.states.at(machine_.fields.at(0).initial);
  }

  static unsigned width_of(const model::Enum& it) {
    unsigned width = 1;
    while (width < 32 && it.values.size() > (std::size_t{1} << width)) ++width;
    return width;
  }

  Enumeration enumeration(std::string name, std::string count, const std::vector<std::string>& texts,
                          std::string doc) {
    Enumeration result{
        std::move(name), unsigned_type(texts.size() > 256 ? 2 : 1), std::move(count), {}, std::move(doc)};
    Names names;
    for (const std::string& text : texts) result.values.push_back({names.take(text), text, ""});
    return result;
  }

  void declare_choices() {
    std::vector<std::string> kinds, timers, signals, errors = {"none"};
    for (const model::Call& call : machine_.calls) kinds.push_back(call.name);
    if (!plan_.message.empty()) kinds.push_back(plan_.message_object);
    for (const model::Timer& timer : machine_.timers)
      kinds.push_back("timeout_" + timer.name), timers.push_back(timer.name);
    for (const model::Signal& signal : machine_.signals) signals.push_back(signal.name);
    errors.insert(errors.end(), machine_.errors.begin(), machine_.errors.end());

    plan_.enums.push_back(
        enumeration("EventKind", "kEventKinds", kinds, "Calls, the message that arrives, timeouts."));
    if (!timers.empty()) plan_.enums.push_back(enumeration("Timer", "kTimers", timers, ""));
    if (!signals.empty())
      plan_.enums.push_back(enumeration("Signal", "kSignals", signals, "What the user is told."));
    plan_.enums.push_back(enumeration("Error", "kErrors", errors, "What a call is answered."));
    plan_.enums.back().values.front().text.clear();
    plan_.enums.push_back(rules());
    plan_.timer_bytes = timers.empty() ? std::uint8_t{0} : bytes_for(static_cast<unsigned>(timers.size()));
    plan_.signal_bytes = signals.empty() ? std::uint8_t{0} : bytes_for(static_cast<unsigned>(signals.size()));
  }

  Enumeration rules() {
    Enumeration result =
        enumeration("Rule", "kRules", {"none"}, "The rules of the specification, in its order.");
    result.type = unsigned_type(2);
    result.values.front().text.clear();
    Names names({"none"});
    for (const model::Rule* rule : generated_rules(machine_))
      result.values.push_back({names.take(rule->name), rule->name, rule->clause});
    return result;
  }

  // ---- members ----

  Member member(std::string name, const Type& type, std::uint64_t initial, const std::string& doc) {
    const std::uint8_t bytes = bytes_for(type.width);
    Member result = number(std::move(name), bytes, fmt::format("{}", initial), doc);
    if (type.kind == Type::Kind::Enum) {
      const std::string& value = plan_.enum_values.at(type.enumeration).at(initial);
      result.type = value.substr(0, value.find(':'));
      result.initial = value;
    }
    return result;
  }

  void remember(Place at, std::string object, std::string name, const Type& type) {
    Access access{
        std::move(object), std::move(name), "", bytes_for(type.width), type.kind == Type::Kind::Bool, {}};
    if (type.kind == Type::Kind::Enum) access.enumeration = type.enumeration;
    plan_.access.emplace(at, std::move(access));
  }

  void declare_parameters() {
    Names names({"reserved"});
    std::vector<Member> members;
    for (std::size_t i = 0; i < model_.parameters.size(); ++i) {
      const model::Parameter& from = model_.parameters[i];
      members.push_back(member(names.take(from.name), from.type, from.value, from.doc));
      remember(place(Owner::Parameter, i), "parameters", members.back().name, from.type);
    }
    plan_.records.push_back(laid_out("Parameters", std::move(members), "Constants that a user may choose."));
  }

  /// A member of flags for every name before a dot, a member of its own for everything else.
  void declare_message() {
    Names names({"reserved"});
    std::vector<Member> members;
    struct Flags {
      std::size_t bits;  // index into plan_.bits
      std::string member;
    };
    std::map<std::string, Flags> groups;  // by the name before the dot
    for (std::size_t i = 0; i < machine_.message.size(); ++i) {
      const Field& field = machine_.message[i];
      if (field.ghost) continue;
      const auto [group, flag] = split_at_dot(field.name);
      if (flag.empty()) {
        members.push_back(member(names.take(group), field.type, 0, field.doc));
        remember(place(Owner::Message, i), plan_.message_object, members.back().name, field.type);
        continue;
      }
      if (!groups.contains(group)) {
        groups[group] = {plan_.bits.size(), names.take(group)};
        members.push_back(number(groups[group].member, 1, "0", field.doc));
        plan_.bits.push_back(
            {space_.take(group), "", {}, fmt::format("Bits of {}::{}.", plan_.message, members.back().name)});
      }
      const Flags& flags = groups.at(group);
      add_bit(plan_.bits[flags.bits], flag);
      plan_.access.emplace(place(Owner::Message, i),
                           Access{plan_.message_object,
                                  flags.member,
                                  fmt::format("{}::{}", plan_.bits[flags.bits].space, identifier(flag)),
                                  1,
                                  true,
                                  {}});
    }
    for (const auto& [group, flags] : groups) widen(members, flags.member, flags.bits);
    plan_.records.push_back(laid_out(plan_.message, std::move(members), ""));
  }

  static void add_bit(Bits& bits, const std::string& name) {
    bits.names.push_back(identifier(name));
    bits.type = unsigned_type(bytes_for(static_cast<unsigned>(bits.names.size())));
  }

  void widen(std::vector<Member>& members, const std::string& name, std::size_t index) {
    const std::uint8_t bytes = bytes_for(static_cast<unsigned>(plan_.bits[index].names.size()));
    for (Member& it : members)
      if (it.name == name) it = number(it.name, bytes, "0", it.doc);
    for (auto& [at, access] : plan_.access)
      if (at.owner == Owner::Message && access.member == name) access.bytes = bytes;
  }

  void declare_block() {
    Names names({"state", "flags", "timers", "reserved"});
    Bits flags{plan_.block + "Flag", "", {}, fmt::format("Bits of {}::flags.", plan_.block)};
    std::vector<Member> members = {member("state", machine_.fields[0].type, machine_.fields[0].initial, "")};
    members.back().type = "State";
    remember(kState, "t", "state", machine_.fields[0].type);
    std::uint64_t initial = 0;
    const std::size_t variables = machine_.fields.size() - machine_.timers.size();
    for (std::size_t i = 1; i < variables; ++i) {
      const Field& field = machine_.fields[i];
      if (field.type.kind == Type::Kind::Bool) {
        initial |= field.initial << flags.names.size();
        add_bit(flags, field.name);
        plan_.access.emplace(place(Owner::Endpoint, i),
                             Access{"t", "flags", flags.space + "::" + flags.names.back(), 1, true, {}});
      } else {
        members.push_back(member(names.take(field.name), field.type, field.initial, field.doc));
        remember(place(Owner::Endpoint, i), "t", members.back().name, field.type);
      }
    }
    if (!flags.names.empty()) {
      const std::uint8_t bytes = bytes_for(static_cast<unsigned>(flags.names.size()));
      members.insert(members.begin() + 1,
                     number("flags", bytes, fmt::format("{}", initial), "bits of " + flags.space));
      for (auto& [at, access] : plan_.access)
        if (at.owner == Owner::Endpoint && access.member == "flags") access.bytes = bytes;
      plan_.bits.push_back(std::move(flags));
    }
    declare_timers(members);
    plan_.records.push_back(
        laid_out(plan_.block, std::move(members), "The state of one " + plan_.machine + ": a plain value."));
  }

  void declare_timers(std::vector<Member>& members) {
    std::uint64_t initial = 0;
    for (std::size_t i = 0; i < machine_.timers.size(); ++i) {
      const std::uint16_t armed = machine_.timers[i].armed;
      initial |= machine_.fields[armed].initial << i;
      plan_.access.emplace(place(Owner::Endpoint, armed),
                           Access{"t",
                                  "timers",
                                  fmt::format("bit(Timer::{})", identifier(machine_.timers[i].name)),
                                  plan_.timer_bytes,
                                  true,
                                  {}});
    }
    if (machine_.timers.empty()) return;
    members.insert(
        members.begin() + (plan_.bits.empty() || plan_.bits.back().space != plan_.block + "Flag" ? 1 : 2),
        number("timers", plan_.timer_bytes, fmt::format("{}", initial), "those that run, as bit(Timer)"));
  }

  void declare_event() {
    Names names({"kind", "reserved", plan_.message_object});
    std::vector<Member> members;
    if (!plan_.message.empty())
      members.push_back(message_member(plan_.message_object, "read if kind is " + plan_.message_object));
    for (std::size_t i = 0; i < machine_.arguments.size(); ++i) {
      const model::Argument& from = machine_.arguments[i];
      members.push_back(member(names.take(from.name), from.type, 0, argument_doc(i)));
      remember(place(Owner::Argument, i), "event", members.back().name, from.type);
    }
    Member kind = number("kind", 1, "EventKind::" + plan_.enums[event_kinds()].values.at(0).name, "");
    kind.type = "EventKind";
    members.push_back(std::move(kind));
    plan_.records.push_back(laid_out("Event", std::move(members), ""));
  }

  std::size_t event_kinds() const {
    std::size_t i = 0;
    while (plan_.enums[i].name != "EventKind") ++i;
    return i;
  }

  std::string argument_doc(std::size_t index) const {
    const model::Argument& argument = machine_.arguments[index];
    std::string doc = argument.kind == model::Argument::Kind::Fresh ? "chosen anew for this event" : "";
    for (const model::Call& call : machine_.calls)
      for (const std::uint16_t used : call.arguments)
        if (used == index) doc = "of the call " + call.name;
    if (argument.doc.empty()) return doc;
    return doc.empty() ? argument.doc : doc + ": " + argument.doc;
  }

  Member message_member(std::string name, std::string doc) {
    const Record* record = nullptr;
    for (const Record& it : plan_.records)
      if (it.name == plan_.message) record = &it;
    Member result;
    result.type = plan_.message;
    result.name = std::move(name);
    result.doc = std::move(doc);
    result.bytes = record->size;
    result.align = record->members.front().align;
    return result;
  }

  void declare_output() {
    std::vector<Member> members;
    if (plan_.max_sends > 0) {
      members.push_back(message_member("sends", "the first send_count were sent"));
      members.back().count = plan_.max_sends;
      members.back().count_name = "kMaxSends";
    }
    Names names({"sends", "rules", "send_count", "started", "cancelled", "signals", "error", "reserved"});
    for (const model::Signal& signal : machine_.signals) {
      for (const Field& parameter : signal.parameters) {
        members.push_back(
            member(names.take(signal.name + "_" + parameter.name), parameter.type, 0, parameter.doc));
        plan_.signal_members.emplace_back(members.back().name, bytes_for(parameter.type.width));
      }
    }
    Member rules = number("rules", 2, "", "by step of the handler; none: the step was skipped");
    rules.type = "Rule";
    rules.count = plan_.max_steps;
    rules.count_name = "kMaxSteps";
    members.push_back(std::move(rules));
    if (plan_.max_sends > 0) members.push_back(number("send_count", 1, "0", ""));
    if (plan_.timer_bytes != 0) {
      members.push_back(
          number("started", plan_.timer_bytes, "0", "timers to start, or to start again, as bit(Timer)"));
      members.push_back(number("cancelled", plan_.timer_bytes, "0",
                               "timers to stop; the last operation on a timer counts"));
    }
    if (plan_.signal_bytes != 0)
      members.push_back(number("signals", plan_.signal_bytes, "0", "as bit(Signal)"));
    Member error = number("error", 1, "Error::none", "");
    error.type = "Error";
    members.push_back(std::move(error));
    plan_.records.push_back(
        laid_out("Output", std::move(members), "What one event did. step() writes all of it."));
  }

  const Model& model_;
  const Machine& machine_;
  Plan& plan_;
  Names space_{{"State", "EventKind", "Timer", "Signal", "Error", "Rule", "Parameters", "Event", "Output",
                "bit", "armed", "started", "cancelled", "signalled", "duration", "initial", "step", "name",
                "clause"}};
};

}  // namespace

void declare(const Model& model, const Machine& machine, Plan& plan) {
  Declaration(model, machine, plan).declare();
}

std::vector<const model::Rule*> generated_rules(const Machine& machine) {
  std::vector<const model::Rule*> found;
  for (const model::Handler& handler : machine.handlers) {
    if (handler.kind == model::EventKind::Environment) continue;
    for (const model::Step& step : handler.steps)
      for (const model::Rule& rule : step.rules)
        if (!rule.implicit && !rule.name.empty() && !rule.guard.is_false()) found.push_back(&rule);
  }
  return found;
}

}  // namespace codegen
