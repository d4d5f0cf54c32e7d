#include "model/elaborate_lookup.h"

#include <algorithm>

#include "model/elaborate_typing.h"

namespace model::elaboration {

namespace {

// ---- names of a machine ---------------------------------------------------------------------------------

Typed enum_value(Context& context, std::size_t enumeration, std::uint64_t value) {
  Type type = enum_type(context, static_cast<std::uint16_t>(enumeration));
  return {type, context.pool().constant(type.sort(), value)};
}

std::optional<Value> wrong_here(Context& context, const ast::Name& name, const std::string& why) {
  context.error(Code::WrongKindOfName, name.span, "'" + name.text + "' " + why);
  return std::nullopt;
}

std::optional<Value> argument_value(Context& context, const Scope& scope, std::size_t index,
                                    const ast::Name& name) {
  if (!scope.moment.arguments)
    return wrong_here(context, name, "has a value only while a machine handles an event");
  const Argument& argument = context.model.machines[scope.machine->index].arguments[index];
  Typed value{argument.type, {}, space_of(argument.type, kSelf, kPeer)};
  value.type.space = Type::Space::None;
  value.expr =
      context.pool().variable(argument.type.sort(), {Owner::Argument, 0, static_cast<std::uint16_t>(index)});
  return value;
}

std::optional<Value> symbol_value(Context& context, const Scope& scope, const Symbol& symbol,
                                  const ast::Name& name) {
  switch (symbol.kind) {
    case Symbol::Kind::Field:
      if (!scope.self) return wrong_here(context, name, "has no fixed value");
      return typed_field(*scope.self, symbol.index);
    case Symbol::Kind::Timer: {
      if (!scope.self) return wrong_here(context, name, "has no fixed value");
      Record timer = *scope.self;
      timer.prefix = name.text;
      return timer;
    }
    case Symbol::Kind::Constant: return scope.machine->constants[symbol.index];
    case Symbol::Kind::Policy: return PolicyValue{symbol.index};
    case Symbol::Kind::Argument: return argument_value(context, scope, symbol.index, name);
    case Symbol::Kind::EnumValue: return enum_value(context, symbol.index, symbol.value);
    case Symbol::Kind::Broken: return std::nullopt;
    case Symbol::Kind::Let: break;
  }
  const ast::Let& let = *scope.machine->lets[symbol.index];
  std::optional<Value> value =
      expand(context, let_scope(scope, scope.machine, scope.self), let, {}, name.span);
  remember(context, name.text, let.doc, value);
  return value;
}

/// Constants, policies and values of enumerations: what of a machine has a meaning without an endpoint.
bool is_common(const Symbol& symbol) {
  return symbol.kind == Symbol::Kind::Constant || symbol.kind == Symbol::Kind::Policy ||
         symbol.kind == Symbol::Kind::EnumValue || symbol.kind == Symbol::Kind::Broken;
}

std::optional<std::uint64_t> position(const std::vector<std::string>& list, const std::string& name) {
  auto found = std::find(list.begin(), list.end(), name);
  if (found == list.end()) return std::nullopt;
  return static_cast<std::uint64_t>(found - list.begin());
}

// ---- names of a system ----------------------------------------------------------------------------------

/// The first machine of the system that knows the name on its own.
const MachineNames* machine_knowing(const Context& context, const Scope& scope, const std::string& name) {
  if (!scope.system) return nullptr;
  for (std::uint16_t machine : context.model.systems[scope.system->index].machine) {
    const MachineNames& names = context.machines[machine];
    auto found = names.symbols.find(name);
    if (found != names.symbols.end() && is_common(found->second)) return &names;
  }
  return nullptr;
}

/// A plain constant that another machine of the system has with another value.
bool is_ambiguous(const Context& context, const Scope& scope, const MachineNames& first,
                  const std::string& name) {
  const auto constant = [&](const MachineNames& names) -> const Typed* {
    auto found = names.symbols.find(name);
    const bool is = found != names.symbols.end() && found->second.kind == Symbol::Kind::Constant;
    return is ? &names.constants[found->second.index] : nullptr;
  };
  const Typed* mine = constant(first);
  const std::vector<std::uint16_t>& machines = context.model.systems[scope.system->index].machine;
  return mine && std::any_of(machines.begin(), machines.end(), [&](std::uint16_t machine) {
           const Typed* other = constant(context.machines[machine]);
           return other &&
                  !(other->type == mine->type && other->number == mine->number && other->expr == mine->expr);
         });
}

std::optional<Value> name_in_system(Context& context, const Scope& scope, const ast::Name& name) {
  const System& system = context.model.systems[scope.system->index];
  if (auto endpoint = position(system.endpoints, name.text)) {
    return endpoint_record(context, system, static_cast<std::uint16_t>(*endpoint));
  }
  if (const ast::Let* let = system_let(scope.system, name.text)) {
    Scope inner = system_scope(*scope.system);
    inner.moment = scope.moment;
    return expand(context, inner, *let, {}, name.span);
  }
  if (const MachineNames* machine = machine_knowing(context, scope, name.text)) {
    if (is_ambiguous(context, scope, *machine, name.text))
      return wrong_here(context, name, "has different values in two machines; declare it once, outside them");
    return symbol_value(context, let_scope(scope, machine, std::nullopt), machine->symbols.at(name.text),
                        name);
  }
  if (is_fact_word(name.text)) return fact_word(context, scope, name);
  context.unknown(name, "nothing here is called", visible_names(context, scope));
  return std::nullopt;
}

// ---- fields --------------------------------------------------------------------------------------------

bool starts_group(const std::vector<Field>& fields, const std::string& path) {
  return std::any_of(fields.begin(), fields.end(),
                     [&](const Field& f) { return f.name.starts_with(path + "."); });
}

/// The fields that are the flag `name` of some group.
std::vector<std::size_t> flags_named(const std::vector<Field>& fields, const std::string& name) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (fields[i].name.ends_with("." + name)) found.push_back(i);
  }
  return found;
}

