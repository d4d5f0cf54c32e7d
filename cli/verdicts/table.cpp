#include "cli/verdicts/table.h"

#include <fmt/color.h>
#include <fmt/core.h>

#include <algorithm>

#include "checker/chart.h"
#include "cli/verdicts/words.h"
#include "model/overloaded.h"

namespace cli::verdicts {
namespace {

using checker::PropertyReport;

std::string valuation(const model::Model& model) {
  constexpr std::size_t kWidth = 110;
  std::string text = model.profile.empty() ? " " : "  " + model.profile + ":";
  std::size_t line = text.size();
  for (const auto& setting : model.valuation) {
    const std::string word = setting.policy + "=" + setting.value;
    if (line + 1 + word.size() > kWidth) {
      text += "\n ";
      line = 1;
    }
    text += " " + word;
    line += 1 + word.size();
  }
  return text;
}

fmt::text_style style(const checker::Verdict& verdict) {
  if (std::holds_alternative<checker::Proved>(verdict)) return fmt::fg(fmt::terminal_color::green);
  if (std::holds_alternative<checker::Refuted>(verdict)) return fmt::fg(fmt::terminal_color::red);
  return fmt::fg(fmt::terminal_color::yellow);
}

std::string counted(std::size_t count, const char* what) { return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s"); }

/// Each line of the text with the indentation before it.
std::string indented(const std::string& text, const std::string& indentation) {
  std::string out;
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find('\n', begin), text.size());
    out += indentation + text.substr(begin, end - begin) + "\n";
    begin = end + 1;
  }
  return out;
}

void append_new(std::vector<std::string>& list, const std::vector<std::string>& more) {
  for (const auto& entry : more)
    if (std::ranges::find(list, entry) == list.end()) list.push_back(entry);
}

void print_list(const char* title, const std::vector<std::string>& lines) {
  if (lines.empty()) return;
  fmt::print("\n{}\n", title);
  for (const auto& line : lines) fmt::print("  {}\n", line);
}

}  // namespace

Table::Table(const std::string& file, const model::Model& model) : file_(file), model_(model) {}

void Table::print_heading() const {
  if (model_.variant)
    fmt::print("{}: {} {}\n{}\n", file_, model_.variant->id, model_.variant->name, model_.variant->doc);
  else
    fmt::print("{}\n", file_);
  fmt::print("{}\n\n", valuation(model_));
}

void Table::print(const PropertyReport& report, const Manner& manner) {
  print_line(report, manner.coloured);
  if (std::holds_alternative<checker::Refuted>(report.verdict)) refuted_.insert(report.property->id);
  if (!manner.brief) print_details(report, manner);
  std::fflush(stdout);
}

void Table::print_line(const PropertyReport& report, bool coloured) const {
  auto verdict = fmt::format("{:8}", word(report.verdict));
  if (coloured) verdict = fmt::format(style(report.verdict), "{}", verdict);
  std::vector<std::string> assumed;
  for (const auto& use : report.assumptions) assumed.push_back(use.name);
  fmt::print("  {:6} {:32} {} {:10} {:7.2f} s  {}{}\n", report.property->id, report.property->name, verdict, report.engine, report.seconds + report.recheck_seconds,
             checked_again(report), assumed.empty() ? "" : "  assuming " + joined(assumed));
}

void Table::print_chart(const model::Trace& trace, const PropertyReport* of, bool coloured) const {
  const bool witness = of && std::holds_alternative<checker::Proved>(of->verdict);
  fmt::print("{}\n", checker::chart(model_, trace, {.colour = coloured, .property = of ? of->property : nullptr, .witness = witness}));
}

void Table::print_details(const PropertyReport& report, const Manner& manner) {
  const auto& property = *report.property;
  std::visit(model::overloaded{
                 [&](const checker::Proved& proved) {
                   if (!proved.witness || !manner.witnesses) return;
                   fmt::print("\n{} {}: a witness of {}\n\n", property.id, property.name, counted(proved.witness->steps.size(), "step"));
                   print_chart(*proved.witness, &report, manner.coloured);
                 },
                 [&](const checker::Refuted& refuted) {
                   fmt::print("\n{} {} is violated: {}\n\n", property.id, property.name, refuted.explanation);
                   if (const auto* trace = trace_of(report)) print_chart(*trace, &report, manner.coloured);
                 },
                 [&](const checker::Unknown& unknown) { print_unknown(report, unknown, manner.coloured); },
             },
             report.verdict);
}

