#include "checker/encode.h"

#include <algorithm>
#include <map>

#include "model/run.h"
#include "model/system.h"

namespace checker {

using model::Expr;
using model::Hook;
using model::Owner;
using model::Path;
using model::Place;
using model::StepFlag;
using model::Type;

namespace {

/// Kind and number of an event, as a path has them.
bool is_event(const Path& path, model::EventKind kind, std::uint16_t event) {
  return path.kind == kind && (kind == model::EventKind::Message || path.event == event);
}

/// The events that nobody handles in some states: nothing changes, not even a ghost, but the event happens.
/// A timeout is one only of a timer that runs.
std::vector<Path> unhandled(model::ExprPool& pool, const model::Machine& machine) {
  std::vector<Path> paths;
  const auto add = [&](model::EventKind kind, std::size_t event) {
    Path path;
    path.kind = kind;
    path.event = static_cast<std::uint16_t>(event);
    path.states = (model::Mask{1} << machine.state_count) - 1;
    for (const auto& handler : machine.handlers)
      if (is_event(path, handler.kind, handler.event)) path.states &= ~handler.states;
    path.guard = model::in_states(pool, machine, path.states);
    if (kind == model::EventKind::Timeout) {
      const Place armed{Owner::Endpoint, 0, machine.timers[event].armed};
      path.guard = pool.conjoin(path.guard, pool.variable(model::Sort{0}, armed));
    }
    if (path.states != 0) paths.push_back(std::move(path));
  };
  if (!machine.message_name.empty()) add(model::EventKind::Message, 0);
  for (std::size_t i = 0; i < machine.calls.size(); ++i) add(model::EventKind::Call, i);
  for (std::size_t i = 0; i < machine.timers.size(); ++i) add(model::EventKind::Timeout, i);
  for (std::size_t i = 0; i < machine.environment.size(); ++i) add(model::EventKind::Environment, i);
  return paths;
}

}  // namespace

/// A move while it is made: first the machine's own effects, then time, then ghosts.
struct Encoding::Draft {
  Move& move;
  std::uint16_t endpoint;
  const Path& path;
};

Encoding::Encoding(const model::Model& model, const model::System& system)
    : vocabulary_(model, system), before_(vocabulary_.state()) {
  for (const auto& machine : model.machines) {
    auto& paths = paths_.emplace_back(model::paths(*model.pool, machine));
    handled_.push_back(paths.size());
    for (auto& path : unhandled(*model.pool, machine)) paths.push_back(std::move(path));
  }
}

bool Encoding::is_handled(std::uint16_t endpoint, const Path& path) const {
  const std::uint16_t machine = vocabulary_.system().machine[endpoint];
  return &path < paths_[machine].data() + handled_[machine];
}

bool Encoding::allowed(std::uint16_t endpoint, const Path& path) const {
  return model::event_allowed(vocabulary_.system(), endpoint, path.kind, path.event);
}

std::vector<Move> Encoding::moves(std::uint16_t endpoint, const Fits& fits) {
  const auto& system = vocabulary_.system();
  vocabulary_.set_moving(endpoint);
  std::vector<Move> moves;
  for (const Path& path : paths_[system.machine[endpoint]]) {
    if (!allowed(endpoint, path)) continue;
    if (path.kind != model::EventKind::Message) {
      moves.push_back(encode(endpoint, path, nullptr, fits));
      continue;
    }
    for (const auto& link : system.links)
      if (link.to == endpoint) moves.push_back(encode(endpoint, path, &link, fits));
  }
  return moves;
}

Move Encoding::encode(std::uint16_t endpoint, const Path& path, const model::Link* link, const Fits& fits) {
  vocabulary_.begin_move();
  Move move;
  move.handled = is_handled(endpoint, path);
  move.label = label(path, endpoint, move.handled);
  move.endpoint = endpoint;
  move.path = &path;
  move.after = before_;
  if (link) move.arriving = vocabulary_.message(model::kArriving, "arriving", link->from);
  Draft draft{move, endpoint, path};
  move.guard = over_own(before_[draft.endpoint], path.guard);
  for (const Expr condition : due(path, endpoint))
    move.guard = vocabulary_.pool().conjoin(move.guard, condition);
  if (!move.handled) return move;
  run_machine(draft);
  run_timers(draft);
  for (const auto& sent : path.sends) move.sent.push_back(send(draft, sent));
  generalise(draft, fits);
  run_hooks(draft, Hook::Kind::Step, nullptr);
  if (move.arriving) run_hooks(draft, Hook::Kind::Arrival, nullptr);
  for (auto& sent : move.sent) run_hooks(draft, Hook::Kind::Send, &sent);
  return move;
}

/// A handler may have a way on which no rule that is written applies.
std::string Encoding::label(const Path& path, std::uint16_t endpoint, bool handled) const {
  if (!path.rules.empty()) return path.label();
  return (handled ? "no rule on " : "unhandled ") + event_name(path, endpoint);
}

std::string Encoding::event_name(const Path& path, std::uint16_t endpoint) const {
  const auto& machine = vocabulary_.model().machines[vocabulary_.system().machine[endpoint]];
  switch (path.kind) {
    case model::EventKind::Message: return machine.message_name;
    case model::EventKind::Call: return machine.calls[path.event].name;
    case model::EventKind::Timeout: return machine.timers[path.event].name;
    case model::EventKind::Environment: return machine.environment[path.event];
  }
  return {};
}

/// A machine's expression speaks of endpoint 0, whoever it is; here of these fields.
Expr Encoding::over_own(const std::vector<Expr>& fields, Expr e) const {
  return model::substitute(vocabulary_.pool(), e, [&](Expr variable) {
    return variable.place().owner == Owner::Endpoint ? fields.at(variable.place().field) : Expr{};
  });
}

void Encoding::run_machine(Draft& draft) const {
  for (const auto& [field, value] : draft.path.updates)
    draft.move.after[draft.endpoint][field] = over_own(before_[draft.endpoint], value);
}

std::vector<Expr> Encoding::due(const Path& path, std::uint16_t endpoint) const {
  if (path.kind != model::EventKind::Timeout) return {};
  const auto& model = vocabulary_.model();
  const auto& fields = before_[endpoint];
  std::vector<Expr> conditions{
      fields[model.machines[vocabulary_.system().machine[endpoint]].timers[path.event].armed]};
  if (const auto left = model::left_field(model, vocabulary_.system(), endpoint, path.event)) {
    auto& pool = vocabulary_.pool();
    conditions.push_back(pool.equal(fields[*left], pool.constant(fields[*left].sort(), 0)));
  }
  return conditions;
}

/// Timers with a duration count in systems with a lifetime: started, they hold their duration; at rest they
/// hold 0.
void Encoding::run_timers(Draft& draft) const {
  const auto& model = vocabulary_.model();
  auto& pool = vocabulary_.pool();
  const auto& machine = model.machines[vocabulary_.system().machine[draft.endpoint]];
  auto& after = draft.move.after[draft.endpoint];
  for (std::uint16_t t = 0; t < machine.timers.size(); ++t) {
    const auto left = model::left_field(model, vocabulary_.system(), draft.endpoint, t);
    if (!left) continue;
    const Expr remaining = before_[draft.endpoint][*left];
    const Expr zero = pool.constant(remaining.sort(), 0);
    Expr running = remaining;
    for (const auto& started : draft.path.started)
      if (started.timer == t)
        running = pool.ite(over_own(before_[draft.endpoint], started.condition),
                           over_own(after, machine.timers[t].duration), running);
    after[*left] = pool.ite(after[machine.timers[t].armed], running, zero);
  }
}

MessageTerm Encoding::send(Draft& draft, const model::Send& send) {
  const auto& system = vocabulary_.system();
  auto& pool = vocabulary_.pool();
  MessageTerm message{"sending", draft.endpoint, pool.boolean(true), {}};
  for (const Expr value : send.fields) message.fields.push_back(over_own(before_[draft.endpoint], value));
  for (std::size_t f = message.fields.size(); f < system.message.size(); ++f) {
    message.fields.push_back(pool.constant(system.message[f].type.sort(), 0));
  }
  if (system.lifetime) message.fields.back() = *system.lifetime;
  return message;
}

void Encoding::generalise(Draft& draft, const Fits& fits) {
  if (!fits) return;
  Move& move = draft.move;
  const auto visit = [&](Expr& value, Place place, const std::string& what) {
    if (fits(value, place)) return;
    value = vocabulary_.constant(what, vocabulary_.type(place));
    move.introduced.push_back(value);
    move.over_approximated.push_back(move.label + ": " + what);
  };
  for (const std::uint16_t field : draft.path.assigned) {
    const Place place{Owner::Endpoint, draft.endpoint, field};
    visit(move.after[draft.endpoint][field], place, "any." + vocabulary_.name(place));
  }
  for (auto& sent : move.sent)
    for (std::size_t f = 0; f < sent.fields.size(); ++f) {
      const Place place{Owner::Message, model::kSent, static_cast<std::uint16_t>(f)};
      visit(sent.fields[f], place, "any." + vocabulary_.name(place));
    }
}

void Encoding::run_hooks(Draft& draft, Hook::Kind kind, MessageTerm* sent) {
  Move& move = draft.move;
  for (const Hook& hook : vocabulary_.system().hooks) {
    if (hook.kind != kind || hook.endpoint != draft.endpoint) continue;
    for (const auto& set : hook.sets) {
      const Scene scene{
          &move.after, &before_, move.arriving ? &*move.arriving : nullptr, sent, {}, [&](Place place) {
            if (place.which != static_cast<std::uint16_t>(StepFlag::NewIdentity)) return flag(move, place);
            if (!move.new_identity)
              move.new_identity = vocabulary_.constant("new", {Type::Kind::Identity, 5});
            return move.new_identity;
          }};
      const Expr value = read(vocabulary_.pool(), set.value, scene);
      if (set.target.owner == Owner::Message)
        sent->fields.at(set.target.field) = value;
      else
        move.after.at(set.target.which).at(set.target.field) = value;
    }
  }
}

Expr Encoding::flag(const Move& move, Place place) const {
  auto& pool = vocabulary_.pool();
  const Path* path = move.path;
  if (!path) return pool.boolean(false);
  const auto happens = [&](model::EventKind kind) {
    return pool.boolean(is_event(*path, kind, place.field));
  };
  switch (static_cast<StepFlag>(place.which)) {
    case StepFlag::Assigned: return pool.boolean(model::contains(path->assigned, place.field));
    case StepFlag::Sent: return pool.boolean(!path->sends.empty());
    case StepFlag::IsArrival: return happens(model::EventKind::Message);
    case StepFlag::IsCall: return happens(model::EventKind::Call);
    case StepFlag::IsTimeout: return happens(model::EventKind::Timeout);
    case StepFlag::IsEnvironment: return happens(model::EventKind::Environment);
    case StepFlag::NewIdentity: return {};
    case StepFlag::Emitted:
      return pool.boolean(std::any_of(path->signals.begin(), path->signals.end(),
                                      [&](const auto& emitted) { return emitted.signal == place.field; }));
    case StepFlag::Started: break;
  }
  std::vector<Expr> conditions;
  for (const auto& started : path->started)
    if (started.timer == place.field)
      conditions.push_back(over_own(before_[*move.endpoint], started.condition));
  return pool.disjoin(std::move(conditions));
}

Scene Encoding::after(const Move& move) const {
  return {&move.after,
          &before_,
          move.arriving ? &*move.arriving : nullptr,
          move.sent.empty() ? nullptr : &move.sent.front(),
          {},
          [this, &move](Place place) { return flag(move, place); }};
}

std::optional<Move> Encoding::tick() {
  const auto& system = vocabulary_.system();
  auto& pool = vocabulary_.pool();
  if (!system.lifetime) return std::nullopt;
  Move move;
  move.label = "tick";
  move.guard = pool.boolean(true);
  move.after = before_;
  for (std::uint16_t e = 0; e < system.endpoints.size(); ++e)
    for (std::uint16_t t = 0; t < vocabulary_.model().machines[system.machine[e]].timers.size(); ++t) {
      const auto left = model::left_field(vocabulary_.model(), system, e, t);
      if (!left) continue;
      const Expr remaining = before_[e][*left];
      const Expr zero = pool.constant(remaining.sort(), 0);
      move.after[e][*left] = pool.ite(pool.equal(remaining, zero), zero,
                                      pool.subtract(remaining, pool.constant(remaining.sort(), 1)));
    }
  for (const Hook& hook : system.hooks) {
    if (hook.kind != Hook::Kind::Tick) continue;
    for (const auto& set : hook.sets) {
      const Scene scene = after(move);
      move.after.at(set.target.which).at(set.target.field) = read(pool, set.value, scene);
    }
  }
  return move;
}

MessageTerm Encoding::survivor(const Move& move, const MessageTerm& message) const {
  if (move.path || !vocabulary_.system().lifetime || message.fields.empty()) return message;
  auto& pool = vocabulary_.pool();
  MessageTerm older = message;
  const Expr left = message.fields.back();
  const Expr one = pool.constant(left.sort(), 1);
  older.in = pool.conjoin(message.in, pool.less(one, left));
  older.fields.back() = pool.subtract(left, one);
  return older;
}

StateTerm Encoding::initial() const {
  const auto& system = vocabulary_.system();
  StateTerm state;
  for (const auto& fields : system.fields) {
    auto& values = state.emplace_back();
    for (const auto& field : fields)
      values.push_back(vocabulary_.pool().constant(field.type.sort(), field.initial));
  }
  return state;
}

namespace {

/// Of each term by itself: their conjunction may be literally false, and has none then.
std::map<Place, Expr> variables_by_place(const std::vector<Expr>& terms) {
  std::map<Place, Expr> found;
  for (const Expr term : terms)
    for (const Expr variable : model::variables_of(term)) found.emplace(variable.place(), variable);
  return found;
}

}  // namespace

std::vector<Expr> Encoding::facts(const std::vector<Expr>& terms, const Move& move) const {
  auto& pool = vocabulary_.pool();
  const auto& model = vocabulary_.model();
  std::vector<Expr> facts;
  for (const auto& [place, variable] : variables_by_place(terms)) {
    const Type type = vocabulary_.type(place, move.endpoint);
    const auto at_most = [&, value = variable](std::uint64_t most) {
      facts.push_back(pool.less_equal(value, pool.constant(value.sort(), most)));
    };
    if (type.kind == Type::Kind::Enum) at_most(model.enums[type.enumeration].values.size() - 1);
    if (place.owner == Owner::Parameter) {
      const auto& parameter = model.parameters[place.field];
      at_most(parameter.high);
      facts.push_back(pool.less_equal(pool.constant(variable.sort(), parameter.low), variable));
    }
    const bool wild = move.arriving && !move.arriving->from && place.owner == Owner::Message &&
                      place.which == model::kArriving;
    if (move.new_identity && type.kind == Type::Kind::Identity && variable != move.new_identity && !wild)
      facts.push_back(pool.negate(pool.equal(variable, move.new_identity)));
  }
  std::erase_if(facts, [](Expr fact) { return fact.is_true(); });
  return facts;
}

}  // namespace checker
