#include "checker/step.h"

#include <algorithm>

#include "checker/picture.h"
#include "checker/problem.h"
#include "model/evaluate.h"

namespace checker {

using model::Expr;
using model::Handler;
using model::Machine;
using model::Mask;
using model::Rule;
using model::Step;

namespace {

/// A machine by itself, as a system of one endpoint to which anything may happen.
model::System alone(const model::Model& model, std::uint16_t machine) {
  const Machine& of = model.machines[machine];
  model::System system;
  system.name = of.name;
  system.endpoints = {of.name};
  system.machine = {machine};
  system.fields = {of.fields};
  system.message = of.message;
  system.links = {{std::nullopt, 0}};
  system.call_allowed = {std::vector<bool>(of.calls.size(), true)};
  system.environment_allowed = {std::vector<bool>(of.environment.size(), true)};
  return system;
}

std::string event_name(const Machine& machine, const Handler& handler) {
  switch (handler.kind) {
    case model::EventKind::Call: return "call " + machine.calls[handler.event].name;
    case model::EventKind::Message: return "message " + machine.message_name;
    case model::EventKind::Timeout: return "timeout " + machine.timers[handler.event].name;
    case model::EventKind::Environment: return "environment " + machine.environment[handler.event];
  }
  return {};
}

bool same_event(const Handler& a, const Handler& b) {
  return a.kind == b.kind && (a.kind == model::EventKind::Message || a.event == b.event);
}

bool have_same_effects(const Step& one, const Step& other) {
  return std::equal(one.rules.begin(), one.rules.end(), other.rules.begin(), other.rules.end(),
                    [](const Rule& a, const Rule& b) {
                      return a.name == b.name && a.effects == b.effects && a.stops == b.stops;
                    });
}

class Determinism {
 public:
  Determinism(const model::Model& model, std::uint16_t machine, const Limits& limits)
      : model_(model),
        machine_(model.machines[machine]),
        system_(alone(model, machine)),
        encoding_(model, system_),
        limits_(limits) {
    encoding_.vocabulary().message(model::kArriving, "arriving", std::nullopt);
  }

  Verdict run() {
    if (auto wrong = handlers_overlap()) return Refuted{{}, *wrong};
    std::vector<Question> questions;
    std::vector<Place> places;
    for (const Handler& handler : machine_.handlers) {
      Mask reachable = handler.states;
      for (std::size_t i = 0; i < handler.steps.size(); ++i) {
        questions.push_back(local(handler, i, reachable));
        places.push_back({&handler, i});
        reachable = states_after(handler.steps[i], reachable);
      }
    }
    const auto proofs = prove_all(questions, limits_);
    Certificate certificate;
    for (std::size_t i = 0; i < proofs.size(); ++i) {
      if (proofs[i].failures.empty())
        keep(certificate, proofs[i]);
      else if (auto verdict = from_the_start(places[i], certificate))
        return std::move(*verdict);
    }
    return Proved{std::move(certificate)};
  }

  std::optional<Certificate> run_like(const Machine& other) {
    if (machine_.handlers.size() != other.handlers.size()) return std::nullopt;
    std::vector<Question> questions;
    for (std::size_t h = 0; h < machine_.handlers.size(); ++h) {
      const Handler& handler = machine_.handlers[h];
      const auto& steps = other.handlers[h].steps;
      if (handler.states != other.handlers[h].states || handler.steps.size() != steps.size())
        return std::nullopt;
      Mask reachable = handler.states;
      for (std::size_t i = 0; i < handler.steps.size(); ++i) {
        if (!have_same_effects(handler.steps[i], steps[i])) return std::nullopt;
        const auto these = conditions(handler.steps[i]), those = conditions(steps[i]);
        if (these != those) questions.push_back(same_choice(handler, i, reachable, those));
        reachable = states_after(handler.steps[i], reachable);
      }
    }
    Certificate certificate;
    for (const auto& proof : prove_all(questions, limits_)) {
      if (!proof.failures.empty()) return std::nullopt;
      keep(certificate, proof);
    }
    return certificate;
  }

