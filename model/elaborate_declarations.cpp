#include <algorithm>

#include "model/elaborate_context.h"
#include "model/elaborate_typing.h"

namespace model::elaboration {

namespace {

using SymbolKind = Symbol::Kind;

constexpr std::size_t kMostStates = 64;  // a set of states is one word

/// Enters what one machine declares.
struct Declarer {
  Context& context;
  MachineNames& names;
  Machine& machine;

  template <class Item, class Function>
  void each(Function function) {
    for (const ast::MachineItem& item : names.tree->items) {
      if (const auto* found = std::get_if<Item>(&item)) function(*found);
    }
  }
  bool enter(const ast::Name& name, Symbol symbol) {
    symbol.span = name.span;
    auto [place, fresh] = names.symbols.insert({name.text, symbol});
    if (!fresh) duplicate(name, place->second.span);
    return fresh;
  }
  void duplicate(const ast::Name& name, Span first) {
    context.error(Code::DuplicateName, name.span, "'" + name.text + "' is declared twice",
                  {{first, "declared here first"}});
  }
  std::optional<Type> type(const ast::TypeName& tree, const char* self = "self", const char* peer = "peer") {
    std::optional<Type> found = type_of(context, &names, tree, self, peer);
    if (!found || found->kind != Type::Kind::Identity) return found;
    context.error(Code::TypeMismatch, tree.name.span, "only ghosts are of type 'identity'");
    return std::nullopt;
  }
  std::uint16_t add_enum(const std::string& name, const std::vector<ast::Name>& values);
  void states();
  void group(const ast::Group& tree);
  void enumeration(const ast::Enum& tree);
  void constant(const ast::Constant& tree);
  void message(const ast::Message& tree);
  void speaks(const ast::Speaks& tree);
  void message_field(const ast::Field& tree, std::map<std::string, Span>& seen);
  void variable(const ast::Variable& tree);
  void timer(const ast::Timer& tree);
  void input(const ast::Input& tree);
  void signal(const ast::Signal& tree);
  void handler(const ast::Handler& tree);
  std::optional<std::uint16_t> argument(const ast::Parameter& tree);
  void armed_fields();
  void initial_values();
  void durations();
};

// ---- states and enumerations --------------------------------------------------------------------------

std::uint16_t Declarer::add_enum(const std::string& name, const std::vector<ast::Name>& values) {
  auto index = static_cast<std::uint16_t>(context.model.enums.size());
  Enum enumeration{name, {}};
  for (const ast::Name& value : values) {
    if (enter(value, {SymbolKind::EnumValue, index, enumeration.values.size(), {}}))
      enumeration.values.push_back(value.text);
  }
  context.model.enums.push_back(std::move(enumeration));
  return index;
}

void Declarer::states() {
  std::vector<ast::Name> list;
  std::optional<ast::Name> initial;
  each<ast::States>([&](const ast::States& tree) {
    list.insert(list.end(), tree.names.begin(), tree.names.end());
    if (!tree.initial) return;
    if (initial)
      context.error(Code::DuplicateName, tree.initial->span, "a machine has one initial state",
                    {{initial->span, "the first"}});
    initial = tree.initial;
  });
  const ast::Name& name = names.tree->name;
  if (list.size() > kMostStates) {
    context.error(Code::TooManyStates, list[kMostStates].span, "a machine has at most 64 states");
    list.resize(kMostStates);
  }
  machine.state_enum = add_enum(name.text + "State", list);
  machine.state_count = context.model.enums[machine.state_enum].values.size();
  if (list.empty())
    context.error(Code::MissingDeclaration, name.span, "machine '" + name.text + "' has no states");
  if (!list.empty() && !initial) {
    context.error(Code::MissingDeclaration, name.span, "machine '" + name.text + "' has no initial state", {},
                  "write 'state " + list[0].text + " initial'");
  }
  enter({"state", name.span}, {SymbolKind::Field, 0, 0, name.span});
  Field field{"state", enum_type(context, machine.state_enum), 0, "", name.span};
  if (initial) {
    auto symbol = names.symbols.find(initial->text);
    if (symbol != names.symbols.end()) field.initial = symbol->second.value;
  }
  machine.fields.push_back(std::move(field));
  for (const ast::Name& state : list) names.states.insert({state.text, state.span});
}

void Declarer::group(const ast::Group& tree) {
  auto [place, fresh] = names.states.insert({tree.name.text, tree.name.span});
  if (!fresh) return duplicate(tree.name, place->second);
  std::optional<Mask> members = states_of(context, names, tree.members);
  Mask mask = members.value_or(0);
  machine.groups.push_back({tree.name.text, tree.all_except ? all_states(machine) & ~mask : mask});
}

void Declarer::enumeration(const ast::Enum& tree) {
  auto [place, fresh] = names.enums.insert({tree.name.text, 0});
  if (!fresh) {
    context.error(Code::DuplicateName, tree.name.span, "there is already a type '" + tree.name.text + "'");
    return;
  }
  if (tree.values.size() > kMostStates)
    context.error(Code::TooManyStates, tree.name.span, "an enumeration has at most 64 values");
  place->second = add_enum(tree.name.text, tree.values);
}

// ---- constants ------------------------------------------------------------------------------------------

void Declarer::constant(const ast::Constant& tree) {
  auto broken = [&] { enter(tree.name, {SymbolKind::Broken, 0, 0, {}}); };
  if (!tree.range && !tree.value) {
    context.error(Code::MissingDeclaration, tree.name.span,
                  "constant '" + tree.name.text + "' has neither a range nor a value");
    return broken();
  }
  Typed value = literal(tree.value.value_or(tree.range ? tree.range->first : 0));
  if (tree.type.name.text.empty()) {
    if (tree.range) {
      context.error(Code::MissingDeclaration, tree.name.span, "a constant with a range needs a type", {},
                    "write ': u32 in ..'");
      return broken();
    }
  } else {
    std::optional<Type> found = type(tree.type);
    if (!found) return broken();
    std::optional<Expr> expr =
        convert(context, value, *found, space_of(*found, kSelf, kPeer), tree.name.span);
    if (!expr) return broken();
    value = {*found, *expr, kNoSpace};
  }
  if (tree.range) {
    auto [low, high] = *tree.range;
    if (low > high || value.expr.value() < low || value.expr.value() > high ||
        truncate(high, value.type.width) != high) {
      context.error(
          Code::ValueOutOfRange, tree.name.span,
          "the range of '" + tree.name.text + "' is empty, does not fit its type, or leaves out its value");
      return broken();
    }
    auto index = static_cast<std::uint16_t>(context.model.parameters.size());
    for (const Parameter& other : context.model.parameters) {
      if (other.name == tree.name.text)
        context.error(Code::DuplicateName, tree.name.span,
                      "another machine has a constant '" + other.name + "'");
    }
    context.model.parameters.push_back({tree.name.text, value.type, low, high, value.expr.value(), tree.doc});
    value.expr = context.pool().variable(value.type.sort(), {Owner::Parameter, 0, index});
  }
  if (enter(tree.name, {SymbolKind::Constant, names.constants.size(), 0, {}}))
    names.constants.push_back(value);
}

// ---- messages -------------------------------------------------------------------------------------------

void Declarer::message_field(const ast::Field& tree, std::map<std::string, Span>& seen) {
  auto [place, fresh] = seen.insert({tree.name.text, tree.name.span});
  if (!fresh) return duplicate(tree.name, place->second);
  if (const auto* flags = std::get_if<ast::Flags>(&tree.type)) {
    std::map<std::string, Span> inside;
    for (const ast::Name& flag : flags->names) {
      auto [first, new_flag] = inside.insert({flag.text, flag.span});
      if (!new_flag) duplicate(flag, first->second);
      machine.message.push_back({tree.name.text + "." + flag.text, Type{}, 0, tree.doc, flag.span});
    }
    return;
  }
  std::optional<Type> found = type(std::get<ast::TypeName>(tree.type), "sender", "receiver");
  if (found) machine.message.push_back({tree.name.text, *found, 0, tree.doc, tree.name.span});
}

void Declarer::message(const ast::Message& tree) {
  if (!machine.message_name.empty()) {
    context.error(
        Code::DuplicateName, tree.name.span,
        "machine '" + machine.name + "' has a message type already: '" + machine.message_name + "'");
    return;
  }
  machine.message_name = tree.name.text;
  std::map<std::string, Span> seen;
  for (const ast::Field& field : tree.fields) message_field(field, seen);
  for (const ast::Let& let : tree.lets) {
    auto [place, fresh] = seen.insert({let.name.text, let.name.span});
    if (!fresh) duplicate(let.name, place->second);
    names.message_lets.insert({let.name.text, &let});
  }
}

void Declarer::speaks(const ast::Speaks& tree) {
  std::vector<std::string> known;
  for (const ast::MachineItem& item : context.parts.shared.items) {
    const auto* found = std::get_if<ast::Message>(&item);
    if (!found) continue;
    known.push_back(found->name.text);
    if (known.back() == tree.message.text) return message(*found);
  }
  context.unknown(tree.message, "no message is declared outside the machines under the name", known);
}

// ---- variables, timers, arguments -----------------------------------------------------------------------

void Declarer::variable(const ast::Variable& tree) {
  std::optional<Type> found = type(tree.type);
  if (!found) return void(enter(tree.name, {SymbolKind::Broken, 0, 0, {}}));
  if (!enter(tree.name, {SymbolKind::Field, machine.fields.size(), 0, {}})) return;
  machine.fields.push_back({tree.name.text, *found, 0, tree.doc, tree.name.span});
}

void Declarer::timer(const ast::Timer& tree) {
  if (!enter(tree.name, {SymbolKind::Timer, machine.timers.size(), 0, {}})) return;
  machine.timers.push_back({tree.name.text, 0, Expr(), tree.doc});
}

void Declarer::armed_fields() {
  for (Timer& timer : machine.timers) {
    timer.armed = static_cast<std::uint16_t>(machine.fields.size());
    machine.fields.push_back(
        {timer.name + ".armed", Type{}, 0, timer.doc, names.symbols.at(timer.name).span});
  }
}

void Declarer::input(const ast::Input& tree) {
  std::optional<Type> found = type(tree.type);
  if (!found) return void(enter(tree.name, {SymbolKind::Broken, 0, 0, {}}));
  if (!enter(tree.name, {SymbolKind::Argument, machine.arguments.size(), 0, {}})) return;
  auto kind = tree.fresh ? Argument::Kind::Fresh : Argument::Kind::Input;
  machine.arguments.push_back({tree.name.text, *found, kind, tree.doc});
}

void Declarer::signal(const ast::Signal& tree) {
  for (const Signal& other : machine.signals) {
    if (other.name != tree.name.text) continue;
    context.error(Code::DuplicateName, tree.name.span, "there is already a signal '" + other.name + "'");
    return;
  }
  Signal signal{tree.name.text, {}, tree.doc};
  for (const ast::Parameter& parameter : tree.parameters) {
    if (auto found = type(parameter.type))
      signal.parameters.push_back({parameter.name.text, *found, 0, "", parameter.name.span});
  }
  machine.signals.push_back(std::move(signal));
}

/// A parameter of the same name and type in two calls is one argument.
std::optional<std::uint16_t> Declarer::argument(const ast::Parameter& tree) {
  std::optional<Type> found = type(tree.type);
  if (!found) return std::nullopt;
  for (std::size_t i = 0; i < machine.arguments.size(); ++i) {
    const Argument& other = machine.arguments[i];
    if (other.kind == Argument::Kind::Call && other.name == tree.name.text && other.type == *found)
      return static_cast<std::uint16_t>(i);
  }
  machine.arguments.push_back({tree.name.text, *found, Argument::Kind::Call, ""});
  return static_cast<std::uint16_t>(machine.arguments.size() - 1);
}

/// Calls and the environment's events are declared by their handlers.
void Declarer::handler(const ast::Handler& tree) {
  const std::string& event = tree.event.text;
  if (tree.kind == ast::HandlerKind::Environment) {
    auto& list = machine.environment;
    if (std::find(list.begin(), list.end(), event) == list.end()) list.push_back(event);
  }
  if (tree.kind != ast::HandlerKind::Call) return;
  Call call{event, {}, tree.doc};
  for (const ast::Parameter& parameter : tree.parameters) {
    if (auto index = argument(parameter)) call.arguments.push_back(*index);
  }
  for (Call& other : machine.calls) {
    if (other.name != event) continue;
    if (other.arguments != call.arguments) {
      context.error(Code::WrongArguments, tree.event.span,
                    "call '" + event + "' has other parameters in another handler");
    }
    if (other.doc.empty()) other.doc = tree.doc;
    return;
  }
  machine.calls.push_back(std::move(call));
}

// ---- expressions of declarations --------------------------------------------------------------------------

void Declarer::initial_values() {
  Scope scope = machine_scope(context, names);
  scope.self.reset();
  scope.moment.arguments = false;
  each<ast::Variable>([&](const ast::Variable& tree) {
    auto symbol = names.symbols.find(tree.name.text);
    if (!tree.initial || symbol == names.symbols.end() || symbol->second.kind != SymbolKind::Field) return;
    Field& field = machine.fields[symbol->second.index];
    std::optional<Expr> value =
        stored_value(context, scope, *tree.initial, field.type, space_of(field.type, kSelf, kPeer));
    if (!value) return;
    if (value->op() != Op::Constant) {
      context.error(Code::TypeMismatch, tree.initial->span,
                    "an initial value is a plain number or truth value");
      return;
    }
    field.initial = value->value();
  });
}

void Declarer::durations() {
  Scope scope = machine_scope(context, names);
  scope.self.reset();
  scope.moment.arguments = false;
  Type ticks;
  ticks.kind = Type::Kind::Bits;
  ticks.width = 32;
  each<ast::Timer>([&](const ast::Timer& tree) {
    for (Timer& timer : machine.timers) {
      if (!tree.duration || timer.name != tree.name.text) continue;
      if (auto value = stored_value(context, scope, *tree.duration, ticks, kNoSpace)) timer.duration = *value;
    }
  });
}

}  // namespace

void declare_shared(Context& context) {
  context.shared.tree = &context.parts.shared;
  Machine nobody;
  Declarer declarer{context, context.shared, nobody};
  declarer.each<ast::Enum>([&](const auto& tree) { declarer.enumeration(tree); });
  declarer.each<ast::Constant>([&](const auto& tree) { declarer.constant(tree); });
  std::map<std::string, Span> messages;
  declarer.each<ast::Message>([&](const ast::Message& tree) {
    auto [place, fresh] = messages.insert({tree.name.text, tree.name.span});
    if (!fresh) declarer.duplicate(tree.name, place->second);
    MachineNames names = context.shared;
    Machine speaker;
    Declarer{context, names, speaker}.message(tree);
  });
}

void declare_policies(Context& context, std::uint16_t index) {
  MachineNames& names = context.machines[index];
  for (const ast::MachineItem& item : names.tree->items) {
    const auto* tree = std::get_if<ast::Policy>(&item);
    if (!tree) continue;
    auto known = std::find_if(context.policies.begin(), context.policies.end(),
                              [&](const Policy& p) { return p.name == tree->name.text; });
    if (known != context.policies.end()) {
      context.error(Code::DuplicateName, tree->name.span,
                    "there is already a policy '" + tree->name.text + "'",
                    {{known->span, "declared here first"}});
      continue;
    }
    Policy policy{tree->name.text, {}, tree->initial.text, tree->name.span};
    for (const ast::Name& value : tree->values) {
      if (std::find(policy.values.begin(), policy.values.end(), value.text) != policy.values.end())
        context.error(Code::DuplicateName, value.span,
                      "policy '" + policy.name + "' has the value '" + value.text + "' already");
      policy.values.push_back(value.text);
    }
    if (std::find(policy.values.begin(), policy.values.end(), policy.chosen) == policy.values.end()) {
      context.error(Code::UnknownPolicyValue, tree->initial.span,
                    "policy '" + policy.name + "' has no value '" + policy.chosen + "'", {},
                    suggestion(policy.chosen, policy.values));
    }
    auto [place, fresh] =
        names.symbols.insert({policy.name, {SymbolKind::Policy, context.policies.size(), 0, policy.span}});
    if (!fresh)
      context.error(Code::DuplicateName, policy.span, "'" + policy.name + "' is declared twice",
                    {{place->second.span, "declared here first"}});
    context.policies.push_back(std::move(policy));
  }
}

void declare_machine(Context& context, std::uint16_t index) {
  MachineNames& names = context.machines[index];
  Machine& machine = context.model.machines[index];
  machine.name = names.tree->name.text;
  machine.clause = names.tree->source;
  machine.doc = names.tree->doc;
  Declarer declarer{context, names, machine};
  declarer.states();
  declarer.each<ast::Group>([&](const auto& tree) { declarer.group(tree); });
  declarer.each<ast::Enum>([&](const auto& tree) { declarer.enumeration(tree); });
  declarer.each<ast::Constant>([&](const auto& tree) { declarer.constant(tree); });
  declarer.each<ast::Message>([&](const auto& tree) { declarer.message(tree); });
  declarer.each<ast::Speaks>([&](const auto& tree) { declarer.speaks(tree); });
  declarer.each<ast::Variable>([&](const auto& tree) { declarer.variable(tree); });
  declarer.each<ast::Timer>([&](const auto& tree) { declarer.timer(tree); });
  declarer.armed_fields();
  declarer.each<ast::Input>([&](const auto& tree) { declarer.input(tree); });
  declarer.each<ast::Signal>([&](const auto& tree) { declarer.signal(tree); });
  declarer.each<ast::Handler>([&](const auto& tree) { declarer.handler(tree); });
  declarer.each<ast::Let>([&](const ast::Let& tree) {
    if (declarer.enter(tree.name, {SymbolKind::Let, names.lets.size(), 0, {}})) names.lets.push_back(&tree);
  });
  declarer.each<ast::Action>([&](const ast::Action& tree) {
    auto [place, fresh] = names.actions.insert({tree.name.text, &tree});
    if (!fresh) declarer.duplicate(tree.name, place->second->name.span);
  });
  declarer.initial_values();
  declarer.durations();
}

}  // namespace model::elaboration
