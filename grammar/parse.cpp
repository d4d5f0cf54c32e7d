#include "grammar/parse.h"

#include <algorithm>
#include <memory>

#include "grammar/build.h"
#include "grammar/syntax_error.h"

namespace grammar {
namespace {

/// In the order of the text, and no more than anyone reads.
void hand_over(const Diagnostics& found, Diagnostics& diagnostics) {
  std::vector<Diagnostic> list = found.all();
  std::stable_sort(list.begin(), list.end(),
                   [](const Diagnostic& a, const Diagnostic& b) { return a.span.begin < b.span.begin; });
  for (Diagnostic& each : list) {
    if (diagnostics.all().size() >= most_errors) return;
    diagnostics.error(each.code, each.span, std::move(each.message), std::move(each.notes),
                      std::move(each.help));
  }
}

bool too_deep(const Diagnostics& diagnostics) {
  return std::any_of(diagnostics.all().begin(), diagnostics.all().end(), [](const Diagnostic& each) {
    return each.code == Code::NestedTooDeep || each.code == Code::EmptyFile;
  });
}

std::optional<ast::File> parse_tokens(Text& text, std::string_view source, Diagnostics& diagnostics) {
  Parser parser(&text.tokens());
  parser.removeErrorListeners();
  parser.setErrorHandler(std::make_shared<SyntaxErrors>(text, source, diagnostics));
  try {
    Parser::FileContext* tree = parser.file();
    if (!diagnostics.empty()) return std::nullopt;
    ast::File file = Builder(text, source, diagnostics).file(tree);
    if (diagnostics.empty()) return file;
  } catch (const SyntaxErrorReported& error) {
    report_later_errors(parser, text, error.token, diagnostics);
  }
  return std::nullopt;
}

std::optional<ast::File> parse_text(std::uint32_t file, std::string_view source, Diagnostics& diagnostics) {
  check_bytes(file, source, diagnostics);
  if (!diagnostics.empty()) return std::nullopt;
  Text text(file, source);
  check_tokens(text, diagnostics);
  if (too_deep(diagnostics) || diagnostics.all().size() >= most_errors) return std::nullopt;
  return parse_tokens(text, source, diagnostics);
}

}  // namespace

std::optional<ast::File> parse(std::uint32_t file, const Sources& sources, Diagnostics& diagnostics) {
  Diagnostics found;
  std::optional<ast::File> result = parse_text(file, sources.at(file).text(), found);
  hand_over(found, diagnostics);
  return result;
}

}  // namespace grammar
