// One text as ANTLR sees it, and what is checked of it before it is parsed. Private to grammar/: ANTLR stays
// behind this door.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <string_view>

#include "SynfinLexer.h"
#include "SynfinParser.h"
#include "antlr4-runtime.h"
#include "grammar/diagnostic.h"

namespace grammar {

constexpr std::size_t most_errors = 20;                 // a run reports no more
constexpr std::size_t enough_errors = most_errors + 1;  // so that it is known whether there are more
constexpr std::size_t most_brackets = 200;              // open at one time
constexpr std::size_t most_operators =
    1000;  // of one expression, with those around it: every pass over trees may recurse so deep

/// Types of tokens and rules are plain numbers in ANTLR, not enumerators.
inline bool is_one_of(std::size_t type, std::initializer_list<std::size_t> types) {
  return std::find(types.begin(), types.end(), type) != types.end();
}

/// Every byte is one symbol, so that ANTLR's offsets are byte offsets.
class Bytes : public antlr4::ANTLRInputStream {
 public:
  explicit Bytes(std::string_view text) {
    _data.reserve(text.size());
    for (const char c : text) _data.push_back(static_cast<unsigned char>(c));
  }
};

/// The tokens of one text; comments, doc comments and strays are on the hidden channel.
class Text {
 public:
  Text(std::uint32_t file, std::string_view text)
      : file_(file), bytes_(text), lexer_(&bytes_), tokens_(&lexer_) {
    lexer_.removeErrorListeners();  // the rule STRANGE takes what no other rule does
    tokens_.fill();
  }

  antlr4::CommonTokenStream& tokens() { return tokens_; }

  Span span(const antlr4::Token& first, const antlr4::Token& last) const {
    const auto begin = static_cast<std::uint32_t>(first.getStartIndex());
    const bool at_end = last.getType() == antlr4::Token::EOF;
    const auto end = at_end ? begin : static_cast<std::uint32_t>(last.getStopIndex() + 1);
    return {file_, begin, std::max(begin, end)};
  }
  Span span(const antlr4::Token& token) const { return span(token, token); }

 private:
  std::uint32_t file_;
  Bytes bytes_;
  synfin_parser::SynfinLexer lexer_;
  antlr4::CommonTokenStream tokens_;
};

/// E002 for bytes that no text has: NUL and other control characters, and what is not UTF-8.
void check_bytes(std::uint32_t file, std::string_view text, Diagnostics& diagnostics);

/// E002 for characters outside the language and texts that are not closed, E003 for what is nested too deep,
/// E008 for no token at all.
void check_tokens(Text& text, Diagnostics& diagnostics);

}  // namespace grammar
