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

void print_line(const PropertyReport& report, bool coloured) {
  auto verdict = fmt::format("{:8}", word(report.verdict));
  if (coloured) verdict = fmt::format(style(report.verdict), "{}", verdict);
  std::vector<std::string> assumed;
  for (const auto& use : report.assumptions) assumed.push_back(use.name);
  fmt::print("  {:6} {:32} {} {:10} {:7.2f} s  {}{}\n", report.property->id, report.property->name, verdict, report.engine,
             report.seconds, checked_again(report), assumed.empty() ? "" : "  assuming " + joined(assumed));
}

std::string counted(std::size_t count, const char* what) { return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s"); }

void print_chart(const model::Model& model, const PropertyReport& report, bool coloured) {
  const auto* trace = trace_of(report);
  if (trace == nullptr) return;
  const bool witness = std::holds_alternative<checker::Proved>(report.verdict);
  fmt::print("{}\n", checker::chart(model, *trace, {.colour = coloured, .property = report.property, .witness = witness}));
}

void print_details(const model::Model& model, const PropertyReport& report, const Manner& manner) {
  std::visit(model::overloaded{
                 [&](const checker::Proved& proved) {
                   if (!proved.witness || !manner.witnesses) return;
                   fmt::print("\n{} {}: a witness of {}\n\n", report.property->id, report.property->name, counted(proved.witness->steps.size(), "step"));
                   print_chart(model, report, manner.coloured);
                 },
                 [&](const checker::Refuted& refuted) {
                   fmt::print("\n{} {} is violated: {}\n\n", report.property->id, report.property->name, refuted.explanation);
                   print_chart(model, report, manner.coloured);
                 },
                 [&](const checker::Unknown& unknown) {
                   fmt::print("         {}{}\n", unknown.reason,
                              unknown.depth ? fmt::format(" (no violation up to depth {})", unknown.depth) : "");
                   if (!unknown.counterexample_to_induction.empty()) fmt::print("{}\n", unknown.counterexample_to_induction);
                 },
             },
             report.verdict);
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

void print_heading(const std::string& file, const model::Model& model) {
  if (model.variant) fmt::print("{}: {} {}\n{}\n", file, model.variant->id, model.variant->name, model.variant->doc);
  else fmt::print("{}\n", file);
  fmt::print("{}\n\n", valuation(model));
}

void print(const model::Model& model, const PropertyReport& report, const Manner& manner) {
  print_line(report, manner.coloured);
  if (!manner.brief) print_details(model, report, manner);
  std::fflush(stdout);
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
  if (!findings.vacuous.empty()) fmt::print("\nvacuous (a fault): {}\n", joined(findings.vacuous));
  if (!findings.unexercised.empty()) fmt::print("\nnever exercised by these systems: {}\n", joined(findings.unexercised));
}

}  // namespace cli::verdicts
