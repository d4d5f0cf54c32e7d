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

void note(Line* line, const Mention& mention) {
  if (line == nullptr) return;
  auto& list = mention.kind == Mention::Kind::Rule ? line->rules : line->claims;
  if (std::find(list.begin(), list.end(), mention.by.text) == list.end()) list.push_back(mention.by.text);
}

}  // namespace

Matrix cross(const std::vector<Row>& rows, const std::vector<Reason>& reasons,
             const std::vector<Mention>& mentions) {
  Matrix result;
  for (const Row& row : rows) result.lines.push_back({row, {}, {}, nullptr});
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

}  // namespace cli::coverage
