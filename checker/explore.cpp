#include "checker/explore.h"

#include <algorithm>
#include <map>

#include "checker/search/breadth_first.h"
#include "checker/search/choices.h"
#include "checker/search/concrete.h"
#include "checker/search/flow.h"
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

/// Claims about one system and the state space in which they are looked at.
class Case {
 public:
  Case(const model::Model& model, const Claims& claims, const Limits& limits, const model::Values& parameters,
       const Flows& flows)
      : model_(model),
        limits_(limits),
        first_(*claims.front()),
        system_(model.systems[first_.system]),
        ways_(sought(model, claims)),
        space_(model, system_, parameters, flows, observation_of(ways_),
               limits.symmetry ? Symmetry::Full : Symmetry::None),
        search_(space_),
        beginnings_{beginning(model, first_.system, space_)} {
    if (asks_of(true)) space_.visit_unhandled();
  }

  Exploration run() {
    const auto begin = std::chrono::steady_clock::now();
    const End end = search_->run(questions(), limits_, system_.bounds.depth);
    Exploration result{verdict(end),
                       search_->states(),
                       search_->transitions(),
                       search_->bytes(),
                       search_->levels(),
                       false,
                       0};
    result.complete = end == End::Complete && !space_.choices().ran_out();
    result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    return result;
  }

  /// From here on the search begins at the ends of these traces.
  void begin_at(const std::vector<const model::Trace*>& from) {
    constexpr std::size_t kYoungest = 3;
    beginnings_.clear();
    for (const auto* trace : from)
      for (std::size_t younger = 0; younger < kYoungest; ++younger)
        beginnings_.push_back(beginning(model_, space_, *trace, younger));
  }

  /// Of the reference semantics, to the first violation; empty if none is found. A beginning from which the way does not replay is given up:
  /// what it holds may be used up there.
  std::optional<model::Trace> way_to_violation() {
    constexpr int kMost = 8;
    for (int given_up = 0; given_up < kMost && !beginnings_.empty(); ++given_up) {
      std::vector<Key> starts;
      for (const Beginning& each : beginnings_) starts.push_back(space_.canonical(each.key));
      search_.emplace(space_);
      if (search_->run(questions(), limits_, system_.bounds.depth, starts) != End::Found) return std::nullopt;
      std::string why;
      if (auto trace = way_to_hit(why)) return trace;
      beginnings_.erase(begin_of_hit());
    }
    return std::nullopt;
  }

 private:
  bool asks_of(bool steps) const {
    return std::any_of(ways_.begin(), ways_.end(), [&](const Property& way) { return way.of_step == steps; });
  }

  Questions questions() {
    Questions questions;
    if (asks_of(true)) questions.of_step = [this](const Successor& successor) { return violates(successor); };
    if (asks_of(false))
      questions.of_state = [this](const Key& key) {
        return std::any_of(ways_.begin(), ways_.end(), [&](const Property& way) {
          return !way.of_step && !space_.holds(key, way.statement);
        });
      };
    return questions;
  }

  bool violates(const Successor& successor) {
    return std::any_of(ways_.begin(), ways_.end(), [&](const Property& way) {
      return way.of_step && speaks_of(way, successor.move) && !holds_on_step(way, successor);
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

  std::string bounds() const { return bounds(search_->depth()); }
  std::string bounds(std::size_t depth) const {
    const std::string slots = std::to_string(system_.bounds.slots);
    const std::string flight =
        space_.layout().links.empty() ? "" : ", at most " + slots + " in flight each way";
    return std::to_string(search_->states()) + " states, " + std::to_string(search_->transitions()) +
           " transitions, depth " + std::to_string(depth) + flight + taken_as_zero(model_, system_);
  }

  Verdict verdict(End end) {
    const std::string found = seeks_witness(first_) ? "no witness" : "no violation";
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

  Unknown unknown(std::string reason) const { return {std::move(reason), search_->depth(), {}}; }

  std::vector<Beginning>::iterator begin_of_hit() {
    const Key first = search_->way_to(*search_->hit()).front();
    return std::find_if(beginnings_.begin(), beginnings_.end(),
                        [&](const Beginning& each) { return space_.canonical(each.key) == first; });
  }

  std::optional<model::Trace> way_to_hit(std::string& why) {
    std::vector<Leg> legs;
    for (Key& key : search_->way_to(*search_->hit())) legs.push_back({std::move(key), {}});
    legs.erase(legs.begin());
    if (search_->hit()->after)
      legs.back().is_meant = [this](const Successor& successor) { return violates(successor); };
    return concrete(model_, *begin_of_hit(), space_, legs, std::nullopt, why);
  }

  Verdict found_verdict() {
    std::string why;
    auto trace = way_to_hit(why);
    if (!trace) return unknown("found, but not confirmed: " + why);
    if (seeks_witness(first_)) return Proved{{}, std::move(*trace)};
    const auto depth = trace->steps.size();
    return Refuted{std::move(*trace), "no shorter way leads there (" + bounds(depth) + ")"};
  }

  const model::Model& model_;
  const Limits& limits_;
  const Property& first_;
  const model::System& system_;
  std::vector<Property> ways_;
  StateSpace space_;
  std::optional<BreadthFirst> search_;
  std::vector<Beginning> beginnings_;
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
  const auto& [model, property, limits, memory] = task;
  const auto parameters = bounded_parameters(model, model.systems[property.system]);
  return Case(model, {&property}, limits, parameters, *flows_for(model, property.system, memory)).run();
}

std::optional<model::Trace> way_to_violation(const model::Model& model, const Claims& claims,
                                             const Limits& limits, const std::vector<model::Trace>& from) {
  if (claims.empty() || beyond_search({model, *claims.front(), limits})) return std::nullopt;
  const auto& system = model.systems[claims.front()->system];
  std::map<model::Values, std::vector<const model::Trace*>> by_parameters;
  for (const auto& trace : from) by_parameters[trace.parameters].push_back(&trace);
  if (from.empty()) by_parameters[bounded_parameters(model, system)];
  for (const auto& [parameters, traces] : by_parameters) {
    const Flows flows(model, system, parameters);
    Case search(model, claims, limits, parameters, flows);
    if (!traces.empty()) search.begin_at(traces);
    if (auto trace = search.way_to_violation()) return trace;
  }
  return std::nullopt;
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

std::shared_ptr<const search::Flows> flows_for(const model::Model& model, std::uint16_t system,
                                               Memory* memory) {
  const auto make = [&] {
    const auto& of = model.systems[system];
    return std::make_shared<const search::Flows>(model, of, bounded_parameters(model, of));
  };
  if (memory == nullptr) return make();
  auto& known = memory->flows[system];
  if (!known) known = make();
  return known;
}

model::Values bounded_parameters(const model::Model& model, const model::System& system) {
  model::Values values = model::default_parameters(model);
  for (const auto& [parameter, value] : system.bounds.parameters) values[parameter] = value;
  return values;
}

}  // namespace checker
