#include "checker/replay.h"

#include <algorithm>

#include "checker/search/choices.h"
#include "checker/sought.h"

namespace checker {
namespace {

using model::Configuration;
using model::EventKind;
using model::Fairness;
using model::Model;
using model::Occurrence;
using model::Property;
using model::System;
using model::Trace;

struct Run {
  std::vector<Configuration> configurations;
  std::vector<model::StepResult> results;
  std::string why;  // why it stopped early
};

Run run(const Model& model, const Trace& trace) {
  const System& system = model.systems[trace.system];
  Run run{{trace.start}, {}, {}};
  for (const auto& occurrence : trace.steps) {
    std::string why;
    auto result = model::step(model, system, trace.parameters, run.configurations.back(), occurrence, &why);
    if (!result) {
      run.why = "step " + std::to_string(run.results.size() + 1) + " cannot happen: " + why;
      break;
    }
    run.configurations.push_back(result->after);
    run.results.push_back(std::move(*result));
  }
  return run;
}

bool is_start(const Model& model, const System& system, const Configuration& start) {
  return start == model::initial(model, system);
}

bool violated_at_the_end(const Model& model, const Trace& trace, const Run& run, const Property& property) {
  if (property.of_step)
    return !run.results.empty() &&
           is_violated(model, trace, run.configurations[run.configurations.size() - 2], trace.steps.back(),
                       run.results.back(), property);
  return !model::holds(model, model.systems[trace.system], trace.parameters, run.configurations.back(),
                       property.statement);
}

bool same_event(const Fairness& fair, const Occurrence& occurrence) {
  switch (fair.kind) {
    case Fairness::Kind::Tick: return occurrence.kind == Occurrence::Kind::Tick;
    case Fairness::Kind::Delivery: return occurrence.delivered && occurrence.kind == Occurrence::Kind::Event;
    case Fairness::Kind::Timeout:
    case Fairness::Kind::Call: break;
  }
  auto kind = fair.kind == Fairness::Kind::Timeout ? EventKind::Timeout : EventKind::Call;
  return occurrence.kind == Occurrence::Kind::Event && occurrence.event.kind == kind &&
         occurrence.event.event == fair.event && (!fair.endpoint || *fair.endpoint == occurrence.endpoint);
}

/// With some of the values that the bounds list for its arguments, from the one with this number on.
bool changes(const Model& model, const Trace& trace, const Configuration& at, Occurrence& occurrence,
             std::uint16_t argument) {
  const System& system = model.systems[trace.system];
  if (argument == occurrence.event.arguments.size()) {
    const auto result = model::step(model, system, trace.parameters, at, occurrence);
    return result && result->after != at;
  }
  const auto values = search::listed(system, occurrence.endpoint, argument);
  return std::any_of(values.begin(), values.end(), [&](std::uint64_t value) {
    occurrence.event.arguments[argument] = value;
    return changes(model, trace, at, occurrence, static_cast<std::uint16_t>(argument + 1));
  });
}

/// Could this fair event happen here and change something? Delivery is judged over the whole loop by the search.
bool enabled(const Model& model, const Trace& trace, const Configuration& at, const Fairness& fair) {
  const System& system = model.systems[trace.system];
  if (fair.kind == Fairness::Kind::Delivery) return false;
  for (std::uint16_t endpoint = 0; endpoint < system.endpoints.size(); ++endpoint) {
    if (fair.endpoint && *fair.endpoint != endpoint) continue;
    Occurrence occurrence;
    occurrence.endpoint = endpoint;
    if (fair.kind == Fairness::Kind::Tick) {
      occurrence.kind = Occurrence::Kind::Tick;
    } else {
      occurrence.event.kind = fair.kind == Fairness::Kind::Timeout ? EventKind::Timeout : EventKind::Call;
      occurrence.event.event = fair.event;
      occurrence.event.arguments.assign(model.machines[system.machine[endpoint]].arguments.size(), 0);
    }
    if (changes(model, trace, at, occurrence, 0)) return true;
  }
  return false;
}

/// Pending from somewhere in the stem on, and no fair event that is enabled all along the loop is left out of it.
std::optional<std::string> refutes_response(const Model& model, const Trace& trace, const Run& run,
                                            const Property& property) {
  const System& system = model.systems[trace.system];
  if (!trace.loop_start || *trace.loop_start > trace.steps.size()) return "a response needs a loop";
  auto is = [&](model::Expr e, const Configuration& at) {
    return model::holds(model, system, trace.parameters, at, {{}, e});
  };
  const auto begin = run.configurations.begin() + static_cast<std::ptrdiff_t>(*trace.loop_start);
  auto pending = run.configurations.end();
  for (auto at = run.configurations.begin(); at != run.configurations.end(); ++at) {
    if (is(property.target, *at))
      pending = run.configurations.end();
    else if (pending == run.configurations.end() && is(property.trigger, *at))
      pending = at;
  }
  if (pending == run.configurations.end() || pending > begin)
    return "the request is not pending on the whole loop";
  if (*begin != run.configurations.back()) return "the loop does not come back to where it began";
  for (const auto& fair : property.fairness) {
    bool taken = std::any_of(trace.steps.begin() + static_cast<std::ptrdiff_t>(*trace.loop_start),
                             trace.steps.end(), [&](const Occurrence& o) { return same_event(fair, o); });
    bool always = std::all_of(begin, run.configurations.end(),
                              [&](const Configuration& at) { return enabled(model, trace, at, fair); });
    if (always && !taken) return "the loop is not fair: an event stays enabled and never happens";
  }
  return std::nullopt;
}

}  // namespace

bool is_violated(const Model& model, const Trace& trace, const Configuration& before,
                 const Occurrence& occurrence, const model::StepResult& result, const Property& way) {
  const System& system = model.systems[trace.system];
  if (way.of_step)
    return !model::holds_on_step(model, system, trace.parameters, before, occurrence, result, way);
  return !model::holds(model, system, trace.parameters, result.after, way.statement);
}

std::vector<Configuration> configurations(const Model& model, const Trace& trace, std::string* why) {
  auto all = run(model, trace);
  if (why != nullptr) *why = all.why;
  return std::move(all.configurations);
}

std::optional<std::string> replay(const Model& model, const Property& property, const Trace& trace) {
  const System& system = model.systems[trace.system];
  if (!is_start(model, system, trace.start)) return "the trace does not begin in the initial state";
  auto all = run(model, trace);
  if (!all.why.empty()) return all.why;
  std::optional<std::string> wrong = "the property is not violated at the end";
  for (const auto& way : sought(model, property)) {
    switch (way.kind) {
      case Property::Kind::Response: wrong = refutes_response(model, trace, all, way); break;
      case Property::Kind::Invariant:
      case Property::Kind::Transition:
        if (violated_at_the_end(model, trace, all, way)) wrong.reset();
        break;
      case Property::Kind::Reachable:  // sought as a violation of what denies it
      case Property::Kind::Deterministic: return "a rule conflict has no trace";
    }
    if (!wrong) break;
  }
  return wrong;
}

}  // namespace checker
