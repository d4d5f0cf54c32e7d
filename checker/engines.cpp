#include <array>

#include "checker/bmc.h"
#include "checker/engine.h"
#include "checker/explore.h"
#include "checker/induction.h"
#include "checker/lasso.h"
#include "checker/ranking.h"
#include "checker/step.h"

namespace checker {

namespace {

using Kind = model::Property::Kind;

bool is_deterministic(const Task& task) { return task.property.kind == Kind::Deterministic; }
bool is_safety(const Task& task) {
  return task.property.kind == Kind::Invariant || task.property.kind == Kind::Transition;
}
bool is_response(const Task& task) {
  return task.property.kind == Kind::Response && !task.property.measure.empty();
}

Verdict run_step(const Task& task) {
  return prove_deterministic(task.model, task.property.system, task.limits);
}

Verdict run_induction(const Task& task) {
  const auto induction = induction_for(task);
  return task.property.kind == Kind::Invariant ? induction->invariants()
                                               : induction->transition(task.property);
}

Verdict run_ranking(const Task& task) { return prove_response(*induction_for(task), task.property); }

bool is_explorable(const Task& task) { return can_explore(task) || can_find_lasso(task); }
Verdict run_explore(const Task& task) { return can_explore(task) ? explore(task) : find_lasso(task); }

constexpr std::chrono::seconds kAllTheTime{0};

constexpr std::array kEngines = {
    Engine{"step", "exactly one rule applies in every step: one query each", true, kAllTheTime,
           is_deterministic, run_step},
    Engine{"induction", "every path keeps the lemmas, over an unbounded network", false, kAllTheTime,
           is_safety, run_induction},
    Engine{"ranking", "a measure goes down until the response is there", false, kAllTheTime, is_response,
           run_ranking},
    Engine{"explore", "every state over a few slots: shortest counterexamples, fair lassos, witnesses", true,
           kAllTheTime, is_explorable, run_explore},
    Engine{"bmc", "every way of so many steps, over the history of messages: no bound on those in flight",
           true, std::chrono::seconds(20), can_unroll, check_bounded},
};

}  // namespace

std::span<const Engine> engines() { return kEngines; }

}  // namespace checker
