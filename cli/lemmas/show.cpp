#include "cli/lemmas/show.h"

#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/verdicts/words.h"

namespace cli::lemmas {
namespace {

using checker::Minimal;
using checker::Need;

const char* word(Need::Verdict verdict) {
  switch (verdict) {
    case Need::Verdict::Needed: return "needed";
    case Need::Verdict::NotNeeded: return "not needed";
    case Need::Verdict::NotInductive: return "not inductive";
    case Need::Verdict::Unknown: break;
  }
  return "unknown";
}

std::string reason(const Minimal& minimal, const Need& need) {
  const auto through = need.through.empty() ? "" : " (before that " + verdicts::joined(need.through) + ")";
  switch (need.verdict) {
    case Need::Verdict::Needed: return "without it " + need.claim + " is lost in " + need.step + through;
    case Need::Verdict::NotNeeded: return {};
    case Need::Verdict::NotInductive: return "lost in " + need.step;
    case Need::Verdict::Unknown: break;
  }
  return minimal.proved.empty() ? "nothing is proved" : "no solver could say";
}

std::string describe(const checker::Unproved& claim) {
  if (claim.step.empty()) return claim.claim + " (a response without a measure)";
  return claim.claim + (claim.unanswered ? " (no solver could say in " : " (lost in ") + claim.step + ")";
}

std::string line(const Minimal& minimal, const Need& need) {
  std::size_t width = 0;
  for (const Need& each : minimal.needs) width = std::max(width, each.lemma.size());
  auto text = fmt::format("  {:<14} {:<{}}   {}", word(need.verdict), need.lemma, width, reason(minimal, need));
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

}  // namespace

bool is_decided(const Minimal& minimal) {
  const auto decided = [](const Need& need) { return need.verdict == Need::Verdict::Needed || need.verdict == Need::Verdict::NotNeeded; };
  return minimal.confirmed && minimal.unproved.empty() && std::ranges::all_of(minimal.needs, decided);
}

bool is_decided(const checker::Suggestion& found) {
  return found.why.empty() && found.proved.size() == found.open.size() && (found.confirmed || (found.open.empty() && found.lemmas.empty()));
}

void print(const Search& search, const Minimal& minimal) {
  const auto needed = std::ranges::count(minimal.needs, Need::Verdict::Needed, &Need::verdict);
  fmt::print("{}: {} of {} lemmas needed ({} questions, {:.1f} s)\n", search.name(), needed, minimal.needs.size(), minimal.questions, search.cpu_seconds);
  for (const Need& need : minimal.needs) fmt::print("{}\n", line(minimal, need));
  if (!minimal.proved.empty()) fmt::print("  {} with what is needed alone: {}\n", minimal.confirmed ? "proved" : "not confirmed", verdicts::joined(minimal.proved));
  for (const auto& each : minimal.unproved) fmt::print("  not proved, even with all lemmas: {}\n", describe(each));
}

nlohmann::ordered_json json(const Search& search, const Minimal& minimal) {
  auto all = nlohmann::ordered_json::array();
  for (const Need& need : minimal.needs) {
    nlohmann::ordered_json one{{"lemma", need.lemma}, {"verdict", word(need.verdict)}};
    if (!need.claim.empty()) one["claim"] = need.claim;
    if (!need.step.empty()) one["step"] = need.step;
    if (!need.through.empty()) one["through"] = need.through;
    all.push_back(std::move(one));
  }
  auto unproved = nlohmann::ordered_json::array();
  for (const auto& each : minimal.unproved) {
    unproved.push_back({{"claim", each.claim}, {"unanswered", each.unanswered}});
    if (!each.step.empty()) unproved.back()["step"] = each.step;
  }
  return {{"system", search.name()}, {"lemmas", all}, {"proved", minimal.proved}, {"unproved", unproved}, {"confirmed", minimal.confirmed}, {"questions", minimal.questions}, {"cpu_seconds", search.cpu_seconds}};
}

void print(const Search& search, const checker::Suggestion& found) {
  if (!found.why.empty()) return fmt::print("{}: nothing is suggested: {}\n", search.name(), found.why);
  fmt::print("{}: {} candidates, {} of them false in one of {} states; {} asked, {} inductive ({} questions, {:.1f} s)\n", search.name(), found.tried, found.untrue, found.states, found.asked, found.inductive, found.questions, search.cpu_seconds);
  if (found.cut) fmt::print("  not all candidates were tried: there are too many\n");
  if (found.doubtful) fmt::print("  some were given up as no solver could say\n");
  if (found.known > 0) fmt::print("  {} follow from what is written, or from those below\n", found.known);
  if (!found.open.empty()) fmt::print("  not proved as it is written: {}\n", verdicts::joined(found.open));
  if (!found.proved.empty()) fmt::print("  {} with these lemmas: {}\n", found.confirmed ? "proved" : "not confirmed", verdicts::joined(found.proved));
  if (found.proved.empty() && !found.lemmas.empty() && !found.confirmed) fmt::print("  not confirmed by the engines\n");
  for (const auto& lemma : found.lemmas) fmt::print("{}\n", checker::written(search.model, lemma));
}

nlohmann::ordered_json json(const Search& search, const checker::Suggestion& found) {
  auto lemmas = nlohmann::ordered_json::array();
  for (const auto& lemma : found.lemmas) lemmas.push_back(checker::written(search.model, lemma));
  nlohmann::ordered_json all{{"system", search.name()}, {"candidates", found.tried}, {"false", found.untrue}, {"states", found.states}, {"asked", found.asked}, {"inductive", found.inductive}, {"implied", found.known}, {"cut", found.cut}, {"doubtful", found.doubtful}, {"open", found.open}, {"proved", found.proved}, {"confirmed", found.confirmed}, {"lemmas", lemmas}, {"questions", found.questions}, {"cpu_seconds", search.cpu_seconds}};
  if (!found.why.empty()) all["why"] = found.why;
  return all;
}

}  // namespace cli::lemmas
