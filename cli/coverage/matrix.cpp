#include "cli/coverage/matrix.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

namespace cli::coverage {
namespace {

/// Finds lines by their ids.
class Index {
 public:
  explicit Index(Matrix& matrix) : matrix_(matrix) {
    for (Line& line : matrix.lines) by_id_.emplace(line.row.id, &line);
  }

  Line* find(const std::string& id) const {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : found->second;
  }

  /// The same, and E101 if there is none.
  Line* require(const grammar::ast::Name& id) {
    if (Line* line = find(id.text)) return line;
    std::vector<std::string> known;
    for (const auto& [name, line] : by_id_) known.push_back(name);
    const std::string near = grammar::nearest(id.text, known);
    matrix_.unknown.error(grammar::Code::UnknownName, id.span,
                          fmt::format("the catalogue has no row '{}'", id.text), {},
                          near.empty() ? "" : fmt::format("did you mean '{}'?", near));
    return nullptr;
  }

 private:
  Matrix& matrix_;
  std::map<std::string, Line*> by_id_;
};

std::vector<std::string>& list(Line& line, Mention::Kind kind) {
  switch (kind) {
    case Mention::Kind::Rule: return line.rules;
    case Mention::Kind::Claim: return line.claims;
    case Mention::Kind::Script: break;
  }
  return line.scripts;
}

void note(Line* line, const Mention& mention) {
  if (line == nullptr) return;
  auto& names = list(*line, mention.kind);
  if (std::find(names.begin(), names.end(), mention.by.text) == names.end()) names.push_back(mention.by.text);
}

}  // namespace

Matrix cross(const std::vector<Row>& rows, const std::vector<Reason>& reasons,
             const std::vector<Mention>& mentions) {
  Matrix result;
  for (const Row& row : rows) result.lines.push_back({row, {}, {}, {}, nullptr});
  Index index(result);
  for (const Mention& mention : mentions) {
    note(index.find(mention.by.text), mention);
    for (const auto& id : mention.ids) note(index.require(id), mention);
  }
  for (const Reason& reason : reasons)
    for (const auto& id : reason.rows)
      if (Line* line = index.require(id)) line->reason = &reason;
  return result;
}

Faults faults(const Matrix& matrix, std::size_t reasons) {
  Faults result;
  for (const Line& line : matrix.lines) {
    if (line.open()) result.open.push_back(line.row.id);
    if (line.contradictory()) result.contradictory.push_back(line.row.id);
  }
  result.too_many_reasons = reasons > MostReasons;
  return result;
}

}  // namespace cli::coverage
