// Calls in expressions: the language's own functions, and lets with arguments.
#include "model/elaborate_lookup.h"
#include "model/elaborate_typing.h"

namespace model::elaboration {

namespace {

std::optional<std::uint8_t> cast_width(const std::string& name) {
  if (name.size() < 2 || name.size() > 3 || name[0] != 'u') return std::nullopt;
  unsigned width = 0;
  for (char c : name.substr(1)) {
    if (c < '0' || c > '9') return std::nullopt;
    width = width * 10 + static_cast<unsigned>(c - '0');
  }
  if (width < 1 || width > 64) return std::nullopt;
  return static_cast<std::uint8_t>(width);
}

bool has_arguments(Context& context, const ast::Call& call, std::size_t count) {
  if (call.arguments.size() == count) return true;
  context.error(Code::WrongArguments, call.function.span,
                "'" + call.function.text + "' takes " + std::to_string(count) + " arguments, here are " +
                    std::to_string(call.arguments.size()));
  return false;
}

std::optional<Value> peer_of(Context& context, const Scope& scope, const ast::Call& call) {
  if (!has_arguments(context, call, 1)) return std::nullopt;
  std::optional<Value> value = value_of(context, scope, *call.arguments[0]);
  if (!value) return std::nullopt;
  const auto* record = std::get_if<Record>(&*value);
  bool endpoint = record && record->kind == Record::Kind::Endpoint && record->prefix.empty();
  if (!endpoint) {
    context.error(Code::WrongKindOfName, call.arguments[0]->span, "expected an endpoint");
    return std::nullopt;
  }
  if (record->peer == kWorld) {
    context.error(Code::MisplacedConstruct, call.function.span, "this endpoint has no peer in the system");
    return std::nullopt;
  }
  const System& system = context.model.systems[scope.system->index];
  return endpoint_record(context, system, static_cast<std::uint16_t>(record->peer));
}

std::optional<Value> arithmetic(Context& context, const Scope& scope, const ast::Call& call) {
  std::optional<std::uint8_t> width = cast_width(call.function.text);
  if (!has_arguments(context, call, width ? 1 : 2)) return std::nullopt;
  std::vector<Operand> operands;
  for (const ast::ExprPtr& argument : call.arguments) {
    std::optional<Typed> value = typed_of(context, scope, *argument);
    if (value) operands.push_back({*value, argument->span});
  }
  if (operands.size() != call.arguments.size()) return std::nullopt;
  std::optional<Typed> result = width
                                    ? resized(context, *width, operands[0])
                                    : extreme(context, call.function.text == "min", operands[0], operands[1]);
  if (!result) return std::nullopt;
  return *result;
}

}  // namespace

std::optional<Value> called(Context& context, const Scope& scope, const ast::Call& call, Span span) {
  const std::string& name = call.function.text;
  if (LetInScope found = find_let(scope, name); found.let) {
    std::vector<Value> arguments;
    for (const ast::ExprPtr& argument : call.arguments) {
      std::optional<Value> value = value_of(context, scope, *argument);
      if (value) arguments.push_back(std::move(*value));
    }
    if (arguments.size() != call.arguments.size()) return std::nullopt;
    std::optional<Value> value = expand(context, found.scope, *found.let, std::move(arguments), span);
    remember(context, spelled_call(call), found.let->doc, value);
    return value;
  }
  if (is_fact(name)) return fact(context, scope, call, span);
  if (name == "peer" && scope.system) return peer_of(context, scope, call);
  if (name == "min" || name == "max" || cast_width(name)) return arithmetic(context, scope, call);
  std::vector<std::string> known = visible_names(context, scope);
  known.insert(known.end(), {"min", "max"});
  context.unknown(call.function, "nothing here is called", known);
  return std::nullopt;
}

}  // namespace model::elaboration
