#include "cli/certificates/judgement.h"

#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/verdicts/words.h"

namespace cli::certificates {
namespace {

using checker::smt::Status;

std::string word(Status status) {
  switch (status) {
    case Status::Unsat: return "unsat";
    case Status::Sat: return "sat";
    case Status::Unknown: return "unknown";
  }
  return "";
}

/// Of one claim's files, what one solver says.
struct Voice {
  std::string solver;
  std::size_t unanswered = 0, asked = 0;
  std::string first;  // without an answer
};

std::vector<Voice> voices(const Recheck& recheck, const Claim& claim) {
  std::vector<Voice> all;
  for (const auto& solver : recheck.solvers) all.push_back({solver, 0, claim.obligations.size(), ""});
  for (const auto& obligation : claim.obligations)
    for (std::size_t i = 0; i < all.size(); ++i)
      if (recheck.opinions.at(obligation.file)[i] == Status::Unknown && all[i].unanswered++ == 0) all[i].first = obligation.file;
  return all;
}

bool is_rejected(const Recheck& recheck, const Claim& claim) {
  return std::ranges::any_of(claim.obligations, [&](const auto& it) { return std::ranges::count(recheck.opinions.at(it.file), Status::Sat) > 0; });
}

const char* verdict(const Recheck& recheck, const Claim& claim) {
  if (recheck.opinions.empty() && !claim.obligations.empty()) return "not asked";
  if (is_rejected(recheck, claim)) return "rejected";
  const auto all = voices(recheck, claim);
  return std::ranges::any_of(all, [](const auto& it) { return it.unanswered > 0; }) ? "unknown" : "confirmed";
}

std::string why(const Recheck& recheck) { return recheck.interrupted ? "interrupted" : fmt::format("no answer in {} s", recheck.timeout); }

void print(const Recheck& recheck, const Claim& claim) {
  std::vector<std::string> by, open;
  for (const auto& each : voices(recheck, claim)) {
    if (each.unanswered == 0)
      by.push_back(each.solver);
    else
      open.push_back(fmt::format("not {}: {}, {} of {} obligations, first {}", each.solver, why(recheck), each.unanswered, each.asked, each.first));
  }
  auto said = verdicts::joined(by);
  if (!open.empty()) said += (said.empty() ? "" : "; ") + verdicts::joined(open, "; ");
  if (is_rejected(recheck, claim)) said = "by a solver, see below";
  const auto assuming = claim.assumptions.empty() ? "" : "  assuming " + verdicts::joined(claim.assumptions);
  fmt::print("  {:<6} {:<32} {:<10} {:<10} {:>5} obligations  {}{}\n", claim.id, claim.name, verdict(recheck, claim), claim.engine,
             claim.obligations.size(), said, assuming);
}

void print(const std::vector<std::string>& faults) {
  constexpr std::size_t kMost = 10;
  for (std::size_t i = 0; i < std::min(kMost, faults.size()); ++i) fmt::print("{}\n", faults[i]);
  if (faults.size() > kMost) fmt::print("and {} more (--json lists them all)\n", faults.size() - kMost);
  fmt::print("\nrejected: these are not the certificates of that specification; no solver was asked\n");
}

}  // namespace

std::vector<Objection> objections(const Recheck& recheck) {
  std::vector<Objection> found;
  for (const auto& [file, answers] : recheck.opinions) {
    if (std::ranges::count(answers, Status::Sat) == 0) continue;
    Objection objection{file, {}, std::ranges::count(answers, Status::Unsat) > 0};
    for (const auto answer : answers) objection.answers.push_back(word(answer));
    found.push_back(std::move(objection));
  }
  return found;
}

Exit result(const Recheck& recheck) {
  if (!recheck.comparison.faults.empty() || !objections(recheck).empty()) return Exit::Refuted;
  const bool open = std::ranges::any_of(recheck.manifest.properties, [&](const auto& it) { return std::string(verdict(recheck, it)) == "unknown"; });
  return open ? Exit::Unknown : Exit::Ok;
}

void print(const Recheck& recheck) {
  if (!recheck.comparison.faults.empty()) return print(recheck.comparison.faults);
  fmt::print("{}, as it is in {}:\n\n", recheck.directory, recheck.specification);
  for (const auto& claim : recheck.manifest.properties) print(recheck, claim);
  if (!recheck.comparison.not_covered.empty()) fmt::print("\nnot among these certificates: {}\n", verdicts::joined(recheck.comparison.not_covered));
  for (const auto& each : objections(recheck)) {
    fmt::print("\n{} {}/{}:\n", each.disagreement ? "THE SOLVERS DISAGREE about" : "NO PROOF:", recheck.directory, each.file);
    for (std::size_t i = 0; i < recheck.solvers.size(); ++i) fmt::print("  {:<16} {}\n", recheck.solvers[i], each.answers[i]);
    fmt::print("  {}\n", each.disagreement ? "one of them has a fault, and what rests on this file is not known to be so" : "what rests on this file is not shown by it");
  }
}

nlohmann::ordered_json json(const Recheck& recheck) {
  using Json = nlohmann::ordered_json;
  Json out{{"directory", recheck.directory}, {"file", recheck.specification}};
  if (recheck.manifest.variant) out["variant"] = *recheck.manifest.variant;
  out["valuation"] = Json::object();
  for (const auto& each : recheck.manifest.valuation) out["valuation"][each.policy] = each.value;
  out["solvers"] = recheck.solvers;
  out["faults"] = recheck.comparison.faults;
  out["properties"] = Json::array();
  for (const auto& claim : recheck.manifest.properties) {
    Json one{{"id", claim.id}, {"name", claim.name}, {"engine", claim.engine}, {"assumptions", claim.assumptions}, {"obligations", claim.obligations.size()}};
    one["verdict"] = recheck.comparison.faults.empty() ? verdict(recheck, claim) : "not asked";
    one["not_confirmed_by"] = Json::array();
    if (!recheck.opinions.empty())
      for (const auto& each : voices(recheck, claim))
        if (each.unanswered > 0)
          one["not_confirmed_by"].push_back({{"solver", each.solver}, {"unanswered", each.unanswered}, {"asked", each.asked}, {"why", why(recheck)}});
    out["properties"].push_back(std::move(one));
  }
  out["not_covered"] = recheck.comparison.not_covered;
  out["objections"] = Json::array();
  for (const auto& each : objections(recheck)) {
    Json answers = Json::object();
    for (std::size_t i = 0; i < recheck.solvers.size(); ++i) answers[recheck.solvers[i]] = each.answers[i];
    out["objections"].push_back({{"file", each.file}, {"disagreement", each.disagreement}, {"answers", std::move(answers)}});
  }
  out["interrupted"] = recheck.interrupted;
  return out;
}

}  // namespace cli::certificates
