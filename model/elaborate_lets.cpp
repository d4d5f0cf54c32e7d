// Lets: found by their names, written out where they are used.
#include <algorithm>

#include "model/elaborate_lookup.h"

namespace model::elaboration {

namespace {

/// "seg.SEQ" as it is written, where it is short; else empty.
std::string spelled(const ast::Expr& e) {
  if (const auto* reference = std::get_if<ast::Reference>(&e.node)) return reference->name.text;
  const auto* part = std::get_if<ast::Member>(&e.node);
  std::string object = part ? spelled(*part->object) : "";
  return object.empty() ? "" : object + "." + part->field.text;
}

}  // namespace

void remember(Context& context, const std::string& name, const std::string& doc,
              const std::optional<Value>& value) {
  const auto* typed = value ? std::get_if<Typed>(&*value) : nullptr;
  if (!context.used_lets || name.empty() || !typed || typed->literal || typed->expr.op() == Op::Constant)
    return;
  for (const NamedValue& known : *context.used_lets) {
    if (known.value == typed->expr) return;
  }
  context.used_lets->push_back({name, typed->expr, doc});
}

std::string spelled_call(const ast::Call& call) {
  std::string text = call.function.text + "(";
  for (const ast::ExprPtr& argument : call.arguments) {
    std::string each = spelled(*argument);
    if (each.empty()) return "";
    text += (text.back() == '(' ? "" : ", ") + each;
  }
  return text + ")";
}

Scope let_scope(const Scope& from, const MachineNames* machine, std::optional<Record> self) {
  Scope scope;
  scope.machine = machine;
  scope.self = std::move(self);
  scope.moment = from.moment;
  return scope;
}

const ast::Let* machine_let(const MachineNames* machine, const std::string& name) {
  if (!machine) return nullptr;
  auto found = machine->symbols.find(name);
  if (found == machine->symbols.end() || found->second.kind != Symbol::Kind::Let) return nullptr;
  return machine->lets[found->second.index];
}

const ast::Let* message_let(const MachineNames* machine, const std::string& name) {
  if (!machine) return nullptr;
  auto found = machine->message_lets.find(name);
  return found == machine->message_lets.end() ? nullptr : found->second;
}

const ast::Let* system_let(const SystemNames* system, const std::string& name) {
  if (!system) return nullptr;
  auto found = system->lets.find(name);
  return found == system->lets.end() ? nullptr : found->second;
}

Scope message_scope(const Scope& scope, const Record& message) {
  Scope inner = let_scope(scope, message.machine, std::nullopt);
  inner.message = message;
  return inner;
}

LetInScope find_let(const Scope& scope, const std::string& name) {
  if (scope.message) {
    if (const ast::Let* let = message_let(scope.message->machine, name))
      return {let, message_scope(scope, *scope.message)};
  }
  if (const ast::Let* let = machine_let(scope.machine, name))
    return {let, let_scope(scope, scope.machine, scope.self)};
  if (const ast::Let* let = system_let(scope.system, name)) {
    Scope inner = system_scope(*scope.system);
    inner.moment = scope.moment;
    return {let, std::move(inner)};
  }
  return {};
}

std::optional<Value> expand(Context& context, const Scope& scope, const ast::Let& let,
                            std::vector<Value> arguments, Span use) {
  if (context.circular.contains(&let)) return std::nullopt;
  auto open = std::find_if(context.expanding.begin(), context.expanding.end(),
                           [&](const auto& e) { return e.first == &let; });
  if (open != context.expanding.end()) {
    context.error(Code::RecursiveLet, let.name.span, "'" + let.name.text + "' is defined by itself");
    for (; open != context.expanding.end(); ++open) context.circular.insert(open->first);
    return std::nullopt;
  }
  if (arguments.size() != let.parameters.size()) {
    context.error(Code::WrongArguments, use,
                  "'" + let.name.text + "' takes " + std::to_string(let.parameters.size()) +
                      " arguments, here are " + std::to_string(arguments.size()),
                  {{let.name.span, "declared here"}});
    return std::nullopt;
  }
  if (!context.may_expand(let.name)) return std::nullopt;
  Scope inner = scope;
  inner.locals.clear();
  for (std::size_t i = 0; i < arguments.size(); ++i)
    inner.locals.insert_or_assign(let.parameters[i].text, std::move(arguments[i]));
  context.expanding.emplace_back(&let, use);
  const bool mutated = let.in_rules && context.used_lets;  // a handler is being read
  std::optional<Value> value = value_of(context, inner, mutated ? *let.in_rules : *let.value);
  context.expanding.pop_back();
  return value;
}

}  // namespace model::elaboration
