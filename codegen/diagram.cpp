#include "codegen/diagram.h"

#include <algorithm>
#include <map>

#include "codegen/names.h"

namespace codegen {

using model::EventKind;
using model::Expr;
using model::Machine;
using model::Mask;
using model::Path;

namespace {

bool moves(const model::Rule& rule) {
  return std::ranges::any_of(rule.effects, [](const model::Effect& effect) {
    const auto* assign = std::get_if<model::Assign>(&effect);
    return assign && assign->field == 0;
  });
}

std::string event_of(const Machine& machine, const Path& path) {
  switch (path.kind) {
    case EventKind::Call: return machine.calls[path.event].name;
    case EventKind::Message: return lower_case(machine.message_name);
    case EventKind::Timeout: return "timeout " + machine.timers[path.event].name;
    case EventKind::Environment: return machine.environment[path.event];
  }
  return "";
}

/// Empty if the path does not move, or to a state that is computed.
const Expr* target_of(const Path& path) {
  const auto found = std::ranges::find(path.updates, 0, &std::pair<std::uint16_t, Expr>::first);
  return found != path.updates.end() && found->second.op() == model::Op::Constant ? &found->second : nullptr;
}

/// By event the rules that move, each once, in the order of the paths.
using Label = std::vector<std::pair<std::string, std::vector<std::string>>>;

void add(Label& label, const std::string& event, const Path& path) {
  auto found = std::ranges::find(label, event, &std::pair<std::string, std::vector<std::string>>::first);
  if (found == label.end()) found = label.insert(found, {event, {}});
  for (const model::Rule* rule : path.rules)
    if (moves(*rule) && std::ranges::find(found->second, rule->name) == found->second.end())
      found->second.push_back(rule->name);
}

std::string text(const std::string& event, const std::vector<std::string>& rules) {
  std::string result = event + ":";
  for (const std::string& rule : rules) result += " " + rule;
  return result;
}

}  // namespace

std::vector<Edge> edges_of(const Machine& machine, const Plan& plan, const std::vector<Path>& paths) {
  std::map<std::pair<std::size_t, std::size_t>, Label> labels;
  for (const Path& path : paths) {
    const Expr* target = target_of(path);
    if (!target || path.kind == EventKind::Environment) continue;
    for (std::size_t from = 0; from < machine.state_count; ++from)
      if ((path.states >> from & 1) != 0 && from != target->value())
        add(labels[{from, target->value()}], event_of(machine, path), path);
  }
  const auto& states = plan.enums.front().values;
  std::vector<Edge> edges;
  for (const auto& [ends, label] : labels) {
    Edge edge{states.at(ends.first).text, states.at(ends.second).text, {}};
    for (const auto& [event, rules] : label) edge.labels.push_back(text(event, rules));
    edges.push_back(std::move(edge));
  }
  return edges;
}

}  // namespace codegen
