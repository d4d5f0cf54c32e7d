#include "model/path.h"

#include <algorithm>

#include "model/narrow.h"

namespace model {

namespace {

bool reads(Expr e, Place variable) {
  if (e.op() == Op::Variable) return e.place() == variable;
  return std::any_of(e.args().begin(), e.args().end(), [&](Expr arg) { return reads(arg, variable); });
}

bool reads(const std::vector<Expr>& expressions, Place variable) {
  return std::any_of(expressions.begin(), expressions.end(), [&](Expr e) { return reads(e, variable); });
}

struct ReadsVariable {
  Place variable;
  bool operator()(const Assign& it) const { return reads(it.value, variable); }
  bool operator()(const Send& it) const { return reads(it.fields, variable); }
  bool operator()(const StartTimer& it) const { return reads(it.condition, variable); }
  bool operator()(const CancelTimer& it) const { return reads(it.condition, variable); }
  bool operator()(const Emit& it) const { return reads(it.arguments, variable); }
  bool operator()(const Reply&) const { return false; }
};

void sort_unique(std::vector<std::uint16_t>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

Mask all_states(const Machine& machine) {
  return machine.state_count >= 64 ? ~Mask{0} : (Mask{1} << machine.state_count) - 1;
}

/// A way through the first steps of a handler. `path.states` is what the way allows as the state before the
/// event, `path.guard` what it asks besides; `values` are the fields now, over the state before.
struct Way {
  Path path;
  std::vector<Expr> values;
};

class Enumeration {
 public:
  Enumeration(ExprPool& pool, const Machine& machine) : pool_(pool), machine_(machine) {
    for (std::size_t i = 0; i < machine.fields.size(); ++i)
      before_.push_back(
          pool.variable(machine.fields[i].type.sort(), {Owner::Endpoint, 0, static_cast<std::uint16_t>(i)}));
  }

  void handle(const Handler& handler) {
    Way way;
    way.path.kind = handler.kind;
    way.path.event = handler.event;
    way.path.states = handler.states & all_states(machine_);
    way.path.guard = pool_.boolean(true);
    way.values = before_;
    if (handler.kind == EventKind::Timeout) {
      std::uint16_t armed = machine_.timers[handler.event].armed;
      way.path.guard = before_[armed];
      way.values[armed] = pool_.boolean(false);
    }
    follow(handler, 0, way);
  }

  std::vector<Path> found;

 private:
  void follow(const Handler& handler, std::size_t next, const Way& way) {
    if (next == handler.steps.size()) {
      found.push_back(finished(way));
      return;
    }
    for (const Rule& rule : handler.steps[next].rules) {
      Way longer = way;
      if (!enter(rule, longer)) continue;
      for (const Effect& effect : rule.effects) std::visit([&](const auto& it) { take(it, longer); }, effect);
      note(rule, longer.path);
      if (rule.stops)
        found.push_back(finished(longer));
      else
        follow(handler, next + 1, longer);
    }
  }

  /// The rule's condition joins the guard. False if the rule cannot apply here.
  bool enter(const Rule& rule, Way& way) {
    Expr there = pool_.boolean(true);
    if (way.values[0] == before_[0])
      way.path.states &= rule.states;
    else  // after a `goto` this folds to true or false
      there = now(in_states(pool_, machine_, rule.states), way);
    if (way.path.states == 0) return false;
    way.path.guard = within(pool_.conjoin({way.path.guard, there, now(rule.guard, way)}), way.path.states);
    return !way.path.guard.is_false();
  }

  /// An expression over the fields now, as one over the state before.
  Expr now(Expr e, const Way& way) {
    return substitute(pool_, e, [&](Expr variable) {
      Place place = variable.place();
      return place.owner == Owner::Endpoint ? way.values[place.field] : Expr{};
    });
  }

  std::vector<Expr> now(const std::vector<Expr>& expressions, const Way& way) {
    std::vector<Expr> result;
    for (Expr e : expressions) result.push_back(now(e, way));
    return result;
  }

  void take(const Assign& it, Way& way) {
    way.values[it.field] = now(it.value, way);
    way.path.assigned.push_back(it.field);
  }
  void take(const Send& it, Way& way) { way.path.sends.push_back({now(it.fields, way)}); }
  void take(const StartTimer& it, Way& way) {
    way.path.started.push_back({it.timer, arm(it.timer, it.condition, true, way)});
  }
  void take(const CancelTimer& it, Way& way) {
    way.path.cancelled.push_back({it.timer, arm(it.timer, it.condition, false, way)});
  }
  void take(const Emit& it, Way& way) { way.path.signals.push_back({it.signal, now(it.arguments, way)}); }
  void take(const Reply& it, Way& way) { way.path.errors.push_back(it.error); }

  Expr arm(std::uint16_t timer, Expr condition, bool armed, Way& way) {
    Expr when = now(condition, way);
    Expr& value = way.values[machine_.timers[timer].armed];
    value = pool_.ite(when, pool_.boolean(armed), value);
    return when;
  }

  void note(const Rule& rule, Path& path) const {
    if (!rule.implicit) path.rules.push_back(&rule);
    for (std::size_t i = 0; i < machine_.arguments.size(); ++i) {
      auto argument = static_cast<std::uint16_t>(i);
      if (machine_.arguments[i].kind == Argument::Kind::Fresh &&
          model::reads(rule, {Owner::Argument, 0, argument}))
        path.chosen.push_back(argument);
    }
  }

  /// An expression over the state before, given which state that is.
  Expr within(Expr e, Mask states) { return narrow(pool_, e, before_[0], states); }

  template <typename Timed>
  void settle(std::vector<Timed>& timed, Mask states) {
    for (Timed& it : timed) it.condition = within(it.condition, states);
    std::erase_if(timed, [](const Timed& it) { return it.condition.is_false(); });
  }

  Path finished(const Way& way) {
    Path path = way.path;
    Mask states = path.states;
    for (std::size_t i = 0; i < before_.size(); ++i)
      if (way.values[i] != before_[i])
        path.updates.emplace_back(static_cast<std::uint16_t>(i), within(way.values[i], states));
    for (Send& send : path.sends)
      for (Expr& field : send.fields) field = within(field, states);
    for (Emit& signal : path.signals)
      for (Expr& argument : signal.arguments) argument = within(argument, states);
    settle(path.started, states);
    settle(path.cancelled, states);
    std::erase_if(path.updates, [&](const auto& update) { return update.second == before_[update.first]; });
    path.guard = pool_.conjoin(in_states(pool_, machine_, states), path.guard);
    sort_unique(path.assigned);
    sort_unique(path.chosen);
    return path;
  }

  ExprPool& pool_;
  const Machine& machine_;
  std::vector<Expr> before_;
};

}  // namespace

std::string label_of(const std::vector<const Rule*>& rules) {
  std::string text;
  for (const Rule* rule : rules) text += (text.empty() ? "" : " ") + rule->name;
  return text;
}

std::vector<Path> paths(ExprPool& pool, const Machine& machine) {
  Enumeration enumeration(pool, machine);
  for (const Handler& handler : machine.handlers) enumeration.handle(handler);
  return std::move(enumeration.found);
}

bool reads(const Rule& rule, Place variable) {
  return std::any_of(rule.effects.begin(), rule.effects.end(),
                     [&](const Effect& effect) { return std::visit(ReadsVariable{variable}, effect); });
}

bool asks_about(const Rule& rule, Place variable) { return reads(rule.guard, variable); }

Expr in_states(ExprPool& pool, const Machine& machine, Mask mask, std::uint16_t which) {
  if ((mask & all_states(machine)) == all_states(machine)) return pool.boolean(true);
  Sort sort = machine.fields[0].type.sort();
  Expr state = pool.variable(sort, {Owner::Endpoint, which, 0});
  std::vector<Expr> parts;
  for (std::size_t i = 0; i < machine.state_count; ++i)
    if (mask >> i & 1) parts.push_back(pool.equal(state, pool.constant(sort, i)));
  return pool.disjoin(std::move(parts));
}

}  // namespace model
