#include "codegen/plan_handler.h"

#include <algorithm>
#include <bit>

#include "codegen/locals.h"
#include "codegen/names.h"
#include "codegen/plan_action.h"
#include "codegen/shape.h"
#include "codegen/state_test.h"
#include "codegen/statements.h"
#include "codegen/uses.h"

namespace codegen {

using model::EventKind;
using model::Expr;
using model::Machine;
using model::Mask;

namespace {

class HandlerPlan {
 public:
  HandlerPlan(model::ExprPool& pool, const Machine& machine, const Plan& plan, const model::Handler& from)
      : pool_(pool), machine_(machine), plan_(plan), from_(from) {}

  Handler build() {
    name_it();
    Mask possible = from_.states & plan_.all_states;
    std::vector<std::set<std::uint16_t>> kills;
    for (std::size_t i = 0; i < from_.steps.size(); ++i) {
      handler_.steps.push_back(step_of(i, possible));
      kills.push_back(changed_by_step(from_.steps[i]));
      possible |= targets_of(from_.steps[i]);
    }
    add_locals(machine_, kills, taken_names(plan_), handler_);
    note_what_it_uses();
    return std::move(handler_);
  }

 private:
  void name_it() {
    handler_.states = from_.states & plan_.all_states;
    handler_.name = "on_" + event_name();
    if (from_.kind == EventKind::Timeout) handler_.expires = identifier(machine_.timers[from_.event].name);
    const auto same_event = [&](const model::Handler& it) {
      return it.kind == from_.kind && it.event == from_.event;
    };
    if (std::ranges::count_if(machine_.handlers, same_event) == 1) return;
    const std::string& first =
        plan_.enums.front().values.at(static_cast<std::size_t>(std::countr_zero(handler_.states))).name;
    handler_.name += "_in_" + first + (std::popcount(handler_.states) > 1 ? "_and_others" : "");
  }

  std::string event_name() const {
    switch (from_.kind) {
      case EventKind::Call: return identifier(machine_.calls[from_.event].name);
      case EventKind::Message: return plan_.message_object;
      case EventKind::Timeout: return "timeout_" + identifier(machine_.timers[from_.event].name);
      case EventKind::Environment: break;
    }
    return "environment";
  }

  // ---- steps ----

  Step step_of(std::size_t index, Mask possible) {
    const model::Step& from = from_.steps[index];
    const Shape shape = shape_of(pool_, machine_, from, possible);
    Step step;
    step.title =
        from.name.empty() || from.title.empty() ? from.name + from.title : from.name + ": " + from.title;
    for (Expr condition : shape.when) step.when.push_back({condition, index, {}, nullptr, std::nullopt});
    if (shape.chain.empty() && shape.cases.empty()) step.when.clear();  // nothing can apply
    step.chain = branches(shape.chain, index);
    for (const StateCase& it : shape.cases)
      step.cases.push_back({it.states, it.otherwise, branches(it.chain, index)});
    return step;
  }

  std::vector<Branch> branches(const std::vector<Choice>& chain, std::size_t index) {
    std::vector<Branch> result;
    for (const Choice& choice : chain) {
      Branch branch;
      if (choice.states != 0)
        branch.state = shortest_test(plan_.all_states, plan_.groups, choice.states, choice.possible);
      for (Expr condition : choice.conditions)
        branch.conditions.push_back({condition, index, {}, nullptr, std::nullopt});
      branch.rule = rule_name(*choice.rule);
      branch.note = choice.rule->clause;
      branch.statements = statements_of(machine_, plan_, *choice.rule, choice.facts, index);
      branch.returns = choice.rule->stops && index + 1 < from_.steps.size();
      result.push_back(std::move(branch));
    }
    return result;
  }

  /// Empty for a rule without a name: a removed one, which nobody traces.
  std::string rule_name(const model::Rule& rule) const {
    const Enumeration& rules = *std::ranges::find(plan_.enums, std::string("Rule"), &Enumeration::name);
    const auto found = std::ranges::find(rules.values, rule.name, &Enumerator::text);
    return rule.name.empty() || found == rules.values.end() ? std::string() : found->name;
  }

  // ---- what a step leaves behind ----

  static bool goes_on(const model::Rule& rule) { return !rule.stops && !rule.guard.is_false(); }

  std::set<std::uint16_t> changed_by_step(const model::Step& step) const {
    std::set<std::uint16_t> fields;
    for (const model::Rule& rule : step.rules)
      if (goes_on(rule)) fields.merge(changed_by(machine_, rule.effects));
    return fields;
  }

  /// The states to which rules lead that go on to the next step; all if one computes the state.
  Mask targets_of(const model::Step& step) const {
    Mask targets = 0;
    for (const model::Rule& rule : step.rules)
      for (const model::Effect& effect : rule.effects)
        if (const auto* assign = std::get_if<model::Assign>(&effect);
            assign && assign->field == 0 && goes_on(rule))
          targets |=
              assign->value.op() == model::Op::Constant ? Mask{1} << assign->value.value() : plan_.all_states;
    return targets;
  }

  // ---- the whole ----

  void note_what_it_uses() {
    handler_.uses.block |= !handler_.expires.empty();
    for (const Step& step : handler_.steps) {
      handler_.uses.block |= !step.cases.empty();
      note_what_it_uses(step.chain);
      for (const Case& it : step.cases) note_what_it_uses(it.chain);
    }
    for_each_value(handler_, [&](Value& value, Position) { handler_.uses.add(uses_of(value.expr)); });
  }

  void note_what_it_uses(const std::vector<Branch>& chain) {
    for (const Branch& branch : chain) {
      handler_.uses.output = true;  // for the trace
      handler_.uses.block |= branch.state.has_value();
      for (const Statement& statement : branch.statements) handler_.uses.add(uses_of(plan_, statement));
    }
  }

  model::ExprPool& pool_;
  const Machine& machine_;
  const Plan& plan_;
  const model::Handler& from_;
  Handler handler_;
};

}  // namespace

Handler plan_handler(model::ExprPool& pool, const Machine& machine, const Plan& plan,
                     const model::Handler& handler) {
  return HandlerPlan(pool, machine, plan, handler).build();
}

}  // namespace codegen