void Table::print_unknown(const PropertyReport& report, const checker::Unknown& unknown, bool coloured) {
  const std::string indentation(9, ' ');
  std::string reason = unknown.reason;
  const bool rests = !unknown.rests_on.empty();
  const bool is_first = rests && shown_with_.emplace(report.property->system, report.property->id).second;
  if (unknown.depth) reason += fmt::format(" (no violation up to depth {})", unknown.depth);
  if (rests && !is_first) reason += fmt::format(" (shown below {})", shown_with_.at(report.property->system));
  fmt::print("{}", indented(reason, indentation));
  for (const auto& other : report.tried_too) fmt::print("{}", indented(other.engine + ": " + other.reason, indentation));
  if (!unknown.counterexample_to_induction.empty()) fmt::print("{}\n", indented(unknown.counterexample_to_induction, indentation));
  if (!is_first) return;
  for (const auto& statement : unknown.rests_on) print_not_inductive(statement, coloured);
  fmt::print("\n");
}

void Table::print_not_inductive(const checker::NotInductive& statement, bool coloured) const {
  fmt::print("\n{}", indented(describe(statement), "  "));
  fmt::print("{}", indented(statement.picture, "  "));
  if (statement.violation && refuted_.contains(statement.name)) return fmt::print("    it is false, and refuted above: mend it first\n");
  if (statement.violation) {
    fmt::print("    it is false: explore violates it in {}\n\n", counted(statement.violation->steps.size(), "step"));
    return print_chart(*statement.violation, nullptr, coloured);
  }
  if (!statement.explored.empty()) fmt::print("    explore: {}\n", statement.explored);
}

void print_kept(const model::Model& model, const checker::Report& report) {
  std::vector<std::string> kept, broken, open;
  for (const auto& each : report.properties) {
    if (checker::is_to_be_refuted(model, *each.property)) continue;
    std::visit(model::overloaded{[&](const checker::Proved&) { kept.push_back(each.property->id); },
                                 [&](const checker::Refuted&) { broken.push_back(each.property->id); },
                                 [&](const checker::Unknown&) { open.push_back(each.property->id); }},
               each.verdict);
  }
  fmt::print("\n{} keeps {}\n", model.variant->id, kept.empty() ? "no other claim" : joined(kept));
  if (!broken.empty()) fmt::print("{} also refutes {}\n", model.variant->id, joined(broken));
  if (!open.empty()) fmt::print("of {} nothing is known\n", joined(open));
}

void print_notes(const checker::Report& report) {
  std::vector<std::string> assumed, approximated, shown;
  for (const auto& property : report.properties) {
    for (const auto& use : property.assumptions) append_new(assumed, {fmt::format("{}: {}", use.name, use.doc)});
    const auto* proved = std::get_if<checker::Proved>(&property.verdict);
    if (proved == nullptr) continue;
    append_new(shown, proved->certificate.symmetries);
    append_new(approximated, proved->certificate.over_approximated);
  }
  print_list("assumed:", assumed);
  print_list("symmetries shown and used:", shown);
  print_list("made arbitrary for them:", approximated);
}

void print_findings(const checker::Findings& findings) {
  if (!findings.dead.empty()) fmt::print("\ndead rules (a fault): {}\n", joined(findings.dead));
  if (!findings.vacuity.claims.empty()) fmt::print("\nvacuous (a fault): {}\n", joined(findings.vacuity.claims));
  if (!findings.vacuity.unmet.empty()) fmt::print("\nassumed of every state, and false at the beginning (a fault): {}\n", joined(findings.vacuity.unmet));
  if (!findings.unexercised.empty()) fmt::print("\nnever exercised by these systems: {}\n", joined(findings.unexercised));
}

void print_remembered(const checker::Report& report) {
  if (report.remembered != 0) fmt::print("\n{} answers of solvers are of earlier runs; --no-cache asks anew\n", report.remembered);
}

}  // namespace cli::verdicts
