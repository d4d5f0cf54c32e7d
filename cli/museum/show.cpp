#include "cli/museum/show.h"

#include <fmt/color.h>
#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace cli::museum {
namespace {

std::string steps(const Finding& finding) {
  if (finding.verdict == "refuted") return fmt::format("{} ({} step{})", finding.id, finding.depth, finding.depth == 1 ? "" : "s");
  return fmt::format("{} {}", finding.id, finding.verdict);
}

std::size_t refuted(const std::vector<Exhibit>& exhibits) {
  return static_cast<std::size_t>(std::ranges::count_if(exhibits, &Exhibit::refuted_as_named));
}

nlohmann::ordered_json json(const Exhibit& exhibit) {
  auto findings = nlohmann::ordered_json::array();
  for (const auto& it : exhibit.findings)
    findings.push_back({{"id", it.id}, {"name", it.name}, {"verdict", it.verdict}, {"engine", it.engine}, {"depth", it.depth}, {"seconds", it.seconds}});
  return {{"variant", exhibit.variant.id},
          {"name", exhibit.variant.name},
          {"file", exhibit.file},
          {"history", exhibit.variant.doc},
          {"refutes", exhibit.variant.refutes},
          {"verdict", exhibit.verdict()},
          {"seconds", exhibit.seconds},
          {"findings", findings}};
}

}  // namespace

std::string text(const Exhibit& exhibit, bool coloured) {
  const auto colour = fmt::fg(exhibit.refuted_as_named() ? fmt::terminal_color::green : fmt::terminal_color::red);
  const auto verdict = fmt::format("{:<8}", exhibit.verdict());
  std::string claims;
  for (const auto& it : exhibit.findings) claims += (claims.empty() ? "" : ", ") + steps(it);
  return fmt::format("  {:<15} {} {:>6.2f} s  {}: {}\n{:18}{}\n", exhibit.variant.id, coloured ? fmt::format(colour, "{}", verdict) : verdict, exhibit.seconds,
                     exhibit.variant.name, claims, "", exhibit.history());
}

std::string text(const Outside& bug) { return fmt::format("  {:<15} {:<17}  {}\n{:18}{}\n", bug.id, "outside the model", bug.test, "", bug.history); }

std::string summary(const Museum& museum) {
  if (museum.exhibits.empty()) return {};
  std::vector<double> seconds;
  for (const auto& it : museum.exhibits) seconds.push_back(it.seconds);
  std::ranges::sort(seconds);
  const auto others = museum.outside.empty() ? "" : fmt::format("; {} more are kept out by tests", museum.outside.size());
  return fmt::format("{} of {} variants refuted as they say, in {:.2f} s by the median and {:.2f} s at most{}\n", refuted(museum.exhibits),
                     museum.exhibits.size(), seconds[seconds.size() / 2], seconds.back(), others);
}

nlohmann::ordered_json json(const Museum& museum) {
  nlohmann::ordered_json out{{"directory", museum.directory}};
  out["variants"] = nlohmann::ordered_json::array();
  for (const auto& it : museum.exhibits) out["variants"].push_back(json(it));
  out["outside"] = nlohmann::ordered_json::array();
  for (const auto& it : museum.outside) out["outside"].push_back({{"id", it.id}, {"bug", it.history}, {"test", it.test}});
  return out;
}

}  // namespace cli::museum
