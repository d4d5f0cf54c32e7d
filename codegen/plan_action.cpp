#include "codegen/plan_action.h"

#include <algorithm>

#include "codegen/locals.h"
#include "codegen/names.h"
#include "codegen/statements.h"
#include "codegen/uses.h"

namespace codegen {

using model::Machine;

namespace {

/// One way to perform an action: an action with arguments may have several.
struct Candidate {
  std::string name;
  EffectRange range;
  std::size_t uses = 1;
};

void add(std::vector<Candidate>& candidates, const std::string& name, const EffectRange& range) {
  const auto known = std::ranges::find_if(candidates, [&](const Candidate& it) {
    return std::ranges::equal(it.range.effects, range.effects, same);
  });
  if (known == candidates.end())
    candidates.push_back({name, range});
  else
    ++known->uses;
}

/// What is performed, the smaller before the larger: an action before those that perform it.
std::vector<Candidate> candidates_of(const Machine& machine) {
  std::vector<Candidate> candidates;
  for (const model::Handler& handler : machine.handlers) {
    if (handler.kind == model::EventKind::Environment) continue;
    for (const model::Step& step : handler.steps)
      for (const model::Rule& rule : step.rules)
        for (std::size_t i = 0; i < rule.performed.size(); ++i) {
          const model::Performed& it = rule.performed[i];
          const std::span inner = std::span(rule.performed).subspan(i + 1);
          if (it.count > 0)
            add(candidates, it.action,
                {std::span(rule.effects).subspan(it.first, it.count), inner, it.first});
        }
  }
  std::ranges::stable_sort(candidates, {}, [](const Candidate& it) { return it.range.effects.size(); });
  return candidates;
}

}  // namespace

void plan_actions(model::ExprPool& pool, const Machine& machine, Plan& plan) {
  Names names(taken_names(plan));
  for (const Candidate& candidate : candidates_of(machine)) {
    if (candidate.uses < 2) continue;
    const Facts nothing(pool, plan.all_states, plan.all_states);
    Action action;
    action.statements = statements_of(machine, plan, candidate.range, nothing, 0);
    if (action.statements.size() < 2) continue;
    action.name = names.take(candidate.name);
    action.effects.assign(candidate.range.effects.begin(), candidate.range.effects.end());
    for (Statement& statement : action.statements) {
      for_each_value(statement, [](Value& value) { value.names = std::make_shared<const LocalNames>(); });
      action.uses.add(uses_of(plan, statement));
    }
    plan.actions.push_back(std::move(action));
  }
}

std::set<std::string> taken_names(const Plan& plan) {
  std::set<std::string> names = {"t",     "event",   "out",       "parameters", "start",      "cancel",
                                 "send",  "emit",    "put",       "has",        "in",         "bit",
                                 "trace", "expire",  "step",      "name",       "clause",     "text_of",
                                 "armed", "started", "cancelled", "signalled",  "duration",   "initial",
                                 "u8",    "u16",     "u32",       "u64",        "serial_less"};
  names.insert(plan.message_object);
  for (const Action& action : plan.actions) names.insert(action.name);
  return names;
}

}  // namespace codegen
