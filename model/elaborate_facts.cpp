// What systems may say about the step just taken.
#include <algorithm>
#include <array>

#include "model/elaborate_lookup.h"
#include "model/elaborate_typing.h"

namespace model::elaboration {

namespace {

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& list, const std::string& name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

Typed flag(Context& context, StepFlag which, std::size_t subject) {
  Place place{Owner::Flag, static_cast<std::uint16_t>(which), static_cast<std::uint16_t>(subject)};
  return boolean(context, context.pool().variable({}, place));
}

std::optional<Value> misplaced(Context& context, Span span, const std::string& message,
                               std::string help = {}) {
  context.error(Code::MisplacedConstruct, span, message, {}, std::move(help));
  return std::nullopt;
}

/// Where the named thing is in a list of a machine.
template <class T>
std::optional<std::size_t> index_of(const std::vector<T>& list, const std::string& name) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    if constexpr (requires { list[i].name; }) {
      if (list[i].name == name) return i;
    } else {
      if (list[i] == name) return i;
    }
  }
  return std::nullopt;
}

Expr before_the_step(ExprPool& pool, Expr e) {
  return substitute(pool, e, [&](Expr variable) {
    Place place = variable.place();
    if (place.owner != Owner::Endpoint) return Expr();
    place.owner = Owner::Old;
    return pool.variable(variable.sort(), place);
  });
}

/// What machines can do, by name: calls, timeouts and events of the environment.
std::vector<std::string> events_of(const Machine& machine) {
  std::vector<std::string> names;
  for (const Call& call : machine.calls) names.push_back(call.name);
  for (const Timer& timer : machine.timers) names.push_back(timer.name);
  names.insert(names.end(), machine.environment.begin(), machine.environment.end());
  return names;
}

std::vector<std::string> signals_of(const Machine& machine) {
  std::vector<std::string> names;
  for (const Signal& signal : machine.signals) names.push_back(signal.name);
  return names;
}

/// One fact about the endpoint that moves.
struct Fact {
  Context& context;
  const Scope& scope;
  const ast::Expr& subject;
  std::uint16_t mover;
  const Machine& machine;

  const std::string* name() const {
    const auto* reference = std::get_if<ast::Reference>(&subject.node);
    return reference ? &reference->name.text : nullptr;
  }
  std::optional<Value> unknown(const std::string& what, const std::vector<std::string>& candidates) {
    if (const auto* reference = std::get_if<ast::Reference>(&subject.node)) {
      context.unknown(reference->name, what, candidates);
    } else {
      context.error(Code::WrongKindOfName, subject.span, "expected a name");
    }
    return std::nullopt;
  }
  /// False if only machines of other endpoints have the name: that is then no fact of this step. Else an
  /// error.
  std::optional<Value> not_here(const std::string& what,
                                std::vector<std::string> (*names_of)(const Machine&)) {
    std::vector<std::string> known = names_of(machine);
    for (std::uint16_t other : machines_of(*context.system)) {
      const std::vector<std::string> names = names_of(context.model.machines[other]);
      known.insert(known.end(), names.begin(), names.end());
    }
    const bool elsewhere = name() && std::find(known.begin(), known.end(), *name()) != known.end();
    return elsewhere ? boolean(context, context.pool().boolean(false)) : unknown(what, known);
  }
  std::string moves(std::uint16_t endpoint) const {
    return "say it of its steps: 'on step of " + context.system->endpoints[endpoint] + "'";
  }
  std::optional<Value> happens();
  std::optional<Value> signalled();
  std::optional<Value> assigned();
  std::optional<Value> started();
  std::optional<Value> given();
};

std::optional<Value> Fact::happens() {
  std::vector<Typed> found;
  const std::string* wanted = name();
  if (wanted && *wanted == "arrival") return flag(context, StepFlag::IsArrival, 0);
  if (!wanted) return unknown("no event is called", {});
  if (auto i = index_of(machine.calls, *wanted)) found.push_back(flag(context, StepFlag::IsCall, *i));
  if (auto i = index_of(machine.timers, *wanted)) found.push_back(flag(context, StepFlag::IsTimeout, *i));
  if (auto i = index_of(machine.environment, *wanted))
    found.push_back(flag(context, StepFlag::IsEnvironment, *i));
  if (found.size() == 1) return found[0];
  if (found.empty()) return not_here("no event is called", events_of);
  context.error(Code::WrongKindOfName, subject.span, "several events are called '" + *wanted + "'");
  return std::nullopt;
}

std::optional<Value> Fact::signalled() {
  const std::string* wanted = name();
  std::optional<std::size_t> i = wanted ? index_of(machine.signals, *wanted) : std::nullopt;
  if (i) return flag(context, StepFlag::Emitted, *i);
  return not_here("no signal is called", signals_of);
}

std::optional<Value> Fact::assigned() {
  std::optional<Typed> value = typed_of(context, scope, subject);
  if (!value) return std::nullopt;
  bool field =
      !value->literal && value->expr.op() == Op::Variable && value->expr.place().owner == Owner::Endpoint;
  if (!field) return misplaced(context, subject.span, "assigned(..) takes a field of an endpoint");
  if (value->expr.place().which != mover)
    return misplaced(context, subject.span, "only the endpoint that moves is assigned to",
                     moves(value->expr.place().which));
  return flag(context, StepFlag::Assigned, value->expr.place().field);
}