 private:
  struct Place {
    const Handler* handler;
    std::size_t step;
  };

  static void keep(Certificate& certificate, const Proof& proof) {
    certificate.obligations.insert(certificate.obligations.end(), proof.obligations.begin(),
                                   proof.obligations.end());
  }

  model::ExprPool& pool() { return *model_.pool; }

  /// Handlers of one event have disjoint states; those of a call or a message have them all.
  std::optional<std::string> handlers_overlap() const {
    for (const Handler& one : machine_.handlers) {
      Mask all = 0;
      for (const Handler& other : machine_.handlers) {
        if (!same_event(one, other)) continue;
        if ((all & other.states) != 0)
          return event_name(machine_, one) + " has two handlers in " + states(all & other.states);
        all |= other.states;
      }
      const Mask missing = ((Mask{1} << machine_.state_count) - 1) & ~all;
      if (missing != 0 && (one.kind == model::EventKind::Call || one.kind == model::EventKind::Message))
        return event_name(machine_, one) + " has no handler in " + states(missing);
    }
    return std::nullopt;
  }

  std::string states(Mask mask) const {
    std::string out;
    const auto& names = model_.enums[machine_.state_enum].values;
    for (std::size_t s = 0; s < names.size(); ++s)
      if (mask >> s & 1) out += (out.empty() ? "" : ", ") + names[s];
    return out;
  }

  /// The states in which the next step may begin.
  Mask states_after(const Step& step, Mask before) const {
    Mask after = 0;
    for (const Rule& rule : step.rules) {
      if (rule.stops || (rule.states & before) == 0) continue;
      Mask left = rule.states & before;
      for (const auto& effect : rule.effects)
        if (const auto* assign = std::get_if<model::Assign>(&effect); assign && assign->field == 0)
          left = assign->value.op() == model::Op::Constant ? Mask{1} << assign->value.value()
                                                           : (Mask{1} << machine_.state_count) - 1;
      after |= left;
    }
    return after;
  }

  std::vector<Expr> conditions(const Step& step) {
    std::vector<Expr> conditions;
    for (const Rule& rule : step.rules)
      conditions.push_back(pool().conjoin(model::in_states(pool(), machine_, rule.states), rule.guard));
    return conditions;
  }

  Expr no_two(const std::vector<Expr>& conditions) {
    std::vector<Expr> parts;
    for (std::size_t i = 0; i < conditions.size(); ++i)
      for (std::size_t j = 0; j < i; ++j)
        parts.push_back(pool().negate(pool().conjoin(conditions[i], conditions[j])));
    return pool().conjoin(std::move(parts));
  }

  std::string where(const Handler& handler, std::size_t step) const {
    const auto& name = handler.steps[step].name;
    return event_name(machine_, handler) + " in " + states(handler.states) +
           (name.empty() ? "" : ": " + name);
  }

  Question ask(Problem problem) {
    std::vector<Expr> terms = problem.premises;
    for (const auto& goal : problem.goals) terms.push_back(goal.term);
    const auto facts = encoding_.facts(terms, {});
    problem.premises.insert(problem.premises.end(), facts.begin(), facts.end());
    return prepare(pool(), problem, writer_);
  }

  /// Of any state in which the step may begin, whatever happened before it.
  Question local(const Handler& handler, std::size_t step, Mask reachable) {
    const auto each = conditions(handler.steps[step]);
    return ask({where(handler, step),
                {model::in_states(pool(), machine_, reachable)},
                {{"some rule applies", pool().disjoin(each)}, {"no two rules apply", no_two(each)}}});
  }

  /// Of these conditions and the step's own the same is the first that holds; it may be any of the rules that do nothing, or none.
  Question same_choice(const Handler& handler, std::size_t step, Mask reachable,
                       const std::vector<Expr>& those) {
    const auto these = conditions(handler.steps[step]);
    std::vector<Instance> goals;
    for (std::size_t i = 0; i < these.size(); ++i)
      if (!is_idle(handler.steps[step].rules[i]))
        goals.push_back({"the same choice of " + handler.steps[step].rules[i].name,
                         pool().equal(first_is(these, i), first_is(those, i))});
    return ask({where(handler, step), {model::in_states(pool(), machine_, reachable)}, std::move(goals)});
  }

