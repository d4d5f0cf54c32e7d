#include "checker/search/state_space.h"

#include <algorithm>

#include "model/system.h"

namespace checker::search {

namespace {

using model::Assumption;
using model::EventKind;
using model::Owner;
constexpr std::uint32_t kNone = RowSet<std::uint64_t>::kNone;

bool contains(const std::vector<std::uint16_t>& list, std::uint16_t value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

}  // namespace

StateSpace::StateSpace(const model::Model& model, const model::System& system,
                       const model::Values& parameters, const Observation& observation, bool symmetric)
    : model_(model),
      system_(system),
      parameters_(parameters),
      layout_(system, system.bounds.slots),
      liveness_(model, layout_, parameters_, observation),
      canonical_(layout_, liveness_, symmetric && system.mirrored),
      choices_(model, layout_),
      local_steps_(model, system, parameters_),
      no_message_(system.message.size(), 0) {
  model::show_parameters(parameters_, environment_);
}

Cells StateSpace::initial() const {
  Cells cells(layout_.size, 0);
  for (std::size_t e = 0; e < system_.fields.size(); ++e)
    for (std::size_t f = 0; f < system_.fields[e].size(); ++f)
      cells[layout_.endpoint(e) + f] = system_.fields[e][f].initial;
  return cells;
}

// ---- keys ---------------------------------------------------------------------------------------------

void StateSpace::key_of(const Cells& cells, std::uint32_t* key) {
  for (std::size_t e = 0; e < layout_.peers.size(); ++e)
    *key++ = local_steps_.state(e, &cells[layout_.endpoint(e)]);
  for (std::size_t l = 0; l < layout_.links.size(); ++l)
    for (unsigned j = 0; j < layout_.slots; ++j) {
      const std::uint32_t slot = layout_.slot(l, j);
      *key++ = cells[slot] ? local_steps_.message(&cells[slot + 1]) : kNone;
    }
}

void StateSpace::cells_of(const std::uint32_t* key, Cells& cells) const {
  cells.assign(layout_.size, 0);
  for (std::size_t e = 0; e < layout_.peers.size(); ++e)
    std::copy_n(local_steps_.state_row(e, *key++), system_.fields[e].size(),
                cells.begin() + layout_.endpoint(e));
  for (std::size_t l = 0; l < layout_.links.size(); ++l)
    for (unsigned j = 0; j < layout_.slots; ++j, ++key) {
      if (*key == kNone) continue;
      const std::uint32_t slot = layout_.slot(l, j);
      cells[slot] = 1;
      std::copy_n(local_steps_.message_row(*key), system_.message.size(), cells.begin() + slot + 1);
    }
}

// ---- what can happen ------------------------------------------------------------------------------------

void StateSpace::visit_successors(const Cells& before, const Visit& visit) {
  visit_ = &visit;
  before_ = &before;
  after_ = before;
  show(Owner::Old, before);
  new_identity_ = unused_identity();
  for (std::uint16_t e = 0; e < layout_.peers.size(); ++e) {
    visit_events(e);
    visit_arrivals(e);
  }
  if (system_.forgetting) visit_forgetting();
  if (system_.lifetime) visit_tick();
}

void StateSpace::visit_events(std::uint16_t endpoint) {
  const model::Machine& machine = model_.machines[system_.machine[endpoint]];
  const std::uint32_t state = local_steps_.state(endpoint, before_->data() + layout_.endpoint(endpoint));
  const auto offer_all = [&](EventKind kind, std::size_t count, const auto& possible) {
    for (std::uint16_t i = 0; i < count; ++i)
      if (possible(i)) offer({endpoint, kind, i, state, kNone, 0}, kNoSlot);
  };
  offer_all(EventKind::Call, machine.calls.size(),
            [&](std::uint16_t i) { return model::call_allowed(system_, endpoint, i); });
  offer_all(EventKind::Timeout, machine.timers.size(),
            [&](std::uint16_t i) { return timer_is_due(endpoint, i); });
  offer_all(EventKind::Environment, machine.environment.size(),
            [&](std::uint16_t i) { return model::environment_allowed(system_, endpoint, i); });
}

void StateSpace::visit_arrivals(std::uint16_t endpoint) {
  const std::uint32_t state = local_steps_.state(endpoint, before_->data() + layout_.endpoint(endpoint));
  for (std::size_t l = 0; l < layout_.links.size(); ++l)
    for (unsigned j = 0; layout_.links[l].to == endpoint && j < layout_.slots; ++j) {
      const std::uint32_t slot = layout_.slot(l, j);
      if ((*before_)[slot] == 0) continue;
      const std::uint32_t message = local_steps_.message(before_->data() + slot + 1);
      offer({endpoint, EventKind::Message, 0, state, message, 0}, slot);
    }
  for (const model::Link& link : system_.links)
    if (!link.from && link.to == endpoint)
      for (const model::Values& message : choices_.anybodys_messages(*before_, endpoint))
        offer({endpoint, EventKind::Message, 0, state, local_steps_.message(message.data()), 0}, kNoSlot);
}

void StateSpace::visit_forgetting() {
  for (std::size_t l = 0; l < layout_.links.size(); ++l)
    for (unsigned j = 0; j < layout_.slots; ++j) {
      const std::uint32_t slot = layout_.slot(l, j);
      if ((*before_)[slot] == 0) continue;
      after_ = *before_;
      std::fill_n(after_.begin() + slot, layout_.slot_size, 0);
      move_ = {model::Occurrence::Kind::Forget, {}, slot, nullptr, {}};
      finish();
    }
}

void StateSpace::visit_tick() {
  after_ = *before_;
  for (std::size_t l = 0; l < layout_.links.size(); ++l)
    for (unsigned j = 0; j < layout_.slots; ++j) {
      const std::uint32_t slot = layout_.slot(l, j);
      std::uint64_t& ttl = after_[slot + layout_.slot_size - 1];
      if (after_[slot] != 0 && ttl > 1)
        --ttl;
      else
        std::fill_n(after_.begin() + slot, layout_.slot_size, 0);
    }
  for (std::uint16_t e = 0; e < layout_.peers.size(); ++e)
    for (std::uint16_t t = 0; t < model_.machines[system_.machine[e]].timers.size(); ++t)
      if (auto left = model::left_field(model_, system_, e, t))
        if (std::uint64_t& ticks = after_[layout_.endpoint(e) + *left]; ticks > 0) --ticks;

  move_ = {model::Occurrence::Kind::Tick, {}, kNoSlot, nullptr, {}};
  const model::Facts facts(model_.machines[system_.machine[0]], nullptr, {}, new_identity_);
  facts.show_in(environment_);
  show(Owner::Endpoint, after_);
  for (std::uint16_t e = 0; e < layout_.peers.size(); ++e) run_hooks(model::Hook::Kind::Tick, e);
  finish();
}

bool StateSpace::timer_is_due(std::uint16_t endpoint, std::uint16_t timer) const {
  const std::uint64_t* state = before_->data() + layout_.endpoint(endpoint);
  if (!state[model_.machines[system_.machine[endpoint]].timers[timer].armed]) return false;
  const auto left = model::left_field(model_, system_, endpoint, timer);
  return !left || state[*left] == 0;
}

// ---- one event --------------------------------------------------------------------------------------------

void StateSpace::offer(LocalEvent event, std::uint32_t slot) {
  for (const model::Values& arguments : choices_.arguments(event.endpoint, event.kind, event.event)) {
    event.arguments = local_steps_.arguments(event.endpoint, arguments);
    const LocalStep& step = local_steps_.step(event);
    if (step.chosen.empty())
      take(event, slot, step);
    else
      offer_fresh(event, slot, step.chosen, 0);
  }
}

void StateSpace::offer_fresh(LocalEvent event, std::uint32_t slot, const std::vector<std::uint16_t>& chosen,
                             std::size_t next) {
  if (next == chosen.size()) return take(event, slot, local_steps_.step(event));
  std::vector<std::uint64_t> values;
  choices_.fresh(*before_, event.endpoint, chosen[next], values);
  const std::uint64_t* row = local_steps_.argument_row(event.endpoint, event.arguments);
  model::Values arguments(row, row + local_steps_.argument_count(event.endpoint));
  for (std::uint64_t value : values) {
    arguments[chosen[next]] = value;
    event.arguments = local_steps_.arguments(event.endpoint, arguments);
    offer_fresh(event, slot, chosen, next + 1);
  }
}

void StateSpace::take(const LocalEvent& event, std::uint32_t slot, const LocalStep& step) {
  if (!step.outcome.handled && !visits_unhandled_) return;
  move_.kind = model::Occurrence::Kind::Event;
  move_.event = event;
  move_.slot = slot;
  move_.step = &step;
  move_.sent.clear();

  if (event.message == kNone)
    arriving_ = no_message_;
  else
    arriving_.assign(local_steps_.message_row(event.message),
                     local_steps_.message_row(event.message) + no_message_.size());
  const std::uint64_t* arguments = local_steps_.argument_row(event.endpoint, event.arguments);
  arguments_.assign(arguments, arguments + local_steps_.argument_count(event.endpoint));
  environment_.row(Owner::Message, model::kArriving) = arriving_.data();
  environment_.row(Owner::Message, model::kSent) = no_message_.data();
  environment_.row(Owner::Argument) = arguments_.data();
  after_ = *before_;
  step.facts.show_in(environment_);
  environment_.row(Owner::Flag, static_cast<std::size_t>(model::StepFlag::NewIdentity)) = &new_identity_;
  if (!step.outcome.handled) return finish();

  show(Owner::Endpoint, *before_);
  if (event.kind == EventKind::Message && !assumed(Assumption::Kind::Arrival, *before_)) return;
  if (!step.chosen.empty() && !assumed(Assumption::Kind::Choice, *before_)) return;

  std::copy(step.outcome.state.begin(), step.outcome.state.end(),
            after_.begin() + layout_.endpoint(event.endpoint));
  if (system_.lifetime) set_time_left(event.endpoint, step.outcome);
  show(Owner::Endpoint, after_);
  run_hooks(model::Hook::Kind::Step, event.endpoint);
  if (event.kind == EventKind::Message) run_hooks(model::Hook::Kind::Arrival, event.endpoint);
  for (const model::Values& message : step.outcome.sends) send(event.endpoint, message);
  store(0, 0);
}

void StateSpace::set_time_left(std::uint16_t endpoint, const model::Outcome& outcome) {
  const model::Machine& machine = model_.machines[system_.machine[endpoint]];
  std::uint64_t* now = after_.data() + layout_.endpoint(endpoint);
  model::Environment own;
  model::show_parameters(parameters_, own);
  own.row(Owner::Endpoint) = now;
  for (std::uint16_t t = 0; t < machine.timers.size(); ++t) {
    const auto left = model::left_field(model_, system_, endpoint, t);
    if (!left) continue;
    if (!now[machine.timers[t].armed])
      now[*left] = 0;
    else if (contains(outcome.started, t))
      now[*left] = model::evaluate(machine.timers[t].duration, own);
  }
}

void StateSpace::run_hooks(model::Hook::Kind kind, std::uint16_t endpoint) {
  for (const model::Hook& hook : system_.hooks) {
    if (hook.kind != kind || hook.endpoint != endpoint) continue;
    for (const model::Hook::Set& set : hook.sets) {
      const std::uint64_t value = model::evaluate(set.value, environment_);
      if (set.target.owner == Owner::Message)
        move_.sent.back()[set.target.field] = value;
      else
        after_[layout_.endpoint(set.target.which) + set.target.field] = value;
    }
  }
}

void StateSpace::send(std::uint16_t endpoint, const model::Values& message) {
  model::Values& sending = move_.sent.emplace_back(message);
  sending.resize(no_message_.size(), 0);
  environment_.row(Owner::Message, model::kSent) = sending.data();
  if (system_.lifetime) sending.back() = model::evaluate(*system_.lifetime, environment_);
  run_hooks(model::Hook::Kind::Send, endpoint);
}

// ---- the network
// --------------------------------------------------------------------------------------------

/// Every place that the sent messages can take, from message `next_message` and link `next_link` on.
void StateSpace::store(std::size_t next_message, std::size_t next_link) {
  if (next_message == move_.sent.size()) return finish();
  while (next_link < layout_.links.size() && layout_.links[next_link].from != move_.event.endpoint)
    ++next_link;
  if (next_link == layout_.links.size()) return store(next_message + 1, 0);

  store(next_message, next_link + 1);  // lost
  const model::Values& message = move_.sent[next_message];
  std::uint32_t free = kNoSlot;
  for (unsigned j = 0; j < layout_.slots; ++j) {
    const std::uint32_t slot = layout_.slot(next_link, j);
    if (after_[slot] == 0)
      free = std::min(free, slot);
    else if (std::equal(message.begin(), message.end(), after_.begin() + slot + 1))
      return;  // already there
  }
  if (free != kNoSlot) return store_in(free, next_message, next_link + 1);
  for (unsigned j = 0; j < layout_.slots; ++j)
    store_in(layout_.slot(next_link, j), next_message, next_link + 1);
}

void StateSpace::store_in(std::uint32_t slot, std::size_t message, std::size_t next_link) {
  const Cells replaced(after_.begin() + slot, after_.begin() + slot + layout_.slot_size);
  after_[slot] = 1;
  std::copy(move_.sent[message].begin(), move_.sent[message].end(), after_.begin() + slot + 1);
  store(message, next_link);
  std::copy(replaced.begin(), replaced.end(), after_.begin() + slot);
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

// ---- assumptions and claims
// -----------------------------------------------------------------------------------

bool StateSpace::assumed(Assumption::Kind kind, const Cells& cells) {
  for (const Assumption& assumption : system_.assumptions) {
    if (assumption.kind != kind || !concerns(assumption)) continue;
    for (const model::Quantified& conjunct : assumption.conjuncts)
      if (!holds(cells, conjunct, environment_)) return false;
  }
  return true;
}

bool StateSpace::concerns(const Assumption& assumption) const {
  switch (assumption.kind) {
    case Assumption::Kind::State: return true;
    case Assumption::Kind::Step:
    case Assumption::Kind::Arrival: return assumption.endpoint == move_.event.endpoint;
    case Assumption::Kind::Choice:
      return assumption.endpoint == move_.event.endpoint && contains(move_.step->chosen, assumption.subject);
  }
  return false;
}

bool StateSpace::holds(const Cells& cells, const model::Quantified& statement) {
  show(Owner::Endpoint, cells);
  return holds(cells, statement, environment_);
}

bool StateSpace::holds(const Cells& cells, const model::Quantified& statement,
                       model::Environment& environment) const {
  const auto bind = [&](std::size_t k, const auto& self) -> bool {
    if (k == statement.from.size()) return model::evaluate(statement.body, environment) != 0;
    for (const SlotBlock& link : layout_.links) {
      if (link.from != statement.from[k]) continue;
      for (unsigned j = 0; j < layout_.slots; ++j) {
        const std::uint32_t slot = link.first + j * layout_.slot_size;
        if (cells[slot] == 0) continue;
        environment.row(Owner::Message, model::kBound + k) = cells.data() + slot + 1;
        if (!self(k + 1, self)) return false;
      }
    }
    return true;
  };
  return bind(0, bind);
}

void StateSpace::show(Owner owner, const Cells& cells) {
  for (std::size_t e = 0; e < layout_.peers.size(); ++e)
    environment_.row(owner, e) = cells.data() + layout_.endpoint(e);
}

std::uint64_t StateSpace::unused_identity() const {
  std::uint64_t used = 1;
  for (const NumberCell& identity : layout_.identities)
    if (identity.taken == NumberCell::kAlways || (*before_)[identity.taken] != 0)
      used |= std::uint64_t{1} << ((*before_)[identity.cell] & 63);
  std::uint64_t least = 1;
  while (used >> least & 1) ++least;
  return least;
}

}  // namespace checker::search
