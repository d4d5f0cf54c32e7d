#include "cli/conform/report.h"

#include <fmt/core.h>

#include <algorithm>

namespace cli::conformance {

using scenario::Conformance;
using scenario::Deviation;

std::string rule(const Deviation& it) {
  const auto name = scenario::deciding(it);
  return name.name.empty() ? "no rule" : fmt::format("{} ({})", name.name, name.clause);
}

std::string states(const Deviation& it) {
  std::string all;
  for (const auto state : it.states) all += (all.empty() ? "" : ", ") + std::string(tcp::name(state));
  return all;
}

std::string list(const std::vector<scenario::Assignment>& policies) {
  std::string all;
  for (const auto& it : policies) all += (all.empty() ? "" : ", ") + it.name + "=" + it.value;
  return all;
}

std::string instead(const Deviation& it) { return it.mismatch.instead.empty() ? "nothing" : it.mismatch.instead; }

std::size_t allowed_by_none(const Conformance& found) {
  return static_cast<std::size_t>(
      std::count_if(found.deviations.begin(), found.deviations.end(), [](const Deviation& it) { return it.allowed_by.empty(); }));
}

namespace {

void show(std::size_t number, const Deviation& it) {
  fmt::print("\n{:3}  {} in {}: {} script{}\n", number, rule(it), states(it), it.scripts, it.scripts == 1 ? "" : "s");
  fmt::print("     expected  {}\n     instead   {}\n", it.mismatch.expected, instead(it));
  if (!it.allowed_by.empty()) fmt::print("     allowed by {}\n", list(it.allowed_by));
  if (!it.resembles.empty()) fmt::print("     as with {}, which is not followed elsewhere\n", list(it.resembles));
  if (!it.under.empty()) fmt::print("     under {}\n", list(it.under));
  fmt::print("\n");
  for (const auto& line : it.chart) fmt::print("     {}\n", line);
}

void show_all(const std::vector<Deviation>& all, bool allowed) {
  for (std::size_t i = 0; i < all.size(); ++i)
    if (all[i].allowed_by.empty() != allowed) show(i + 1, all[i]);
}

std::string why_not_asked(const std::string& rule) {
  const auto why = scenario::beyond_survey(rule);
  return why.empty() ? "no script of this run came to it" : why;
}

void show_reach(const Conformance& found) {
  fmt::print("\n{} live rules of the specification apply in the scripts, {} are beyond sockets\n", found.rules, found.rules_beyond_sockets.size());
  fmt::print("\n=== rules not asked: {}\n", found.rules_not_asked.size());
  for (const auto& name : found.rules_not_asked) fmt::print("     {:5} {}\n", name, why_not_asked(name));
}

nlohmann::json not_asked(const Conformance& found) {
  auto all = nlohmann::json::object();
  for (const auto& name : found.rules_not_asked) all[name] = why_not_asked(name);
  return all;
}

nlohmann::json json(const std::vector<scenario::Assignment>& policies) {
  auto all = nlohmann::json::array();
  for (const auto& it : policies) all.push_back(it.name + "=" + it.value);
  return all;
}

nlohmann::json json(const Deviation& it) {
  const auto name = scenario::deciding(it);
  auto rules = nlohmann::json::array();
  for (const auto& each : it.rules) rules.push_back(each.name);
  auto states = nlohmann::json::array();
  for (const auto state : it.states) states.push_back(tcp::name(state));
  return {{"rule", name.name}, {"clause", name.clause}, {"rules", rules}, {"states", states}, {"scripts", it.scripts}, {"expected", it.mismatch.expected}, {"instead", it.mismatch.instead}, {"allowed_by", json(it.allowed_by)}, {"resembles", json(it.resembles)}, {"under", json(it.under)}, {"chart", it.chart}, {"script", scenario::print(it.script)}};
}

nlohmann::json json(const std::vector<Deviation>& all) {
  auto result = nlohmann::json::array();
  for (const Deviation& it : all) result.push_back(json(it));
  return result;
}

}  // namespace

void show(const Question& question, const Conformance& found) {
  fmt::print("{}, against {}\n", question.system, question.spec);
  fmt::print("{} scripts led to {} situations, and {} are beyond: on each way the system did otherwise; {:.0f} s{}\n", found.scripts,
             found.situations, found.beyond, question.seconds, found.complete ? "" : ", and time was over before the end");
  if (found.by_users != 0) fmt::print("{} scripts are not judged: the peer's user sent text, or closed\n", found.by_users);
  const std::size_t none = allowed_by_none(found);
  fmt::print("\n=== allowed by no policy: {}\n", none);
  show_all(found.deviations, false);
  fmt::print("\n=== allowed by a policy: {}\n", found.deviations.size() - none);
  show_all(found.deviations, true);
  fmt::print("\n=== not confirmed, seen once and not again: {}\n", found.unconfirmed.size());
  for (const Deviation& it : found.unconfirmed) fmt::print("     {} in {}: expected {}, instead {}\n", rule(it), states(it), it.mismatch.expected, instead(it));
  fmt::print("\n=== the system is described by {}\n", found.described.empty() ? "the defaults" : list(found.described));
  show_reach(found);
}

nlohmann::json json(const Question& question, const Conformance& found) {
  return {{"system", question.system}, {"specification", question.spec}, {"seconds", question.seconds}, {"scripts", found.scripts}, {"situations", found.situations}, {"beyond", found.beyond}, {"by_users", found.by_users}, {"complete", found.complete}, {"allowed_by_none", allowed_by_none(found)}, {"deviations", json(found.deviations)}, {"unconfirmed", json(found.unconfirmed)}, {"described_by", json(found.described)}, {"rules", found.rules}, {"rules_beyond_sockets", found.rules_beyond_sockets}, {"rules_not_asked", not_asked(found)}};
}

}  // namespace cli::conformance