  /// It changes nothing, and the next step has its turn.
  static bool is_idle(const Rule& rule) {
    const auto does_nothing = [](const model::Effect& effect) {
      if (const auto* assign = std::get_if<model::Assign>(&effect))
        return assign->value.op() == model::Op::Variable &&
               assign->value.place() == model::Place{model::Owner::Endpoint, 0, assign->field};
      if (const auto* start = std::get_if<model::StartTimer>(&effect)) return start->condition.is_false();
      if (const auto* cancel = std::get_if<model::CancelTimer>(&effect)) return cancel->condition.is_false();
      return false;
    };
    return !rule.stops && std::all_of(rule.effects.begin(), rule.effects.end(), does_nothing);
  }

  Expr first_is(const std::vector<Expr>& conditions, std::size_t i) {
    const std::vector<Expr> earlier(conditions.begin(), conditions.begin() + static_cast<std::ptrdiff_t>(i));
    return pool().conjoin(conditions[i], pool().negate(pool().disjoin(earlier)));
  }

  /// The step may rely on what the earlier ones let through: so the same by every way from the start of the
  /// handler, which also gives a state and an event that really get there.
  std::optional<Verdict> from_the_start(Place place, Certificate& certificate) {
    const Step& step = place.handler->steps[place.step];
    const auto each = conditions(step);
    Machine probe = machine_;
    Handler handler = *place.handler;
    handler.steps.resize(place.step + 1);
    Rule none, two;
    none.name = "no rule";
    none.guard = pool().negate(pool().disjoin(each));
    two.name = "two rules";
    two.guard = pool().negate(no_two(each));
    none.states = two.states = ~Mask{0};
    none.stops = two.stops = true;
    handler.steps.back().rules = {none, two};
    probe.handlers = {handler};
    for (const auto& path : model::paths(pool(), probe)) {
      const auto& last = path.rules.back()->name;
      if (last != none.name && last != two.name) continue;
      const Question question = ask({where(*place.handler, place.step) + " / " + path.label(),
                                     {},
                                     {{last, pool().negate(path.guard)}}});
      const Proof proof = prove(question, limits_);
      if (proof.failures.empty()) {
        keep(certificate, proof);
        continue;
      }
      const Failure& failure = proof.failures.front();
      if (failure.status == smt::Status::Unknown)
        return Unknown{failure.problem + ": " + failure.reason, 0, {}};
      return refute(place, last, path, failure);
    }
    return std::nullopt;
  }

  /// Believed only if the reference semantics agrees that the path's condition is true there.
  Verdict refute(Place place, const std::string& what, const model::Path& path, const Failure& failure) {
    const auto value = [&](model::Place variable) {
      const auto found = failure.values.find(variable);
      return found == failure.values.end() ? std::uint64_t{0} : found->second;
    };
    if (model::evaluate(path.guard, value) == 0)
      return Unknown{"a counterexample was found but does not replay", 0, {}};
    Move move;
    move.after = encoding_.before();
    return Refuted{{},
                   what + (what == "two rules" ? " of the step apply: " : " of the step applies: ") +
                       where(*place.handler, place.step) + ":\n" + draw(encoding_, move, failure.values)};
  }

  const model::Model& model_;
  const Machine& machine_;
  const model::System system_;
  Encoding encoding_;
  smt::Writer writer_{[this](model::Place place) { return encoding_.vocabulary().name(place); }};
  Limits limits_;
};

}  // namespace

Verdict prove_deterministic(const model::Model& model, std::uint16_t machine, const Limits& limits) {
  return Determinism(model, machine, limits).run();
}

std::optional<Certificate> prove_run_alike(const model::Model& one, const model::Model& other,
                                           std::uint16_t machine, const Limits& limits) {
  return Determinism(one, machine, limits).run_like(other.machines[machine]);
}

}  // namespace checker
