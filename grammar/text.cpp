#include "grammar/text.h"

#include <fmt/format.h>

#include "grammar/utf8.h"

namespace grammar {
namespace {

using synfin_parser::SynfinLexer;

bool is_control(char c) { return (c >= 0 && c < ' ' && c != '\t' && c != '\n' && c != '\r') || c == '\x7f'; }

/// How deep expressions and blocks stand in each other, counted over tokens, so that it can be bounded before
/// anything recurses.
class Depth {
 public:
  void take(std::size_t type) {
    if (opens(type)) {
      levels_.push_back(0);
    } else if (closes(type)) {
      if (levels_.size() > 1) {
        forget_operators();
        levels_.pop_back();
      }
    } else if (separates(type) || (operand(type) && after_operand_)) {
      forget_operators();
    } else if (!operand(type)) {
      ++levels_.back();
      ++operators_;
    }
    after_operand_ = operand(type) || closes(type);
  }

  std::size_t brackets() const { return levels_.size() - 1; }
  std::size_t operators() const { return operators_; }

 private:
  static bool opens(std::size_t type) {
    return is_one_of(type, {SynfinLexer::LBRACE, SynfinLexer::LPAREN, SynfinLexer::LBRACKET});
  }
  static bool closes(std::size_t type) {
    return is_one_of(type, {SynfinLexer::RBRACE, SynfinLexer::RPAREN, SynfinLexer::RBRACKET});
  }
  static bool separates(std::size_t type) {
    return is_one_of(type, {SynfinLexer::SEMICOLON, SynfinLexer::COMMA, SynfinLexer::COLON,
                            SynfinLexer::ASSIGN, SynfinLexer::WHEN, SynfinLexer::LEADS_TO});
  }
  static bool operand(std::size_t type) {
    return type < SynfinLexer::AND ||  // the words that may be names
           is_one_of(type, {SynfinLexer::ID, SynfinLexer::NUMBER, SynfinLexer::STRING, SynfinLexer::TRUE,
                            SynfinLexer::FALSE});
  }
  void forget_operators() {
    operators_ -= levels_.back();
    levels_.back() = 0;
  }

  std::vector<std::size_t> levels_{0};  // operators seen at each level of brackets
  std::size_t operators_ = 0;           // their sum
  bool after_operand_ = false;
};

void check_depth(Text& text, Diagnostics& diagnostics) {
  Depth depth;
  for (const antlr4::Token* token : text.tokens().getTokens()) {
    if (token->getChannel() != antlr4::Token::DEFAULT_CHANNEL || token->getType() == antlr4::Token::EOF)
      continue;
    depth.take(token->getType());
    if (depth.brackets() > most_brackets) {
      diagnostics.error(Code::NestedTooDeep, text.span(*token),
                        fmt::format("more than {} brackets are open here", most_brackets));
      return;
    }
    if (depth.operators() > most_operators) {
      diagnostics.error(Code::NestedTooDeep, text.span(*token),
                        fmt::format("an expression of more than {} operators", most_operators), {},
                        "name parts of it with 'let'");
      return;
    }
  }
}

void check_strays(Text& text, Diagnostics& diagnostics) {
  const antlr4::Token* previous = nullptr;
  for (const antlr4::Token* token : text.tokens().getTokens()) {
    const bool strange = token->getType() == SynfinLexer::STRANGE;
    const bool run = strange && previous != nullptr && previous->getType() == SynfinLexer::STRANGE &&
                     previous->getStopIndex() + 1 == token->getStartIndex();
    if (strange && !run) {
      diagnostics.error(Code::UnexpectedCharacter, text.span(*token),
                        "a character that the language does not have");
    } else if (token->getType() == SynfinLexer::UNCLOSED) {
      diagnostics.error(Code::UnexpectedCharacter, text.span(*token),
                        "a text that is not closed: '\"' is missing at the end of the line");
    }
    if (diagnostics.all().size() >= enough_errors) return;
    previous = token;
  }
}

}  // namespace

void check_bytes(std::uint32_t file, std::string_view text, Diagnostics& diagnostics) {
  for (std::size_t i = 0; i < text.size() && diagnostics.all().size() < enough_errors;) {
    const std::size_t length = utf8_length(text.substr(i));
    if (length > 0 && !is_control(text[i])) {
      i += length;
      continue;
    }
    const auto begin = static_cast<std::uint32_t>(i);
    std::string message =
        fmt::format("a control character, byte {:02X}", static_cast<unsigned char>(text[i++]));
    if (length == 0) {
      message = "bytes that are no character: texts are UTF-8";
      while (i < text.size() && utf8_length(text.substr(i)) == 0) ++i;
    }
    diagnostics.error(Code::UnexpectedCharacter, {file, begin, static_cast<std::uint32_t>(i)},
                      std::move(message));
  }
}

void check_tokens(Text& text, Diagnostics& diagnostics) {
  check_strays(text, diagnostics);
  check_depth(text, diagnostics);
  if (diagnostics.empty() && text.tokens().LA(1) == antlr4::Token::EOF) {
    diagnostics.error(Code::EmptyFile, text.span(*text.tokens().LT(1)), "a file without a declaration");
  }
}

}  // namespace grammar
