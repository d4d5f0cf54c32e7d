// Breadth-first search of a state space: every configuration once, with how it was first reached.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "checker/engine.h"
#include "checker/search/key_set.h"
#include "checker/search/state_space.h"

namespace checker::search {

using State = std::uint32_t;  // in order of discovery; first those where the search begins

/// What stopped the search: a configuration, or a step from one that leads to `after`.
struct Hit {
  State state;
  std::optional<Key> after;
};

enum class End : std::uint8_t { Complete, Found, DepthLimit, StateLimit, MemoryLimit, Timeout, Stopped };

struct Questions {
  /// Of every configuration, in canonical form. True: this is it, stop. May be empty.
  std::function<bool(const Key&)> of_state;
  /// Of every step. May be empty.
  std::function<bool(const Successor&)> of_step;
  /// Told every edge between configurations, the ends named; a search with it is slower. May be empty.
  std::function<void(State from, State to, const Successor&)> edge;
};

class BreadthFirst {
 public:
  explicit BreadthFirst(StateSpace& space);

  /// From these, in canonical form.
  End run(const Questions& questions, const Limits& limits, unsigned max_depth, std::span<const Key> starts);
  /// From the initial configuration.
  End run(const Questions& questions, const Limits& limits, unsigned max_depth);

  const std::optional<Hit>& hit() const { return hit_; }
  std::uint32_t states() const { return states_.size(); }
  /// How many of the states, in order of discovery, were looked at.
  std::uint32_t expanded() const { return expanded_; }
  std::uint64_t transitions() const { return transitions_; }
  /// States found up to each depth; the last entry counts all.
  const std::vector<std::uint32_t>& levels() const { return levels_; }
  unsigned depth() const { return static_cast<unsigned>(levels_.size()) - 1; }

  /// From where a state was first reached; one where the search begins is its own.
  State parent(State state) const { return parents_[state]; }
  Key key(State state) const {
    Key key(space_.layout().size);
    states_.read(state, key);
    return key;
  }
  /// Of what grows with the number of states.
  std::size_t bytes() const {
    return states_.bytes() + parents_.capacity() * sizeof(State) + space_.parts().bytes();
  }
  /// Keys from where the search begins to the hit, both included.
  std::vector<Key> way_to(const Hit& hit) const;

 private:
  bool expand(State state, const Questions& questions);
  bool reach(State from, const Key& canonical, const Questions& questions);

  StateSpace& space_;
  KeySet states_;
  std::vector<State> parents_;
  std::vector<std::uint32_t> levels_;
  std::uint32_t expanded_ = 0;
  std::uint64_t transitions_ = 0;
  std::optional<Hit> hit_;
  Key before_, canonical_;
};

}  // namespace checker::search
