#include "grammar/build.h"

namespace grammar {

ast::Machine Builder::machine(Parser::MachineContext* tree) {
  ast::Machine result{name(tree->name()), string(tree->STRING()), {}, doc(tree)};
  for (Parser::MachineItemContext* each : tree->machineItem()) machine_item(each, result.items);
  return result;
}

ast::Extend Builder::extend(Parser::ExtendContext* tree) {
  ast::Extend result{name(tree->name()), {}};
  for (Parser::MachineItemContext* each : tree->machineItem()) machine_item(each, result.items);
  return result;
}

ast::Shared Builder::shared(Parser::SharedContext* tree) {
  if (auto* each = tree->constant()) return {constant(each)};
  if (auto* each = tree->enumeration()) return {enumeration(each)};
  return {message(tree->message())};
}

/// `variable a, b : u8` becomes two items.
void Builder::machine_item(Parser::MachineItemContext* tree, std::vector<ast::MachineItem>& items) {
  if (auto* states_tree = tree->states()) items.push_back(states(states_tree));
  if (auto* group_tree = tree->group()) items.push_back(group(group_tree));
  if (auto* policy_tree = tree->policy()) items.push_back(policy(policy_tree));
  if (auto* constant_tree = tree->constant()) items.push_back(constant(constant_tree));
  if (auto* enumeration_tree = tree->enumeration()) items.push_back(enumeration(enumeration_tree));
  if (auto* message_tree = tree->message()) items.push_back(message(message_tree));
  if (auto* speaks = tree->speaks()) items.push_back(ast::Speaks{name(speaks->name())});
  if (auto* variable = tree->variable()) {
    const ast::ExprPtr initial = optional_expr(variable->expr());
    for (ast::Name& each : names(variable->names())) {
      items.push_back(
          ast::Variable{std::move(each), type_name(variable->typeName()), initial, doc(variable)});
    }
  }
  if (auto* timer = tree->timer())
    items.push_back(ast::Timer{name(timer->name()), optional_expr(timer->expr()), doc(timer)});
  if (auto* input = tree->input()) {
    const bool fresh = input->kind->getText() == "fresh";
    for (ast::Name& each : names(input->names())) {
      items.push_back(ast::Input{std::move(each), type_name(input->typeName()), fresh, doc(input)});
    }
  }
  if (auto* signal_tree = tree->signal()) items.push_back(signal(signal_tree));
  if (auto* let_tree = tree->let()) items.push_back(let(let_tree));
  if (auto* action_tree = tree->action()) items.push_back(action(action_tree));
  if (auto* handler_tree = tree->handler()) items.push_back(handler(handler_tree));
}

ast::States Builder::states(Parser::StatesContext* tree) {
  ast::States result{{}, std::nullopt, doc(tree)};
  for (Parser::StateNameContext* each : tree->stateName()) {
    result.names.push_back(name(each->name()));
    if (each->initial == nullptr) continue;
    if (result.initial) {
      diagnostics_.error(Code::UnexpectedToken, span(each),
                         "unexpected 'initial': a machine begins in one state",
                         {{result.initial->span, "the initial state named first"}});
    }
    result.initial = result.names.back();
  }
  return result;
}

ast::Group Builder::group(Parser::GroupContext* tree) {
  return {name(tree->name()), names(tree->names()), tree->except != nullptr, doc(tree)};
}

ast::Policy Builder::policy(Parser::PolicyContext* tree) {
  return {name(tree->name(0)), names(tree->names()), name(tree->name(1)), doc(tree)};
}

ast::Enum Builder::enumeration(Parser::EnumerationContext* tree) {
  return {name(tree->name()), names(tree->names()), doc(tree)};
}

ast::Constant Builder::constant(Parser::ConstantContext* tree) {
  ast::Constant result{name(tree->name()), {}, std::nullopt, std::nullopt, doc(tree)};
  if (tree->typeName() != nullptr) result.type = type_name(tree->typeName());
  const auto numbers = tree->number();
  if (tree->DOTS() != nullptr) {
    const std::uint64_t low = number(numbers[0]);
    result.range = {low, number(numbers[1])};
  }
  if (tree->EQUAL() != nullptr) result.value = number(numbers.back());
  return result;
}

ast::Message Builder::message(Parser::MessageContext* tree) {
  ast::Message result{name(tree->name()), {}, {}, doc(tree)};
  for (Parser::FieldContext* each : tree->field()) {
    if (each->let() != nullptr) {
      result.lets.push_back(let(each->let()));
      continue;
    }
    ast::Type type;
    if (each->flags() != nullptr) {
      type = ast::Flags{names(each->flags()->names())};
    } else {
      type = type_name(each->typeName());
    }
    for (ast::Name& field : names(each->names()))
      result.fields.push_back({std::move(field), type, doc(each)});
  }
  return result;
}

ast::Signal Builder::signal(Parser::SignalContext* tree) {
  return {name(tree->name()), parameters(tree->parameters()), doc(tree)};
}

ast::Let Builder::let(Parser::LetContext* tree) {
  return {name(tree->name()), names(tree->names()), expr(tree->expr()), doc(tree)};
}

ast::Action Builder::action(Parser::ActionContext* tree) {
  return {name(tree->name()), names(tree->names()), effects(tree->effects()), doc(tree)};
}

ast::TypeName Builder::type_name(Parser::TypeNameContext* tree) {
  return {name(tree->name(0)), optional_name(tree->name(1))};
}

std::vector<ast::Parameter> Builder::parameters(Parser::ParametersContext* tree) {
  std::vector<ast::Parameter> result;
  if (tree == nullptr) return result;
  for (Parser::ParameterContext* each : tree->parameter())
    result.push_back({name(each->name()), type_name(each->typeName())});
  return result;
}

}  // namespace grammar
