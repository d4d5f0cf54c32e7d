#include "cli/policies/show.h"

#include <fmt/color.h>
#include <fmt/core.h>

#include <algorithm>

namespace cli::policies {
namespace {

const Cell* find(const Column& column, const std::string& property) {
  const auto found = std::ranges::find(column.cells, property, &Cell::property);
  return found == column.cells.end() ? nullptr : &*found;
}

bool stands_out(const Cell& cell, const Column& column, const Column& base) {
  if (&column == &base) return cell.verdict != "proved";
  const auto* usual = find(base, cell.property);
  return usual == nullptr || usual->verdict != cell.verdict;
}

std::string line(const Cell& cell, bool coloured) {
  const auto colour = cell.verdict == "proved"    ? fmt::terminal_color::green
                      : cell.verdict == "refuted" ? fmt::terminal_color::red
                                                  : fmt::terminal_color::yellow;
  const auto verdict = coloured ? fmt::format(fmt::fg(colour), "{:<8}", cell.verdict) : fmt::format("{:<8}", cell.verdict);
  const auto why = cell.why.substr(0, cell.why.find('\n'));
  return fmt::format("    {:<6} {} {}\n", cell.property, verdict, why);
}

/// "·": nothing that the claim speaks of depends on the choice.
std::string sign(const Cell* cell) {
  if (cell == nullptr) return " ";
  if (cell->same) return "·";
  return cell->verdict == "proved" ? "✓" : cell->verdict == "refuted" ? "**✗**"
                                                                      : "**?**";
}

/// As by default, under every choice.
bool is_untouched(const Record& record, const std::string& property) {
  return std::ranges::all_of(record.columns, [&](const Column& column) {
    const auto* cell = find(column, property);
    return cell != nullptr && !stands_out(*cell, column, record.columns.front());
  });
}

/// Those of the default first; some are claimed under another choice only.
std::vector<std::string> properties(const Record& record) {
  std::vector<std::string> ids;
  for (const auto& column : record.columns)
    for (const auto& cell : column.cells)
      if (std::ranges::find(ids, cell.property) == ids.end()) ids.push_back(cell.property);
  return ids;
}

}  // namespace

std::string text(const Column& column, const Column& base, bool coloured) {
  std::string out = "  " + column.choice + "\n";
  std::size_t proved = 0, same = 0;
  for (const auto& cell : column.cells) {
    if (stands_out(cell, column, base)) {
      out += line(cell, coloured);
      continue;
    }
    proved += cell.verdict == "proved" ? 1 : 0;
    same += cell.same ? 1 : 0;
  }
  if (&column == &base) return out + fmt::format("    {} proved\n", proved);
  return out + fmt::format("    as by default: {} proved{}\n", proved, same == 0 ? "" : fmt::format(", {} of them out of its reach", same));
}

std::string markdown(const Record& record) {
  if (record.columns.empty()) return {};
  std::string head = "| |", dashes = "|---|", rows, untouched;
  for (const auto& column : record.columns) {
    head += " " + column.choice + " |";
    dashes += "---|";
  }
  for (const auto& property : properties(record)) {
    if (is_untouched(record, property)) {
      untouched += (untouched.empty() ? "" : ", ") + property;
      continue;
    }
    rows += "| " + property + " |";
    for (const auto& column : record.columns) rows += " " + sign(find(column, property)) + " |";
    rows += "\n";
  }
  std::string out;
  if (!rows.empty()) out = head + "\n" + dashes + "\n" + rows + "\n";
  if (!untouched.empty()) out += "As by default under each of these choices: " + untouched + ".\n";
  return out;
}

}  // namespace cli::policies
