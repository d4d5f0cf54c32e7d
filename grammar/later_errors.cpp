#include <set>

#include "grammar/syntax_error.h"

namespace grammar {
namespace {

using synfin_parser::SynfinParser;
using Tokens = std::vector<const antlr4::Token*>;

Tokens visible(Text& text) {
  Tokens result;
  for (const antlr4::Token* token : text.tokens().getTokens()) {
    if (token->getChannel() == antlr4::Token::DEFAULT_CHANNEL) result.push_back(token);
  }
  return result;
}

bool is_word(const antlr4::Token& token) {
  return token.getType() < SynfinParser::AND || token.getType() == SynfinParser::ID;
}

/// `rule` at the beginning of a line, or a declaration's word at the margin, and a name after it.
bool begins_piece(const Tokens& tokens, std::size_t i) {
  static const std::set<std::string> declarations{
      "machine",       "extend", "system",  "lemma",   "invariant", "transition", "response", "reachable",
      "deterministic", "run",    "profile", "variant", "const",     "enum",       "message"};
  if (i + 1 >= tokens.size() || !is_word(*tokens[i]) || !is_word(*tokens[i + 1])) return false;
  if (i > 0 && tokens[i - 1]->getLine() == tokens[i]->getLine()) return false;
  const std::string word = tokens[i]->getText();
  return word == "rule" || (tokens[i]->getCharPositionInLine() == 0 && declarations.contains(word));
}

/// Returns the index of the last token looked at.
std::size_t read_piece(SynfinParser& parser, Text& text, const antlr4::Token& begin) {
  parser.reset();
  text.tokens().seek(begin.getTokenIndex());
  try {
    if (begin.getText() == "rule") {
      parser.rule_();
    } else {
      parser.item();
    }
    return text.tokens().index() - 1;
  } catch (const SyntaxErrorReported& error) {
    return error.token;
  }
}

}  // namespace

void report_later_errors(SynfinParser& parser, Text& text, std::size_t last, const Diagnostics& diagnostics) {
  const Tokens tokens = visible(text);
  for (std::size_t i = 0; i < tokens.size() && diagnostics.all().size() < enough_errors; ++i) {
    if (!begins_piece(tokens, i) || tokens[i + 1]->getTokenIndex() < last) continue;
    last = std::max(tokens[i]->getTokenIndex(), read_piece(parser, text, *tokens[i]));
  }
}

}  // namespace grammar
