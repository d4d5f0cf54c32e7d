#include "cli/verdicts/itf.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace cli::verdicts {
namespace {

using Json = nlohmann::ordered_json;
using model::EventKind;
using model::Occurrence;

class ItfTeller {
 public:
  ItfTeller(const model::Model& model, const model::Trace& trace) : model_(model), trace_(trace), system_(model.systems[trace.system]) {}

  Json params() const {
    Json out = Json::array();
    for (const auto& each : model_.parameters) out.push_back(each.name);
    return out;
  }

  Json vars() const {
    Json out = params();
    for (const auto& each : system_.endpoints) out.push_back(each);
    out.push_back("network");
    out.push_back("step");
    return out;
  }

  Json states() const {
    Json out = Json::array();
    model::Configuration now = trace_.start;
    out.push_back(state(0, now, step("init", "", "")));
    for (std::size_t i = 0; i < trace_.steps.size(); ++i) {
      const auto result = model::step(model_, system_, trace_.parameters, now, trace_.steps[i]);
      if (!result) break;
      now = result->after;
      out.push_back(state(i + 1, now, happened(trace_.steps[i], result->outcome)));
    }
    return out;
  }

 private:
  Json number(std::uint64_t value) const { return {{"#bigint", std::to_string(value)}}; }

  Json value(const model::Type& type, std::uint64_t value) const {
    if (type.kind == model::Type::Kind::Bool) return value != 0;
    if (type.kind == model::Type::Kind::Enum) return model_.enums[type.enumeration].values.at(value);
    return number(value);
  }

  Json record(const std::vector<model::Field>& fields, const model::Values& values) const {
    Json out = Json::object();
    for (std::size_t f = 0; f < fields.size() && f < values.size(); ++f) out[fields[f].name] = value(fields[f].type, values[f]);
    return out;
  }

  std::string name(std::uint16_t endpoint) const { return endpoint < system_.endpoints.size() ? system_.endpoints[endpoint] : ""; }

  Json network(const std::vector<model::Flight>& flights) const {
    Json set = Json::array();
    for (const auto& each : flights) {
      Json one{{"from", name(each.from)}, {"to", name(each.to)}, {"message", record(system_.message, each.fields)}};
      if (std::ranges::find(set, one) == set.end()) set.push_back(std::move(one));
    }
    return {{"#set", std::move(set)}};
  }

  Json state(std::size_t index, const model::Configuration& now, Json step) const {
    Json out{{"#meta", {{"index", index}}}};
    for (std::size_t p = 0; p < model_.parameters.size(); ++p) out[model_.parameters[p].name] = value(model_.parameters[p].type, trace_.parameters[p]);
    for (std::size_t e = 0; e < system_.endpoints.size(); ++e) out[system_.endpoints[e]] = record(system_.fields[e], now.endpoints[e]);
    out["network"] = network(now.network);
    out["step"] = std::move(step);
    return out;
  }

  static Json step(const std::string& kind, const std::string& endpoint, const std::string& name) {
    return {{"kind", kind}, {"endpoint", endpoint}, {"name", name}, {"rules", Json::array()}};
  }

  Json happened(const Occurrence& occurrence, const model::Outcome& outcome) const {
    if (occurrence.kind == Occurrence::Kind::Tick) return step("tick", "", "");
    if (occurrence.kind == Occurrence::Kind::Forget) return step("forget", "", "");
    const auto& machine = model_.machines[system_.machine[occurrence.endpoint]];
    const auto at = name(occurrence.endpoint);
    Json out;
    switch (occurrence.event.kind) {
      case EventKind::Call: out = step("call", at, machine.calls[occurrence.event.event].name); break;
      case EventKind::Timeout: out = step("timeout", at, machine.timers[occurrence.event.event].name); break;
      case EventKind::Environment: out = step("environment", at, machine.environment[occurrence.event.event]); break;
      case EventKind::Message: out = step("message", at, machine.message_name); break;
    }
    for (const auto* rule : outcome.rules) out["rules"].push_back(rule->clause.empty() ? rule->name : rule->name + " (" + rule->clause + ")");
    return out;
  }

  const model::Model& model_;
  const model::Trace& trace_;
  const model::System& system_;
};

}  // namespace

nlohmann::ordered_json itf(const model::Model& model, const model::Trace& trace, const std::string& source, const std::string& description) {
  const ItfTeller teller(model, trace);
  Json out;
  out["#meta"] = {{"format", "ITF"}, {"format-description", "https://apalache-mc.org/docs/adr/015adr-trace.html"}, {"source", source}, {"description", description}};
  out["params"] = teller.params();
  out["vars"] = teller.vars();
  out["states"] = teller.states();
  // The last state is the one that the loop began with, but for `step`: what follows it is that one's successor.
  if (trace.loop_start) out["loop"] = std::min(*trace.loop_start + 1, out["states"].size() - 1);
  return out;
}

}  // namespace cli::verdicts
