#include "checker/search/liveness.h"

#include <algorithm>
#include <set>
#include <stdexcept>

#include "checker/search/flow.h"
#include "model/system.h"

namespace checker::search {

namespace {

using model::Expr;
using model::Owner;
using model::Place;

/// What is live while the analysis runs.
struct Live {
  std::vector<std::vector<Liveness::Fields>> fields;  // by endpoint and state
  std::vector<Liveness::Fields> messages;             // by class of message
  bool changed = true;

  void add(Liveness::Fields& to, const Liveness::Fields& more) {
    const Liveness::Fields both = to | more;
    changed = changed || both != to;
    to = both;
  }
};

/// What the sources of some value make live, before a step of `flow` that begins in its state.
void need(Live& live, const Flow& flow, const Sources& sources) {
  for (std::size_t e = 0; e < live.fields.size(); ++e) {
    if (sources.endpoints[e].none()) continue;
    if (e == flow.endpoint) {
      live.add(live.fields[e][flow.state], sources.endpoints[e]);
    } else {
      for (auto& fields : live.fields[e]) live.add(fields, sources.endpoints[e]);
    }
  }
  for (std::size_t c = 0; c < live.messages.size(); ++c)
    if (flow.arriving[c]) live.add(live.messages[c], sources.arriving);
}

bool live_after(const Live& live, const Flow& flow, const Place& place) {
  if (place.owner == Owner::Message) {
    for (std::size_t c = 0; c < live.messages.size(); ++c)
      if (flow.sent[c] && live.messages[c][place.field]) return true;
    return false;
  }
  const auto& states = live.fields[place.which];
  for (std::size_t s = 0; s < states.size(); ++s)
    if ((place.which != flow.endpoint || (flow.targets >> s & 1)) && states[s][place.field]) return true;
  return false;
}

void propagate(Live& live, const Flow& flow) {
  need(live, flow, flow.always);
  for (const auto& [place, sources] : flow.values)
    if (live_after(live, flow, place)) need(live, flow, sources);
  auto& here = live.fields[flow.endpoint][flow.state];
  for (std::size_t f = 0; f < Liveness::kMaxFields; ++f) {
    const Place place{Owner::Endpoint, flow.endpoint, static_cast<std::uint16_t>(f)};
    if (!here[f] && !flow.values.contains(place) && live_after(live, flow, place)) {
      here.set(f);
      live.changed = true;
    }
  }
}

/// A duration that still runs matters where it matters that the timer runs.
void keep_durations(Live& live, const model::Model& model, const model::System& system) {
  for (std::size_t e = 0; e < system.fields.size(); ++e)
    for (const model::Timer& timer : model.machines[system.machine[e]].timers)
      for (std::size_t f = 0; f < system.fields[e].size(); ++f)
        if (system.fields[e][f].name == timer.name + ".left")
          for (auto& fields : live.fields[e])
            if (fields[timer.armed] && !fields[f]) {
              fields.set(f);
              live.changed = true;
            }
}

/// What an observed expression reads, one state of one endpoint at a time and one class of message at a time.
class Seeds {
 public:
  Seeds(model::ExprPool& pool, const MessageClasses& classes, Live& live)
      : pool_(pool), classes_(classes), live_(live) {}

  void add(Expr e) {
    for (std::uint16_t endpoint = 0; endpoint < live_.fields.size(); ++endpoint)
      for (std::size_t s = 0; s < live_.fields[endpoint].size(); ++s) add(e, endpoint, s);
    std::set<std::uint16_t> messages;
    for (Expr variable : model::variables_of(e))
      if (variable.place().owner == Owner::Message) messages.insert(variable.place().which);
    for (std::uint16_t which : messages)
      for (std::size_t c = 0; c < live_.messages.size(); ++c) add_message(e, which, c);
  }

 private:
  void add(Expr e, std::uint16_t endpoint, std::size_t state) {
    for (Owner owner : {Owner::Endpoint, Owner::Old}) {
      const Expr there = with_state(e, owner, endpoint, state);
      for (Expr variable : model::variables_of(there)) {
        const Place place = variable.place();
        if (place.owner == owner && place.which == endpoint) live_.fields[endpoint][state].set(place.field);
      }
    }
  }

  Expr with_state(Expr e, Owner owner, std::uint16_t endpoint, std::size_t state) {
    return model::substitute(pool_, e, [&](Expr variable) {
      return variable.place() == Place{owner, endpoint, 0} ? pool_.constant(variable.sort(), state) : Expr{};
    });
  }

  void add_message(Expr e, std::uint16_t which, std::size_t message_class) {
    for (Expr variable : model::variables_of(classes_.assume(pool_, e, which, message_class)))
      if (variable.place().owner == Owner::Message && variable.place().which == which)
        live_.messages[message_class].set(variable.place().field);
  }

  model::ExprPool& pool_;
  const MessageClasses& classes_;
  Live& live_;
};

void seed(const model::Model& model, const model::System& system, const model::Values& parameters,
          const Observation& observation, const MessageClasses& classes, Live& live) {
  Seeds seeds(*model.pool, classes, live);
  const auto add = [&](Expr e) { seeds.add(with_parameters(*model.pool, e, parameters)); };
  for (Expr e : observation.of_state) add(e);
  for (Expr e : observation.of_step) add(e);
  for (const model::Assumption& assumption : system.assumptions)
    for (const model::Quantified& conjunct : assumption.conjuncts) add(conjunct.body);
}

/// Machine fields of a message always count: an arrival may read them; and how long it lives.
std::vector<std::uint32_t> ghosts_of(const model::Model& model, const model::System& system) {
  std::vector<std::uint32_t> ghosts;
  const std::size_t own = model::spoken(model, system).size();
  for (std::size_t f = own; f < system.message.size(); ++f)
    if (system.message[f].name != "ttl") ghosts.push_back(static_cast<std::uint32_t>(f));
  return ghosts;
}

}  // namespace

Liveness::Liveness(const model::Model& model, const Layout& layout, const model::Values& parameters,
                   const Observation& observation, const Flows& flows) {
  const model::System& system = *layout.system;
  const MessageClasses& classes = flows.classes;
  Live live;
  for (std::size_t e = 0; e < system.fields.size(); ++e) {
    if (system.fields[e].size() > kMaxFields)
      throw std::logic_error("an endpoint has too many fields to explore");
    live.fields.emplace_back(model.machines[system.machine[e]].state_count, Fields{}.set(0));
  }
  live.messages.resize(classes.count());
  seed(model, system, parameters, observation, classes, live);
  while (live.changed) {
    live.changed = false;
    for (const Flow& flow : flows.all) propagate(live, flow);
    keep_durations(live, model, system);
  }

  for (std::size_t e = 0; e < live.fields.size(); ++e) {
    dead_.emplace_back(live.fields[e].size());
    for (std::size_t s = 0; s < live.fields[e].size(); ++s)
      for (std::uint32_t f = 0; f < system.fields[e].size(); ++f)
        if (!live.fields[e][s][f]) dead_[e][s].push_back(f);
  }
  flags_ = classes.flags();
  dead_ghosts_.resize(classes.count());
  for (std::size_t c = 0; c < classes.count(); ++c)
    for (std::uint32_t f : ghosts_of(model, system))
      if (!live.messages[c][f]) dead_ghosts_[c].push_back(f);
}

std::span<const std::uint32_t> Liveness::dead_in_message(const std::uint64_t* message) const {
  std::size_t message_class = 0;
  for (std::size_t i = 0; i < flags_.size(); ++i) message_class |= (message[flags_[i]] & 1) << i;
  return dead_ghosts_[message_class];
}

}  // namespace checker::search