struct Found {
  std::optional<Value> value;
  bool known = false;
};

/// A field, a group or a flag of a record by its name.
Found field_of(Context& context, const Record& object, const ast::Name& name) {
  const std::vector<Field>& fields = *object.fields;
  std::string path = object.prefix.empty() ? name.text : object.prefix + "." + name.text;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (fields[i].name == path) return {typed_field(object, i), true};
  }
  if (starts_group(fields, path)) {
    Record group = object;
    group.prefix = path;
    return {group, true};
  }
  if (object.kind != Record::Kind::Message || !object.prefix.empty()) return {};
  std::vector<std::size_t> flags = flags_named(fields, name.text);
  if (flags.empty()) return {};
  if (flags.size() == 1) return {typed_field(object, flags[0]), true};
  return {wrong_here(context, name, "is a flag of several fields; say which"), true};
}

std::vector<std::string> member_names(const Record& object) {
  std::vector<std::string> names;
  std::string prefix = object.prefix.empty() ? "" : object.prefix + ".";
  for (const Field& field : *object.fields) {
    if (!field.name.starts_with(prefix)) continue;
    names.push_back(field.name.substr(prefix.size()));
    if (auto dot = names.back().find('.'); dot != std::string::npos)
      names.push_back(names.back().substr(dot + 1));
  }
  if (!prefix.empty() || !object.machine) return names;
  if (object.kind == Record::Kind::Message) {
    for (const auto& [name, let] : object.machine->message_lets) names.push_back(name);
    return names;
  }
  for (const auto& [name, symbol] : object.machine->symbols) {
    if (symbol.kind == Symbol::Kind::Let) names.push_back(name);
  }
  return names;
}

/// A name inside a let of a message: its fields and lets come before the machine's names.
Found name_in_message(Context& context, const Scope& scope, const ast::Name& name) {
  if (!scope.message) return {};
  Found found = field_of(context, *scope.message, name);
  if (found.known) return found;
  const ast::Let* let = message_let(scope.message->machine, name.text);
  if (!let) return {};
  return {expand(context, message_scope(scope, *scope.message), *let, {}, name.span), true};
}

}  // namespace

