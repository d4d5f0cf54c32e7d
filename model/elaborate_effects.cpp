#include <algorithm>

#include "model/elaborate_context.h"
#include "model/elaborate_typing.h"

namespace model::elaboration {

namespace {

/// Reads the effects of a rule, an alternative of the tree a function; actions are expanded in place.
struct EffectReader {
  Context& context;
  const Scope& scope;
  Machine& machine;
  EffectList& out;
  Span span;

  void operator()(const ast::Assign& e);
  void operator()(const ast::Send& e);
  void operator()(const ast::Goto& e);
  void operator()(const ast::Start& e) { set_timer<StartTimer>(e.timer, e.condition); }
  void operator()(const ast::Cancel& e) { set_timer<CancelTimer>(e.timer, e.condition); }
  void operator()(const ast::Emit& e);
  void operator()(const ast::Reply& e);
  void operator()(const ast::Perform& e);
  void operator()(const ast::Stop&) { out.stops = true; }

  template <class T>
  void set_timer(const ast::Name& name, const ast::ExprPtr& condition);
  void not_assignable(const ast::Expr& target);
  std::optional<Scope> action_scope(const ast::Action& action, const ast::Perform& e);
  void check_by_value(const ast::Perform& e, const Scope& inner, std::size_t first);
};

void EffectReader::not_assignable(const ast::Expr& target) {
  const auto* name = std::get_if<ast::Reference>(&target.node);
  bool state = name && name->name.text == "state";
  context.error(Code::NotAssignable, target.span, "only variables of the machine are assigned to", {},
                state ? "write 'goto STATE'" : "");
}

void EffectReader::operator()(const ast::Assign& e) {
  const auto* name = std::get_if<ast::Reference>(&e.target->node);
  auto symbol = name ? scope.machine->symbols.find(name->name.text) : scope.machine->symbols.end();
  bool local = name && scope.locals.contains(name->name.text);
  if (name && !local && symbol == scope.machine->symbols.end()) {
    std::vector<std::string> variables;
    for (const Field& field : machine.fields) variables.push_back(field.name);
    return context.unknown(name->name, "no variable is called", variables);
  }
  if (!name || local || symbol->second.kind != Symbol::Kind::Field || symbol->second.index == 0)
    return not_assignable(*e.target);
  const Type& type = machine.fields[symbol->second.index].type;
  std::optional<Expr> value = stored_value(context, scope, *e.value, type, space_of(type, kSelf, kPeer));
  if (value) out.effects.emplace_back(Assign{static_cast<std::uint16_t>(symbol->second.index), *value});
}

void EffectReader::operator()(const ast::Send& e) {
  if (machine.message_name.empty()) {
    context.error(Code::MissingDeclaration, span, "machine '" + machine.name + "' declares no message");
    return;
  }
  std::optional<Record> message = message_of(context, scope, *e.message);
  if (!message) return;
  if (message->self != kSelf) {
    context.error(Code::SpaceMismatch, e.message->span,
                  "a message that arrived has its sender's numbers first and cannot be sent as it is");
    return;
  }
  out.effects.emplace_back(Send{message->values});
}

void EffectReader::operator()(const ast::Goto& e) {
  const std::vector<std::string>& states = context.model.enums[machine.state_enum].values;
  auto found = std::find(states.begin(), states.end(), e.state.text);
  if (found == states.end()) return context.unknown(e.state, "no state is called", states);
  Expr value = context.pool().constant(machine.fields[0].type.sort(),
                                       static_cast<std::uint64_t>(found - states.begin()));
  out.effects.emplace_back(Assign{0, value});
}

template <class T>
void EffectReader::set_timer(const ast::Name& name, const ast::ExprPtr& condition) {
  std::vector<std::string> known;
  std::optional<Expr> when = condition_of(context, scope, condition);
  for (std::size_t i = 0; i < machine.timers.size(); ++i) {
    known.push_back(machine.timers[i].name);
    if (known.back() != name.text) continue;
    if (when && !when->is_false()) out.effects.emplace_back(T{static_cast<std::uint16_t>(i), *when});
    return;
  }
  context.unknown(name, "no timer is called", known);
}

void EffectReader::operator()(const ast::Emit& e) {
  std::vector<std::string> known;
  for (std::size_t i = 0; i < machine.signals.size(); ++i) {
    const Signal& signal = machine.signals[i];
    known.push_back(signal.name);
    if (signal.name != e.signal.text) continue;
    if (signal.parameters.size() != e.arguments.size()) {
      context.error(Code::WrongArguments, e.signal.span,
                    "signal '" + signal.name + "' takes " + std::to_string(signal.parameters.size()) +
                        " arguments, here are " + std::to_string(e.arguments.size()));
      return;
    }
    Emit emit{static_cast<std::uint16_t>(i), {}};
    for (std::size_t k = 0; k < e.arguments.size(); ++k) {
      const Type& type = signal.parameters[k].type;
      auto value = stored_value(context, scope, *e.arguments[k], type, space_of(type, kSelf, kPeer));
      if (value) emit.arguments.push_back(*value);
    }
    if (emit.arguments.size() == e.arguments.size()) out.effects.emplace_back(std::move(emit));
    return;
  }
  context.unknown(e.signal, "no signal is called", known);
}

void EffectReader::operator()(const ast::Reply& e) {
  auto found = std::find(machine.errors.begin(), machine.errors.end(), e.text);
  auto index = static_cast<std::uint16_t>(found - machine.errors.begin());
  if (found == machine.errors.end()) machine.errors.push_back(e.text);
  out.effects.emplace_back(Reply{index});
}

/// The machine's names and the action's parameters.
std::optional<Scope> EffectReader::action_scope(const ast::Action& action, const ast::Perform& e) {
  if (action.parameters.size() != e.arguments.size()) {
    context.error(Code::WrongArguments, e.action.span,
                  "action '" + action.name.text + "' takes " + std::to_string(action.parameters.size()) +
                      " arguments, here are " + std::to_string(e.arguments.size()),
                  {{action.name.span, "declared here"}});
    return std::nullopt;
  }
  Scope inner = machine_scope(context, *scope.machine);
  bool good = true;
  for (std::size_t i = 0; i < e.arguments.size(); ++i) {
    std::optional<Value> value = value_of(context, scope, *e.arguments[i]);
    good &= value.has_value();
    if (value) inner.locals.insert_or_assign(action.parameters[i].text, std::move(*value));
  }
  if (!good) return std::nullopt;
  return inner;
}

bool reads(const Value& value, std::uint16_t field) {
  const auto* typed = std::get_if<Typed>(&value);
  if (!typed || typed->literal) return false;
  std::vector<Expr> variables = variables_of(typed->expr);
  return std::any_of(variables.begin(), variables.end(),
                     [&](Expr v) { return v.place().owner == Owner::Endpoint && v.place().field == field; });
}

/// An argument means its value at the use; expressions mean the state at their point: an argument that the
/// action itself changes would mean something else half-way.
void EffectReader::check_by_value(const ast::Perform& e, const Scope& inner, std::size_t first) {
  for (std::size_t i = first; i < out.effects.size(); ++i) {
    std::optional<std::uint16_t> changed;
    if (const auto* assign = std::get_if<Assign>(&out.effects[i])) changed = assign->field;
    if (const auto* start = std::get_if<StartTimer>(&out.effects[i]))
      changed = machine.timers[start->timer].armed;
    if (const auto* cancel = std::get_if<CancelTimer>(&out.effects[i]))
      changed = machine.timers[cancel->timer].armed;
    for (const auto& [name, value] : inner.locals) {
      if (!changed || !reads(value, *changed)) continue;
      context.error(Code::MisplacedConstruct, e.action.span,
                    "the argument '" + name + "' reads '" + machine.fields[*changed].name +
                        "', which action '" + e.action.text + "' changes");
    }
  }
}

void EffectReader::operator()(const ast::Perform& e) {
  auto found = scope.machine->actions.find(e.action.text);
  if (found == scope.machine->actions.end()) {
    std::vector<std::string> known;
    for (const auto& [name, action] : scope.machine->actions) known.push_back(name);
    return context.unknown(e.action, "no action is called", known);
  }
  const ast::Action& action = *found->second;
  if (context.circular.contains(&action)) return;
  auto open = std::find(context.performing.begin(), context.performing.end(), &action);
  if (open != context.performing.end()) {
    context.error(Code::RecursiveLet, action.name.span, "action '" + action.name.text + "' performs itself");
    context.circular.insert(open, context.performing.end());
    return;
  }
  if (!context.may_expand(action.name)) return;
  std::optional<Scope> inner = action_scope(action, e);
  if (!inner) return;
  context.performing.push_back(&action);
  EffectList list = effects_of(context, *inner, machine, action.effects);
  context.performing.pop_back();
  std::size_t first = out.effects.size();
  out.effects.insert(out.effects.end(), list.effects.begin(), list.effects.end());
  out.stops |= list.stops;
  check_by_value(e, *inner, first);
}

}  // namespace

EffectList effects_of(Context& context, const Scope& scope, Machine& machine,
                      const std::vector<ast::Effect>& tree) {
  EffectList list;
  for (const ast::Effect& effect : tree) {
    if (list.stops) {
      context.error(Code::MisplacedConstruct, effect.span, "nothing happens after 'stop'");
      break;
    }
    std::visit(EffectReader{context, scope, machine, list, effect.span}, effect.node);
  }
  return list;
}

}  // namespace model::elaboration
