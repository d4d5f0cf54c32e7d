#include "cli/coverage/catalogue.h"

#include <fmt/core.h>

#include <map>

namespace cli::coverage {
namespace {

using grammar::Code;
using grammar::Diagnostics;
using grammar::Span;

/// Where each id was first written.
class Known {
 public:
  explicit Known(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  bool add(const std::string& id, Span span, const char* what) {
    const auto [place, added] = first_.emplace(id, span);
    if (!added)
      diagnostics_.error(Code::DuplicateName, span,
                         fmt::format("{} '{}' stands here a second time", what, id),
                         {{place->second, "the first one"}});
    return added;
  }

 private:
  std::map<std::string, Span> first_;
  Diagnostics& diagnostics_;
};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_name(std::string_view text) {
  if (text.empty() || !is_letter(text.front())) return false;
  for (const char c : text)
    if (!is_letter(c) && (c < '0' || c > '9')) return false;
  return true;
}

bool check_name(const std::string& text, Span span, Diagnostics& diagnostics) {
  if (is_name(text)) return true;
  diagnostics.error(Code::UnexpectedToken, span,
                    fmt::format("'{}' is no id: letters and digits, beginning with a letter", text));
  return false;
}

/// "A12, A26": the names between the commas, each with its place.
std::vector<grammar::ast::Name> names(const Cell& cell, const grammar::Sources& sources) {
  std::vector<grammar::ast::Name> result;
  const std::string_view text = sources.text(cell.span);
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    std::size_t from = at, to = end;
    while (from < to && text[from] == ' ') ++from;
    while (to > from && text[to - 1] == ' ') --to;
    const auto begin = cell.span.begin + static_cast<std::uint32_t>(from);
    result.push_back({std::string(text.substr(from, to - from)),
                      {cell.span.file, begin, begin + static_cast<std::uint32_t>(to - from)}});
    at = end + 1;
  }
  return result;
}

}  // namespace

std::vector<Row> catalogue(const std::string& path, grammar::Sources& sources, Diagnostics& diagnostics) {
  const std::uint32_t file = open(path, sources, diagnostics);
  const bool there = diagnostics.empty();
  std::vector<Row> result;
  bool any = false;
  Known known(diagnostics);
  for (const Table& table : tables(file, sources, diagnostics)) {
    if (table.column("id") != 0) continue;
    const bool required = table.column("required action") < table.header.size();
    const std::size_t clause = table.column("clause");
    any = any || (required && !table.rows.empty());
    for (const Cells& row : table.rows) {
      if (!check_name(row[0].text, row[0].span, diagnostics) || !known.add(row[0].text, row[0].span, "row"))
        continue;
      result.push_back(
          {row[0].text, clause < row.size() ? row[clause].text : "", table.title, required, row[0].span});
    }
  }
  if (there && !any)
    diagnostics.error(Code::MissingDeclaration, {file, 0, 0},
                      "no requirements: a table with the columns 'id' and 'required action' was expected");
  return result;
}

std::vector<Reason> reasons(const std::string& path, grammar::Sources& sources, Diagnostics& diagnostics) {
  const std::uint32_t file = open(path, sources, diagnostics);
  std::vector<Reason> result;
  Known known(diagnostics);
  for (const Table& table : tables(file, sources, diagnostics)) {
    if (table.column("rows") != 0 || table.header.size() < 2) continue;
    const bool by_host = table.column("what the host does") == 1;
    for (const Cells& row : table.rows) {
      Reason reason{names(row[0], sources), row[1].text, by_host, row[0].span};
      if (reason.why.empty())
        diagnostics.error(Code::UnexpectedToken, row[0].span,
                          "rows without a reason: the second column says why");
      for (const auto& name : reason.rows)
        if (check_name(name.text, name.span, diagnostics)) known.add(name.text, name.span, "row");
      result.push_back(std::move(reason));
    }
  }
  return result;
}

}  // namespace cli::coverage
