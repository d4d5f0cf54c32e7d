// The catalogue of requirements, and the reasons why no rule answers some of them, as their pages' tables
// have them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/coverage/tables.h"
#include "grammar/ast.h"

namespace cli::coverage {

/// Something that rules, claims and packet scripts may name. What is required needs a rule or a reason.
struct Row {
  std::string id, clause, section;
  bool required = false;
  grammar::Span span;
};

struct Reason {
  std::vector<grammar::ast::Name> rows;
  std::string why;
  bool by_host = false;  // no reason why nothing answers: what the host of the machine does
  grammar::Span span;
};

/// Of the tables whose first column is `id`. Those with a column `required action` are requirements. E102: an
/// id twice. E301: no requirements at all.
std::vector<Row> catalogue(const std::string& path, grammar::Sources& sources,
                           grammar::Diagnostics& diagnostics);

/// Of the tables whose first column is `rows`; the second says why, or is called `what the host does`. E102: a row
/// with two reasons.
std::vector<Reason> reasons(const std::string& path, grammar::Sources& sources,
                            grammar::Diagnostics& diagnostics);

}  // namespace cli::coverage
