#include "cli/verdicts/words.h"

#include <fmt/core.h>

#include <algorithm>

#include "model/overloaded.h"

namespace cli::verdicts {

using checker::PropertyReport;
using model::overloaded;
using model::Property;

const char* word(const checker::Verdict& verdict) {
  return std::visit(overloaded{[](const checker::Proved&) { return "proved"; },
                               [](const checker::Refuted&) { return "refuted"; },
                               [](const checker::Unknown&) { return "unknown"; }},
                    verdict);
}

const char* word(Property::Kind kind) {
  switch (kind) {
    case Property::Kind::Invariant: return "invariant";
    case Property::Kind::Transition: return "transition";
    case Property::Kind::Response: return "response";
    case Property::Kind::Reachable: return "reachable";
    case Property::Kind::Deterministic: return "deterministic";
  }
  return "";
}

const model::Trace* trace_of(const PropertyReport& report) {
  if (report.property->kind == Property::Kind::Deterministic) return nullptr;
  return std::visit(overloaded{[](const checker::Proved& it) { return it.witness ? &*it.witness : nullptr; },
                               [](const checker::Refuted& it) { return &it.trace; },
                               [](const checker::Unknown&) -> const model::Trace* { return nullptr; }},
                    report.verdict);
}

std::string checked_again(const PropertyReport& report) {
  std::string text = joined(report.rechecked_by);
  for (const auto& it : report.not_confirmed_by)
    text += fmt::format("{}not {}: {}, {} of {} obligations", text.empty() ? "" : "; ", it.solver, it.why, it.unanswered, it.asked);
  return text.empty() && std::holds_alternative<checker::Proved>(report.verdict) ? "not checked again" : text;
}

std::string describe(const checker::NotInductive& statement) {
  constexpr std::size_t kMost = 6;
  const std::string steps = joined({statement.steps.begin(), statement.steps.begin() + static_cast<std::ptrdiff_t>(std::min(kMost, statement.steps.size()))});
  const std::string in = steps + (statement.steps.size() > kMost ? fmt::format(" and {} more", statement.steps.size() - kMost) : "");
  if (statement.picture.empty()) return fmt::format("{}: no answer ({}) in {}", statement.statement, statement.no_answer, in);
  if (statement.name.empty()) return statement.statement + ": not so";
  if (statement.pictured == "initially") return statement.statement + " does not hold initially";
  const auto text = fmt::format("{} is not inductive: it holds before the step {} and not after it{}", statement.statement, statement.pictured,
                                statement.reading.empty() ? "" : " (" + statement.reading + ")");
  return statement.steps.size() == 1 ? text : text + "\nit fails in " + in;
}

std::string joined(const std::vector<std::string>& words, const char* between) {
  std::string text;
  for (const auto& w : words) text += (text.empty() ? "" : between) + w;
  return text;
}

}  // namespace cli::verdicts
