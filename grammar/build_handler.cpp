#include "grammar/build.h"

namespace grammar {

ast::Handler Builder::handler(Parser::HandlerContext* tree) {
  Parser::EventContext* event = tree->event();
  ast::Handler result{};
  const std::string kind = event->kind == nullptr ? "" : event->kind->getText();
  result.kind = kind == "call"          ? ast::HandlerKind::Call
                : kind == "timeout"     ? ast::HandlerKind::Timeout
                : kind == "environment" ? ast::HandlerKind::Environment
                                        : ast::HandlerKind::Message;
  result.event = name(event->name().back());
  result.parameters = parameters(event->parameters());
  result.states = in_states(tree->inStates());
  result.doc = doc(tree);
  result.span = span(tree);
  bool loose = false;  // the last rule stood outside every step
  for (antlr4::tree::ParseTree* child : tree->children) {
    if (auto* step_tree = dynamic_cast<Parser::StepContext*>(child)) {
      result.steps.push_back(step(step_tree));
      loose = false;
    } else if (auto* rule_tree = dynamic_cast<Parser::Rule_Context*>(child)) {
      if (!loose) result.steps.push_back({{{}, span(rule_tree)}, {}, nullptr, {}});
      result.steps.back().rules.push_back(rule(rule_tree));
      loose = true;
    }
  }
  return result;
}

ast::Step Builder::step(Parser::StepContext* tree) {
  ast::Step result{name(tree->name()), string(tree->STRING()), guard(tree->guard()), {}};
  for (Parser::Rule_Context* each : tree->rule_()) result.rules.push_back(rule(each));
  return result;
}

ast::Rule Builder::rule(Parser::Rule_Context* tree) {
  ast::Rule result{};
  result.name = name(tree->name());
  result.ids = names(tree->names());
  result.clause = string(tree->STRING());
  result.states = in_states(tree->inStates());
  result.guard = guard(tree->guard());
  result.otherwise = tree->otherwise != nullptr;
  result.effects = effects(tree->effects());
  result.doc = doc(tree);
  result.span = span(tree);
  return result;
}

std::vector<ast::Name> Builder::in_states(Parser::InStatesContext* tree) {
  return tree == nullptr ? std::vector<ast::Name>{} : names(tree->names());
}

ast::ExprPtr Builder::guard(Parser::GuardContext* tree) {
  return tree == nullptr ? nullptr : expr(tree->expr());
}

std::vector<ast::Effect> Builder::effects(Parser::EffectsContext* tree) {
  std::vector<ast::Effect> result;
  for (Parser::EffectContext* each : tree->effect()) result.push_back(effect(each));
  return result;
}

ast::Effect Builder::effect(Parser::EffectContext* tree) {
  const Span where = span(tree);
  if (tree->postfix() != nullptr) return {assignment_or_action(tree), where};
  const std::string word = tree->getStart()->getText();
  if (word == "send") return {ast::Send{expr(tree->expr())}, where};
  if (word == "goto") return {ast::Goto{name(tree->name())}, where};
  if (word == "start")
    return {ast::Start{name(tree->timing()->name()), guard(tree->timing()->guard())}, where};
  if (word == "cancel")
    return {ast::Cancel{name(tree->timing()->name()), guard(tree->timing()->guard())}, where};
  if (word == "signal") return {ast::Emit{name(tree->name()), arguments(tree->arguments())}, where};
  if (word == "error") return {ast::Reply{string(tree->STRING())}, where};
  return {ast::Stop{}, where};
}

decltype(ast::Effect::node) Builder::assignment_or_action(Parser::EffectContext* tree) {
  Parser::PostfixContext* target = tree->postfix();
  if (tree->expr() != nullptr) {
    ast::ExprPtr left = postfix(target), value = expr(tree->expr());
    return ast::Assign{std::move(left), std::move(value)};
  }
  if (target->name().size() > 1) {
    diagnostics_.error(Code::UnexpectedToken, span(target),
                       "an effect that does nothing, expected ':=' and a value after it");
  }
  return ast::Perform{name(target->name(0)), arguments(target->arguments())};
}

}  // namespace grammar
