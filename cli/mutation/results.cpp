#include "cli/mutation/results.h"

#include <fmt/core.h>

#include <fstream>

namespace cli::mutation {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(const Result& it) {
  Json json{{"id", it.id}, {"place", it.place}, {"operator", it.operation}, {"before", it.before}, {"after", it.after}, {"verdict", it.verdict}};
  if (!it.by.empty()) json["by"] = it.by;
  json["verdict_of_both_endpoints"] = it.verdict_of_both_ends;
  if (!it.by_of_both_ends.empty()) json["by_of_both_endpoints"] = it.by_of_both_ends;
  if (!it.unproved.empty()) json["unproved"] = it.unproved;
  if (it.obligations != 0) json["obligations"] = it.obligations;
  json["seconds"] = static_cast<double>(static_cast<long>(it.seconds * 10)) / 10;
  return json;
}

Result result_of(const Json& json) {
  const auto text = [&](const char* key) { return json.value(key, std::string()); };
  return {text("id"), text("place"), text("operator"), text("before"), text("after"), text("verdict"), text("by"),
          text("verdict_of_both_endpoints"), text("by_of_both_endpoints"),
          json.value("unproved", std::vector<std::string>()), json.value("obligations", std::size_t{0}), json.value("seconds", 0.0)};
}

constexpr std::array kVerdicts{"killed", "unproved", "equivalent", "survived"};

void print_counts(const char* what, std::map<std::string, unsigned> counts) {
  const unsigned different = counts["killed"] + counts["unproved"] + counts["survived"];
  if (different == 0) return;
  fmt::print("  {:22} {:5} killed, {} unproved, {} survived: {:.0f} % of {} that are not equivalent\n", what, counts["killed"], counts["unproved"],
             counts["survived"], 100.0 * counts["killed"] / different, different);
}

}  // namespace

bool Results::resume(const std::string& path) {
  std::ifstream in(path);
  const Json json = Json::parse(in, nullptr, false);
  if (!json.is_object() || json.value("spec", std::string()) != spec_ || !json.contains("mutants") || !json["mutants"].is_array()) return false;
  for (const auto& each : json["mutants"])
    if (const auto at = order_.find(each.value("id", std::string())); at != order_.end()) add(at->second, result_of(each));
  return true;
}

std::map<std::string, unsigned> Results::counts(std::string Result::*verdict) const {
  std::map<std::string, unsigned> counts;
  for (const auto& [number, result] : results_) ++counts[result.*verdict];
  return counts;
}

nlohmann::ordered_json Results::json() const {
  Json json{{"file", file_}, {"spec", spec_}, {"of", of_}};
  auto all = counts(&Result::verdict), ends = counts(&Result::verdict_of_both_ends);
  for (const char* verdict : kVerdicts) json[verdict] = all[verdict];
  for (const char* verdict : kVerdicts) json["both_endpoints"][verdict] = ends[verdict];
  json["no_mutants"] = all["none"];
  json["mutants"] = Json::array();
  for (const auto& [number, result] : results_) json["mutants"].push_back(json_of(result));
  return json;
}

void Results::print() const {
  auto all = counts(&Result::verdict);
  fmt::print("{}: {} of {} single edits tried; {} of them change nothing or are no specification, {} are equivalent\n", file_, results_.size(), of_,
             all["none"], all["equivalent"]);
  print_counts("by all claims", all);
  print_counts("by those of both ends", counts(&Result::verdict_of_both_ends));
  for (const auto& [number, it] : results_)
    if (it.verdict == "survived" || it.verdict == "unproved")
      fmt::print("{}: {} {}\n    {}\n -> {}\n", it.place, it.id, it.verdict, it.before, it.after.empty() ? "(nothing)" : it.after);
}

}  // namespace cli::mutation
