#include "checker/houdini.h"

#include <algorithm>

#include "checker/parallel.h"
#include "checker/smt/solve.h"
#include "model/evaluate.h"

namespace checker {

using model::Expr;

namespace {

/// Steps asked at once, whatever the number of threads.
constexpr std::size_t kAtOnce = 16;

class Houdini {
 public:
  Houdini(const Obligations& obligations, Elements there, const Limits& limits)
      : obligations_(obligations),
        limits_(limits),
        deadline_(std::chrono::steady_clock::now() + limits.timeout),
        open_(obligations.steps().size(), true) {
    result_.there = std::move(there);
  }

  Fixpoint run() {
    while (true) {
      drop_what_nobody_says();
      std::vector<Query> queries;
      for (std::size_t s = 0; s < open_.size() && queries.size() < kAtOnce; ++s)
        if (open_[s]) queries.push_back(query(s));
      if (queries.empty()) return std::move(result_);
      by_threads(limits_.jobs, queries.size(), [&](std::size_t i) { ask(queries[i]); });
      result_.questions += queries.size();
      if (limits_.progress) limits_.progress(std::to_string(result_.questions) + " questions");
      for (const Query& each : queries) open_[each.step] = false;  // before any of them opens it again
      for (const Query& each : queries) learn(each);
    }
  }

 private:
  using Part = Obligations::Part;

  struct Query {
    std::size_t step;
    std::vector<Expr> terms;  // the last one: some goal is not so
    std::vector<Part> goals;
    smt::Answer answer = {};
  };

  /// Built here, as threads must not build terms.
  Query query(std::size_t number) const {
    const auto& step = obligations_.steps()[number];
    Query query{number, step.premises, {}};
    std::vector<Expr> goals;
    for (const Part& part : step.known)
      if (result_.there[part.element]) query.terms.push_back(part.term);
    for (const Part& part : step.goals) {
      if (!result_.there[part.element]) continue;
      query.goals.push_back(part);
      goals.push_back(part.term);
    }
    auto& pool = obligations_.pool();
    query.terms.push_back(pool.negate(pool.conjoin(std::move(goals))));
    return query;
  }

  smt::Effort effort() const { return {smt::until(deadline_), limits_.solver_conflicts, limits_.stop}; }

  void ask(Query& query) const {
    if (query.goals.empty())
      query.answer.status = smt::Status::Unsat;
    else if (smt::until(deadline_).count() > 0 && !limits_.stop.stop_requested())
      query.answer = smt::solve(query.terms, effort());
  }

  void learn(const Query& query) {
    switch (query.answer.status) {
      case smt::Status::Unsat: return;
      case smt::Status::Sat: drop(query, violated(query)); return;
      case smt::Status::Unknown: break;
    }
    result_.doubtful = true;
    drop(query, query.goals);
  }

  /// All, should none be: then at least it ends.
  std::vector<Part> violated(const Query& query) const {
    const auto value = [&](model::Place place) {
      const auto found = query.answer.values.find(place);
      return found == query.answer.values.end() ? 0 : found->second;
    };
    std::vector<Part> violated;
    for (const Part& goal : query.goals)
      if (model::evaluate(goal.term, value) == 0) violated.push_back(goal);
    return violated.empty() ? query.goals : violated;
  }

  void drop(const Query& query, const std::vector<Part>& parts) {
    for (const Part& part : parts) drop(part.element);
    open_[query.step] = true;
  }

  /// Steps that knew it are open again.
  void drop(std::size_t element) {
    if (!result_.there[element]) return;
    result_.there[element] = false;
    for (std::size_t s = 0; s < open_.size(); ++s) {
      const auto& known = obligations_.steps()[s].known;
      if (std::ranges::find(known, element, &Part::element) != known.end()) open_[s] = true;
    }
  }

  /// Goals that were literally known from others.
  void drop_what_nobody_says() {
    for (bool more = true; more;) {
      more = false;
      for (const auto& step : obligations_.steps())
        for (const auto& [goal, by] : step.obvious) {
          const bool said = std::ranges::any_of(by, [&](std::size_t e) { return result_.there[e]; });
          if (said || !result_.there[goal.element]) continue;
          drop(goal.element);
          more = true;
        }
    }
  }

  const Obligations& obligations_;
  const Limits& limits_;
  std::chrono::steady_clock::time_point deadline_;
  std::vector<bool> open_;  // steps
  Fixpoint result_;
};

}  // namespace

Fixpoint houdini(const Obligations& obligations, Elements there, const Limits& limits) {
  return Houdini(obligations, std::move(there), limits).run();
}

}  // namespace checker
