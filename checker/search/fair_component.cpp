#include "checker/search/fair_component.h"

#include <algorithm>
#include <limits>

namespace checker::search {

namespace {

constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

/// Tarjan's algorithm with an explicit stack, on the edges that stay among the given states (sorted) and send
/// nothing banned.
class Components {
 public:
  Components(const Graph& graph, const std::vector<State>& states, const Kinds& banned)
      : graph_(graph), states_(states), banned_(banned), marks_(states.size()) {
    for (std::uint32_t place = 0; place < states.size(); ++place)
      if (marks_[place].index == kNone) visit(place);
  }

  const std::vector<std::vector<State>>& all() const { return all_; }
  bool connects(State from, const Edge& edge) const {
    const std::uint32_t to = place_of(edge);
    return to != kNone && marks_[to].component == marks_[place_of(from)].component;
  }

 private:
  struct Mark {
    std::uint32_t index = kNone, low = 0, component = kNone;
  };
  struct Visit {
    std::uint32_t place;
    std::size_t next_edge;
  };

  std::uint32_t place_of(State state) const {
    const auto it = std::lower_bound(states_.begin(), states_.end(), state);
    return it != states_.end() && *it == state ? static_cast<std::uint32_t>(it - states_.begin()) : kNone;
  }
  /// Where an edge leads; kNone if it may not be taken.
  std::uint32_t place_of(const Edge& edge) const {
    return (edge.sent & banned_).any() ? kNone : place_of(edge.to);
  }

  void enter(std::uint32_t place) {
    marks_[place].index = marks_[place].low = next_++;
    open_.push_back(place);
    path_.push_back({place, 0});
  }

  void visit(std::uint32_t root) {
    enter(root);
    while (!path_.empty()) {
      Visit& top = path_.back();
      Mark& mark = marks_[top.place];
      const auto edges = graph_.edges(states_[top.place]);
      if (top.next_edge < edges.size()) {
        const std::uint32_t to = place_of(edges[top.next_edge++]);
        if (to == kNone) continue;
        if (marks_[to].index == kNone)
          enter(to);
        else if (marks_[to].component == kNone)
          mark.low = std::min(mark.low, marks_[to].index);
        continue;
      }
      const std::uint32_t done = top.place;
      path_.pop_back();
      if (!path_.empty()) {
        Mark& below = marks_[path_.back().place];
        below.low = std::min(below.low, mark.low);
      }
      if (mark.low == mark.index) close(done);
    }
  }

  void close(std::uint32_t root) {
    std::vector<State> states;
    std::uint32_t place;
    do {
      place = open_.back();
      open_.pop_back();
      marks_[place].component = static_cast<std::uint32_t>(all_.size());
      states.push_back(states_[place]);
    } while (place != root);
    std::sort(states.begin(), states.end());
    all_.push_back(std::move(states));
  }

  const Graph& graph_;
  const std::vector<State>& states_;
  const Kinds banned_;
  std::vector<Mark> marks_;
  std::vector<std::uint32_t> open_;
  std::vector<Visit> path_;
  std::vector<std::vector<State>> all_;
  std::uint32_t next_ = 0;
};

/// Looks for the earliest fair component; what is sent for ever and never delivered is banned, and the rest
/// searched again.
class Tarjan {
 public:
  explicit Tarjan(const Graph& graph) : graph_(graph) {}

  void look(const std::vector<State>& states, const Kinds& banned, unsigned depth) {
    constexpr unsigned kMaxDepth = 12;  // each level bans a kind more; deeper ones have not been met
    const Components components(graph_, states, banned);
    for (const std::vector<State>& component : components.all()) {
      if (best_ && best_->states.front() < component.front()) continue;
      Actions always = ~Actions{0}, taken = 0;
      Kinds sent, delivered;
      for (State state : component) {
        always &= graph_.enabled(state);
        for (const Edge& edge : graph_.edges(state)) {
          if (!components.connects(state, edge)) continue;
          taken |= edge.taken;
          sent |= edge.sent;
          delivered |= edge.delivered;
        }
      }
      if ((always & ~taken) != 0) continue;  // something that must happen would have to leave
      const Kinds lost = graph_.delivers_fairly() ? sent & ~delivered : Kinds{};
      if (lost.none())
        best_ = FairComponent{component, banned};
      else if (depth < kMaxDepth)
        look(component, banned | lost, depth + 1);
    }
  }

  std::optional<FairComponent> take() { return std::move(best_); }

 private:
  const Graph& graph_;
  std::optional<FairComponent> best_;
};

}  // namespace

std::optional<FairComponent> first_fair_component(const Graph& graph, const std::vector<bool>& region) {
  std::vector<State> states;
  for (State state = 0; state < graph.expanded(); ++state)
    if (region[state]) states.push_back(state);
  Tarjan search(graph);
  search.look(states, Kinds{}, 0);
  return search.take();
}

}  // namespace checker::search
