#include <algorithm>
#include <numeric>

#include "model/elaborate_context.h"
#include "model/elaborate_typing.h"

namespace model::elaboration {

namespace {

/// Enters what one system declares.
struct SystemDeclarer {
  Context& context;
  SystemNames& names;
  System& system;

  template <class Item, class Function>
  void each(Function function) {
    for (const ast::SystemItem& item : names.tree->items) {
      if (const auto* found = std::get_if<Item>(&item)) function(*found);
    }
  }
  /// Marks the name in the list of every endpoint that is meant and whose machine has it.
  template <class NamesOf>
  void mark(const ast::OfEndpoint& subject, const char* what, std::vector<std::vector<bool>>& lists,
            bool value, const NamesOf& names_of) {
    std::vector<std::string> known;
    bool found = false;
    const std::vector<std::uint16_t> meant = endpoints_of(context, system, subject);
    for (std::uint16_t endpoint : meant) {
      const std::vector<std::string> own = names_of(endpoint);
      const auto at = std::find(own.begin(), own.end(), subject.name.text);
      known.insert(known.end(), own.begin(), own.end());
      if (at == own.end()) continue;
      found = true;
      lists[endpoint][static_cast<std::size_t>(at - own.begin())] = value;
    }
    if (found || meant.empty()) return;
    const std::string whose = subject.endpoint ? " of '" + subject.endpoint->text + "'" : "";
    context.unknown(subject.name, std::string("no ") + what + whose + " is called", known);
  }
  std::optional<std::uint16_t> endpoint(const ast::Name& name);
  const Machine& machine(std::size_t endpoint) const {
    return context.model.machines[system.machine[endpoint]];
  }

