#include "cli/coverage/show.h"

#include <fmt/color.h>
#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

namespace cli::coverage {
namespace {

using Words = std::vector<std::string>;
using fmt::terminal_color;

constexpr std::size_t ScriptsShown = 3;

std::string joined(const Words& words, const char* between = " ") {
  std::string result;
  for (const auto& word : words) result += (result.empty() ? "" : between) + word;
  return result;
}

/// A line's cells as they are printed.
struct Shown {
  std::string id, rules, claims, scripts;
};

std::string rules(const Line& line, const std::set<std::string>& off) {
  Words words;
  for (const auto& rule : line.rules) words.push_back(off.contains(rule) ? "(" + rule + ")" : rule);
  return joined(words);
}

/// "a b c +9"
std::string scripts(const Words& all) {
  const std::size_t shown = std::min(all.size(), ScriptsShown);
  const auto first = joined({all.begin(), all.begin() + static_cast<std::ptrdiff_t>(shown)});
  return shown == all.size() ? first : fmt::format("{} +{}", first, all.size() - shown);
}

Shown cells(const Line& line, const std::set<std::string>& off) {
  return {line.row.id, rules(line, off), joined(line.claims), scripts(line.scripts)};
}

/// One column in front of others: padded only if something follows.
std::string column(const std::string& cell, std::size_t width, const std::string& rest) {
  return rest.empty() ? cell : fmt::format("{:{}}  ", cell, width);
}

class Sheet {
 public:
  Sheet(const Matrix& matrix, const std::set<std::string>& off, bool coloured)
      : off_(off), coloured_(coloured) {
    for (const Line& line : matrix.lines) widen(cells(line, off));
  }

  std::string row(const Shown& cells, std::optional<terminal_color> colour) const {
    const std::string claims = column(cells.claims, claims_, cells.scripts) + cells.scripts;
    const std::string rules = column(cells.rules, rules_, claims);
    return fmt::format("  {:{}}  {}{}\n", cells.id, id_, painted(colour, rules), claims);
  }
  std::string row(const Line& line) const {
    if (line.open())
      return row({line.row.id, "open: neither a rule nor a reason", "", ""}, terminal_color::red);
    if (line.contradictory())
      return row({line.row.id, rules(line, off_) + ", and a reason: " + line.reason->why, "", ""},
                 terminal_color::red);
    if (line.by_host()) return row({line.row.id, "the host: " + line.reason->why, "", ""}, terminal_color::green);
    if (line.reason != nullptr)
      return row({line.row.id, "no rule: " + line.reason->why, "", ""}, terminal_color::yellow);
    return row(cells(line, off_), terminal_color::green);
  }

 private:
  void widen(const Shown& cells) {
    id_ = std::max(id_, cells.id.size());
    rules_ = std::max(rules_, cells.rules.size());
    claims_ = std::max(claims_, cells.claims.size());
  }
  std::string painted(std::optional<terminal_color> colour, const std::string& text) const {
    return coloured_ && colour ? fmt::format(fmt::fg(*colour), "{}", text) : text;
  }

  const std::set<std::string>& off_;
  bool coloured_;
  std::size_t id_ = 3, rules_ = 5, claims_ = 6;
};

bool named(const Line& line) { return !line.rules.empty() || !line.claims.empty() || !line.scripts.empty(); }

nlohmann::ordered_json json(const Line& line) {
  nlohmann::ordered_json out;
  out["id"] = line.row.id;
  out["clause"] = line.row.clause;
  out["required"] = line.row.required;
  out["rules"] = line.rules;
  out["claims"] = line.claims;
  out["scripts"] = line.scripts;
  if (line.reason != nullptr) out[line.by_host() ? "host" : "reason"] = line.reason->why;
  return out;
}

}  // namespace

std::string text(const Matrix& matrix, const std::set<std::string>& off, bool coloured) {
  const Sheet sheet(matrix, off, coloured);
  std::string result;
  const std::string* section = nullptr;
  for (const Line& line : matrix.lines) {
    if (!line.row.required && !named(line)) continue;
    if (section == nullptr || *section != line.row.section)
      result +=
          "\n" + line.row.section + "\n" + sheet.row({"row", "rules", "claims", "scripts"}, std::nullopt);
    section = &line.row.section;
    result += sheet.row(line);
  }
  return result;
}

std::string summary(const Matrix& matrix, const Faults& faults, std::size_t reasons) {
  const auto count = [&](auto which) {
    return std::count_if(matrix.lines.begin(), matrix.lines.end(),
                         [&](const Line& line) { return line.row.required && which(line); });
  };
  std::string result = fmt::format(
      "\n{} requirements: {} have a rule, {} are the host's, {} have a reason ({} in all, at most {}), {} neither\n"
      "claims speak of {}, scripts cover {}\n",
      count([](const Line&) { return true; }), count([](const Line& line) { return !line.rules.empty(); }),
      count([](const Line& line) { return line.by_host(); }),
      count([](const Line& line) { return line.reason != nullptr && !line.by_host(); }), reasons, MostReasons,
      faults.open.size(), count([](const Line& line) { return !line.claims.empty(); }),
      count([](const Line& line) { return !line.scripts.empty(); }));
  if (!faults.none()) result += "\n";
  if (!faults.open.empty())
    result += fmt::format("neither a rule nor a reason (a fault): {}\n", joined(faults.open, ", "));
  if (!faults.contradictory.empty())
    result += fmt::format("both a rule and a reason (a fault): {}\n", joined(faults.contradictory, ", "));
  if (faults.too_many_reasons)
    result += fmt::format("{} reasons (a fault): at most {}\n", reasons, MostReasons);
  return result;
}

nlohmann::ordered_json json(const Matrix& matrix, const Faults& faults, std::size_t reasons) {
  nlohmann::ordered_json out;
  out["rows"] = nlohmann::json::array();
  for (const Line& line : matrix.lines) out["rows"].push_back(json(line));
  out["reasons"] = reasons;
  out["open"] = faults.open;
  out["contradictory"] = faults.contradictory;
  out["unknown"] = nlohmann::json::array();
  for (const auto& each : matrix.unknown.all()) out["unknown"].push_back(each.message);
  return out;
}

}  // namespace cli::coverage
