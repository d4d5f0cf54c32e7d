#include "model/evaluate.h"

#include <algorithm>
#include <stdexcept>

namespace model {

namespace {

template <typename Value>
std::uint64_t value_of(Expr e, const Value& value) {
  switch (e.op()) {
    case Op::Constant: return e.value();
    case Op::Variable: return value(e.place());
    case Op::Not: return value_of(e.arg(0), value) ^ 1;
    case Op::And:
      for (Expr arg : e.args())
        if (!value_of(arg, value)) return 0;
      return 1;
    case Op::Or:
      for (Expr arg : e.args())
        if (value_of(arg, value)) return 1;
      return 0;
    case Op::Ite: return value_of(e.arg(value_of(e.arg(0), value) ? 1 : 2), value);
    case Op::Equal:
    case Op::Less:
    case Op::LessEqual:
    case Op::SerialLess:
    case Op::Add:
    case Op::Subtract:
    case Op::Multiply: {
      const std::array sorts{e.arg(0).sort(), e.arg(1).sort()};
      const std::array values{value_of(e.arg(0), value), value_of(e.arg(1), value)};
      return apply(e.op(), e.sort(), sorts, values);
    }
    case Op::Resize: {
      const std::array sorts{e.arg(0).sort()};
      const std::array values{value_of(e.arg(0), value)};
      return apply(e.op(), e.sort(), sorts, values);
    }
  }
  throw std::logic_error("evaluate: unknown operator");
}

/// The machine while it handles one event.
class Execution {
 public:
  Execution(const Machine& machine, Environment& environment, Outcome& outcome)
      : machine_(machine), environment_(environment), outcome_(outcome) {}

  void run(const Handler& handler) {
    for (const Step& step : handler.steps)
      if (const Rule* rule = applicable(step); rule && perform(*rule)) return;
  }

 private:
  bool holds(Expr e) const { return evaluate(e, environment_) != 0; }

  const Rule* applicable(const Step& step) const {
    for (const Rule& rule : step.rules)
      if ((rule.states >> outcome_.state[0] & 1) && holds(rule.guard)) return &rule;
    return nullptr;
  }

  /// True if the rule ends the handling of the event.
  bool perform(const Rule& rule) {
    if (!rule.implicit) outcome_.rules.push_back(&rule);
    for (const Effect& effect : rule.effects) std::visit([&](const auto& it) { take(it); }, effect);
    return rule.stops;
  }

  void take(const Assign& it) {
    outcome_.state[it.field] = evaluate(it.value, environment_);
    outcome_.assigned.push_back(it.field);
  }
  void take(const Send& it) { outcome_.sends.push_back(values_of(it.fields)); }
  void take(const StartTimer& it) {
    if (!holds(it.condition)) return;
    outcome_.state[machine_.timers[it.timer].armed] = 1;
    outcome_.started.push_back(it.timer);
  }
  void take(const CancelTimer& it) {
    if (!holds(it.condition)) return;
    outcome_.state[machine_.timers[it.timer].armed] = 0;
    outcome_.cancelled.push_back(it.timer);
  }
  void take(const Emit& it) { outcome_.signals.push_back({it.signal, values_of(it.arguments)}); }
  void take(const Reply& it) { outcome_.errors.push_back(it.error); }

  Values values_of(const std::vector<Expr>& expressions) const {
    Values values;
    values.reserve(expressions.size());
    for (Expr e : expressions) values.push_back(evaluate(e, environment_));
    return values;
  }

  const Machine& machine_;
  Environment& environment_;
  Outcome& outcome_;
};

const Handler* handler_of(const Machine& machine, const Event& event, std::uint64_t state) {
  for (const Handler& handler : machine.handlers)
    if (handler.kind == event.kind && (handler.kind == EventKind::Message || handler.event == event.event) &&
        (handler.states >> state & 1))
      return &handler;
  return nullptr;
}

/// `values`, or if there are fewer than `count` of them a copy in `storage` with zeros after it.
const std::uint64_t* padded(const Values& values, std::size_t count, Values& storage) {
  if (values.size() >= count) return values.data();
  storage = values;
  storage.resize(count, 0);
  return storage.data();
}

}  // namespace

std::uint64_t evaluate(Expr e, const std::function<std::uint64_t(Place)>& value) {
  return value_of(e, value);
}

std::uint64_t evaluate(Expr e, const Environment& environment) { return value_of(e, environment); }

Outcome step(const Machine& machine, const Values& parameters, const Values& state, const Event& event) {
  Outcome outcome;
  outcome.state = state;
  const Handler* handler = handler_of(machine, event, state.at(0));
  if (!handler) return outcome;
  if (event.kind == EventKind::Timeout) {
    std::uint64_t& armed = outcome.state[machine.timers[event.event].armed];
    if (!armed) return outcome;
    armed = 0;
  }
  outcome.handled = true;

  Values arguments, message;
  Environment environment;
  environment.row(Owner::Parameter) = parameters.data();
  environment.row(Owner::Endpoint) = outcome.state.data();
  environment.row(Owner::Argument) = padded(event.arguments, machine.arguments.size(), arguments);
  environment.row(Owner::Message, kArriving) = padded(event.message, machine.message.size(), message);
  Execution(machine, environment, outcome).run(*handler);

  std::sort(outcome.assigned.begin(), outcome.assigned.end());
  outcome.assigned.erase(std::unique(outcome.assigned.begin(), outcome.assigned.end()),
                         outcome.assigned.end());
  return outcome;
}

Outcome step(const Model& model, const Machine& machine, const Values& state, const Event& event) {
  return step(machine, default_parameters(model), state, event);
}

Values default_parameters(const Model& model) {
  Values values;
  for (const Parameter& parameter : model.parameters) values.push_back(parameter.value);
  return values;
}

Values initial(const std::vector<Field>& fields) {
  Values values;
  for (const Field& field : fields) values.push_back(field.initial);
  return values;
}

}  // namespace model
