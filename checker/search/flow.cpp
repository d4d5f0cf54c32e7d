#include "checker/search/flow.h"

#include <algorithm>
#include <bit>
#include <optional>

#include "checker/search/choices.h"
#include "model/path.h"
#include "model/system.h"

namespace checker::search {

namespace {

using model::Expr;
using model::Owner;
using model::Path;
using model::Place;
using model::StepFlag;

void join(Sources& to, const Sources& more) {
  for (std::size_t e = 0; e < to.endpoints.size(); ++e) to.endpoints[e] |= more.endpoints[e];
  to.arriving |= more.arriving;
}

/// What the bounds decide of one endpoint: parameters, arguments with one value, and the fields that then
/// keep their initial values whatever happens.
class Known {
 public:
  Known(const model::Model& model, const model::System& system, const model::Values& parameters,
        std::uint16_t endpoint, const std::vector<Path>& paths)
      : system_(system),
        machine_(model.machines[system.machine[endpoint]]),
        parameters_(parameters),
        endpoint_(endpoint),
        pool_(*model.pool) {
    const model::Values initial = model::initial(machine_.fields);
    steady_.assign(initial.begin(), initial.end());
    steady_[0].reset();
    for (bool changed = true; changed;) {
      changed = false;
      for (const Path& path : paths)
        if (model::event_allowed(system, endpoint, path.kind, path.event) && !put_in(path.guard).is_false())
          for (const auto& [field, value] : path.updates) changed = changes(field, value) || changed;
    }
  }

  Expr put_in(Expr e) const {
    return model::substitute(pool_, e, [&](Expr variable) { return value(variable); });
  }

  /// Empty if it is open.
  Expr value(Expr variable) const {
    const Place place = variable.place();
    if (place.owner == Owner::Parameter) return pool_.constant(variable.sort(), parameters_[place.field]);
    if (place.owner == Owner::Argument) return argument(variable);
    const bool own = place.owner == Owner::Endpoint && place.field < steady_.size();
    return own && steady_[place.field] ? pool_.constant(variable.sort(), *steady_[place.field]) : Expr{};
  }

 private:
  bool changes(std::uint16_t field, Expr to) {
    if (!steady_[field]) return false;
    const Expr value = put_in(to);
    if (value.op() == model::Op::Constant && value.value() == *steady_[field]) return false;
    steady_[field].reset();
    return true;
  }

  Expr argument(Expr variable) const {
    const std::uint16_t which = variable.place().field;
    if (machine_.arguments[which].kind == model::Argument::Kind::Fresh) return {};
    const auto values = listed(system_, endpoint_, which);
    return values.size() == 1 ? pool_.constant(variable.sort(), values.front()) : Expr{};
  }

  const model::System& system_;
  const model::Machine& machine_;
  const model::Values& parameters_;
  std::uint16_t endpoint_;
  model::ExprPool& pool_;
  std::vector<std::optional<std::uint64_t>> steady_;
};

/// Builds the flow of one path from one state.
class Builder {
 public:
  Builder(const model::Model& model, const model::System& system, const Known& known,
          const model::Values& parameters, const MessageClasses& classes, std::uint16_t endpoint,
          std::size_t state)
      : system_(system), known_(known), parameters_(parameters), classes_(classes), pool_(*model.pool) {
    flow_.endpoint = endpoint;
    flow_.state = state;
    flow_.always = none();
  }

  /// Empty if the path cannot be taken from the state.
  std::optional<Flow> build(const Path& path) {
    const Expr guard = before(path.guard);
    if (guard.is_false()) return std::nullopt;
    join(flow_.always, sources(guard));
    find_targets(path);
    for (const auto& [field, value] : path.updates)
      if (field != 0) flow_.values[own(field)] = sources(before(value));
    find_messages(path, guard);
    for (model::Hook::Kind kind :
         {model::Hook::Kind::Step, model::Hook::Kind::Arrival, model::Hook::Kind::Send})
      if (happens(kind, path)) apply_hooks(kind, path);
    return std::move(flow_);
  }

