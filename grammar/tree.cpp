#include "grammar/tree.h"

#include <algorithm>
#include <memory>

#include "grammar/syntax_error.h"

namespace grammar {
namespace {

/// Errors after which the parser is not to be started: it might recurse too deep, or has nothing to read.
bool prevents_parsing(const Diagnostic& diagnostic) {
  return diagnostic.code == Code::NestedTooDeep || diagnostic.code == Code::EmptyFile;
}

}  // namespace

Tree::Tree(std::uint32_t file, std::string_view source, Diagnostics& diagnostics) {
  check_bytes(file, source, diagnostics);
  if (!diagnostics.empty()) return;
  text_.emplace(file, source);
  check_tokens(*text_, diagnostics);
  const std::vector<Diagnostic>& found = diagnostics.all();
  if (std::any_of(found.begin(), found.end(), prevents_parsing) || found.size() >= enough_errors) return;

  parser_.emplace(&text_->tokens());
  parser_->removeErrorListeners();
  parser_->setErrorHandler(std::make_shared<SyntaxErrors>(*text_, source, diagnostics));
  try {
    Parser::FileContext* root = parser_->file();
    if (diagnostics.empty()) root_ = root;
  } catch (const SyntaxErrorReported& error) {
    report_later_errors(*parser_, *text_, error.token, diagnostics);
  }
}

}  // namespace grammar
