// From ANTLR's parse tree to the tree of grammar/ast.h, one function per rule of the grammar. Private to
// grammar/.
#pragma once

#include "grammar/ast.h"
#include "grammar/tree.h"

namespace grammar {

class Builder {
 public:
  Builder(Text& text, std::string_view source, Diagnostics& diagnostics)
      : text_(text), source_(source), diagnostics_(diagnostics) {}

  ast::File file(Parser::FileContext* tree);

 private:
  // build_expression.cpp
  ast::ExprPtr expr(Parser::ExprContext* tree);
  ast::ExprPtr sum(Parser::SumContext* tree);
  ast::ExprPtr primary(Parser::PrimaryContext* tree);
  ast::ExprPtr postfix(Parser::PostfixContext* tree);
  ast::ExprPtr message_literal(Parser::MessageLiteralContext* tree);
  ast::ExprPtr in_range(Parser::ExprContext* tree);
  ast::FieldValue field_value(Parser::FieldValueContext* tree);
  std::vector<ast::ExprPtr> arguments(Parser::ArgumentsContext* tree);
  std::uint64_t number(Parser::NumberContext* tree);
  ast::ExprPtr binary(ast::BinaryOp op, ast::ExprPtr left, ast::ExprPtr right, Span span);
  ast::ExprPtr make(decltype(ast::Expr::node) node, Span span);
  template <class Tree>
  ast::ExprPtr optional_expr(Tree* tree) {
    return tree == nullptr ? nullptr : expr(tree);
  }

  // build_machine.cpp
  ast::Machine machine(Parser::MachineContext* tree);
  ast::Shared shared(Parser::SharedContext* tree);
  ast::Extend extend(Parser::ExtendContext* tree);
  void machine_item(Parser::MachineItemContext* tree, std::vector<ast::MachineItem>& items);
  ast::States states(Parser::StatesContext* tree);
  ast::Group group(Parser::GroupContext* tree);
  ast::Policy policy(Parser::PolicyContext* tree);
  ast::Enum enumeration(Parser::EnumerationContext* tree);
  ast::Constant constant(Parser::ConstantContext* tree);
  ast::Message message(Parser::MessageContext* tree);
  ast::Signal signal(Parser::SignalContext* tree);
  ast::Let let(Parser::LetContext* tree);
  ast::Action action(Parser::ActionContext* tree);
  ast::TypeName type_name(Parser::TypeNameContext* tree);
  std::vector<ast::Parameter> parameters(Parser::ParametersContext* tree);

  // build_handler.cpp
  ast::Handler handler(Parser::HandlerContext* tree);
  ast::Step step(Parser::StepContext* tree);
  ast::Rule rule(Parser::Rule_Context* tree);
  std::vector<ast::Name> in_states(Parser::InStatesContext* tree);
  ast::ExprPtr guard(Parser::GuardContext* tree);
  std::vector<ast::Effect> effects(Parser::EffectsContext* tree);
  ast::Effect effect(Parser::EffectContext* tree);
  decltype(ast::Effect::node) assignment_or_action(Parser::EffectContext* tree);

  // build_system.cpp
  ast::System system(Parser::SystemContext* tree);
  ast::SystemItem system_item(Parser::SystemItemContext* tree);
  ast::OfEndpoint of_endpoint(Parser::OfEndpointContext* tree);
  std::vector<ast::OfEndpoint> of_endpoints(const std::vector<Parser::OfEndpointContext*>& trees);
  ast::Network network(Parser::NetworkContext* tree);
  ast::Ghost ghost(Parser::GhostContext* tree);
  ast::Hook hook(Parser::HookContext* tree);
  ast::Assume assume(Parser::AssumeContext* tree);
  ast::Conjunct bound(Parser::BoundContext* tree);
  std::optional<ast::Binder> binder(Parser::BinderContext* tree);
  ast::Bounds bounds(Parser::BoundsContext* tree);

  // build_claim.cpp
  ast::Item item(Parser::ItemContext* tree);
  ast::Lemma lemma(Parser::LemmaContext* tree);
  ast::Invariant invariant(Parser::InvariantContext* tree);
  ast::Transition transition(Parser::TransitionContext* tree);
  ast::Response response(Parser::ResponseContext* tree);
  ast::Moment moment(Parser::MomentContext* tree);
  ast::Reachable reachable(Parser::ReachableContext* tree);
  ast::Deterministic deterministic(Parser::DeterministicContext* tree);
  ast::Run run(Parser::RunContext* tree);
  ast::RunStep run_step(Parser::RunStepContext* tree);
  std::vector<ast::Given> given(Parser::WithContext* tree);
  ast::Profile profile(Parser::ProfileContext* tree);
  ast::ClaimsUnder claims_under(Parser::ClaimsUnderContext* tree);
  ast::Setting setting(Parser::SettingContext* tree);
  ast::Variant variant(Parser::VariantContext* tree);
  ast::Change change(Parser::ChangeContext* tree);
  /// Identifier, name, catalogue ids and clause, which all properties begin with.
  template <class Property>
  Property headed(Parser::HeadingContext* tree, antlr4::ParserRuleContext* whole) {
    Property result{};
    result.id = name(tree->name(0));
    result.name = name(tree->name(1));
    result.ids = names(tree->names());
    result.clause = string(tree->STRING());
    result.doc = doc(whole);
    result.span = span(whole);
    return result;
  }

  // build.cpp
  ast::Name name(Parser::NameContext* tree);
  std::optional<ast::Name> optional_name(Parser::NameContext* tree);
  std::vector<ast::Name> names(Parser::NamesContext* tree);
  std::string string(antlr4::tree::TerminalNode* node);  // empty for null
  /// The `///` lines just before the declaration, joined by line ends.
  std::string doc(antlr4::ParserRuleContext* tree);
  Span span(antlr4::ParserRuleContext* tree) { return text_.span(*tree->getStart(), *tree->getStop()); }
  std::string text(Span span) { return std::string(source_.substr(span.begin, span.end - span.begin)); }

  Text& text_;
  std::string_view source_;
  Diagnostics& diagnostics_;
};

}  // namespace grammar