  Flow build_tick() {
    flow_.targets = model::Mask{1} << flow_.state;
    no_messages();
    apply_hooks(model::Hook::Kind::Tick, Path{});
    return std::move(flow_);
  }

 private:
  Sources none() const { return {std::vector<std::bitset<128>>(system_.endpoints.size()), {}}; }
  Place own(std::uint16_t field) const { return {Owner::Endpoint, flow_.endpoint, field}; }

  /// A machine's own expression in this state, within the bounds.
  Expr before(Expr e) {
    return model::substitute(pool_, e, [&](Expr variable) {
      const Place place = variable.place();
      if (place == Place{Owner::Endpoint, 0, 0}) return pool_.constant(variable.sort(), flow_.state);
      return known_.value(variable);
    });
  }

  Sources sources(Expr of) {
    Sources result = none();
    for (Expr variable : model::variables_of(of)) {
      const Place place = variable.place();
      if (place.owner == Owner::Endpoint) result.endpoints[flow_.endpoint].set(place.field);
      if (place.owner == Owner::Message) result.arriving.set(place.field);
    }
    return result;
  }

  void find_targets(const Path& path) {
    flow_.targets = model::Mask{1} << flow_.state;
    for (const auto& [field, value] : path.updates)
      if (field == 0) {
        const Expr target = before(value);
        flow_.targets =
            target.op() == model::Op::Constant ? model::Mask{1} << target.value() : ~model::Mask{0};
      }
  }

  void no_messages() {
    flow_.arriving.assign(classes_.count(), false);
    flow_.sent.assign(classes_.count(), false);
  }

  void find_messages(const Path& path, Expr guard) {
    no_messages();
    for (std::size_t c = 0; c < classes_.count(); ++c) {
      flow_.arriving[c] = path.kind == model::EventKind::Message &&
                          !classes_.assume(pool_, guard, model::kArriving, c).is_false();
      for (const model::Send& send : path.sends) flow_.sent[c] = flow_.sent[c] || can_be(send, c);
    }
    for (const model::Send& send : path.sends)
      for (Expr field : send.fields) join(flow_.always, sources(before(field)));
  }

  bool can_be(const model::Send& send, std::size_t message_class) {
    for (std::size_t i = 0; i < classes_.flags().size(); ++i) {
      const Expr flag = before(send.fields[classes_.flags()[i]]);
      if (flag.op() == model::Op::Constant && flag.value() != (message_class >> i & 1)) return false;
    }
    return true;
  }

  static bool happens(model::Hook::Kind kind, const Path& path) {
    switch (kind) {
      case model::Hook::Kind::Step: return true;
      case model::Hook::Kind::Arrival: return path.kind == model::EventKind::Message;
      case model::Hook::Kind::Send: return !path.sends.empty();
      case model::Hook::Kind::Tick: return false;
    }
    return false;
  }

  void apply_hooks(model::Hook::Kind kind, const Path& path) {
    for (const model::Hook& hook : system_.hooks)
      if (hook.kind == kind && (kind == model::Hook::Kind::Tick || hook.endpoint == flow_.endpoint))
        for (const model::Hook::Set& set : hook.sets) apply(set, path);
  }

  void apply(const model::Hook::Set& set, const Path& path) {
    const Expr value = in_hook(set.value, path);
    const bool keeps = value.op() == model::Op::Variable && same_field(value.place(), set.target) &&
                       !flow_.values.contains(set.target);
    if (!keeps) flow_.values[set.target] = hook_sources(value);
  }

  static bool same_field(Place a, Place b) {
    return (a.owner == Owner::Old || a.owner == Owner::Endpoint) && b.owner == Owner::Endpoint &&
           a.which == b.which && a.field == b.field;
  }

  /// A hook's expression with what the path decides put in.
  Expr in_hook(Expr e, const Path& path) {
    return model::substitute(pool_, e, [&](Expr variable) {
      const Place place = variable.place();
      if (place.owner == Owner::Parameter) return pool_.constant(variable.sort(), parameters_[place.field]);
      if (place == Place{Owner::Old, flow_.endpoint, 0}) return pool_.constant(variable.sort(), flow_.state);
      if (place == own(0) && std::has_single_bit(flow_.targets))
        return pool_.constant(variable.sort(), static_cast<std::uint64_t>(std::countr_zero(flow_.targets)));
      if (place.owner == Owner::Flag) return fact(place, path);
      return Expr{};
    });
  }

