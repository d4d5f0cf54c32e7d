#include "checker/check.h"

#include <algorithm>
#include <ctime>

#include "checker/answers.h"
#include "checker/confirm.h"
#include "checker/trial.h"

namespace checker {
namespace {

using model::Model;
using model::Property;

bool named(const Property& property, const std::string& name) {
  return property.id == name || property.name == name;
}

std::vector<const Property*> selected(const Model& model, const Options& options,
                                      std::vector<std::string>& unknown) {
  auto wanted = options.properties;
  if (wanted.empty() && model.variant && !options.beyond_variant) wanted = model.variant->refutes;
  std::vector<const Property*> chosen;
  for (const auto& property : model.properties)
    if (wanted.empty() ||
        std::any_of(wanted.begin(), wanted.end(), [&](const auto& n) { return named(property, n); }))
      chosen.push_back(&property);
  for (const auto& name : wanted)
    if (std::none_of(model.properties.begin(), model.properties.end(),
                     [&](const auto& p) { return named(p, name); }))
      unknown.push_back(name);
  return chosen;
}

double cpu_now() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

/// Of two Unknowns: one that says where a proof fails, else the deeper.
bool more_telling(const Unknown& a, const Unknown& b) {
  const auto tells = [](const Unknown& u) {
    return !u.counterexample_to_induction.empty() || !u.rests_on.empty();
  };
  return tells(a) != tells(b) ? tells(a) : a.depth > b.depth;
}

/// The report keeps one verdict; an engine that had no answer is named beside it.
void keep(PropertyReport& report, Verdict verdict, std::string_view engine, double seconds) {
  auto* before = std::get_if<Unknown>(&report.verdict);
  auto* now = std::get_if<Unknown>(&verdict);
  if (now && before && !report.engine.empty()) {
    const bool better = more_telling(*now, *before);
    report.tried_too.push_back(better ? Attempt{report.engine, before->reason}
                                      : Attempt{std::string(engine), now->reason});
    if (!better) return;
  }
  if (!now) report.tried_too.clear();
  report.verdict = std::move(verdict);
  report.engine = engine;
  report.seconds = seconds;
}

void try_engine(const Engine& engine, const Task& task, const Options& options, PropertyReport& report) {
  if (options.progress)
    options.progress(task.property.id + " " + task.property.name + ": " + std::string(engine.name));
  auto begin = std::chrono::steady_clock::now();
  auto cpu = cpu_now();
  Verdict verdict = engine.run(task);
  double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  report.cpu_seconds += cpu_now() - cpu;
  begin = std::chrono::steady_clock::now();
  if (auto* proved = std::get_if<Proved>(&verdict); proved && options.recheck)
    verdict = confirm(std::move(*proved), task.model, options.limits, report);
  else if (auto* refuted = std::get_if<Refuted>(&verdict))
    verdict = confirm(std::move(*refuted), task.model, report);
  report.recheck_seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  keep(report, std::move(verdict), engine.name, seconds);
}

Limits limits_of(const Engine& engine, const Options& options) {
  Limits limits = options.limits;
  if (options.engine.empty() && engine.patience.count() != 0)
    limits.timeout = std::min<std::chrono::milliseconds>(limits.timeout, engine.patience);
  return limits;
}

PropertyReport check(const Model& model, const Property& property, const Options& options, Memory& memory) {
  PropertyReport report;
  report.property = &property;
  report.verdict = Unknown{"no engine applies", 0, {}};
  report.assumptions = assumptions_in_force(model, property);
  Task task{model, property, options.limits, &memory};
  std::vector<const Engine*> order;
  for (const auto& engine : engines())
    if ((options.engine.empty() || options.engine == engine.name) && engine.applies(task))
      order.push_back(&engine);
  // What a variant should refute: look for counterexamples before proofs.
  if (options.engine.empty() && is_to_be_refuted(model, property))
    std::stable_partition(order.begin(), order.end(), [](const Engine* e) { return e->refutes; });
  for (const Engine* engine : order) {
    if (options.limits.stop.stop_requested()) break;
    try_engine(*engine, {model, property, limits_of(*engine, options), &memory}, options, report);
    if (!std::holds_alternative<Unknown>(report.verdict)) break;
  }
  return report;
}

/// What is not inductive in a system, by system: looked into once, for all claims that rest on it.
using Trials = std::map<std::uint16_t, std::vector<NotInductive>>;

/// A claim that was refuted needs no second search.
std::vector<NotInductive> tried(const Model& model, const Report& report, std::uint16_t system,
                                std::vector<NotInductive> statements, const Limits& limits) {
  const auto known = [&](NotInductive& one) {
    for (const auto& other : report.properties) {
      const auto* refuted = std::get_if<Refuted>(&other.verdict);
      if (refuted == nullptr || other.property->id != one.name || other.property->system != system) continue;
      one.explored = refuted->explanation;
      one.violation = refuted->trace;
    }
    return one.violation.has_value();
  };
  const auto rest = std::stable_partition(statements.begin(), statements.end(), known);
  try_to_violate(model, system, limits, {rest, statements.end()});
  return statements;
}

void look_into(PropertyReport& one, const Model& model, const Report& report, const Limits& limits,
               Trials& trials) {
  auto* unknown = std::get_if<Unknown>(&one.verdict);
  if (unknown == nullptr || unknown->rests_on.empty() || limits.stop.stop_requested()) return;
  const auto system = one.property->system;
  if (!trials.contains(system))
    trials[system] = tried(model, report, system, std::move(unknown->rests_on), limits);
  unknown->rests_on = trials[system];
}

}  // namespace

std::vector<AssumptionUse> assumptions_in_force(const Model& model, const Property& property) {
  std::vector<AssumptionUse> uses;
  if (property.kind == Property::Kind::Deterministic) return uses;
  for (const auto& assumption : model.systems[property.system].assumptions)
    if (std::none_of(uses.begin(), uses.end(), [&](const auto& u) { return u.name == assumption.name; }))
      uses.push_back({assumption.name, assumption.doc});
  return uses;
}

bool is_to_be_refuted(const Model& model, const Property& property) {
  if (!model.variant) return false;
  const auto& refutes = model.variant->refutes;
  return std::any_of(refutes.begin(), refutes.end(), [&](const auto& name) { return named(property, name); });
}

Report check(const Model& model, const Options& given) {
  Options options = given;
  if (!options.limits.answers) options.limits.answers = std::make_shared<Answers>();
  Report report;
  Trials trials;
  const std::size_t before = options.limits.answers->remembered();
  const auto chosen = selected(model, options, report.unknown_names);
  if (!report.unknown_names.empty()) return report;
  for (const Property* property : chosen) {
    auto one = check(model, *property, options, report.memory);
    look_into(one, model, report, options.limits, trials);
    report.interrupted = options.limits.stop.stop_requested();
    if (report.interrupted && std::holds_alternative<Unknown>(one.verdict)) break;
    report.properties.push_back(std::move(one));
    if (options.on_report) options.on_report(report.properties.back());
    if (report.interrupted) break;
  }
  report.remembered = options.limits.answers->remembered() - before;
  return report;
}

}  // namespace checker
