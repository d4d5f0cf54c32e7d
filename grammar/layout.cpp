#include "grammar/layout.h"

namespace grammar {
namespace {

bool is_statement(std::size_t rule) {
  return is_one_of(rule,
                   {Parser::RuleImportFile, Parser::RuleItem, Parser::RuleMachineItem, Parser::RuleSystemItem,
                    Parser::RuleField, Parser::RuleRule_, Parser::RuleStep, Parser::RuleEffect,
                    Parser::RuleBoundValues, Parser::RuleSetting, Parser::RuleChange, Parser::RuleRunStep});
}

/// `(` after a name; elsewhere it groups.
bool is_call(const antlr4::ParserRuleContext& parent) {
  if (parent.getRuleIndex() == Parser::RuleArguments) {
    return dynamic_cast<const Parser::ResponseContext*>(parent.parent) == nullptr;  // by decreasing (e1, e2)
  }
  return is_one_of(parent.getRuleIndex(),
                   {Parser::RuleParameters, Parser::RuleLet, Parser::RuleAction, Parser::RuleFair});
}

/// `lemma x in Pair: e`, but `variable x : u8`.
bool is_heading(std::size_t rule) {
  return is_one_of(rule,
                   {Parser::RuleLemma, Parser::RuleInvariant, Parser::RuleTransition, Parser::RuleResponse,
                    Parser::RuleReachable, Parser::RuleDeterministic, Parser::RuleAssume, Parser::RuleBound});
}

bool is_first_field(const antlr4::ParserRuleContext& field) {
  return field.parent->children.front() == &field;
}

void place_in_field(Placement& placement, std::size_t type, const antlr4::ParserRuleContext& field) {
  placement.closes_up_left = type != Parser::LESS || !is_first_field(field);
  placement.closes_up_right = type != Parser::GREATER;
}

void place(Placement& placement, std::size_t type, const antlr4::ParserRuleContext& parent) {
  const std::size_t rule = parent.getRuleIndex();
  if (rule == Parser::RuleFieldValue) {
    place_in_field(placement, type, parent);
    return;
  }
  const bool joint = type == Parser::DOT || type == Parser::POWER;
  const bool opening = type == Parser::LPAREN || type == Parser::LBRACKET;
  const bool closing = is_one_of(type, {Parser::COMMA, Parser::SEMICOLON, Parser::RPAREN, Parser::RBRACKET});
  placement.closes_up_left = joint || closing || (type == Parser::LPAREN && is_call(parent)) ||
                             (type == Parser::COLON && is_heading(rule));
  placement.closes_up_right = joint || opening;
}

/// As deep as the tree, which the checks of tokens have bounded.
void visit(const antlr4::ParserRuleContext& tree, std::vector<Placement>& placements) {
  if (is_statement(tree.getRuleIndex())) placements[tree.start->getTokenIndex()].begins_statement = true;
  for (antlr4::tree::ParseTree* child : tree.children) {
    if (auto* leaf = dynamic_cast<antlr4::tree::TerminalNode*>(child)) {
      const antlr4::Token& token = *leaf->getSymbol();
      place(placements[token.getTokenIndex()], token.getType(), tree);
    } else {
      visit(dynamic_cast<const antlr4::ParserRuleContext&>(*child), placements);
    }
  }
}

}  // namespace

std::vector<Placement> layout(Tree& tree) {
  std::vector<Placement> placements(tree.text().tokens().size());
  visit(*tree.root(), placements);
  return placements;
}

}  // namespace grammar
