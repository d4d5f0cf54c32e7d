#include "checker/search/breadth_first.h"

#include <algorithm>

namespace checker::search {

BreadthFirst::BreadthFirst(StateSpace& space)
    : space_(space), states_(space.layout(), space.parts()), before_(space.layout().size) {}

End BreadthFirst::run(const Questions& questions, const Limits& limits, unsigned max_depth) {
  return run(questions, limits, max_depth, {{space_.canonical(space_.initial())}});
}

End BreadthFirst::run(const Questions& questions, const Limits& limits, unsigned max_depth,
                      std::span<const Key> starts) {
  const auto deadline = std::chrono::steady_clock::now() + limits.timeout;
  levels_ = {1};
  for (const Key& start : starts)
    if (reach(states_.size(), start, questions)) return End::Found;
  levels_ = {states_.size()};
  for (State& next = expanded_; next < states_.size();) {
    if (max_depth != 0 && depth() >= max_depth) return End::DepthLimit;
    for (const State end = states_.size(); next < end; ++next) {
      if (expand(next, questions)) return End::Found;
      if (states_.size() > limits.max_states) return End::StateLimit;
      if (next % 256 != 0) continue;
      if (limits.max_bytes != 0 && bytes() > limits.max_bytes) return End::MemoryLimit;
      if (limits.stop.stop_requested()) return End::Stopped;
      if (std::chrono::steady_clock::now() > deadline) return End::Timeout;
    }
    if (states_.size() == levels_.back()) break;
    levels_.push_back(states_.size());
    if (limits.progress)
      limits.progress("depth " + std::to_string(depth()) + ", " + std::to_string(states_.size()) +
                      " states, " + std::to_string(transitions_) + " transitions");
  }
  return End::Complete;
}

bool BreadthFirst::expand(State state, const Questions& questions) {
  states_.read(state, before_);
  space_.visit_successors(before_, [&](const Successor& successor) {
    if (hit_) return;
    ++transitions_;
    const bool asked = questions.of_step && questions.of_step(successor);
    const bool unchanged = successor.after == before_;
    if (!asked && !questions.edge && unchanged) return;
    canonical_ = successor.after;
    if (!unchanged) space_.canonicalise(canonical_);
    if (asked) {
      hit_ = Hit{state, canonical_};
      return;
    }
    reach(state, canonical_, questions);
    if (questions.edge) questions.edge(state, states_.find(canonical_), successor);
  });
  return hit_.has_value();
}

bool BreadthFirst::reach(State from, const Key& canonical, const Questions& questions) {
  const auto [state, is_new] = states_.insert(canonical);
  if (!is_new) return false;
  parents_.push_back(from);
  if (questions.of_state && questions.of_state(canonical)) hit_ = Hit{state, std::nullopt};
  return hit_.has_value();
}

std::vector<Key> BreadthFirst::way_to(const Hit& hit) const {
  std::vector<Key> way;
  if (hit.after) way.push_back(*hit.after);
  for (State state = hit.state;; state = parents_[state]) {
    way.push_back(key(state));
    if (parents_[state] == state) break;
  }
  std::reverse(way.begin(), way.end());
  return way;
}

}  // namespace checker::search
