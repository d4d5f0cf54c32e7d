#include "cli/verdicts/json.h"

#include <nlohmann/json.hpp>
#include <set>

#include "cli/verdicts/trace_json.h"
#include "cli/verdicts/words.h"
#include "model/overloaded.h"

namespace cli::verdicts {
namespace {

using Json = nlohmann::ordered_json;
using checker::PropertyReport;

/// "cvc5 1.0.3" → "cvc5".
std::string without_version(const std::string& solver) { return solver.substr(0, solver.find(' ')); }

Json confirmed_by(const PropertyReport& report) {
  Json out = Json::array();
  for (const auto& solver : report.rechecked_by) out.push_back(without_version(solver));
  return out;
}

Json not_confirmed_by(const PropertyReport& report) {
  Json out = Json::array();
  for (const auto& it : report.not_confirmed_by)
    out.push_back({{"solver", without_version(it.solver)}, {"unanswered", it.unanswered}, {"asked", it.asked}, {"why", it.why}});
  return out;
}

Json assumptions(const PropertyReport& report) {
  Json out = Json::array();
  for (const auto& use : report.assumptions) out.push_back(use.name);
  return out;
}

Json names(const std::vector<checker::NotInductive>& statements) {
  Json out = Json::array();
  for (const auto& each : statements) out.push_back(each.name.empty() ? each.statement : each.name);
  return out;
}

Json tried_too(const PropertyReport& report) {
  Json out = Json::array();
  for (const auto& each : report.tried_too) out.push_back({{"engine", each.engine}, {"reason", each.reason}});
  return out;
}

Json not_inductive(const model::Model& model, std::uint16_t system, const checker::NotInductive& one) {
  Json out{{"system", model.systems[system].name}, {"name", one.name}, {"statement", one.statement}, {"steps", one.steps}};
  if (!one.reading.empty()) out["reading"] = one.reading;
  out["counterexample_to_induction"] = one.picture;
  if (!one.no_answer.empty()) out["no_answer"] = one.no_answer;
  out["explored"] = one.explored;
  out["trace"] = one.violation ? trace_json(model, *one.violation) : Json();
  return out;
}

/// Of each system once.
Json not_inductive(const model::Model& model, const checker::Report& report) {
  Json out = Json::array();
  std::set<std::uint16_t> seen;
  for (const auto& property : report.properties) {
    const auto* unknown = std::get_if<checker::Unknown>(&property.verdict);
    if (unknown == nullptr || unknown->rests_on.empty() || !seen.insert(property.property->system).second) continue;
    for (const auto& each : unknown->rests_on) out.push_back(not_inductive(model, property.property->system, each));
  }
  return out;
}

void add_verdict(Json& out, const checker::Verdict& verdict) {
  std::visit(model::overloaded{
                 [&](const checker::Proved& it) {
                   out["depth"] = nullptr;
                   out["obligations"] = it.certificate.obligations.size();
                 },
                 [&](const checker::Refuted& it) {
                   out["depth"] = it.trace.steps.size();
                   out["explanation"] = it.explanation;
                 },
                 [&](const checker::Unknown& it) {
                   out["depth"] = it.depth;
                   out["reason"] = it.reason;
                   if (!it.rests_on.empty()) out["rests_on"] = names(it.rests_on);
                 },
             },
             verdict);
}

Json property_json(const model::Model& model, const PropertyReport& report) {
  Json out;
  out["id"] = report.property->id;
  out["name"] = report.property->name;
  out["kind"] = word(report.property->kind);
  out["verdict"] = word(report.verdict);
  out["engine"] = report.engine;
  out["seconds"] = report.seconds;
  out["recheck_seconds"] = report.recheck_seconds;
  out["cpu_seconds"] = report.cpu_seconds;
  out["rechecked_by"] = confirmed_by(report);
  out["not_confirmed_by"] = not_confirmed_by(report);
  out["assumptions"] = assumptions(report);
  add_verdict(out, report.verdict);
  if (!report.tried_too.empty()) out["tried_too"] = tried_too(report);
  const auto* trace = trace_of(report);
  out["trace"] = trace ? trace_json(model, *trace) : Json();
  return out;
}

}  // namespace

nlohmann::ordered_json json(const std::string& file, const model::Model& model, const checker::Report& report, const checker::Findings& findings,
                            const std::map<std::string, std::string>& as_in) {
  Json out;
  out["file"] = file;
  if (model.variant) out["variant"] = model.variant->id;
  if (model.variant) out["refutes"] = model.variant->refutes;
  if (!model.profile.empty()) out["profile"] = model.profile;
  out["valuation"] = Json::object();
  for (const auto& setting : model.valuation) out["valuation"][setting.policy] = setting.value;
  for (const auto& each : model.elsewhere) out["elsewhere"][each.id] = each.profile;
  out["properties"] = Json::array();
  for (const auto& property : report.properties) out["properties"].push_back(property_json(model, property));
  if (!as_in.empty()) out["as_in"] = as_in;
  out["not_inductive"] = not_inductive(model, report);
  out["dead_rules"] = findings.dead;
  out["unexercised_rules"] = findings.unexercised;
  out["vacuous"] = findings.vacuity.claims;
  out["unmet_assumptions"] = findings.vacuity.unmet;
  out["remembered"] = report.remembered;
  out["interrupted"] = report.interrupted;
  return out;
}

}  // namespace cli::verdicts
