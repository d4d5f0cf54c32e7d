#include "codegen/plan.h"

#include <algorithm>
#include <bit>
#include <set>

#include <fmt/format.h>

#include "codegen/declare.h"
#include "codegen/diagram.h"
#include "codegen/locals.h"
#include "codegen/plan_action.h"
#include "codegen/plan_handler.h"
#include "codegen/state_test.h"
#include "model/path.h"

namespace codegen {

using model::EventKind;
using model::Expr;
using model::Machine;
using model::Model;
using model::Op;

namespace {

void measure(const std::vector<model::Path>& paths, const Machine& machine, Plan& plan) {
  for (const model::Path& path : paths)
    if (path.kind != EventKind::Environment)
      plan.max_sends = std::max(plan.max_sends, static_cast<unsigned>(path.sends.size()));
  for (const model::Handler& handler : machine.handlers)
    if (handler.kind != EventKind::Environment)
      plan.max_steps = std::max(plan.max_steps, static_cast<unsigned>(handler.steps.size()));
  plan.max_steps = std::max(plan.max_steps, 1u);
}

/// Calls, the message, timeouts: as the enumerators of EventKind stand.
std::size_t kind_index(const Machine& machine, const model::Handler& handler) {
  const std::size_t messages = machine.message_name.empty() ? 0 : 1;
  switch (handler.kind) {
    case EventKind::Call: return handler.event;
    case EventKind::Message: return machine.calls.size();
    case EventKind::Timeout: return machine.calls.size() + messages + handler.event;
    case EventKind::Environment: break;
  }
  return 0;
}

void plan_handlers(const Model& model, const Machine& machine, Plan& plan) {
  for (const Enumerator& kind :
       std::ranges::find(plan.enums, std::string("EventKind"), &Enumeration::name)->values)
    plan.dispatch.push_back({kind.name, {}});
  for (const model::Handler& handler : machine.handlers) {
    if (handler.kind == EventKind::Environment) continue;
    plan.dispatch.at(kind_index(machine, handler)).handlers.push_back(plan.handlers.size());
    plan.handlers.push_back(plan_handler(*model.pool, machine, plan, handler));
  }
}

/// Which sets of states and which serial comparisons the code needs.
class Needs {
 public:
  explicit Needs(Plan& plan) : plan_(plan) {}

  void collect() {
    for (const Action& action : plan_.actions)
      for (const Statement& statement : action.statements) look_at(statement);
    for (Handler& handler : plan_.handlers) {
      plan_.primitives.expire |= !handler.expires.empty();
      for_each_value(handler, [&](Value& value, Position) { look_at(value.expr); });
      for (const Step& step : handler.steps) {
        look_at(step.chain);
        for (const Case& it : step.cases) look_at(it.chain);
      }
    }
    plan_.serial_widths.assign(widths_.begin(), widths_.end());
  }

 private:
  void tested(const StateTest& test) {
    if (std::popcount(test.shown) < 2) return;
    plan_.primitives.in = true;
    for (NamedStates& group : plan_.groups) group.used |= group.states == test.shown;
  }

  void look_at(const std::vector<Branch>& chain) {
    for (const Branch& branch : chain) {
      if (branch.state) tested(*branch.state);
      for (const Statement& statement : branch.statements) look_at(statement);
    }
  }
  void look_at(const Statement& statement) {
    std::visit([&](const auto& it) { look_at(it); }, statement);
    for_each_value(statement, [&](const Value& value) { look_at(value.expr); });
  }
  void look_at(const Perform&) {}
  void look_at(const Set& it) { plan_.primitives.put |= !it.target.bit.empty(); }
  void look_at(const SendMessage&) {}
  void look_at(const SetError&) {}
  void look_at(const EmitSignal&) { plan_.primitives.emit = true; }
  void look_at(const TimerOperations& it) {
    for (const auto* list : {&it.then, &it.otherwise})
      for (const TimerOperation& operation : *list) {
        (operation.start ? plan_.primitives.start : plan_.primitives.cancel) = true;
        plan_.primitives.all_timers |= operation.all;
      }
  }

  void look_at(Expr e) {
    if (e.op() == Op::Variable) plan_.primitives.has |= !plan_.access.at(e.place()).bit.empty();
    if (const auto states = states_of(e, plan_.all_states))
      return tested(shortest_test(plan_.all_states, plan_.groups, *states, plan_.all_states));
    if (e.op() == Op::SerialLess) widths_.insert(e.arg(0).sort().width);
    for (Expr arg : e.args()) look_at(arg);
  }

  Plan& plan_;
  std::set<std::uint8_t> widths_;
};

void plan_durations(const Machine& machine, Plan& plan) {
  const auto timers = std::ranges::find(plan.enums, std::string("Timer"), &Enumeration::name);
  for (std::size_t i = 0; i < machine.timers.size(); ++i)
    if (const Expr duration = machine.timers[i].duration)
      plan.durations.emplace_back(timers->values[i].name,
                                  Value{duration, 0, {}, std::make_shared<LocalNames>(), std::nullopt});
}

}  // namespace

Plan plan(const Model& model, const Machine& machine) {
  Plan plan;
  const std::vector<model::Path> paths = model::paths(*model.pool, machine);
  measure(paths, machine, plan);
  declare(model, machine, plan);
  plan_actions(*model.pool, machine, plan);
  plan_handlers(model, machine, plan);
  plan_durations(machine, plan);
  Needs(plan).collect();
  plan.edges = edges_of(machine, plan, paths);
  return plan;
}

}  // namespace codegen
