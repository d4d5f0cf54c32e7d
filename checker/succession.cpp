#include "checker/succession.h"

#include <algorithm>
#include <map>

#include "checker/induction.h"

namespace checker {

namespace {

using model::Expr;
using model::Owner;
using model::Rule;

/// What it takes, by the second rule.
using Conditions = std::map<const Rule*, std::vector<Expr>>;

/// One system of one endpoint, two of its steps in a row.
class InARow {
 public:
  InARow(const model::Model& model, std::uint16_t system, const Limits& limits)
      : limits_(limits),
        induction_(model, system, limits),
        words_(induction_.encoding().vocabulary()),
        next_(words_.message(model::kBound, "next", {})) {
    for (const auto& argument : model.machines.front().arguments)
      arguments_.push_back(words_.constant("next." + argument.name, argument.type));
    const auto known = induction_.lemmas().inductive() ? Induction::Known::States : Induction::Known::Nothing;
    for (const Move& move : induction_.moves(0))
      if (!move.path->rules.empty())
        steps_.push_back(
            {&move, pool().conjoin(induction_.about(move, {.goals = {}, .known = known}).premises)});
  }

  /// Those that can come right after the first.
  std::set<const Rule*> possible(const Rule* first, const std::set<const Rule*>& asked) {
    Conditions open = conditions(first, asked);
    std::set<const Rule*> found;
    while (!open.empty()) {
      const auto answer = ask(open);
      if (answer.status == smt::Status::Unsat) break;
      const auto before = open.size();
      std::erase_if(
          open, [&](const auto& it) { return shows(answer, it.second) && found.insert(it.first).second; });
      if (open.size() != before) continue;
      for (const auto& [rule, all] : open) found.insert(rule);  // no answer
      break;
    }
    return found;
  }

 private:
  struct Step {
    const Move* move;
    Expr possible;
  };

  Conditions conditions(const Rule* first, const std::set<const Rule*>& asked) {
    Conditions all;
    const auto note = [&](const Rule* second, Expr condition) {
      if (asked.contains(second) && !condition.is_false()) all[second].push_back(condition);
    };
    for (const Step& step : steps_) {
      const auto& rules = step.move->path->rules;
      for (std::size_t i = 1; i < rules.size(); ++i)
        if (rules[i - 1] == first) note(rules[i], step.possible);
      if (rules.back() != first) continue;
      for (const Step& next : steps_)
        if (asked.contains(next.move->path->rules.front()))
          note(next.move->path->rules.front(),
               pool().conjoin(step.possible, follows(*step.move, *next.move)));
    }
    return all;
  }

  /// The next event is another, with arguments of its own.
  Expr follows(const Move& move, const Move& next) {
    const Expr guard = model::substitute(pool(), next.guard, [&](Expr variable) {
      const auto place = variable.place();
      return place.owner == Owner::Argument && place.which == 0 ? arguments_.at(place.field) : Expr{};
    });
    std::vector<Expr> all{read(pool(), guard, {&move.after, nullptr, &next_, nullptr, {}, {}})};
    for (const Expr fact : induction_.encoding().facts({all.front()}, move)) all.push_back(fact);
    return pool().conjoin(std::move(all));
  }

  smt::Answer ask(const Conditions& open) {
    std::vector<Expr> any;
    for (const auto& [rule, all] : open) any.insert(any.end(), all.begin(), all.end());
    return smt::solve(std::vector{pool().disjoin(std::move(any))},
                      {limits_.timeout, limits_.solver_conflicts, limits_.stop});
  }

  bool shows(const smt::Answer& answer, const std::vector<Expr>& conditions) {
    if (answer.status != smt::Status::Sat) return false;
    return model::substitute(pool(), pool().disjoin(conditions),
                             [&](Expr variable) {
                               const auto value = answer.values.find(variable.place());
                               return pool().constant(variable.sort(),
                                                      value == answer.values.end() ? 0 : value->second);
                             })
        .is_true();
  }

  model::ExprPool& pool() { return words_.pool(); }

  const Limits& limits_;
  Induction induction_;
  Vocabulary& words_;
  MessageTerm next_;
  std::vector<Expr> arguments_;
  std::vector<Step> steps_;
};

/// Whatever the first machine does anywhere, it can do there.
bool is_everything(const model::Model& model, const model::System& system) {
  const auto is_open = [](const model::Link& link) { return !link.from; };
  const auto& calls = system.call_allowed;
  return system.machine == std::vector<std::uint16_t>{0} && system.assumptions.empty() && !system.lifetime &&
         std::find(calls.front().begin(), calls.front().end(), false) == calls.front().end() &&
         (model.machines.front().message_name.empty() ||
          std::any_of(system.links.begin(), system.links.end(), is_open));
}

std::optional<std::uint16_t> most_telling_system(const model::Model& model) {
  std::optional<std::uint16_t> best;
  for (std::uint16_t s = 0; s < model.systems.size(); ++s)
    if (is_everything(model, model.systems[s]) &&
        (!best || statements(model, s).size() > statements(model, *best).size()))
      best = s;
  return best;
}

}  // namespace

std::vector<Succession> possible_successions(const model::Model& model, const std::set<Succession>& asked,
                                             const Limits& limits) {
  const auto system = most_telling_system(model);
  std::vector<const Rule*> text;
  for (const auto& handler : model.machines.front().handlers)
    for (const auto& step : handler.steps)
      for (const auto& rule : step.rules) text.push_back(&rule);
  std::map<const Rule*, std::set<const Rule*>> after;
  for (const auto& [first, second] : asked) after[first].insert(second);
  std::optional<InARow> in_a_row;
  if (system) in_a_row.emplace(model, *system, limits);
  std::vector<Succession> result;
  for (const Rule* first : text) {
    if (!after.contains(first)) continue;
    const auto possible = in_a_row ? in_a_row->possible(first, after[first]) : after[first];
    for (const Rule* second : text)
      if (possible.contains(second)) result.push_back({first, second});
  }
  return result;
}

}  // namespace checker
