// The parse tree of one text, as ANTLR builds it. Private to grammar/.
#pragma once

#include <optional>
#include <string_view>

#include "grammar/text.h"

namespace grammar {

using Parser = synfin_parser::SynfinParser;

/// Checks and parses when made. Nodes and tokens live as long as this does.
class Tree {
 public:
  Tree(std::uint32_t file, std::string_view source, Diagnostics& diagnostics);

  /// Null after an error.
  Parser::FileContext* root() const { return root_; }
  Text& text() { return *text_; }

 private:
  std::optional<Text> text_;
  std::optional<Parser> parser_;
  Parser::FileContext* root_ = nullptr;
};

}  // namespace grammar
