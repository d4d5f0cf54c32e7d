#include "checker/same_step.h"

#include <map>

namespace checker {

using model::Expr;
using model::ExprPool;
using model::Path;

namespace {

/// Numbers one after the other, each list behind its length.
class Numbers {
 public:
  void add(std::uint64_t number) { all.push_back(number); }
  void add(Expr e) { all.push_back(e.id()); }
  void add(const model::Send& send) { add(send.fields); }
  void add(const model::StartTimer& it) { add(it.timer), add(it.condition); }
  void add(const model::CancelTimer& it) { add(it.timer), add(it.condition); }
  void add(const model::Emit& it) { add(it.signal), add(it.arguments); }
  void add(const std::pair<std::uint16_t, Expr>& update) { add(update.first), add(update.second); }
  template <typename T>
  void add(const std::vector<T>& list) {
    add(std::uint64_t{list.size()});
    for (const auto& each : list) add(each);
  }

  std::vector<std::uint64_t> all;
};

std::vector<Expr> values_after(ExprPool& pool, const model::Machine& machine, const Path& path) {
  std::vector<Expr> values;
  for (std::uint16_t f = 0; f < machine.fields.size(); ++f)
    values.push_back(pool.variable(machine.fields[f].type.sort(), {model::Owner::Endpoint, 0, f}));
  for (const auto& [field, value] : path.updates) values[field] = value;
  return values;
}

Expr equal(ExprPool& pool, const std::vector<Expr>& one, const std::vector<Expr>& other) {
  if (one.size() != other.size()) return pool.boolean(false);
  std::vector<Expr> parts;
  for (std::size_t i = 0; i < one.size(); ++i) parts.push_back(pool.equal(one[i], other[i]));
  return pool.conjoin(std::move(parts));
}

/// For each timer whether it is started, or cancelled, at all.
template <typename Timed>
std::vector<Expr> touched(ExprPool& pool, const model::Machine& machine, const std::vector<Timed>& list) {
  std::vector<Expr> when(machine.timers.size(), pool.boolean(false));
  for (const auto& it : list) when[it.timer] = pool.disjoin(when[it.timer], it.condition);
  return when;
}

Expr says_the_same(ExprPool& pool, const Path& one, const Path& other) {
  if (one.sends.size() != other.sends.size() || one.signals.size() != other.signals.size() ||
      one.errors != other.errors)
    return pool.boolean(false);
  std::vector<Expr> parts;
  for (std::size_t i = 0; i < one.sends.size(); ++i)
    parts.push_back(equal(pool, one.sends[i].fields, other.sends[i].fields));
  for (std::size_t i = 0; i < one.signals.size(); ++i) {
    if (one.signals[i].signal != other.signals[i].signal) return pool.boolean(false);
    parts.push_back(equal(pool, one.signals[i].arguments, other.signals[i].arguments));
  }
  return pool.conjoin(std::move(parts));
}

}  // namespace

std::vector<std::uint64_t> fingerprint(const Path& path) {
  Numbers numbers;
  numbers.add(static_cast<std::uint64_t>(path.kind));
  numbers.add(std::uint64_t{path.event});
  numbers.add(path.guard);
  numbers.add(path.updates);
  numbers.add(path.sends);
  numbers.add(path.started);
  numbers.add(path.cancelled);
  numbers.add(path.signals);
  for (const auto* list : {&path.errors, &path.assigned, &path.chosen}) {
    numbers.add(std::uint64_t{list->size()});
    for (const auto each : *list) numbers.add(std::uint64_t{each});
  }
  return std::move(numbers.all);
}

Expr same_effect(ExprPool& pool, const model::Machine& machine, const Path& one, const Path& other) {
  return pool.conjoin(
      {equal(pool, values_after(pool, machine, one), values_after(pool, machine, other)),
       equal(pool, touched(pool, machine, one.started), touched(pool, machine, other.started)),
       equal(pool, touched(pool, machine, one.cancelled), touched(pool, machine, other.cancelled)),
       says_the_same(pool, one, other)});
}

}  // namespace checker