std::optional<Value> Fact::started() {
  std::optional<Value> value = value_of(context, scope, subject);
  if (!value) return std::nullopt;
  const auto* record = std::get_if<Record>(&*value);
  std::optional<std::size_t> timer;
  if (record && record->kind == Record::Kind::Endpoint) timer = index_of(machine.timers, record->prefix);
  if (!timer) return misplaced(context, subject.span, "started(..) takes a timer of an endpoint");
  if (record->which != mover)
    return misplaced(context, subject.span, "only the endpoint that moves starts a timer",
                     moves(record->which));
  return flag(context, StepFlag::Started, *timer);
}

/// What an input is in this step, or a parameter of the call that happens: 0, or the first value, if no call has it.
std::optional<Value> Fact::given() {
  const std::string* wanted = name();
  auto& pool = context.pool();
  std::vector<std::string> known;
  std::optional<Typed> found;
  const auto add = [&](std::uint16_t index, const Expr* happens) {
    const Argument& argument = machine.arguments[index];
    known.push_back(argument.name);
    if (!wanted || argument.name != *wanted) return true;
    const Expr value = pool.variable(argument.type.sort(), {Owner::Argument, 0, index});
    if (!found) {
      found = Typed{argument.type, pool.constant(value.sort(), 0),
                    space_of(argument.type, mover, other_endpoint(*context.system, mover))};
      found->type.space = Type::Space::None;
    } else if (found->expr.sort() != value.sort()) {
      return false;
    }
    found->expr = happens ? pool.ite(*happens, value, found->expr) : value;
    return true;
  };
  bool alike = true;
  for (std::uint16_t a = 0; a < machine.arguments.size(); ++a)
    if (machine.arguments[a].kind == Argument::Kind::Input) alike = add(a, nullptr) && alike;
  for (std::uint16_t c = 0; c < machine.calls.size(); ++c) {
    const Expr happens = flag(context, StepFlag::IsCall, c).expr;
    for (const std::uint16_t a : machine.calls[c].arguments) alike = add(a, &happens) && alike;
  }
  if (!alike)
    return misplaced(context, subject.span, "parameters of several types are called '" + *wanted + "'");
  if (!found) return unknown("no input and no parameter of a call is called", known);
  return *found;
}

std::optional<Value> old_value(Context& context, const Scope& scope, const ast::Expr& subject) {
  std::optional<Value> value = value_of(context, scope, subject);
  if (!value) return std::nullopt;
  if (auto* typed = std::get_if<Typed>(&*value); typed && !typed->literal) {
    typed->expr = before_the_step(context.pool(), typed->expr);
  }
  if (auto* record = std::get_if<Record>(&*value)) {
    for (Expr& each : record->values) each = before_the_step(context.pool(), each);
  }
  return value;
}

}  // namespace

bool is_fact(const std::string& name) {
  return contains(
      std::array<std::string_view, 6>{"old", "happens", "assigned", "started", "signalled", "given"}, name);
}

std::optional<Value> fact(Context& context, const Scope& scope, const ast::Call& call, Span span) {
  const std::string& name = call.function.text;
  bool possible = name == "old" ? scope.moment.old : scope.moment.mover.has_value();
  if (!possible)
    return misplaced(context, span, "'" + name + "' has a meaning only where a step is spoken of");
  if (call.arguments.size() != 1) {
    context.error(Code::WrongArguments, call.function.span, "'" + name + "' takes one argument");
    return std::nullopt;
  }
  const ast::Expr& subject = *call.arguments[0];
  if (name == "old") return old_value(context, scope, subject);
  std::uint16_t mover = *scope.moment.mover;
  const Machine& machine = context.model.machines[context.system->machine[mover]];
  Fact facts{context, scope, subject, mover, machine};
  if (name == "happens") return facts.happens();
  if (name == "signalled") return facts.signalled();
  if (name == "assigned") return facts.assigned();
  if (name == "given") return facts.given();
  return facts.started();
}

bool is_fact_word(const std::string& name) {
  return contains(std::array<std::string_view, 4>{"new", "sent", "arriving", "sending"}, name);
}

std::optional<Value> fact_word(Context& context, const Scope& scope, const ast::Name& name) {
  const Moment& moment = scope.moment;
  if (name.text == "arriving" && moment.arriving) return *moment.arriving;
  if (name.text == "sending" && moment.sending) return *moment.sending;
  if (name.text == "sent" && moment.mover) return flag(context, StepFlag::Sent, 0);
  if (name.text == "new" && moment.hook) {
    Type type;
    type.kind = Type::Kind::Identity;
    type.width = 5;
    Place place{Owner::Flag, static_cast<std::uint16_t>(StepFlag::NewIdentity), 0};
    return Typed{type, context.pool().variable(type.sort(), place)};
  }
  return misplaced(context, name.span, "'" + name.text + "' has a meaning only where a step is spoken of");
}

}  // namespace model::elaboration
