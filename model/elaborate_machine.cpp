#include <algorithm>

#include "model/elaborate_context.h"
#include "model/elaborate_typing.h"
#include "model/path.h"

namespace model::elaboration {

namespace {

constexpr std::uint16_t kNoEvent = 0xffff;

/// Reads the handlers of one machine.
struct HandlerReader {
  Context& context;
  const MachineNames& names;
  Machine& machine;
  std::map<std::string, Span> rules;  // where each rule name stands

  void handler(const ast::Handler& tree);
  std::uint16_t event_of(const ast::Handler& tree);
  Scope scope_of(const ast::Handler& tree, std::uint16_t event);
  void check_disjoint(const Handler& handler);
  Step step(const Scope& scope, const ast::Step& tree, Mask states, Span span);
};

/// Reads the rules of one step, in order.
struct StepReader {
  HandlerReader& handler;
  const Scope& scope;
  Mask states;                                 // of the handler
  Expr when;                                   // of the step
  bool decided = false;                        // a policy had a say in the step's guard or an earlier rule's
  std::vector<std::pair<Mask, Expr>> taken{};  // when an earlier rule applies
  Step step{};

  ExprPool& pool() { return handler.context.pool(); }
  void rule(const ast::Rule& tree, bool last);
  Mask own_states(const ast::Rule& tree);
  void read_guard(const ast::Rule& tree, Rule& rule);
  void take_the_rest(Rule& rule);
  void add_skip(Span span);
};

Mask StepReader::own_states(const ast::Rule& tree) {
  std::optional<Mask> named = states_of(handler.context, handler.names, tree.states);
  if (!named) return states;
  if ((*named & states) == 0) {
    handler.context.error(Code::MisplacedConstruct, tree.span,
                          "rule '" + tree.name.text + "' is for states that its handler does not handle");
  }
  return *named & states;
}

/// The states and the condition under which no earlier rule of the step applies.
void StepReader::take_the_rest(Rule& rule) {
  Mask all = rule.states;
  for (const auto& [mask, guard] : taken) {
    if (guard.is_true()) rule.states &= ~mask;
  }
  std::vector<Expr> free;
  for (const auto& [mask, guard] : taken) {
    if (guard.is_true() || (mask & rule.states) == 0) continue;
    bool everywhere = (rule.states & ~mask) == 0;
    Expr applies =
        everywhere ? guard : pool().conjoin(in_states(pool(), handler.machine, mask & rule.states), guard);
    free.push_back(pool().negate(applies));
  }
  rule.guard = rule.states == 0 ? pool().boolean(false) : pool().conjoin(std::move(free));
  if (rule.states == 0) rule.states = all;
}

void StepReader::read_guard(const ast::Rule& tree, Rule& rule) {
  std::size_t before = handler.context.policies_read;
  rule.states = own_states(tree);
  Expr own = condition_of(handler.context, scope, tree.guard).value_or(pool().boolean(true));
  decided |= handler.context.policies_read != before;
  if (tree.otherwise) {
    take_the_rest(rule);
  } else {
    rule.guard = pool().boolean(true);
  }
  rule.guard = pool().conjoin(rule.guard, own);
}

void StepReader::rule(const ast::Rule& tree, bool last) {
  Context& context = handler.context;
  if (tree.otherwise && !last) {
    context.error(Code::MisplacedConstruct, tree.span, "the rule with 'otherwise' stands last in its step");
  }
  Rule rule;
  rule.name = tree.name.text;
  rule.implicit = rule.name.empty();
  if (!rule.implicit) {
    rule.ids.push_back(rule.name);
    auto [place, fresh] = handler.rules.insert({rule.name, tree.name.span});
    if (!fresh) {
      context.error(Code::DuplicateName, tree.name.span, "there is already a rule '" + rule.name + "'",
                    {{place->second, "the first one"}});
    }
  }
  for (const ast::Name& id : tree.ids) rule.ids.push_back(id.text);
  rule.clause = tree.clause;
  rule.doc = tree.doc;
  rule.span = tree.span;
  bool decided_before = decided;
  std::size_t read_before = context.policies_read;
  read_guard(tree, rule);
  bool own_decision = context.policies_read != read_before;
  taken.emplace_back(rule.states, rule.guard);
  rule.guard = pool().conjoin(rule.guard, when);
  EffectList list = effects_of(context, scope, handler.machine, tree.effects);
  rule.effects = std::move(list.effects);
  rule.stops = list.stops;
  bool by_policy = own_decision || (tree.otherwise && decided_before) || (when.is_false() && decided_before);
  if (!rule.guard.is_false() || !by_policy) {
    step.rules.push_back(std::move(rule));
  } else if (!rule.implicit) {
    handler.machine.rules_off.push_back(rule.name);
  }
}

/// Nothing happens in a step whose own guard is false.
void StepReader::add_skip(Span span) {
  Rule skip;
  skip.states = states;
  skip.guard = pool().negate(when);
  skip.implicit = true;
  skip.span = span;
  if (!skip.guard.is_false()) step.rules.insert(step.rules.begin(), std::move(skip));
}

Step HandlerReader::step(const Scope& scope, const ast::Step& tree, Mask states, Span span) {
  std::size_t before = context.policies_read;
  Expr when = condition_of(context, scope, tree.guard).value_or(context.pool().boolean(true));
  StepReader reader{*this, scope, states, when, context.policies_read != before};
  reader.step.name = tree.name.text;
  reader.step.title = tree.title;
  reader.step.span = tree.name.text.empty() ? span : tree.name.span;
  for (const ast::Rule& rule : tree.rules) reader.rule(rule, &rule == &tree.rules.back());
  reader.add_skip(reader.step.span);
  return std::move(reader.step);
}

std::uint16_t HandlerReader::event_of(const ast::Handler& tree) {
  const std::string& event = tree.event.text;
  auto position = [&](const auto& list, auto name) -> std::uint16_t {
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (name(list[i]) == event) return static_cast<std::uint16_t>(i);
    }
    return kNoEvent;
  };
  switch (tree.kind) {
    case ast::HandlerKind::Call: return position(machine.calls, [](const Call& c) { return c.name; });
    case ast::HandlerKind::Environment:
      return position(machine.environment, [](const std::string& e) { return e; });
    case ast::HandlerKind::Message: return machine.message_name.empty() ? kNoEvent : std::uint16_t{0};
    case ast::HandlerKind::Timeout: break;
  }
  return position(machine.timers, [](const Timer& t) { return t.name; });
}

EventKind kind_of(ast::HandlerKind kind) {
  switch (kind) {
    case ast::HandlerKind::Call: return EventKind::Call;
    case ast::HandlerKind::Message: return EventKind::Message;
    case ast::HandlerKind::Timeout: return EventKind::Timeout;
    case ast::HandlerKind::Environment: break;
  }
  return EventKind::Environment;
}

/// The machine's names, the message under the handler's name for it, the call's parameters.
Scope HandlerReader::scope_of(const ast::Handler& tree, std::uint16_t event) {
  Scope scope = machine_scope(context, names);
  if (tree.kind == ast::HandlerKind::Message) {
    scope.locals.insert_or_assign(tree.event.text,
                                  message_record(context, machine.message, &names, kArriving, kPeer, kSelf));
  }
  if (tree.kind != ast::HandlerKind::Call) return scope;
  const Call& call = machine.calls[event];
  for (std::size_t i = 0; i < std::min(tree.parameters.size(), call.arguments.size()); ++i) {
    std::uint16_t index = call.arguments[i];
    Type type = machine.arguments[index].type;
    Typed value{type, context.pool().variable(type.sort(), {Owner::Argument, 0, index}),
                space_of(type, kSelf, kPeer)};
    value.type.space = Type::Space::None;
    auto [place, fresh] = scope.locals.insert({tree.parameters[i].name.text, value});
    if (!fresh)
      context.error(Code::DuplicateName, tree.parameters[i].name.span,
                    "'" + place->first + "' is declared twice");
  }
  return scope;
}

void HandlerReader::check_disjoint(const Handler& handler) {
  for (const Handler& other : machine.handlers) {
    if (other.kind != handler.kind || other.event != handler.event || (other.states & handler.states) == 0)
      continue;
    context.error(Code::MisplacedConstruct, handler.span,
                  "another handler of this event has some of these states", {{other.span, "the other one"}});
    return;
  }
}

void HandlerReader::handler(const ast::Handler& tree) {
  std::uint16_t event = event_of(tree);
  if (event == kNoEvent && tree.kind == ast::HandlerKind::Timeout) {
    std::vector<std::string> known;
    for (const Timer& timer : machine.timers) known.push_back(timer.name);
    return context.unknown(tree.event, "no timer is called", known);
  }
  if (event == kNoEvent) {
    context.error(Code::MissingDeclaration, tree.event.span,
                  "machine '" + machine.name + "' declares no message");
    return;
  }
  Handler handler{kind_of(tree.kind), event, 0, {}, tree.span};
  std::optional<Mask> states = states_of(context, names, tree.states);
  handler.states = states.value_or(all_states(machine));
  if (states) check_disjoint(handler);
  Scope scope = scope_of(tree, event);
  for (const ast::Step& each : tree.steps) {
    Step read = step(scope, each, handler.states, tree.span);
    bool idle = std::all_of(read.rules.begin(), read.rules.end(),
                            [](const Rule& r) { return r.implicit && r.guard.is_true(); });
    if (!idle) handler.steps.push_back(std::move(read));
  }
  machine.handlers.push_back(std::move(handler));
}

/// What no handler uses is read all the same, for its errors.
void check_unused(Context& context, const MachineNames& names, Machine& machine) {
  Scope scope = machine_scope(context, names);
  for (const ast::Let* let : names.lets) {
    if (let->parameters.empty()) value_of(context, scope, *let->value);
  }
  for (const auto& [name, let] : names.message_lets) {
    Scope inner = scope;
    inner.self.reset();
    inner.message = message_record(context, machine.message, &names, kArriving, kPeer, kSelf);
    if (let->parameters.empty()) value_of(context, inner, *let->value);
  }
  std::size_t errors = machine.errors.size();
  for (const auto& [name, action] : names.actions) {
    if (action->parameters.empty()) effects_of(context, scope, machine, action->effects);
  }
  machine.errors.resize(errors);
}

}  // namespace

void define_machine(Context& context, const MachineNames& names) {
  Machine& machine = context.model.machines[names.index];
  HandlerReader reader{context, names, machine, {}};
  context.used_lets = &machine.lets;
  for (const ast::MachineItem& item : names.tree->items) {
    if (const auto* tree = std::get_if<ast::Handler>(&item)) reader.handler(*tree);
  }
  context.used_lets = nullptr;
  check_unused(context, names, machine);
}

}  // namespace model::elaboration
