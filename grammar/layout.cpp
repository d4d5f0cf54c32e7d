#include "grammar/layout.h"

namespace grammar {
namespace {

bool is_statement(std::size_t rule) {
  switch (rule) {
    case Parser::RuleImportFile:
    case Parser::RuleItem:
    case Parser::RuleMachineItem:
    case Parser::RuleSystemItem:
    case Parser::RuleField:
    case Parser::RuleRule_:
    case Parser::RuleStep:
    case Parser::RuleEffect:
    case Parser::RuleBoundValues:
    case Parser::RuleSetting:
    case Parser::RuleChange: return true;
    default: return false;
  }
}

/// `(` after a name; elsewhere it groups.
bool is_call(const antlr4::ParserRuleContext& parent) {
  switch (parent.getRuleIndex()) {
    case Parser::RuleArguments:
      return static_cast<const antlr4::ParserRuleContext*>(parent.parent)->getRuleIndex() !=
             Parser::RuleResponse;
    case Parser::RuleParameters:
    case Parser::RuleLet:
    case Parser::RuleAction:
    case Parser::RuleFair: return true;
    default: return false;
  }
}

/// `lemma x in Pair: e`, but `variable x : u8`.
bool is_heading(std::size_t rule) {
  switch (rule) {
    case Parser::RuleLemma:
    case Parser::RuleInvariant:
    case Parser::RuleTransition:
    case Parser::RuleResponse:
    case Parser::RuleReachable:
    case Parser::RuleDeterministic:
    case Parser::RuleAssume:
    case Parser::RuleBound: return true;
    default: return false;
  }
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
  switch (type) {
    case Parser::COMMA:
    case Parser::SEMICOLON:
    case Parser::RPAREN:
    case Parser::RBRACKET: placement.closes_up_left = true; break;
    case Parser::DOT:
    case Parser::POWER: placement.closes_up_left = placement.closes_up_right = true; break;
    case Parser::LPAREN:
      placement.closes_up_left = is_call(parent);
      placement.closes_up_right = true;
      break;
    case Parser::LBRACKET: placement.closes_up_right = true; break;
    case Parser::COLON: placement.closes_up_left = is_heading(rule); break;
    default: break;
  }
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