  /// Empty if the path leaves the fact open.
  Expr fact(Place place, const Path& path) {
    switch (static_cast<StepFlag>(place.which)) {
      case StepFlag::Assigned: return pool_.boolean(model::contains(path.assigned, place.field));
      case StepFlag::Sent: return pool_.boolean(!path.sends.empty());
      case StepFlag::IsArrival: return pool_.boolean(path.kind == model::EventKind::Message);
      case StepFlag::IsCall: return is(path, model::EventKind::Call, place.field);
      case StepFlag::IsTimeout: return is(path, model::EventKind::Timeout, place.field);
      case StepFlag::IsEnvironment: return is(path, model::EventKind::Environment, place.field);
      case StepFlag::Started:
      case StepFlag::NewIdentity:
      case StepFlag::Emitted: return {};
    }
    return {};
  }

  Expr is(const Path& path, model::EventKind kind, std::uint16_t event) {
    return pool_.boolean(path.kind == kind && path.event == event);
  }

  Sources hook_sources(Expr of) {
    Sources result = none();
    for (Expr variable : model::variables_of(of)) {
      const Place place = variable.place();
      const auto known = flow_.values.find(place);
      if (known != flow_.values.end())
        join(result, known->second);
      else if (place.owner == Owner::Endpoint || place.owner == Owner::Old)
        result.endpoints[place.which].set(place.field);
      else if (place.owner == Owner::Message && place.which == model::kArriving)
        result.arriving.set(place.field);
    }
    return result;
  }

  const model::System& system_;
  const Known& known_;
  const model::Values& parameters_;
  const MessageClasses& classes_;
  model::ExprPool& pool_;
  Flow flow_;
};

}  // namespace

MessageClasses::MessageClasses(const model::Model& model, const model::System& system) {
  constexpr std::size_t kMaxFlags = 8;  // beyond this some flags are not told apart
  const auto& message = model::spoken(model, system);
  for (std::uint32_t f = 0; f < message.size() && flags_.size() < kMaxFlags; ++f)
    if (message[f].type.kind == model::Type::Kind::Bool) flags_.push_back(f);
}

Expr MessageClasses::assume(model::ExprPool& pool, Expr e, std::uint16_t which,
                            std::size_t message_class) const {
  return model::substitute(pool, e, [&](Expr variable) {
    const Place place = variable.place();
    if (place.owner != Owner::Message || place.which != which) return Expr{};
    const auto flag = std::find(flags_.begin(), flags_.end(), place.field);
    return flag == flags_.end() ? Expr{} : pool.boolean(message_class >> (flag - flags_.begin()) & 1);
  });
}

Flows::Flows(const model::Model& model, const model::System& system, const model::Values& parameters)
    : classes(model, system) {
  for (std::uint16_t e = 0; e < system.endpoints.size(); ++e) {
    const model::Machine& machine = model.machines[system.machine[e]];
    const std::vector<Path> paths = model::paths(*model.pool, machine);
    const Known known(model, system, parameters, e, paths);
    for (const Path& path : paths)
      for (std::size_t s = 0;
           s < machine.state_count && model::event_allowed(system, e, path.kind, path.event); ++s)
        if (path.states >> s & 1)
          if (auto flow = Builder(model, system, known, parameters, classes, e, s).build(path))
            all.push_back(std::move(*flow));
    for (std::size_t s = 0; s < machine.state_count; ++s)
      all.push_back(Builder(model, system, known, parameters, classes, e, s).build_tick());
  }
}

Expr with_parameters(model::ExprPool& pool, Expr e, const model::Values& parameters) {
  return model::substitute(pool, e, [&](Expr variable) {
    const Place place = variable.place();
    return place.owner == Owner::Parameter ? pool.constant(variable.sort(), parameters[place.field]) : Expr{};
  });
}

}  // namespace checker::search
