#include <algorithm>

#include "model/elaborate_context.h"
#include "model/elaborate_typing.h"
#include "model/overloaded.h"

namespace model::elaboration {

namespace {

/// Reads one claim, an alternative of the tree a function.
struct ClaimReader {
  Context& context;

  std::vector<Fairness> fairness(const ast::Fair& tree, const System& system);
  void add(Property property, const ast::Name& id);
  bool of_step(const ast::Moment& tree, Property& property, Scope& scope);

  void operator()(const ast::Lemma& tree);
  void operator()(const ast::Invariant& tree);
  void operator()(const ast::Transition& tree);
  void operator()(const ast::Response& tree);
  void operator()(const ast::Reachable& tree);
  void operator()(const ast::Deterministic& tree);

  /// The system's number and scope, or nothing if its declaration or its name is wrong.
  template <class Tree>
  const SystemNames* enter(const Tree& tree) {
    const SystemNames* names = system_named(context, tree.system);
    if (names) context.system = &context.model.systems[names->index];
    return names;
  }
  template <class Tree>
  Property headed(Property::Kind kind, const Tree& tree) {
    Property property;
    property.kind = kind;
    property.id = tree.id.text;
    property.name = tree.name.text;
    property.clause = tree.clause;
    property.doc = tree.doc;
    property.span = tree.span;
    return property;
  }
};

void ClaimReader::add(Property property, const ast::Name& id) {
  for (const Property& other : context.model.properties) {
    if (other.id != property.id) continue;
    context.error(Code::DuplicateName, id.span, "there is already a property '" + other.id + "'",
                  {{other.span, "the first one"}});
    return;
  }
  context.model.properties.push_back(std::move(property));
}

void ClaimReader::operator()(const ast::Lemma& tree) {
  const SystemNames* names = enter(tree);
  if (!names) return;
  const System& system = context.model.systems[names->index];
  for (const Lemma& other : context.model.lemmas) {
    if (other.name != tree.name.text || other.system != names->index) continue;
    context.error(Code::DuplicateName, tree.name.span, "there is already a lemma '" + other.name + "'",
                  {{other.span, "the first one"}});
    return;
  }
  auto statement = quantified(context, system_scope(*names), system, tree.binder, *tree.body);
  if (statement)
    context.model.lemmas.push_back(
        {tree.name.text, tree.doc, names->index, std::move(*statement), tree.span});
}

void ClaimReader::operator()(const ast::Invariant& tree) {
  const SystemNames* names = enter(tree);
  if (!names) return;
  Property property = headed(Property::Kind::Invariant, tree);
  property.system = names->index;
  auto statement =
      quantified(context, system_scope(*names), context.model.systems[names->index], tree.binder, *tree.body);
  if (!statement) return;
  property.statement = std::move(*statement);
  add(std::move(property), tree.id);
}

/// The claim speaks of the steps of one endpoint, all or those that handle a message.
bool ClaimReader::of_step(const ast::Moment& tree, Property& property, Scope& scope) {
  const System& system = context.model.systems[property.system];
  auto endpoint = std::find(system.endpoints.begin(), system.endpoints.end(), tree.endpoint.text);
  if (endpoint == system.endpoints.end()) {
    context.unknown(tree.endpoint, "no endpoint is called", system.endpoints);
    return false;
  }
  property.of_step = true;
  property.endpoint = static_cast<std::uint16_t>(endpoint - system.endpoints.begin());
  property.on = tree.kind == ast::HookKind::Arrival ? Hook::Kind::Arrival : Hook::Kind::Step;
  scope.moment = step_moment(context, system, property.endpoint, property.on);
  if (tree.message && scope.moment.arriving)
    scope.locals.insert_or_assign(tree.message->text, *scope.moment.arriving);
  return true;
}

void ClaimReader::operator()(const ast::Transition& tree) {
  const SystemNames* names = enter(tree);
  if (!names) return;
  Property property = headed(Property::Kind::Transition, tree);
  property.system = names->index;
  Scope scope = system_scope(*names);
  if (!of_step(tree.moment, property, scope)) return;
  auto statement = quantified(context, scope, context.model.systems[names->index], tree.binder, *tree.body);
  if (!statement) return;
  property.statement = std::move(*statement);
  add(std::move(property), tree.id);
}

/// The timer or call of the machine; what the machine knows is added to `known`.
std::optional<Fairness> fair_event(const ast::Name& name, const Machine& machine,
                                   std::vector<std::string>& known) {
  std::optional<Fairness> found;
  const auto look = [&](const auto& list, Fairness::Kind kind) {
    for (std::uint16_t i = 0; i < list.size(); ++i) {
      known.push_back(list[i].name);
      if (!found && known.back() == name.text) found = Fairness{kind, i, std::nullopt};
    }
  };
  look(machine.timers, Fairness::Kind::Timeout);
  look(machine.calls, Fairness::Kind::Call);
  return found;
}

/// Of the endpoints named, or of all whose machines have such an event: once for all if they have one machine.
std::vector<Fairness> ClaimReader::fairness(const ast::Fair& tree, const System& system) {
  if (tree.event.text == "tick") return {{Fairness::Kind::Tick, 0, std::nullopt}};
  if (tree.event.text == "delivery") return {{Fairness::Kind::Delivery, 0, std::nullopt}};
  const std::vector<std::uint16_t> endpoints =
      tree.endpoint ? endpoints_named(context, system, *tree.endpoint) : all_endpoints(system);
  if (endpoints.empty()) return {};
  std::vector<std::string> known{"tick", "delivery"};
  std::vector<Fairness> result;
  for (std::uint16_t endpoint : endpoints) {
    auto fair = fair_event(tree.event, context.model.machines[system.machine[endpoint]], known);
    if (!fair) continue;
    fair->endpoint = endpoint;
    result.push_back(*fair);
  }
  if (result.empty()) context.unknown(tree.event, "no timer or call is called", known);
  const bool everyone = endpoints.size() > 1 && machines_of(system).size() == 1;
  if (everyone && !result.empty()) {
    result.resize(1);
    result[0].endpoint.reset();
  }
  return result;
}

void ClaimReader::operator()(const ast::Response& tree) {
  const SystemNames* names = enter(tree);
  if (!names) return;
  const System& system = context.model.systems[names->index];
  Property property = headed(Property::Kind::Response, tree);
  property.system = names->index;
  for (const ast::Fair& each : tree.fairness) {
    for (const Fairness& fair : fairness(each, system)) property.fairness.push_back(fair);
  }
  Scope scope = system_scope(*names);
  std::optional<Expr> trigger = condition_of(context, scope, tree.trigger),
                      target = condition_of(context, scope, tree.target);
  for (const ast::ExprPtr& each : tree.measure) {
    std::optional<Typed> value = typed_of(context, scope, *each);
    if (!value) continue;
    std::optional<Typed> number = resized(
        context, value->literal ? 64 : std::max<std::uint8_t>(value->type.width, 1), {*value, each->span});
    if (number) property.measure.push_back(number->expr);
  }
  if (!trigger || !target) return;
  property.trigger = *trigger;
  property.target = *target;
  add(std::move(property), tree.id);
}

void ClaimReader::operator()(const ast::Reachable& tree) {
  const SystemNames* names = enter(tree);
  if (!names) return;
  Property property = headed(Property::Kind::Reachable, tree);
  property.system = names->index;
  Scope scope = system_scope(*names);
  if (tree.moment && !of_step(*tree.moment, property, scope)) return;
  auto statement = quantified(context, scope, context.model.systems[names->index], std::nullopt, *tree.body);
  if (!statement) return;
  property.statement = std::move(*statement);
  add(std::move(property), tree.id);
}

void ClaimReader::operator()(const ast::Deterministic& tree) {
  std::vector<std::string> known;
  for (const MachineNames& names : context.machines) {
    known.push_back(names.tree->name.text);
    if (known.back() != tree.machine.text) continue;
    Property property = headed(Property::Kind::Deterministic, tree);
    property.system = names.index;
    return add(std::move(property), tree.id);
  }
  context.unknown(tree.machine, "no machine is called", known);
}

}  // namespace

const SystemNames* system_named(Context& context, const ast::Name& name) {
  std::vector<std::string> known;
  for (const SystemNames& names : context.systems) {
    known.push_back(names.tree->name.text);
    if (known.back() == name.text) return names.broken ? nullptr : &names;
  }
  context.unknown(name, "no system is called", known);
  return nullptr;
}

void elaborate_claim(Context& context, const ast::Item& claim) {
  ClaimReader reader{context};
  std::visit(overloaded{
                 [](const ast::Shared&) {},  // only claims come here
                 [](const ast::Machine&) {},
                 [](const ast::Extend&) {},
                 [](const ast::System&) {},
                 [](const ast::Profile&) {},
                 [](const ast::ClaimsUnder&) {},
                 [](const ast::Variant&) {},
                 [&](const ast::Lemma& x) { reader(x); },
                 [&](const ast::Invariant& x) { reader(x); },
                 [&](const ast::Transition& x) { reader(x); },
                 [&](const ast::Response& x) { reader(x); },
                 [&](const ast::Reachable& x) { reader(x); },
                 [&](const ast::Deterministic& x) { reader(x); },
                 [&](const ast::Run& x) { elaborate_run(context, x); },
             },
             claim);
}

}  // namespace model::elaboration
