#include "grammar/parse.h"

#include <algorithm>

#include "grammar/build.h"

namespace grammar {
namespace {

/// In the order of the text, and no more than anyone reads.
void hand_over(const Diagnostics& found, Diagnostics& diagnostics) {
  std::vector<Diagnostic> list = found.all();
  std::stable_sort(list.begin(), list.end(),
                   [](const Diagnostic& a, const Diagnostic& b) { return a.span.begin < b.span.begin; });
  for (Diagnostic& each : list) {
    if (diagnostics.all().size() >= most_errors) return diagnostics.leave_off();
    diagnostics.error(each.code, each.span, std::move(each.message), std::move(each.notes),
                      std::move(each.help));
  }
}

}  // namespace

std::optional<ast::File> parse(std::uint32_t file, const Sources& sources, Diagnostics& diagnostics) {
  const std::string& source = sources.at(file).text();
  Diagnostics found;
  ast::File result;
  Tree tree(file, source, found);
  if (tree.root() != nullptr) result = Builder(tree.text(), source, found).file(tree.root());
  hand_over(found, diagnostics);
  if (!found.empty()) return std::nullopt;
  return result;
}

}  // namespace grammar
