// synfin coverage: which rules, claims and packet scripts answer which rows of a catalogue of requirements.
#include <fmt/color.h>
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>
#include <set>

#include "cli/commands.h"
#include "cli/coverage/matrix.h"
#include "cli/load.h"

namespace cli {
namespace {

using coverage::Line;
using coverage::Matrix;
using coverage::Reason;

constexpr std::size_t MostReasons = 15;

struct Arguments {
  std::string file;
  std::string catalogue = "docs/catalogue.md";
  std::string reasons = "docs/coverage.md";
  bool json = false;
};

/// What is found at fault, each list by ids.
struct Faults {
  std::vector<std::string> open, contradictory;
  bool too_many_reasons = false;

  bool none() const { return open.empty() && contradictory.empty() && !too_many_reasons; }
};

Faults faults(const Matrix& matrix, std::size_t reasons) {
  Faults result;
  for (const Line& line : matrix.lines) {
    if (line.open()) result.open.push_back(line.row.id);
    if (line.contradictory()) result.contradictory.push_back(line.row.id);
  }
  result.too_many_reasons = reasons > MostReasons;
  return result;
}

std::string joined(const std::vector<std::string>& words, const char* between = " ") {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : between) + word;
  return text;
}

// ---- the table --------------------------------------------------------------------------------------

struct Width {
  std::size_t id = 3, rules = 5;
};

/// The rules, those in brackets that the policies' defaults switch off.
std::string rules(const Line& line, const std::set<std::string>& off) {
  std::vector<std::string> words;
  for (const auto& rule : line.rules) words.push_back(off.contains(rule) ? "(" + rule + ")" : rule);
  return joined(words);
}

std::string painted(bool coloured, fmt::terminal_color colour, const std::string& text) {
  return coloured ? fmt::format(fmt::fg(colour), "{}", text) : text;
}

void print_line(const Line& line, const std::set<std::string>& off, const Width& width, bool coloured) {
  const auto id = fmt::format("{:{}}", line.row.id, width.id);
  if (line.open())
    return fmt::print("  {}  {}\n", id,
                      painted(coloured, fmt::terminal_color::red, "open: neither a rule nor a reason"));
  if (line.contradictory())
    return fmt::print("  {}  {}\n", id,
                      painted(coloured, fmt::terminal_color::red,
                              rules(line, off) + ", and a reason: " + line.reason->why));
  if (line.reason != nullptr)
    return fmt::print("  {}  {}\n", id,
                      painted(coloured, fmt::terminal_color::yellow, "no rule: " + line.reason->why));
  const auto first =
      line.claims.empty() ? rules(line, off) : fmt::format("{:{}}", rules(line, off), width.rules + 2);
  fmt::print("  {}  {}{}\n", id, painted(coloured, fmt::terminal_color::green, first), joined(line.claims));
}

/// Requirements all, of the other rows those that somebody names.
void print_table(const Matrix& matrix, const std::set<std::string>& off, bool coloured) {
  Width width;
  for (const Line& line : matrix.lines) {
    width.id = std::max(width.id, line.row.id.size());
    width.rules = std::max(width.rules, rules(line, off).size());
  }
  const std::string* section = nullptr;
  for (const Line& line : matrix.lines) {
    if (!line.row.required && line.rules.empty() && line.claims.empty()) continue;
    if (section == nullptr || *section != line.row.section)
      fmt::print("\n{}\n  {:{}}  {:{}}  claims\n", line.row.section, "row", width.id, "rules", width.rules);
    section = &line.row.section;
    print_line(line, off, width, coloured);
  }
}

void print_sum(const Matrix& matrix, std::size_t reasons) {
  const auto count = [&](auto which) {
    return std::count_if(matrix.lines.begin(), matrix.lines.end(),
                         [&](const Line& line) { return line.row.required && which(line); });
  };
  fmt::print(
      "\n{} requirements: {} have a rule, {} a reason ({} in all, at most {}), {} neither; claims speak of "
      "{}\n",
      count([](const Line&) { return true; }), count([](const Line& line) { return !line.rules.empty(); }),
      count([](const Line& line) { return line.reason != nullptr; }), reasons, MostReasons,
      count([](const Line& line) { return line.open(); }),
      count([](const Line& line) { return !line.claims.empty(); }));
}

void print_faults(const Faults& found, std::size_t reasons) {
  if (!found.none()) fmt::print("\n");
  if (!found.open.empty())
    fmt::print("neither a rule nor a reason (a fault): {}\n", joined(found.open, ", "));
  if (!found.contradictory.empty())
    fmt::print("both a rule and a reason (a fault): {}\n", joined(found.contradictory, ", "));
  if (found.too_many_reasons) fmt::print("{} reasons (a fault): at most {}\n", reasons, MostReasons);
}

// ---- JSON -------------------------------------------------------------------------------------------

nlohmann::ordered_json json(const Line& line) {
  nlohmann::ordered_json out;
  out["id"] = line.row.id;
  out["clause"] = line.row.clause;
  out["required"] = line.row.required;
  out["rules"] = line.rules;
  out["claims"] = line.claims;
  if (line.reason != nullptr) out["reason"] = line.reason->why;
  return out;
}

nlohmann::ordered_json json(const Arguments& arguments, const Matrix& matrix, const Faults& found,
                            std::size_t reasons) {
  nlohmann::ordered_json out;
  out["file"] = arguments.file;
  out["catalogue"] = arguments.catalogue;
  out["rows"] = nlohmann::json::array();
  for (const Line& line : matrix.lines) out["rows"].push_back(json(line));
  out["reasons"] = reasons;
  out["open"] = found.open;
  out["contradictory"] = found.contradictory;
  out["unknown"] = nlohmann::json::array();
  for (const auto& each : matrix.unknown.all()) out["unknown"].push_back(each.message);
  return out;
}

// ---- the command ------------------------------------------------------------------------------------

/// The rules that the policies' defaults switch off.
std::set<std::string> switched_off(const model::Model& model) {
  std::set<std::string> result;
  for (const auto& machine : model.machines)
    result.insert(machine.rules_off.begin(), machine.rules_off.end());
  return result;
}

Exit run(const Arguments& arguments) {
  auto loaded = load(arguments.file);
  if (!loaded) return Exit::BadInput;
  const auto model = meaning(*loaded, {});
  if (!model) return Exit::BadInput;
  grammar::Diagnostics diagnostics;
  const auto rows = coverage::catalogue(arguments.catalogue, loaded->sources, diagnostics);
  const auto reasons = coverage::reasons(arguments.reasons, loaded->sources, diagnostics);
  grammar::print(std::cerr, loaded->sources, diagnostics, colour(STDERR_FILENO));
  if (!diagnostics.empty()) return Exit::BadInput;
  const Matrix matrix = coverage::cross(rows, reasons, coverage::mentions(loaded->specification));
  const Faults found = faults(matrix, reasons.size());
  grammar::print(std::cerr, loaded->sources, matrix.unknown, colour(STDERR_FILENO));
  if (arguments.json) {
    fmt::print("{}\n", json(arguments, matrix, found, reasons.size()).dump(2));
  } else {
    print_table(matrix, switched_off(*model), colour(STDOUT_FILENO));
    print_sum(matrix, reasons.size());
    print_faults(found, reasons.size());
  }
  return found.none() && matrix.unknown.empty() ? Exit::Ok : Exit::Refuted;
}

}  // namespace

void add_coverage(CLI::App& app, int& result) {
  auto arguments = std::make_shared<Arguments>();
  auto* command = app.add_subcommand(
      "coverage", "which rules and claims answer which requirements; exits 1 if some have no answer");
  command->add_option("SPEC", arguments->file, "the specification")->required();
  command->add_option("--catalogue", arguments->catalogue, "Markdown with tables of requirements")
      ->capture_default_str();
  command
      ->add_option("--reasons", arguments->reasons,
                   "Markdown with a table of rows that no rule answers, and why")
      ->capture_default_str();
  command->add_flag("--json", arguments->json, "one JSON object on standard output");
  command->footer(
      "A row is answered by a rule of its name or with it in brackets: rule X12g [X12, D01]. Rules in "
      "parentheses are switched off by the\n"
      "policies' defaults. Every row of a table with a column 'required action' needs a rule or a reason, "
      "not both; at most 15 reasons.\n"
      "examples:\n"
      "  synfin coverage spec/tcp.synfin\n"
      "  synfin coverage spec/tcp.synfin --json\n"
      "  synfin coverage my.synfin --catalogue requirements.md --reasons reasons.md");
  command->callback([arguments, &result] { result = static_cast<int>(run(*arguments)); });
}

}  // namespace cli