  void endpoints(const ast::Endpoints& tree);
  void fields();
  void messages();
  void network(const ast::Network& tree);
  void attribute(const ast::Name& name);
  void lifetime(const ast::Name& name);
  void ghost(const ast::Ghost& tree);
  const MachineNames* machine_knowing_type(const std::vector<std::uint16_t>& endpoints,
                                           const std::string& type) const;
  void add_ghost(std::vector<Field>& fields, const ast::Ghost& tree, const Type& type);
  void timed_fields();
  void calls(const ast::Calls& tree);
  void environment(const ast::Environment& tree);
};

std::optional<std::uint16_t> SystemDeclarer::endpoint(const ast::Name& name) {
  auto found = std::find(system.endpoints.begin(), system.endpoints.end(), name.text);
  if (found != system.endpoints.end()) return static_cast<std::uint16_t>(found - system.endpoints.begin());
  context.unknown(name, "no endpoint is called", system.endpoints);
  return std::nullopt;
}

void SystemDeclarer::endpoints(const ast::Endpoints& tree) {
  std::vector<std::string> known;
  std::optional<std::uint16_t> machine;
  for (const MachineNames& each : context.machines) {
    known.push_back(each.tree->name.text);
    if (known.back() == tree.machine.text) machine = each.index;
  }
  if (!machine) return context.unknown(tree.machine, "no machine is called", known);
  for (const ast::Name& name : tree.names) {
    if (std::find(system.endpoints.begin(), system.endpoints.end(), name.text) != system.endpoints.end()) {
      context.error(Code::DuplicateName, name.span, "there is already an endpoint '" + name.text + "'");
      continue;
    }
    system.endpoints.push_back(name.text);
    system.machine.push_back(*machine);
  }
  system.mirrored |= tree.mirrored;
}

/// The endpoints' machines speak one language.
void SystemDeclarer::messages() {
  for (std::uint16_t each : system.machine) {
    const std::vector<Field>& fields = context.model.machines[each].message;
    if (system.message.empty()) system.message = fields;
    if (fields.empty()) continue;
    bool same =
        std::equal(fields.begin(), fields.end(), system.message.begin(), system.message.end(),
                   [](const Field& a, const Field& b) { return a.name == b.name && a.type == b.type; });
    if (!same)
      context.error(Code::TypeMismatch, names.tree->name.span,
                    "the machines of a system have one kind of message");
  }
}

void SystemDeclarer::fields() {
  for (std::uint16_t machine : system.machine)
    system.fields.push_back(context.model.machines[machine].fields);
  messages();
  if (!system.mirrored) return;
  if (system.endpoints.size() == 2 && system.machine[0] == system.machine[1]) return;
  context.error(Code::MisplacedConstruct, names.tree->name.span,
                "two endpoints of one machine can be mirrored, and nothing else");
  system.mirrored = false;
}

void SystemDeclarer::attribute(const ast::Name& name) {
  if (name.text == "lossy") {
    system.lossy = true;
  } else if (name.text == "duplicating") {
    system.duplicating = true;
  } else if (name.text == "reordering") {
    system.reordering = true;
  } else if (name.text == "forgetting") {
    system.forgetting = true;
  } else {
    context.unknown(name, "a network has no property",
                    {"lossy", "duplicating", "reordering", "forgetting", "lifetime"});
  }
}

void SystemDeclarer::lifetime(const ast::Name& name) {
  Scope scope = system_scope(names);
  Type ticks;
  ticks.kind = Type::Kind::Bits;
  ticks.width = 32;
  ast::Expr reference{ast::Reference{name}, name.span};
  std::optional<Expr> value = stored_value(context, scope, reference, ticks, kNoSpace);
  if (value && system.lifetime && *system.lifetime != *value) {
    context.error(Code::DuplicateName, name.span, "the system has another lifetime already");
  }
  if (value) system.lifetime = *value;
}

void SystemDeclarer::network(const ast::Network& tree) {
  std::optional<std::uint16_t> to = endpoint(tree.to);
  std::optional<std::uint16_t> from;
  if (tree.from) from = endpoint(*tree.from);
  if (to && (from || !tree.from)) system.links.push_back({from, *to});
  if (to && from && tree.both_ways) system.links.push_back({to, *from});
  for (const ast::Name& each : tree.attributes) attribute(each);
  if (tree.lifetime) lifetime(*tree.lifetime);
}

void SystemDeclarer::add_ghost(std::vector<Field>& fields, const ast::Ghost& tree, const Type& type) {
  for (const Field& other : fields) {
    if (other.name != tree.name.text) continue;
    context.error(Code::DuplicateName, tree.name.span, "there is already a field '" + other.name + "'",
                  {{other.span, "declared here first"}});
    return;
  }
  Field field{tree.name.text, type, 0, tree.doc, tree.name.span, true};
  if (tree.initial) {
    auto value = stored_value(context, system_scope(names), *tree.initial, type, kNoSpace);
    bool constant = value && value->op() == Op::Constant;
    if (value && !constant)
      context.error(Code::TypeMismatch, tree.initial->span,
                    "an initial value is a plain number or truth value");
    if (constant) field.initial = value->value();
  }
  fields.push_back(std::move(field));
}

void SystemDeclarer::ghost(const ast::Ghost& tree) {
  if (!tree.owner) {
    context.error(Code::MisplacedConstruct, tree.name.span, "a ghost belongs to an endpoint or to a message",
                  {}, "write 'ghost E." + tree.name.text + "'");
    return;
  }
  bool of_message = std::any_of(system.machine.begin(), system.machine.end(), [&](std::uint16_t m) {
    return context.model.machines[m].message_name == tree.owner->text;
  });
  const auto owners = of_message ? all_endpoints(system) : endpoints_named(context, system, *tree.owner);
  if (owners.empty()) return;
  std::optional<Type> type = type_of(context, machine_knowing_type(owners, tree.type.name.text), tree.type,
                                     of_message ? "sender" : "self", of_message ? "receiver" : "peer");
  if (!type) return;
  if (of_message) return add_ghost(system.message, tree, *type);
  for (std::uint16_t each : owners) add_ghost(system.fields[each], tree, *type);
}

/// Of the first of them whose machine has such an enumeration, else of the first.
const MachineNames* SystemDeclarer::machine_knowing_type(const std::vector<std::uint16_t>& endpoints,
                                                         const std::string& type) const {
  for (std::uint16_t each : endpoints)
    if (context.machines[system.machine[each]].enums.contains(type))
      return &context.machines[system.machine[each]];
  return &context.machines[system.machine[endpoints.front()]];
}

Field ticks_field(const std::string& name, const std::string& doc) {
  Field field;
  field.name = name;
  field.type.kind = Type::Kind::Bits;
  field.type.width = 32;
  field.doc = doc;
  return field;
}

void SystemDeclarer::timed_fields() {
  if (!system.lifetime) return;
  if (!system.message.empty())
    system.message.push_back(ticks_field("ttl", "Ticks that the message has still to live."));
  for (std::size_t i = 0; i < system.endpoints.size(); ++i) {
    for (const Timer& timer : context.model.machines[system.machine[i]].timers) {
      if (timer.duration) system.fields[i].push_back(ticks_field(timer.name + ".left", timer.doc));
    }
  }
}

void SystemDeclarer::calls(const ast::Calls& tree) {
  if (!tree.except)
    for (std::vector<bool>& list : system.call_allowed) list.assign(list.size(), false);
  for (const ast::OfEndpoint& subject : tree.list) {
    mark(subject, "call", system.call_allowed, !tree.except, [&](std::size_t endpoint) {
      std::vector<std::string> list;
      for (const Call& call : machine(endpoint).calls) list.push_back(call.name);
      return list;
    });
  }
}

void SystemDeclarer::environment(const ast::Environment& tree) {
  for (const ast::OfEndpoint& subject : tree.list)
    mark(subject, "event of the environment", system.environment_allowed, true,
         [&](std::size_t endpoint) { return machine(endpoint).environment; });
}

}  // namespace

Scope system_scope(const SystemNames& names) {
  Scope scope;
  scope.system = &names;
  return scope;
}

std::vector<std::uint16_t> machines_of(const System& system) {
  std::vector<std::uint16_t> machines;
  for (std::uint16_t machine : system.machine)
    if (std::find(machines.begin(), machines.end(), machine) == machines.end()) machines.push_back(machine);
  return machines;
}

std::vector<std::uint16_t> all_endpoints(const System& system) {
  std::vector<std::uint16_t> all(system.endpoints.size());
  std::iota(all.begin(), all.end(), std::uint16_t{0});
  return all;
}

std::vector<std::uint16_t> endpoints_named(Context& context, const System& system, const ast::Name& name) {
  for (std::uint16_t i = 0; i < system.endpoints.size(); ++i)
    if (system.endpoints[i] == name.text) return {i};
  if (name.text == "E") return all_endpoints(system);
  std::vector<std::string> known = system.endpoints;
  known.emplace_back("E");
  context.unknown(name, "no endpoint is called", known);
  return {};
}

std::vector<std::uint16_t> endpoints_of(Context& context, const System& system,
                                        const ast::OfEndpoint& subject) {
  if (!subject.endpoint) return all_endpoints(system);
  const std::vector<std::uint16_t> named = endpoints_named(context, system, *subject.endpoint);
  if (system.mirrored && named.size() == 1) {
    context.error(Code::MisplacedConstruct, subject.endpoint->span,
                  "in a mirrored system what may happen to one endpoint may happen to the other", {},
                  "write '" + subject.name.text + "', or declare the endpoints without 'mirrored'");
    return {};
  }
  return named;
}

void declare_system(Context& context, SystemNames& names) {
  System& system = context.model.systems[names.index];
  std::size_t before = context.failures;
  context.system = &system;
  system.name = names.tree->name.text;
  system.doc = names.tree->doc;
  system.span = names.tree->name.span;
  SystemDeclarer declarer{context, names, system};
  declarer.each<ast::Endpoints>([&](const auto& tree) { declarer.endpoints(tree); });
  if (system.endpoints.empty()) {
    context.error(Code::MissingDeclaration, system.span, "system '" + system.name + "' has no endpoints");
    names.broken = true;
    return;
  }
  for (std::size_t endpoint = 0; endpoint < system.endpoints.size(); ++endpoint) {
    system.call_allowed.emplace_back(declarer.machine(endpoint).calls.size(), true);
    system.environment_allowed.emplace_back(declarer.machine(endpoint).environment.size(), false);
  }
  declarer.each<ast::Let>([&](const ast::Let& tree) {
    auto [place, fresh] = names.lets.insert({tree.name.text, &tree});
    if (!fresh) {
      context.error(Code::DuplicateName, tree.name.span, "there is already a let '" + tree.name.text + "'",
                    {{place->second->name.span, "declared here first"}});
    }
  });
  declarer.fields();
  declarer.each<ast::Network>([&](const auto& tree) { declarer.network(tree); });
  declarer.each<ast::Ghost>([&](const auto& tree) { declarer.ghost(tree); });
  declarer.timed_fields();
  declarer.each<ast::Calls>([&](const auto& tree) { declarer.calls(tree); });
  declarer.each<ast::Environment>([&](const auto& tree) { declarer.environment(tree); });
  names.broken = context.failures != before;
}

}  // namespace model::elaboration
