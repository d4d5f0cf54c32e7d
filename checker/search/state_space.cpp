#include "checker/search/state_space.h"

#include <algorithm>
#include <array>

#include "model/path.h"
#include "model/system.h"

namespace checker::search {

namespace {

using model::Assumption;
using model::EventKind;
using model::Owner;

}  // namespace

StateSpace::StateSpace(const model::Model& model, const model::System& system,
                       const model::Values& parameters, const Flows& flows, const Observation& observation,
                       Symmetry symmetry)
    : model_(model),
      system_(system),
      parameters_(parameters),
      layout_(system, system.bounds.slots),
      parts_(layout_),
      liveness_(model, layout_, parameters_, observation, flows),
      canonical_(layout_, liveness_, parts_, symmetry),
      choices_(model, layout_, parts_, observation.of_step),
      local_steps_(model, system, parameters_, parts_),
      known_(3),
      no_message_(system.message.size(), 0),
      rows_(system.endpoints.size()) {
  model::show_parameters(parameters_, environment_);
}

Key StateSpace::initial() {
  Key key(layout_.size, kNoPart);
  for (std::size_t e = 0; e < system_.fields.size(); ++e)
    key[e] = parts_.table(e).insert(model::initial(system_.fields[e]).data());
  return key;
}

// ---- what can happen ------------------------------------------------------------------------------------

void StateSpace::visit_successors(const Key& before, const Visit& visit) {
  visit_ = &visit;
  before_ = &before;
  after_ = before;
  show(Owner::Old, before);
  new_identity_ = unused_identity();
  for (std::uint16_t e = 0; e < layout_.peers.size(); ++e) {
    offer(possible(e, before[e], kNoPart), kNoSlot);
    visit_arrivals(e);
  }
  if (system_.forgetting) visit_forgetting();
  if (system_.lifetime) visit_tick();
}

void StateSpace::visit_arrivals(std::uint16_t endpoint) {
  const Part state = (*before_)[endpoint];
  for (const SlotBlock& link : layout_.links)
    for (std::uint32_t slot = link.first; link.to == endpoint && slot < link.first + layout_.slots; ++slot)
      if ((*before_)[slot] != kNoPart) offer(possible(endpoint, state, (*before_)[slot]), slot);
  for (const model::Link& link : system_.links)
    if (!link.from && link.to == endpoint)
      for (const model::Values& message : choices_.anybodys_messages(*before_, endpoint))
        offer(possible(endpoint, state, parts_.messages().insert(message.data())), kNoSlot);
}

void StateSpace::visit_forgetting() {
  move_ = {model::Occurrence::Kind::Forget, kNoSlot, nullptr, {}};
  for (std::uint32_t slot = static_cast<std::uint32_t>(layout_.peers.size()); slot < layout_.size; ++slot) {
    if ((*before_)[slot] == kNoPart) continue;
    after_ = *before_;
    after_[slot] = kNoPart;
    move_.slot = slot;
    finish();
  }
}

void StateSpace::visit_tick() {
  after_ = *before_;
  for (std::uint32_t slot = static_cast<std::uint32_t>(layout_.peers.size()); slot < layout_.size; ++slot) {
    if (after_[slot] == kNoPart) continue;
    const std::uint64_t* message = parts_.messages().row(after_[slot]);
    model::Values older(message, message + no_message_.size());
    after_[slot] = older.back() > 1 ? (--older.back(), parts_.messages().insert(older.data())) : kNoPart;
  }
  open_rows();
  for (std::uint16_t e = 0; e < layout_.peers.size(); ++e)
    for (std::uint16_t t = 0; t < model_.machines[system_.machine[e]].timers.size(); ++t)
      if (auto left = model::left_field(model_, system_, e, t))
        if (std::uint64_t& ticks = rows_[e][*left]; ticks > 0) --ticks;

  move_ = {model::Occurrence::Kind::Tick, kNoSlot, nullptr, {}};
  const model::Facts facts(model_.machines[system_.machine[0]], nullptr, {}, new_identity_);
  facts.show_in(environment_);
  for (std::uint16_t e = 0; e < layout_.peers.size(); ++e) run_hooks(model::Hook::Kind::Tick, e);
  close_rows();
  finish();
}

/// Without a message: everything but arrivals.
const StateSpace::Steps& StateSpace::possible(std::uint16_t endpoint, Part state, Part message) {
  const std::array<std::uint32_t, 3> when{endpoint, state, message};
  const auto [index, is_new] = known_.insert(when.data());
  if (!is_new) return possible_[index];
  Steps& steps = possible_.emplace_back();
  if (message == kNoPart)
    find_calls(endpoint, state, steps);
  else
    find({endpoint, EventKind::Message, 0, state, message, 0}, steps);
  return steps;
}

void StateSpace::find_calls(std::uint16_t endpoint, Part state, Steps& steps) {
  const model::Machine& machine = model_.machines[system_.machine[endpoint]];
  const auto find_all = [&](EventKind kind, std::size_t count, const auto& is_possible) {
    for (std::uint16_t i = 0; i < count; ++i)
      if (is_possible(i)) find({endpoint, kind, i, state, kNoPart, 0}, steps);
  };
  find_all(EventKind::Call, machine.calls.size(),
           [&](std::uint16_t i) { return model::call_allowed(system_, endpoint, i); });
  find_all(EventKind::Timeout, machine.timers.size(),
           [&](std::uint16_t i) { return timer_is_due(endpoint, state, i); });
  find_all(EventKind::Environment, machine.environment.size(),
           [&](std::uint16_t i) { return model::environment_allowed(system_, endpoint, i); });
}

void StateSpace::find(LocalEvent event, Steps& steps) {
  for (const model::Values& arguments : choices_.arguments(event.endpoint, event.kind, event.event)) {
    event.arguments = local_steps_.arguments(event.endpoint, arguments);
    const LocalStep& step = local_steps_.step(event);
    if (step.outcome.handled || visits_unhandled_) steps.push_back(&step);
  }
}

bool StateSpace::timer_is_due(std::uint16_t endpoint, Part state, std::uint16_t timer) const {
  const std::uint64_t* fields = parts_.table(endpoint).row(state);
  if (!fields[model_.machines[system_.machine[endpoint]].timers[timer].armed]) return false;
  const auto left = model::left_field(model_, system_, endpoint, timer);
  return !left || fields[*left] == 0;
}

// ---- one event --------------------------------------------------------------------------------------------

void StateSpace::offer(const Steps& steps, std::uint32_t slot) {
  for (const LocalStep* step : steps) {
    if (step->read.empty())
      take(*step, slot);
    else
      offer_fresh(step->event, slot, {});
  }
}

void StateSpace::offer_fresh(LocalEvent event, std::uint32_t slot, const std::vector<std::uint16_t>& given) {
  const LocalStep& step = local_steps_.step(event);
  const auto next = std::find_if(step.read.begin(), step.read.end(),
                                 [&](std::uint16_t a) { return !model::contains(given, a); });
  if (next == step.read.end()) return take(step, slot);
  std::vector<std::uint64_t> values;
  choices_.fresh(*before_, event.endpoint, *next, values);
  if (values.empty() && !model::contains(step.chosen, *next)) values = {0};  // nothing begins with it
  std::vector<std::uint16_t> more = given;
  more.push_back(*next);
  const std::uint64_t* row = local_steps_.argument_row(event.endpoint, event.arguments);
  model::Values arguments(row, row + local_steps_.argument_count(event.endpoint));
  for (std::uint64_t value : values) {
    arguments[more.back()] = value;
    event.arguments = local_steps_.arguments(event.endpoint, arguments);
    offer_fresh(event, slot, more);
  }
}

void StateSpace::take(const LocalStep& step, std::uint32_t slot) {
  const LocalEvent& event = step.event;
  move_.kind = model::Occurrence::Kind::Event;
  move_.slot = slot;
  move_.step = &step;
  move_.sent.clear();
  after_ = *before_;
  show_event(step);
  if (!step.outcome.handled) return finish();

  show(Owner::Endpoint, *before_);
  if (event.kind == EventKind::Message && !assumed(Assumption::Kind::Arrival, *before_)) return;
  if (!step.chosen.empty() && !assumed(Assumption::Kind::Choice, *before_)) return;

  after_[event.endpoint] = step.after;
  if (!system_.hooks.empty() || system_.lifetime) {
    annotate();
  } else if (!step.sent.empty()) {
    move_.sent = step.sent;
    environment_.row(Owner::Message, model::kSent) = parts_.messages().row(step.sent.back());
  }
  store(0, 0);
}

void StateSpace::show_event(const LocalStep& step) {
  const LocalEvent& event = step.event;
  const std::uint64_t* arguments = local_steps_.argument_row(event.endpoint, event.arguments);
  arguments_.assign(arguments, arguments + local_steps_.argument_count(event.endpoint));
  environment_.row(Owner::Message, model::kArriving) =
      event.message == kNoPart ? no_message_.data() : parts_.messages().row(event.message);
  environment_.row(Owner::Message, model::kSent) = no_message_.data();
  environment_.row(Owner::Argument) = arguments_.data();
  step.facts.show_in(environment_);
  environment_.row(Owner::Flag, static_cast<std::size_t>(model::StepFlag::NewIdentity)) = &new_identity_;
}

// ---- ghosts and time --------------------------------------------------------------------------------------

/// What the system adds to the machine's own step.
void StateSpace::annotate() {
  const LocalEvent& event = move_.event();
  open_rows();
  if (system_.lifetime) set_time_left(event.endpoint, move_.step->outcome);
  run_hooks(model::Hook::Kind::Step, event.endpoint);
  if (event.kind == EventKind::Message) run_hooks(model::Hook::Kind::Arrival, event.endpoint);
  sending_.clear();
  sending_.reserve(move_.step->sent.size());
  for (Part message : move_.step->sent) send(event.endpoint, message);
  close_rows();
}

void StateSpace::open_rows() {
  for (std::size_t e = 0; e < rows_.size(); ++e) {
    const PartTable& table = parts_.table(e);
    rows_[e].assign(table.row(after_[e]), table.row(after_[e]) + table.length());
    environment_.row(Owner::Endpoint, e) = rows_[e].data();
  }
}

void StateSpace::close_rows() {
  for (std::size_t e = 0; e < rows_.size(); ++e) after_[e] = parts_.table(e).insert(rows_[e].data());
}

void StateSpace::set_time_left(std::uint16_t endpoint, const model::Outcome& outcome) {
  const model::Machine& machine = model_.machines[system_.machine[endpoint]];
  model::Values& now = rows_[endpoint];
  model::Environment own;
  model::show_parameters(parameters_, own);
  own.row(Owner::Endpoint) = now.data();
  for (std::uint16_t t = 0; t < machine.timers.size(); ++t) {
    const auto left = model::left_field(model_, system_, endpoint, t);
    if (!left) continue;
    if (!now[machine.timers[t].armed])
      now[*left] = 0;
    else if (model::contains(outcome.started, t))
      now[*left] = model::evaluate(machine.timers[t].duration, own);
  }
}

void StateSpace::run_hooks(model::Hook::Kind kind, std::uint16_t endpoint) {
  for (const model::Hook& hook : system_.hooks) {
    if (hook.kind != kind || hook.endpoint != endpoint) continue;
    for (const model::Hook::Set& set : hook.sets) {
      const std::uint64_t value = model::evaluate(set.value, environment_);
      if (set.target.owner == Owner::Message)
        sending_.back()[set.target.field] = value;
      else
        rows_[set.target.which][set.target.field] = value;
    }
  }
}

void StateSpace::send(std::uint16_t endpoint, Part message) {
  PartTable& messages = parts_.messages();
  model::Values& sending =
      sending_.emplace_back(messages.row(message), messages.row(message) + messages.length());
  environment_.row(Owner::Message, model::kSent) = sending.data();
  if (system_.lifetime) sending.back() = model::evaluate(*system_.lifetime, environment_);
  run_hooks(model::Hook::Kind::Send, endpoint);
  move_.sent.push_back(messages.insert(sending.data()));
}

// ---- the network ------------------------------------------------------------------------------------------

/// Every place that the sent messages can take, from message `next_message` and link `next_link` on.
void StateSpace::store(std::size_t next_message, std::size_t next_link) {
  if (next_message == move_.sent.size()) return finish();
  while (next_link < layout_.links.size() && layout_.links[next_link].from != move_.event().endpoint)
    ++next_link;
  if (next_link == layout_.links.size()) return store(next_message + 1, 0);

  store(next_message, next_link + 1);  // lost
  const std::uint32_t first = layout_.links[next_link].first, end = first + layout_.slots;
  std::uint32_t free = end;
  for (std::uint32_t slot = first; slot < end; ++slot) {
    if (after_[slot] == move_.sent[next_message]) return;  // already there
    if (after_[slot] == kNoPart) free = std::min(free, slot);
  }
  if (free != end) return store_in(free, next_message, next_link + 1);
  for (std::uint32_t slot = first; slot < end; ++slot) store_in(slot, next_message, next_link + 1);
}

void StateSpace::store_in(std::uint32_t slot, std::size_t message, std::size_t next_link) {
  const Part replaced = after_[slot];
  after_[slot] = move_.sent[message];
  store(message, next_link);
  after_[slot] = replaced;
}

void StateSpace::finish() {
  show(Owner::Endpoint, after_);
  if (!system_.assumptions.empty()) {
    const bool event = move_.kind == model::Occurrence::Kind::Event && move_.step->outcome.handled;
    if (event && !assumed(Assumption::Kind::Step, after_)) return;
    if (!assumed(Assumption::Kind::State, after_)) return;
  }
  (*visit_)({move_, *before_, after_, environment_});
}

// ---- assumptions and claims -------------------------------------------------------------------------------

bool StateSpace::assumed(Assumption::Kind kind, const Key& key) {
  for (const Assumption& assumption : system_.assumptions) {
    if (assumption.kind != kind || !concerns(assumption)) continue;
    for (const model::Quantified& conjunct : assumption.conjuncts)
      if (!holds(key, conjunct, environment_)) return false;
  }
  return true;
}

bool StateSpace::concerns(const Assumption& assumption) const {
  switch (assumption.kind) {
    case Assumption::Kind::State: return true;
    case Assumption::Kind::Step:
    case Assumption::Kind::Arrival: return assumption.endpoint == move_.event().endpoint;
    case Assumption::Kind::Choice:
      return assumption.endpoint == move_.event().endpoint &&
             model::contains(move_.step->chosen, assumption.subject);
  }
  return false;
}

bool StateSpace::holds(const Key& key, const model::Quantified& statement) {
  show(Owner::Endpoint, key);
  return holds(key, statement, environment_);
}

bool StateSpace::holds(const Key& key, const model::Quantified& statement,
                       model::Environment& environment) const {
  const auto bind = [&](std::size_t k, const auto& self) -> bool {
    if (k == statement.from.size()) return model::evaluate(statement.body, environment) != 0;
    for (const SlotBlock& link : layout_.links) {
      if (link.from != statement.from[k]) continue;
      for (std::uint32_t slot = link.first; slot < link.first + layout_.slots; ++slot) {
        if (key[slot] == kNoPart) continue;
        environment.row(Owner::Message, model::kBound + k) = parts_.messages().row(key[slot]);
        if (!self(k + 1, self)) return false;
      }
    }
    return true;
  };
  return bind(0, bind);
}

void StateSpace::show(Owner owner, const Key& key) {
  for (std::size_t e = 0; e < layout_.peers.size(); ++e)
    environment_.row(owner, e) = parts_.table(e).row(key[e]);
}

std::uint64_t StateSpace::unused_identity() const {
  std::uint64_t used = 1;
  for (const auto& [place, field, name] : layout_.identities)
    if ((*before_)[place] != kNoPart)
      used |= std::uint64_t{1} << (parts_.table(place).row((*before_)[place])[field] & (kIdentities - 1));
  std::uint64_t least = 1;
  while (used >> least & 1) ++least;
  return least;
}

}  // namespace checker::search
