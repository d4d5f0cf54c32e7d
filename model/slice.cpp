#include "model/slice.h"

#include <functional>

#include "model/overloaded.h"
#include "model/print.h"
#include "model/system.h"

namespace model {
namespace {

/// Lines of text, each of its own kind, so that nothing of one kind reads like something of another.
class Slice {
 public:
  explicit Slice(const Model& model) : model_(model) {}

  void machine(const Machine& machine, const std::function<bool(const Handler&)>& happens) {
    machine_ = &machine;
    line("machine " + machine.name);
    fields(machine.fields);
    fields(machine.message);
    for (const auto& argument : machine.arguments)
      line(argument.name + " : " + type(argument.type) + " " + number(argument.kind));
    for (const auto& timer : machine.timers)
      line(timer.name + " lasts " + (timer.duration ? print(model_, machine, timer.duration) : "-"));
    for (const auto& handler : machine.handlers)
      if (happens(handler)) add(handler);
  }

  void system(const System& system, std::uint16_t index) {
    system_ = &system;
    surroundings(system);
    for (const auto& hook : system.hooks) {
      line("hook " + number(hook.kind) + " " + std::to_string(hook.endpoint));
      for (const auto& set : hook.sets)
        line("set " + std::to_string(set.target.field) + " := " + printed(set.value));
    }
    for (const auto& assumption : system.assumptions) {
      line("assume " + assumption.name + " " + number(assumption.kind) + " " +
           std::to_string(assumption.subject) + " " + std::to_string(assumption.endpoint));
      for (const auto& conjunct : assumption.conjuncts) line(printed(conjunct.body));
    }
    for (const auto& lemma : model_.lemmas)
      if (lemma.system == index) line("lemma " + lemma.name + " " + printed(lemma.statement.body));
    for (const auto& each : model_.properties)
      if (each.system == index && each.kind != Property::Kind::Deterministic) add(each);
  }

  std::string text() const { return text_; }

 private:
  template <typename Enumerator>
  static std::string number(Enumerator value) {
    return std::to_string(static_cast<int>(value));
  }
  static std::string type(const Type& type) {
    return number(type.kind) + " " + number(type.width) + " " + number(type.space) + " " +
           std::to_string(type.enumeration);
  }
  void fields(const std::vector<Field>& fields) {
    for (const auto& field : fields)
      line(field.name + " : " + type(field.type) + " = " + std::to_string(field.initial));
  }

  void surroundings(const System& system) {
    for (const auto& parameter : model_.parameters)
      line(parameter.name + " in " + std::to_string(parameter.low) + " " + std::to_string(parameter.high) +
           " " + std::to_string(parameter.value));
    for (const auto& own : system.fields) fields(own);
    fields(system.message);
    for (const auto& link : system.links)
      line("link " + (link.from ? std::to_string(*link.from) : "*") + " " + std::to_string(link.to));
    line("network " + number(system.mirrored) + number(system.forgetting) + number(system.duplicating) +
         number(system.lossy) + number(system.reordering));
    if (system.lifetime) line("lifetime " + printed(*system.lifetime));
    bounds(system.bounds);
  }

  void bounds(const Bounds& bounds) {
    line("bounds " + std::to_string(bounds.slots) + " " + std::to_string(bounds.depth));
    for (const auto& [parameter, value] : bounds.parameters)
      line(std::to_string(parameter) + " = " + std::to_string(value));
    for (const auto& listed : bounds.arguments) {
      line("argument " + std::to_string(listed.endpoint) + " " + std::to_string(listed.argument) + " " +
           number(listed.reuse));
      for (const auto value : listed.values) line(std::to_string(value));
    }
  }

  void line(const std::string& line) { text_ += line + "\n"; }
  std::string printed(Expr e) const { return e ? print(model_, *system_, e) : "-"; }
  std::string own(Expr e) const { return e ? print(model_, *machine_, e) : "-"; }

  void add(const Property& property) {
    line("claim " + property.id + " " + printed(property.statement.body) + " " + printed(property.trigger) +
         " ~> " + printed(property.target));
    line(number(property.kind) + " " + number(property.on) + " " + std::to_string(property.endpoint));
    for (const auto from : property.statement.from) line("for " + std::to_string(from));
    for (const auto& fair : property.fairness)
      line("fair " + number(fair.kind) + " " + std::to_string(fair.event) + " " +
           (fair.endpoint ? std::to_string(*fair.endpoint) : "*"));
    for (const auto& measure : property.measure) line("by " + printed(measure));
  }

  void add(const Handler& handler) {
    line("on " + number(handler.kind) + " " + std::to_string(handler.event) + " in " +
         std::to_string(handler.states));
    for (const auto& step : handler.steps) {
      line("step");
      for (const auto& rule : step.rules) add(rule);
    }
  }

  void add(const Rule& rule) {
    line("rule " + rule.name + " in " + std::to_string(rule.states) + " when " + own(rule.guard) +
         (rule.stops ? " stops" : ""));
    for (const auto& effect : rule.effects) line(told(effect));
  }

  std::string told(const Effect& effect) const {
    const auto listed = [this](const std::vector<Expr>& values) {
      std::string text;
      for (const auto& value : values) text += " " + own(value) + ",";
      return text;
    };
    return std::visit(
        overloaded{
            [&](const Assign& it) { return "set " + std::to_string(it.field) + " := " + own(it.value); },
            [&](const Send& it) { return "send" + listed(it.fields); },
            [&](const StartTimer& it) {
              return "start " + std::to_string(it.timer) + " when " + own(it.condition);
            },
            [&](const CancelTimer& it) {
              return "cancel " + std::to_string(it.timer) + " when " + own(it.condition);
            },
            [&](const Emit& it) { return "signal " + std::to_string(it.signal) + listed(it.arguments); },
            [&](const Reply& it) { return "error " + std::to_string(it.error); },
        },
        effect);
  }

  const Model& model_;
  const Machine* machine_ = nullptr;
  const System* system_ = nullptr;
  std::string text_;
};

}  // namespace

std::string slice(const Model& model, const Property& property) {
  Slice slice(model);
  if (property.kind == Property::Kind::Deterministic) {
    slice.machine(model.machines[property.system], [](const Handler&) { return true; });
    return slice.text();
  }
  const System& system = model.systems[property.system];
  for (std::uint16_t e = 0; e < system.endpoints.size(); ++e)
    slice.machine(model.machines[system.machine[e]], [&](const Handler& handler) {
      return event_allowed(system, e, handler.kind, handler.event);
    });
  slice.system(system, property.system);
  return slice.text();
}

}  // namespace model
