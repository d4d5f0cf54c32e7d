#include "checker/explore.h"

#include <algorithm>

#include "checker/search/breadth_first.h"
#include "checker/search/choices.h"
#include "checker/search/concrete.h"
#include "checker/search/liveness.h"
#include "checker/sought.h"

namespace checker {

namespace {

using model::Property;
using namespace search;

Observation observation_of(const std::vector<Property>& ways) {
  Observation observation;
  for (const Property& way : ways)
    (way.kind == Property::Kind::Transition ? observation.of_step : observation.of_state)
        .push_back(way.statement.body);
  return observation;
}

/// A claim and the state space in which it is looked at.
class Case {
 public:
  explicit Case(const Task& task)
      : task_(task),
        system_(task.model.systems[task.property.system]),
        ways_(sought(task.model, task.property)),
        space_(task.model, system_, bounded_parameters(task.model, system_), observation_of(ways_),
               task.limits.symmetry ? Symmetry::Full : Symmetry::None),
        search_(space_) {
    if (on_steps()) space_.visit_unhandled();
  }

  Exploration run() {
    const auto begin = std::chrono::steady_clock::now();
    const End end = search_.run(questions(), task_.limits, system_.bounds.depth);
    Exploration result{
        verdict(end), search_.states(), search_.transitions(), search_.bytes(), search_.levels(), false, 0};
    result.complete = end == End::Complete && !space_.choices().ran_out();
    result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    return result;
  }

 private:
  bool on_steps() const { return task_.property.of_step; }

  Questions questions() {
    Questions questions;
    if (on_steps())
      questions.of_step = [this](const Successor& successor) { return violates(successor); };
    else
      questions.of_state = [this](const Key& key) {
        return std::any_of(ways_.begin(), ways_.end(),
                           [&](const Property& way) { return !space_.holds(key, way.statement); });
      };
    return questions;
  }

  bool violates(const Successor& successor) {
    return std::any_of(ways_.begin(), ways_.end(), [&](const Property& way) {
      return speaks_of(way, successor.move) && !holds_on_step(way, successor);
    });
  }

  static bool speaks_of(const Property& property, const Move& move) {
    const bool moved =
        move.kind == model::Occurrence::Kind::Event && move.event().endpoint == property.endpoint;
    switch (property.on) {
      case model::Hook::Kind::Tick: return move.kind == model::Occurrence::Kind::Tick;
      case model::Hook::Kind::Step: return moved;
      case model::Hook::Kind::Arrival: return moved && move.event().kind == model::EventKind::Message;
      case model::Hook::Kind::Send: return moved && !move.sent.empty();
    }
    return false;
  }

  /// For each message sent, once if there is none.
  bool holds_on_step(const Property& property, const Successor& successor) const {
    const auto holds = [&] {
      return space_.holds(successor.after, property.statement, successor.environment);
    };
    if (successor.move.sent.empty()) return holds();
    return std::all_of(successor.move.sent.begin(), successor.move.sent.end(), [&](Part message) {
      successor.environment.row(model::Owner::Message, model::kSent) = space_.parts().messages().row(message);
      return holds();
    });
  }

  std::string bounds() const { return bounds(search_.depth()); }
  std::string bounds(std::size_t depth) const {
    const std::string slots = std::to_string(system_.bounds.slots);
    const std::string flight =
        space_.layout().links.empty() ? "" : ", at most " + slots + " in flight each way";
    return std::to_string(search_.states()) + " states, " + std::to_string(search_.transitions()) +
           " transitions, depth " + std::to_string(depth) + flight + taken_as_zero(task_.model, system_);
  }

  Verdict verdict(End end) {
    const std::string found = seeks_witness(task_.property) ? "no witness" : "no violation";
    switch (end) {
      case End::Found: return found_verdict();
      case End::Complete:
        if (space_.choices().ran_out())
          return unknown(found + ", but more incarnations than can be told apart: " + bounds());
        return unknown(found + " in the whole bounded state space: " + bounds());
      case End::DepthLimit: return unknown(found + " up to the depth allowed: " + bounds());
      case End::StateLimit: return unknown(found + " among as many states as allowed: " + bounds());
      case End::MemoryLimit: return unknown(found + " in the memory allowed: " + bounds());
      case End::Timeout: return unknown(found + " in the time allowed: " + bounds());
      case End::Stopped: return unknown("stopped: " + bounds());
    }
    return unknown("");
  }

  Unknown unknown(std::string reason) const { return {std::move(reason), search_.depth(), {}}; }

  Verdict found_verdict() {
    std::vector<Leg> legs;
    for (Key& key : search_.way_to(*search_.hit())) legs.push_back({std::move(key), {}});
    legs.erase(legs.begin());
    if (on_steps()) legs.back().is_meant = [this](const Successor& successor) { return violates(successor); };
    std::string why;
    auto trace = concrete(task_.model, task_.property.system, space_, legs, std::nullopt, why);
    if (!trace) return unknown("found, but not confirmed: " + why);
    if (seeks_witness(task_.property)) return Proved{{}, std::move(*trace)};
    const auto depth = trace->steps.size();
    return Refuted{std::move(*trace), "no shorter way leads there (" + bounds(depth) + ")"};
  }

  const Task& task_;
  const model::System& system_;
  std::vector<Property> ways_;
  StateSpace space_;
  BreadthFirst search_;
};

}  // namespace

std::optional<Unknown> beyond_search(const Task& task) {
  const model::System& system = task.model.systems[task.property.system];
  for (std::size_t e = 0; e < system.fields.size(); ++e)
    if (system.fields[e].size() > search::Liveness::kMaxFields)
      return Unknown{system.endpoints[e] + " has more than " + std::to_string(search::Liveness::kMaxFields) +
                         " variables and timers: too many to explore",
                     0,
                     {},
                     {}};
  return std::nullopt;
}

Exploration explore_counted(const Task& task) {
  if (auto unknown = beyond_search(task)) return {std::move(*unknown), 0, 0, 0, {}, false, 0};
  return Case(task).run();
}

Verdict explore(const Task& task) { return explore_counted(task).verdict; }

bool can_explore(const Task& task) {
  switch (task.property.kind) {
    case Property::Kind::Invariant:
    case Property::Kind::Transition:
    case Property::Kind::Reachable: return true;
    case Property::Kind::Response:
    case Property::Kind::Deterministic: return false;
  }
  return false;
}

model::Values bounded_parameters(const model::Model& model, const model::System& system) {
  model::Values values = model::default_parameters(model);
  for (const auto& [parameter, value] : system.bounds.parameters) values[parameter] = value;
  return values;
}

}  // namespace checker
