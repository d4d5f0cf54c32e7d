#include "checker/check.h"

#include <algorithm>
#include <ctime>

#include "checker/confirm.h"

namespace checker {
namespace {

using model::Model;
using model::Property;

bool named(const Property& property, const std::string& name) { return property.id == name || property.name == name; }

std::vector<const Property*> selected(const Model& model, const Options& options, std::vector<std::string>& unknown) {
  auto wanted = options.properties;
  if (wanted.empty() && model.variant && !options.beyond_variant) wanted = model.variant->refutes;
  std::vector<const Property*> chosen;
  for (const auto& property : model.properties)
    if (wanted.empty() || std::any_of(wanted.begin(), wanted.end(), [&](const auto& n) { return named(property, n); }))
      chosen.push_back(&property);
  for (const auto& name : wanted)
    if (std::none_of(model.properties.begin(), model.properties.end(), [&](const auto& p) { return named(p, name); }))
      unknown.push_back(name);
  return chosen;
}

std::vector<AssumptionUse> assumptions_in_force(const Model& model, const Property& property) {
  std::vector<AssumptionUse> uses;
  if (property.kind == Property::Kind::Deterministic) return uses;
  for (const auto& assumption : model.systems[property.system].assumptions)
    if (std::none_of(uses.begin(), uses.end(), [&](const auto& u) { return u.name == assumption.name; }))
      uses.push_back({assumption.name, assumption.doc});
  return uses;
}

double cpu_now() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

/// Keeps the more telling of two Unknowns: one with a counterexample to induction, else the deeper.
bool more_telling(const Unknown& a, const Unknown& b) {
  if (a.counterexample_to_induction.empty() != b.counterexample_to_induction.empty())
    return !a.counterexample_to_induction.empty();
  return a.depth > b.depth;
}

void try_engine(const Engine& engine, const Task& task, const Options& options, Confirmed& confirmed, PropertyReport& report) {
  if (options.progress) options.progress(task.property.id + " " + task.property.name + ": " + std::string(engine.name));
  auto begin = std::chrono::steady_clock::now();
  auto cpu = cpu_now();
  Verdict verdict = engine.run(task);
  double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  report.cpu_seconds += cpu_now() - cpu;
  begin = std::chrono::steady_clock::now();
  if (auto* proved = std::get_if<Proved>(&verdict); proved && options.recheck) verdict = confirm(std::move(*proved), task.model, options.limits, confirmed, report);
  else if (auto* refuted = std::get_if<Refuted>(&verdict)) verdict = confirm(std::move(*refuted), task.model, report);
  report.recheck_seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  auto* before = std::get_if<Unknown>(&report.verdict);
  auto* now = std::get_if<Unknown>(&verdict);
  if (now && before && !report.engine.empty() && !more_telling(*now, *before)) return;
  report.verdict = std::move(verdict);
  report.engine = engine.name;
  report.seconds = seconds;
}

PropertyReport check(const Model& model, const Property& property, const Options& options, Memory& memory, Confirmed& confirmed) {
  PropertyReport report{&property, Unknown{"no engine applies", 0, {}}, {}, 0, 0, 0, {}, {}, assumptions_in_force(model, property)};
  Task task{model, property, options.limits, &memory};
  std::vector<const Engine*> order;
  for (const auto& engine : engines())
    if ((options.engine.empty() ? !engine.on_request : options.engine == engine.name) && engine.applies(task)) order.push_back(&engine);
  // What a variant should refute: look for counterexamples before proofs.
  if (options.engine.empty() && is_to_be_refuted(model, property))
    std::stable_partition(order.begin(), order.end(), [](const Engine* e) { return e->refutes; });
  for (const Engine* engine : order) {
    if (options.limits.stop.stop_requested()) break;
    try_engine(*engine, task, options, confirmed, report);
    if (!std::holds_alternative<Unknown>(report.verdict)) break;
  }
  return report;
}

}  // namespace

bool is_to_be_refuted(const Model& model, const Property& property) {
  if (!model.variant) return false;
  const auto& refutes = model.variant->refutes;
  return std::any_of(refutes.begin(), refutes.end(), [&](const auto& name) { return named(property, name); });
}

Report check(const Model& model, const Options& options) {
  Report report;
  Confirmed confirmed;
  const auto chosen = selected(model, options, report.unknown_names);
  if (!report.unknown_names.empty()) return report;
  for (const Property* property : chosen) {
    auto one = check(model, *property, options, report.memory, confirmed);
    report.interrupted = options.limits.stop.stop_requested();
    if (report.interrupted && std::holds_alternative<Unknown>(one.verdict)) break;
    report.properties.push_back(std::move(one));
    if (options.on_report) options.on_report(report.properties.back());
    if (report.interrupted) break;
  }
  return report;
}

}  // namespace checker
