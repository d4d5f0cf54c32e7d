// What a system says about its steps: hooks, assumptions, bounds.
#include <algorithm>
#include <array>
#include <map>

#include "model/elaborate_context.h"
#include "model/elaborate_typing.h"
#include "model/system.h"

namespace model::elaboration {

namespace {

Hook::Kind kind_of(ast::HookKind kind) {
  switch (kind) {
    case ast::HookKind::Step: return Hook::Kind::Step;
    case ast::HookKind::Arrival: return Hook::Kind::Arrival;
    case ast::HookKind::Send: return Hook::Kind::Send;
    case ast::HookKind::Tick: break;
  }
  return Hook::Kind::Tick;
}

Assumption::Kind kind_of(ast::AssumeKind kind) {
  switch (kind) {
    case ast::AssumeKind::Choice: return Assumption::Kind::Choice;
    case ast::AssumeKind::Arrival: return Assumption::Kind::Arrival;
    case ast::AssumeKind::Step: return Assumption::Kind::Step;
    case ast::AssumeKind::State: break;
  }
  return Assumption::Kind::State;
}

struct BehaviourReader {
  Context& context;
  const SystemNames& names;
  System& system;

  void hook(const ast::Hook& tree, std::uint16_t endpoint);
  void set(const ast::Assign& tree, const Scope& scope, std::map<Place, Expr>& current, Hook& hook);
  bool is_ghost(Place place) const;
  void assume(const ast::Assume& tree, std::uint16_t endpoint);
  bool chosen_elsewhere(const ast::Assume& tree);
  bool choice(const ast::Assume& tree, Assumption& assumption, Scope& scope);
  void bound(const ast::Bound& tree);
  bool parameter_bound(const ast::Bound& tree);
  bool argument_bound(const ast::Bound& tree);
  void fresh_number(const ast::Bound& tree, std::uint16_t endpoint, std::uint16_t argument);
  bool fits(const ast::Bound& tree, const Argument& argument);
  bool no_words(const ast::Bound& tree);
  void list(Bounds::Listed values);
};

// ---- hooks ------------------------------------------------------------------------------------------------

bool BehaviourReader::is_ghost(Place place) const {
  if (place.owner == Owner::Endpoint) return system.fields[place.which][place.field].ghost;
  return place.owner == Owner::Message && place.which == kSent && system.message[place.field].ghost;
}

/// One assignment; later ones of the block see it.
void BehaviourReader::set(const ast::Assign& tree, const Scope& scope, std::map<Place, Expr>& current,
                          Hook& hook) {
  std::optional<Typed> target = typed_of(context, scope, *tree.target);
  if (!target) return;
  bool variable = !target->literal && target->expr.op() == Op::Variable;
  if (!variable || !is_ghost(target->expr.place())) {
    context.error(Code::NotAssignable, tree.target->span, "a system assigns to ghosts only");
    return;
  }
  std::optional<Expr> value = stored_value(context, scope, *tree.value, target->type, target->space);
  if (!value) return;
  Place place = target->expr.place();
  Expr seen = substitute(context.pool(), *value, [&](Expr v) {
    auto found = current.find(v.place());
    return found == current.end() ? Expr() : found->second;
  });
  current[place] = seen;
  std::erase_if(hook.sets, [&](const Hook::Set& s) { return s.target == place; });
  hook.sets.push_back({place, seen});
}

void BehaviourReader::hook(const ast::Hook& tree, std::uint16_t endpoint) {
  Hook hook{kind_of(tree.kind), endpoint, {}};
  Scope scope = system_scope(names);
  scope.locals.insert_or_assign("E", endpoint_record(context, system, endpoint));
  scope.moment = step_moment(context, system, endpoint, hook.kind);
  scope.moment.hook = true;
  if (tree.message) {
    const std::optional<Record>& message =
        hook.kind == Hook::Kind::Send ? scope.moment.sending : scope.moment.arriving;
    if (message) scope.locals.insert_or_assign(tree.message->text, *message);
  }
  std::map<Place, Expr> current;
  for (const ast::Effect& effect : tree.effects) {
    if (const auto* assign = std::get_if<ast::Assign>(&effect.node)) {
      set(*assign, scope, current, hook);
    } else {
      context.error(Code::MisplacedConstruct, effect.span, "a hook consists of assignments to ghosts");
    }
  }
  if (!hook.sets.empty()) system.hooks.push_back(std::move(hook));
}

// ---- assumptions
// --------------------------------------------------------------------------------------------

/// True if the name is a fresh value of another endpoint that is meant.
bool BehaviourReader::chosen_elsewhere(const ast::Assume& tree) {
  for (std::uint16_t each : endpoints_named(context, system, *tree.endpoint))
    for (const Argument& argument : context.model.machines[system.machine[each]].arguments)
      if (argument.kind == Argument::Kind::Fresh && argument.name == tree.subject->text) return true;
  return false;
}

/// The fresh value under its name.
bool BehaviourReader::choice(const ast::Assume& tree, Assumption& assumption, Scope& scope) {
  const Machine& machine = context.model.machines[system.machine[assumption.endpoint]];
  std::vector<std::string> known;
  for (std::size_t i = 0; i < machine.arguments.size(); ++i) {
    const Argument& argument = machine.arguments[i];
    if (argument.kind != Argument::Kind::Fresh) continue;
    known.push_back(argument.name);
    if (argument.name != tree.subject->text) continue;
    assumption.subject = static_cast<std::uint16_t>(i);
    Place place{Owner::Argument, 0, assumption.subject};
    Space self = static_cast<Space>(assumption.endpoint);
    Typed value{argument.type, context.pool().variable(argument.type.sort(), place),
                space_of(argument.type, self, other_endpoint(system, assumption.endpoint))};
    value.type.space = Type::Space::None;
    scope.locals.insert_or_assign(argument.name, value);
    return true;
  }
  if (!chosen_elsewhere(tree)) context.unknown(*tree.subject, "no fresh value is called", known);
  return false;
}

void BehaviourReader::assume(const ast::Assume& tree, std::uint16_t endpoint) {
  Assumption assumption{tree.name.text, tree.doc, kind_of(tree.kind), 0, endpoint, {}, tree.span};
  Scope scope = system_scope(names);
  if (assumption.kind != Assumption::Kind::State) {
    scope.locals.insert_or_assign("E", endpoint_record(context, system, endpoint));
    if (tree.endpoint)
      scope.locals.insert_or_assign(tree.endpoint->text, endpoint_record(context, system, endpoint));
  }
  if (assumption.kind == Assumption::Kind::Choice && !choice(tree, assumption, scope)) return;
  if (assumption.kind == Assumption::Kind::Step)
    scope.moment = step_moment(context, system, endpoint, Hook::Kind::Step);
  if (assumption.kind == Assumption::Kind::Arrival) {
    scope.moment.arriving = step_moment(context, system, endpoint, Hook::Kind::Arrival).arriving;
    if (tree.subject && scope.moment.arriving)
      scope.locals.insert_or_assign(tree.subject->text, *scope.moment.arriving);
  }
  for (const ast::Conjunct& conjunct : tree.conjuncts) {
    auto statement = quantified(context, scope, system, conjunct.binder, *conjunct.body);
    if (statement) assumption.conjuncts.push_back(std::move(*statement));
  }
  system.assumptions.push_back(std::move(assumption));
}

// ---- bounds
// ---------------------------------------------------------------------------------------------------

bool BehaviourReader::parameter_bound(const ast::Bound& tree) {
  for (std::uint16_t i = 0; i < context.model.parameters.size(); ++i) {
    const Parameter& parameter = context.model.parameters[i];
    if (parameter.name != tree.subject.name.text) continue;
    bool one = tree.values.size() == 1 && tree.words == 0;
    if (!one || tree.values[0] < parameter.low || tree.values[0] > parameter.high) {
      context.error(Code::ValueOutOfRange, tree.subject.name.span,
                    "'" + parameter.name + "' takes one value in " + std::to_string(parameter.low) + " .. " +
                        std::to_string(parameter.high));
      return true;
    }
    std::erase_if(system.bounds.parameters, [&](const auto& p) { return p.first == i; });
    system.bounds.parameters.emplace_back(i, tree.values[0]);
    return true;
  }
  return false;
}

bool BehaviourReader::argument_bound(const ast::Bound& tree) {
  bool found = false;
  for (std::uint16_t endpoint : endpoints_of(context, system, tree.subject)) {
    const std::vector<Argument>& arguments = context.model.machines[system.machine[endpoint]].arguments;
    for (std::uint16_t i = 0; i < arguments.size(); ++i) {
      if (arguments[i].name != tree.subject.name.text) continue;
      found = true;
      if (is_numbered(arguments[i]))
        fresh_number(tree, endpoint, i);
      else if (fits(tree, arguments[i]))
        list({endpoint, i, tree.values, false});
    }
  }
  return found;
}

void BehaviourReader::list(Bounds::Listed values) {
  std::erase_if(system.bounds.arguments, [&](const Bounds::Listed& other) {
    return other.endpoint == values.endpoint && other.argument == values.argument;
  });
  system.bounds.arguments.push_back(std::move(values));
}

void BehaviourReader::fresh_number(const ast::Bound& tree, std::uint16_t endpoint, std::uint16_t argument) {
  if (tree.words == 1 && tree.values.size() == 1) return list({endpoint, argument, {}, tree.values[0] == 1});
  context.error(Code::ValueOutOfRange, tree.subject.name.span,
                "'" + tree.subject.name.text + "' lies in a sequence space: it is 'new' or 'any'");
}

bool BehaviourReader::no_words(const ast::Bound& tree) {
  if (tree.words == 0) return true;
  context.error(
      Code::ValueOutOfRange, tree.subject.name.span,
      "'" + tree.subject.name.text + "' lies in no sequence space: it takes numbers, not 'new' or 'any'");
  return false;
}

bool BehaviourReader::fits(const ast::Bound& tree, const Argument& argument) {
  if (!no_words(tree)) return false;
  const Type& type = argument.type;
  const bool is_enum = type.kind == Type::Kind::Enum;
  const std::size_t count = is_enum ? context.model.enums[type.enumeration].values.size() : 0;
  for (std::uint64_t value : tree.values) {
    if (is_enum ? value < count : truncate(value, type.width) == value) continue;
    context.error(Code::ValueOutOfRange, tree.subject.name.span,
                  std::to_string(value) + " does not fit into '" + argument.name + "'");
    return false;
  }
  return true;
}

constexpr std::uint64_t kMostSlots = 64;  // every state of a search has room for them, used or not
constexpr std::uint64_t kMostSteps = 1'000'000;
constexpr std::uint64_t kMostIncarnations = Bounds{}.incarnations;

/// Bounds that every system has.
struct Measure {
  const char* name;
  unsigned Bounds::*value;
  std::uint64_t most;
};
constexpr std::array kMeasures{Measure{"slots", &Bounds::slots, kMostSlots},
                               Measure{"depth", &Bounds::depth, kMostSteps},
                               Measure{"incarnations", &Bounds::incarnations, kMostIncarnations}};

void BehaviourReader::bound(const ast::Bound& tree) {
  const std::string& name = tree.subject.name.text;
  for (const Measure& measure : kMeasures) {
    if (tree.subject.endpoint || name != measure.name) continue;
    if (tree.words > 0 || tree.values.size() != 1 || tree.values[0] > measure.most)
      context.error(Code::ValueOutOfRange, tree.subject.name.span,
                    "'" + name + "' is one number up to " + std::to_string(measure.most));
    else
      system.bounds.*measure.value = static_cast<unsigned>(tree.values[0]);
    return;
  }
  const std::size_t before = context.failures;
  if ((!tree.subject.endpoint && parameter_bound(tree)) || argument_bound(tree)) return;
  if (context.failures != before) return;
  std::vector<std::string> known;
  for (const Measure& measure : kMeasures) known.emplace_back(measure.name);
  for (const Parameter& parameter : context.model.parameters) known.push_back(parameter.name);
  for (std::uint16_t machine : machines_of(system))
    for (const Argument& argument : context.model.machines[machine].arguments) known.push_back(argument.name);
  context.unknown(tree.subject.name, "there is nothing to bound called", known);
}

/// Lets without parameters are read even if nothing uses them.
void check_lets(Context& context, const SystemNames& names) {
  for (const auto& [name, let] : names.lets) {
    if (!let->parameters.empty()) continue;
    Scope scope = system_scope(names);
    scope.moment = step_moment(context, context.model.systems[names.index], 0, Hook::Kind::Arrival);
    value_of(context, scope, *let->value);
  }
}

}  // namespace

Moment step_moment(Context& context, const System& system, std::uint16_t endpoint, Hook::Kind kind) {
  Moment moment;
  moment.old = true;
  if (kind == Hook::Kind::Tick) return moment;
  moment.mover = endpoint;
  if (system.message.empty()) return moment;
  const MachineNames* machine = &context.machines[system.machine[endpoint]];
  Space self = static_cast<Space>(endpoint), other = other_endpoint(system, endpoint);
  moment.arriving = message_record(context, system.message, machine, kArriving, other, self);
  moment.sending = message_record(context, system.message, machine, kSent, self, other);
  return moment;
}

void define_system(Context& context, SystemNames& names) {
  if (names.broken) return;
  System& system = context.model.systems[names.index];
  context.system = &system;
  BehaviourReader reader{context, names, system};
  for (const ast::SystemItem& item : names.tree->items) {
    if (const auto* hook = std::get_if<ast::Hook>(&item)) {
      ast::Name everyone{"E", hook->span};
      for (std::uint16_t each : endpoints_named(context, system, hook->endpoint.value_or(everyone)))
        reader.hook(*hook, each);
    }
    if (const auto* assume = std::get_if<ast::Assume>(&item)) {
      if (!assume->endpoint) {
        reader.assume(*assume, 0);
        continue;
      }
      for (std::uint16_t each : endpoints_named(context, system, *assume->endpoint))
        reader.assume(*assume, each);
    }
    if (const auto* bounds = std::get_if<ast::Bounds>(&item)) {
      for (const ast::Bound& each : bounds->bounds) reader.bound(each);
    }
  }
  check_lets(context, names);
}

std::optional<Quantified> quantified(Context& context, const Scope& scope, const System& system,
                                     const std::optional<ast::Binder>& binder, const ast::Expr& body) {
  Quantified statement;
  Scope inner = scope;
  if (binder) {
    std::optional<Value> from = value_of(context, scope, *binder->from);
    if (!from) return std::nullopt;
    const auto* sender = std::get_if<Record>(&*from);
    if (!sender || sender->kind != Record::Kind::Endpoint || !sender->prefix.empty()) {
      context.error(Code::WrongKindOfName, binder->from->span, "expected an endpoint");
      return std::nullopt;
    }
    for (const ast::Name& name : binder->messages) {
      auto which = static_cast<std::uint16_t>(kBound + statement.from.size());
      inner.locals.insert_or_assign(name.text, message_record(context, system.message, sender->machine, which,
                                                              sender->self, sender->peer));
      statement.from.push_back(sender->which);
    }
  }
  std::optional<Typed> value = typed_of(context, inner, body);
  if (!value) return std::nullopt;
  std::optional<Expr> condition = truth(context, *value, body.span);
  if (!condition) return std::nullopt;
  statement.body = *condition;
  return statement;
}

}  // namespace model::elaboration
