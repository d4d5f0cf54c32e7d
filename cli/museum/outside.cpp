#include "cli/museum/outside.h"

#include <algorithm>

#include "cli/coverage/tables.h"

namespace cli::museum {

std::vector<Outside> outside(const std::string& path, grammar::Sources& sources, grammar::Diagnostics& diagnostics) {
  std::vector<Outside> result;
  for (const auto& table : coverage::tables(coverage::open(path, sources, diagnostics), sources, diagnostics)) {
    const auto id = table.column("id"), bug = table.column("bug"), test = table.column("test");
    if (std::max({id, bug, test}) == table.header.size()) continue;
    for (const auto& row : table.rows) {
      if (std::ranges::any_of(result, [&](const auto& it) { return it.id == row[id].text; }))
        diagnostics.error(grammar::Code::DuplicateName, row[id].span, "bug '" + row[id].text + "' stands here a second time");
      result.push_back({row[id].text, row[bug].text, row[test].text});
    }
  }
  return result;
}

}  // namespace cli::museum
