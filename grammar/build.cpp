#include "grammar/build.h"

namespace grammar {

ast::File Builder::file(Parser::FileContext* tree) {
  ast::File result;
  for (Parser::ImportFileContext* import : tree->importFile()) {
    result.imports.push_back({string(import->STRING()), span(import)});
  }
  for (Parser::ItemContext* each : tree->item()) result.items.push_back(item(each));
  return result;
}

ast::Name Builder::name(Parser::NameContext* tree) {
  const Span where = span(tree);
  return {text(where), where};
}

std::optional<ast::Name> Builder::optional_name(Parser::NameContext* tree) {
  if (tree == nullptr) return std::nullopt;
  return name(tree);
}

std::vector<ast::Name> Builder::names(Parser::NamesContext* tree) {
  std::vector<ast::Name> result;
  if (tree == nullptr) return result;
  for (Parser::NameContext* each : tree->name()) result.push_back(name(each));
  return result;
}

std::string Builder::string(antlr4::tree::TerminalNode* node) {
  if (node == nullptr) return {};
  const std::string quoted = text(text_.span(*node->getSymbol()));
  return quoted.substr(1, quoted.size() - 2);
}

std::string Builder::doc(antlr4::ParserRuleContext* tree) {
  std::string result;
  const auto before = text_.tokens().getHiddenTokensToLeft(tree->getStart()->getTokenIndex());
  for (const antlr4::Token* token : before) {
    if (token->getType() != Parser::DOC) continue;
    std::string line = text(text_.span(*token)).substr(3);
    if (line.starts_with(' ')) line.erase(0, 1);
    line.erase(line.find_last_not_of(" \t") + 1);
    if (!result.empty()) result += '\n';
    result += line;
  }
  return result;
}

}  // namespace grammar
