#include "cli/verdicts/trace_json.h"

#include <nlohmann/json.hpp>

#include "model/path.h"

namespace cli::verdicts {
namespace {

using Json = nlohmann::ordered_json;
using model::Argument;
using model::Event;
using model::EventKind;
using model::Occurrence;

class Teller {
 public:
  Teller(const model::Model& model, const model::Trace& trace) : model_(model), trace_(trace), system_(model.systems[trace.system]) {}

  Json tell() const {
    Json out{{"system", system_.name}, {"parameters", parameters()}, {"start", configuration(trace_.start)}};
    Json steps = Json::array(), loop = Json::array();
    model::Configuration before = trace_.start;
    for (std::size_t i = 0; i < trace_.steps.size(); ++i) {
      const auto result = model::step(model_, system_, trace_.parameters, before, trace_.steps[i]);
      if (!result) break;
      (trace_.loop_start && i >= *trace_.loop_start ? loop : steps).push_back(step(before, trace_.steps[i], *result));
      before = result->after;
    }
    out["steps"] = std::move(steps);
    out["loop"] = trace_.loop_start ? std::move(loop) : Json();
    return out;
  }

 private:
  Json value(const model::Type& type, std::uint64_t value) const {
    switch (type.kind) {
      case model::Type::Kind::Bool: return value != 0;
      case model::Type::Kind::Enum: return model_.enums[type.enumeration].values.at(value);
      case model::Type::Kind::Bits:
      case model::Type::Kind::Serial:
      case model::Type::Kind::Identity: break;
    }
    return value;
  }

  Json record(const std::vector<model::Field>& fields, const model::Values& values) const {
    Json out = Json::object();
    for (std::size_t f = 0; f < fields.size() && f < values.size(); ++f) out[fields[f].name] = value(fields[f].type, values[f]);
    return out;
  }

  Json parameters() const {
    Json out = Json::object();
    for (std::size_t p = 0; p < model_.parameters.size(); ++p) out[model_.parameters[p].name] = value(model_.parameters[p].type, trace_.parameters[p]);
    return out;
  }

  Json endpoints(const model::Configuration& configuration) const {
    Json out = Json::object();
    for (std::size_t e = 0; e < system_.endpoints.size(); ++e) out[system_.endpoints[e]] = record(system_.fields[e], configuration.endpoints[e]);
    return out;
  }

  /// Null: nobody of the system.
  Json name(std::uint16_t endpoint) const { return endpoint < system_.endpoints.size() ? Json(system_.endpoints[endpoint]) : Json(); }

  Json flight(const model::Flight& flight) const {
    return {{"from", name(flight.from)}, {"to", name(flight.to)}, {"fields", record(system_.message, flight.fields)}};
  }

  Json flights(const std::vector<model::Flight>& flights) const {
    Json out = Json::array();
    for (const auto& each : flights) out.push_back(flight(each));
    return out;
  }

  Json configuration(const model::Configuration& configuration) const {
    return {{"endpoints", endpoints(configuration)}, {"network", flights(configuration.network)}};
  }

  const model::Machine& machine(const Occurrence& occurrence) const { return model_.machines[system_.machine[occurrence.endpoint]]; }

  Json step(const model::Configuration& before, const Occurrence& occurrence, const model::StepResult& result) const {
    Json out = happening(before, occurrence);
    if (occurrence.kind == Occurrence::Kind::Event) {
      out["arguments"] = arguments(occurrence, result.outcome);
      out["rules"] = rules(result.outcome);
      out["sent"] = flights(result.sent);
      out["signals"] = signals(machine(occurrence), result.outcome);
      out["errors"] = Json::array();
      for (const auto error : result.outcome.errors) out["errors"].push_back(machine(occurrence).errors[error]);
    }
    out["endpoints"] = endpoints(result.after);
    return out;
  }

  Json happening(const model::Configuration& before, const Occurrence& occurrence) const {
    switch (occurrence.kind) {
      case Occurrence::Kind::Tick: return {{"event", "tick"}};
      case Occurrence::Kind::Forget: return {{"event", "forget"}, {"message", flight(before.network[*occurrence.delivered])}};
      case Occurrence::Kind::Event: break;
    }
    const Event& event = occurrence.event;
    const auto& own = machine(occurrence);
    Json out{{"event", kind(event.kind)}, {"endpoint", name(occurrence.endpoint)}};
    switch (event.kind) {
      case EventKind::Call: out["name"] = own.calls[event.event].name; break;
      case EventKind::Timeout: out["name"] = own.timers[event.event].name; break;
      case EventKind::Environment: out["name"] = own.environment[event.event]; break;
      case EventKind::Message: out["message"] = arriving(before, occurrence); break;
    }
    return out;
  }

  static const char* kind(EventKind kind) {
    switch (kind) {
      case EventKind::Call: return "call";
      case EventKind::Message: return "message";
      case EventKind::Timeout: return "timeout";
      case EventKind::Environment: return "environment";
    }
    return "";
  }

  Json arriving(const model::Configuration& before, const Occurrence& occurrence) const {
    if (occurrence.delivered) return flight(before.network[*occurrence.delivered]);
    return flight({model::kNobody, occurrence.endpoint, occurrence.event.message});
  }

  /// Those of the call, and what its rules read besides.
  Json arguments(const Occurrence& occurrence, const model::Outcome& outcome) const {
    const auto& declared = machine(occurrence).arguments;
    const auto& event = occurrence.event;
    Json out = Json::object();
    for (std::uint16_t a = 0; a < declared.size() && a < event.arguments.size(); ++a)
      if (concerns(occurrence, a, outcome)) out[declared[a].name] = value(declared[a].type, event.arguments[a]);
    return out;
  }

  bool concerns(const Occurrence& occurrence, std::uint16_t argument, const model::Outcome& outcome) const {
    if (machine(occurrence).arguments[argument].kind == Argument::Kind::Call) {
      if (occurrence.event.kind != EventKind::Call) return false;
      const auto& given = machine(occurrence).calls[occurrence.event.event].arguments;
      return std::find(given.begin(), given.end(), argument) != given.end();
    }
    return std::any_of(outcome.rules.begin(), outcome.rules.end(),
                       [&](const model::Rule* rule) { return model::reads(*rule, {model::Owner::Argument, 0, argument}); });
  }

  static Json rules(const model::Outcome& outcome) {
    Json out = Json::array();
    for (const auto* rule : outcome.rules) out.push_back({{"rule", rule->name}, {"clause", rule->clause}});
    return out;
  }

  Json signals(const model::Machine& machine, const model::Outcome& outcome) const {
    Json out = Json::array();
    for (const auto& signal : outcome.signals)
      out.push_back({{"name", machine.signals[signal.signal].name}, {"arguments", record(machine.signals[signal.signal].parameters, signal.arguments)}});
    return out;
  }

  const model::Model& model_;
  const model::Trace& trace_;
  const model::System& system_;
};

}  // namespace

nlohmann::ordered_json trace_json(const model::Model& model, const model::Trace& trace) { return Teller(model, trace).tell(); }

}  // namespace cli::verdicts