std::vector<std::string> visible_names(const Context& context, const Scope& scope) {
  std::vector<std::string> names;
  for (const auto& [name, value] : scope.locals) names.push_back(name);
  if (scope.message) {
    for (const Field& field : *scope.message->fields) names.push_back(field.name);
  }
  if (scope.machine) {
    for (const auto& [name, symbol] : scope.machine->symbols) names.push_back(name);
  }
  if (!scope.system) return names;
  const System& system = context.model.systems[scope.system->index];
  names.insert(names.end(), system.endpoints.begin(), system.endpoints.end());
  for (const auto& [name, let] : scope.system->lets) names.push_back(name);
  for (std::uint16_t machine : system.machine) {
    for (const auto& [name, symbol] : context.machines[machine].symbols) {
      if (is_common(symbol)) names.push_back(name);
    }
  }
  return names;
}

std::optional<Value> named(Context& context, const Scope& scope, const ast::Name& name, const Type* hint) {
  if (auto local = scope.locals.find(name.text); local != scope.locals.end()) return local->second;
  if (hint && hint->kind == Type::Kind::Enum) {
    auto value = position(context.model.enums[hint->enumeration].values, name.text);
    if (value) return enum_value(context, hint->enumeration, *value);
  }
  if (Found found = name_in_message(context, scope, name); found.known) return found.value;
  if (scope.machine) {
    auto symbol = scope.machine->symbols.find(name.text);
    if (symbol != scope.machine->symbols.end()) return symbol_value(context, scope, symbol->second, name);
  }
  if (scope.system) return name_in_system(context, scope, name);
  if (is_fact_word(name.text)) return fact_word(context, scope, name);
  context.unknown(name, "nothing here is called", visible_names(context, scope));
  return std::nullopt;
}

std::optional<Value> member(Context& context, const Scope& scope, const Record& object,
                            const ast::Name& field, Span span) {
  if (Found found = field_of(context, object, field); found.known) return found.value;
  bool message = object.kind == Record::Kind::Message;
  const ast::Let* let = !object.prefix.empty() ? nullptr
                        : message              ? message_let(object.machine, field.text)
                                               : machine_let(object.machine, field.text);
  if (!let) {
    std::string what = !object.prefix.empty() ? "'" + object.prefix + "' has no part"
                       : message              ? "the message has no field"
                                              : "the endpoint has no field";
    context.unknown(field, what, member_names(object));
    return std::nullopt;
  }
  if (message) return expand(context, message_scope(scope, object), *let, {}, span);
  return expand(context, let_scope(scope, object.machine, object), *let, {}, span);
}

std::optional<std::size_t> policy_named(const Context& context, const Scope& scope, const ast::Expr& tree) {
  const auto* reference = std::get_if<ast::Reference>(&tree.node);
  if (!reference || scope.locals.contains(reference->name.text)) return std::nullopt;
  const MachineNames* machine =
      scope.machine ? scope.machine : machine_knowing(context, scope, reference->name.text);
  if (!machine) return std::nullopt;
  auto symbol = machine->symbols.find(reference->name.text);
  if (symbol == machine->symbols.end() || symbol->second.kind != Symbol::Kind::Policy) return std::nullopt;
  return symbol->second.index;
}

std::optional<Mask> values_named(Context& context, const Type& type, const std::vector<ast::Name>& names) {
  const Enum& enumeration = context.model.enums[type.enumeration];
  std::vector<std::string> candidates = enumeration.values;
  std::map<std::string, Mask> groups;
  for (const Machine& machine : context.model.machines) {
    if (machine.state_count == 0 || machine.state_enum != type.enumeration) continue;
    for (const Group& group : machine.groups) {
      groups[group.name] = group.states;
      candidates.push_back(group.name);
    }
  }
  Mask mask = 0;
  bool good = true;
  for (const ast::Name& name : names) {
    if (auto value = position(enumeration.values, name.text)) {
      mask |= Mask{1} << *value;
    } else if (auto group = groups.find(name.text); group != groups.end()) {
      mask |= group->second;
    } else {
      context.unknown(name, "'" + enumeration.name + "' has no value", candidates);
      good = false;
    }
  }
  if (!good) return std::nullopt;
  return mask;
}

}  // namespace model::elaboration
