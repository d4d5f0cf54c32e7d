#include "checker/supports.h"

#include <algorithm>

#include "checker/parallel.h"

namespace checker {

namespace {

/// Questions asked at once, whatever the number of threads: the answers are the same on every machine.
constexpr std::size_t kAtOnce = 16;

/// So many conflicts are spent to hear what a goal rests on: what may be left out helps no solver. Then only whether it follows is asked.
constexpr std::uint32_t kForCore = 50'000;

}  // namespace

Supports::Supports(const Obligations& obligations, const Limits& limits)
    : obligations_(obligations),
      limits_(limits),
      deadline_(std::chrono::steady_clock::now() + limits.timeout) {
  for (std::size_t s = 0; s < obligations.steps().size(); ++s) {
    const auto& step = obligations.steps()[s];
    for (const auto& part : step.goals) add(s, part, {});
    for (const auto& [goal, by] : step.obvious) {
      std::vector<Elements> enough;
      for (const std::size_t element : by) enough.emplace_back(obligations.size()).at(element) = true;
      add(s, goal, std::move(enough));
    }
  }
}

void Supports::add(std::size_t step, const Obligations::Part& part, std::vector<Elements> enough) {
  goals_.push_back(
      {step, part.element, part.term, obligations_.pool().negate(part.term), std::move(enough), {}});
}

const Elements* Supports::enough(const Goal& goal, const Elements& there) {
  const auto found = std::find_if(goal.enough.begin(), goal.enough.end(),
                                  [&](const Elements& each) { return is_within(each, there); });
  return found == goal.enough.end() ? nullptr : &*found;
}

const Supports::Refusal* Supports::refusal(const Goal& goal, const Elements& there) {
  const auto found = std::find_if(goal.not_enough.begin(), goal.not_enough.end(),
                                  [&](const Refusal& each) { return is_within(there, each.from); });
  return found == goal.not_enough.end() ? nullptr : &*found;
}

/// Of those that are required first: their loss ends it all.
std::vector<Supports::Goal*> Supports::open(const Elements& there, const Elements& required) {
  std::vector<Goal*> found;
  for (Goal& goal : goals_)
    if (there[goal.element] && enough(goal, there) == nullptr && refusal(goal, there) == nullptr)
      found.push_back(&goal);
  std::stable_partition(found.begin(), found.end(),
                        [&](const Goal* goal) { return required[goal->element]; });
  return found;
}

Supports::Asked Supports::ask(Goal& goal, const Elements& there) const {
  const auto& step = obligations_.steps()[goal.step];
  Asked asked{&goal, {{smt::Status::Unknown, "out of time", {}}, {}}, {}};
  auto terms = step.premises;
  terms.push_back(goal.refuted);
  std::vector<std::vector<model::Expr>> groups(obligations_.size());
  for (const auto& [element, term] : step.known)
    if (there[element]) groups[element].push_back(term);
  for (std::size_t e = 0; e < groups.size(); ++e)
    if (!groups[e].empty()) asked.groups.push_back(e);
  std::erase_if(groups, [](const auto& group) { return group.empty(); });
  asked.grounds = answer(std::move(terms), groups);
  return asked;
}

smt::Grounds Supports::answer(std::vector<model::Expr> terms,
                              const std::vector<std::vector<model::Expr>>& groups) const {
  const auto effort = [this](std::uint32_t conflicts) {
    return smt::Effort{smt::until(deadline_), conflicts, limits_.stop};
  };
  const auto all = limits_.solver_conflicts;
  const auto over = [this] { return smt::until(deadline_).count() == 0 || limits_.stop.stop_requested(); };
  smt::Grounds grounds{{smt::Status::Unknown, "out of time", {}}, {}};
  if (!over())
    grounds = smt::solve_with_core(terms, groups, effort(all == 0 ? kForCore : std::min(all, kForCore)));
  if (grounds.answer.status != smt::Status::Unknown || over()) return grounds;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    terms.insert(terms.end(), groups[g].begin(), groups[g].end());
    grounds.core.push_back(g);
  }
  grounds.answer = smt::solve(terms, effort(all));
  return grounds;
}

void Supports::ask(const std::vector<Goal*>& goals, const Elements& there) {
  std::vector<Asked> asked(goals.size());
  by_threads(limits_.jobs, goals.size(), [&](std::size_t i) { asked[i] = ask(*goals[i], there); });
  for (Asked& each : asked) learn(each, there);
  questions_ += goals.size();
  if (limits_.progress) limits_.progress(std::to_string(questions_) + " questions");
}

void Supports::learn(Asked& asked, const Elements& there) {
  if (asked.grounds.answer.status != smt::Status::Unsat)
    return void(
        asked.goal->not_enough.push_back({there, asked.grounds.answer.status == smt::Status::Unknown}));
  Elements& used = asked.goal->enough.emplace_back(obligations_.size());
  for (const std::size_t group : asked.grounds.core) used[asked.groups[group]] = true;
}

std::optional<Supports::Loss> Supports::first_loss(const Elements& there, const Elements& required) const {
  std::optional<Loss> first;
  for (const Goal& goal : goals_) {
    if (!there[goal.element] || enough(goal, there) != nullptr) continue;
    const Refusal* refused = refusal(goal, there);
    if (refused == nullptr || (first && !required[goal.element])) continue;
    first = Loss{goal.element, obligations_.steps()[goal.step].name, refused->unanswered};
    if (required[goal.element]) break;
  }
  return first;
}

Supports::Kept Supports::kept(Elements there, const Elements& required) {
  Kept kept;
  while (true) {
    while (auto loss = first_loss(there, required)) {
      there[loss->element] = false;
      kept.doubtful |= loss->unanswered;
      kept.losses.push_back(std::move(*loss));
      if (required[kept.losses.back().element]) return kept.there = std::move(there), kept;
    }
    auto goals = open(there, required);
    if (goals.empty()) return kept.there = std::move(there), kept;
    goals.resize(std::min(goals.size(), kAtOnce));
    ask(goals, there);
  }
}

Elements Supports::reached(const Elements& from, const Elements& there) const {
  Elements reached = from;
  for (bool more = true; more;) {
    more = false;
    for (const Goal& goal : goals_) {
      if (!reached[goal.element]) continue;
      const Elements* support = enough(goal, reached);
      if (support == nullptr) support = enough(goal, there);
      for (std::size_t e = 0; support != nullptr && e < reached.size(); ++e)
        if ((*support)[e] && !reached[e]) reached[e] = more = true;
    }
  }
  return reached;
}

Elements Supports::grown(const Elements& from, const Elements& there) {
  while (true) {
    const Elements reached = this->reached(from, there);
    std::vector<Goal*> goals;
    for (Goal& goal : goals_)
      if (reached[goal.element] && enough(goal, there) == nullptr) goals.push_back(&goal);
    if (goals.empty()) return reached;
    ask(goals, there);
    for (Goal* goal : goals)
      if (enough(*goal, there) == nullptr) goal->enough.push_back(there);
  }
}

}  // namespace checker
