#include "checker/bmc.h"

#include <algorithm>

#include "checker/explore.h"
#include "checker/search/choices.h"
#include "checker/sought.h"
#include "checker/unrolling.h"

namespace checker {

namespace {

using model::Property;
using Clock = std::chrono::steady_clock;

class Search {
 public:
  explicit Search(const Task& task)
      : task_(task),
        system_(task.model.systems[task.property.system]),
        unrolling_(task.model, system_, task.property.of_step),
        deadline_(Clock::now() + task.limits.timeout),
        sought_(sought(task.model, task.property)) {}

  Verdict run() {
    if (auto verdict = at_the_start()) return std::move(*verdict);
    const unsigned most = system_.bounds.depth ? system_.bounds.depth : task_.limits.max_depth;
    for (unsigned depth = 1; depth <= most; ++depth) {
      if (!unrolling_.extend()) return unknown("nothing more can change anything", depth - 1);
      const smt::Answer answer = ask();
      if (answer.status == smt::Status::Sat) return found(answer);
      if (answer.status == smt::Status::Unknown)
        return unknown("the solver gave up (" + answer.reason + ")", depth - 1);
      if (task_.limits.progress) task_.limits.progress("nothing up to depth " + std::to_string(depth));
    }
    return unknown("that is the greatest depth allowed", most);
  }

 private:
  std::optional<Verdict> at_the_start() const {
    if (task_.property.of_step) return std::nullopt;
    model::Trace trace;
    trace.system = task_.property.system;
    trace.parameters = bounded_parameters(task_.model, system_);
    trace.start = model::initial(task_.model, system_);
    for (const Property& way : sought_)
      if (!model::holds(task_.model, system_, trace.parameters, trace.start, way.statement))
        return verdict(std::move(trace));
    return std::nullopt;
  }

  smt::Answer ask() {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline_ - Clock::now());
    if (left.count() <= 0 || task_.limits.stop.stop_requested())
      return {smt::Status::Unknown, "out of time", {}};
    std::vector<model::Expr> terms = unrolling_.constraints();
    std::vector<model::Expr> some;
    for (const Property& way : sought_)
      some.push_back(way.of_step ? unrolling_.violated_by_step(way) : unrolling_.violated(way.statement));
    terms.push_back(task_.model.pool->disjoin(std::move(some)));
    return smt::solve(terms, {left, task_.limits.solver_conflicts, task_.limits.stop});
  }

  Verdict found(const smt::Answer& answer) const {
    std::string why;
    auto trace = unrolling_.trace(answer.values, task_.property.system, why);
    if (!trace)
      return unknown("found, but not confirmed: " + why, static_cast<unsigned>(unrolling_.frames()) - 1);
    return verdict(std::move(*trace));
  }

  Verdict verdict(model::Trace trace) const {
    if (seeks_witness(task_.property)) return Proved{{}, std::move(trace)};
    return Refuted{std::move(trace), "no shorter way leads there"};
  }

  Unknown unknown(const std::string& reason, unsigned depth) const {
    const std::string found = seeks_witness(task_.property) ? "no witness" : "no violation";
    const std::string zeros = search::taken_as_zero(task_.model, system_);
    return {found + " up to depth " + std::to_string(depth) + ": " + reason + zeros, depth, {}};
  }

  const Task& task_;
  const model::System& system_;
  Unrolling unrolling_;
  Clock::time_point deadline_;
  std::vector<Property> sought_;
};

}  // namespace

bool can_unroll(const Task& task) { return can_explore(task); }

Verdict check_bounded(const Task& task) { return Search(task).run(); }

}  // namespace checker
