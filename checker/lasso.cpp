#include "checker/lasso.h"

#include <algorithm>
#include <chrono>
#include <limits>

#include "checker/explore.h"
#include "checker/search/choices.h"
#include "checker/search/concrete.h"
#include "checker/search/fair_component.h"
#include "checker/search/flow.h"
#include "checker/search/graph.h"

namespace checker {

namespace {

using namespace search;

constexpr std::uint64_t kMaxStates = 400'000;  // a graph keeps its edges: about a kilobyte for each state
constexpr std::uint64_t kFirstStates =
    1'000;  // a lasso near the initial state is found before the rest is looked at
constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

/// An edge, and where it begins.
struct Passage {
  State from;
  const Edge* edge;
};
using Path = std::vector<Passage>;

/// A shortest path from `from` to where `arrived` says, by edges that `open` allows. Empty if there is none,
/// or none is needed.
template <class Arrived, class Open>
Path shortest(const Graph& graph, State from, const Arrived& arrived, const Open& open) {
  std::vector<Passage> reached_by(graph.expanded(), {kNone, nullptr});
  std::vector<State> queue{from};
  for (std::size_t next = 0; next < queue.size(); ++next) {
    const State state = queue[next];
    if (arrived(state)) {
      Path path;
      for (State at = state; at != from; at = reached_by[at].from) path.push_back(reached_by[at]);
      std::reverse(path.begin(), path.end());
      return path;
    }
    for (const Edge& edge : graph.edges(state))
      if (edge.to != from && edge.to < graph.expanded() && reached_by[edge.to].edge == nullptr &&
          open(edge)) {
        reached_by[edge.to] = {state, &edge};
        queue.push_back(edge.to);
      }
  }
  return {};
}

/// A loop through a fair component that is itself fair.
class Loop {
 public:
  Loop(const Graph& graph, const FairComponent& component) : graph_(graph), component_(component) {
    const auto stuck = std::find_if(component.states.begin(), component.states.end(),
                                    [&](State state) { return graph.enabled(state) == 0; });
    begin_ = at_ = stuck == component.states.end() ? component.states.front() : *stuck;
    if (stuck == component.states.end()) build();
  }

  State begin() const { return begin_; }
  /// Empty: staying at the beginning is fair.
  const Path& path() const { return path_; }

 private:
  void build() {
    for (Actions bit = 1; bit != 0; bit <<= 1) be_fair_to(bit);
    close();
    while (graph_.delivers_fairly()) {
      Kinds sent, delivered;
      for (const Passage& passage : path_) {
        sent |= passage.edge->sent;
        delivered |= passage.edge->delivered;
      }
      const Kinds missing = sent & ~delivered;
      if (missing.none()) break;
      take_an_edge([&](const Edge& edge) { return (edge.delivered & missing).any(); });
      close();
    }
  }

  /// The loop takes the action, or comes through a state where it is not enabled.
  void be_fair_to(Actions bit) {
    const auto disabled = [&](State state) { return (graph_.enabled(state) & bit) == 0; };
    const bool done =
        disabled(begin_) || std::any_of(path_.begin(), path_.end(), [&](const Passage& passage) {
          return disabled(passage.edge->to) || (passage.edge->taken & bit) != 0;
        });
    if (done) return;
    if (std::any_of(component_.states.begin(), component_.states.end(), disabled))
      go(disabled);
    else
      take_an_edge([&](const Edge& edge) { return (edge.taken & bit) != 0; });
  }

  bool inside(const Edge& edge) const {
    return (edge.sent & component_.banned).none() &&
           std::binary_search(component_.states.begin(), component_.states.end(), edge.to);
  }

  template <class Arrived>
  void go(const Arrived& arrived) {
    for (const Passage& passage :
         shortest(graph_, at_, arrived, [&](const Edge& edge) { return inside(edge); }))
      take(passage);
  }

  template <class Wanted>
  void take_an_edge(const Wanted& wanted) {
    const auto find = [&](State state) {
      const auto edges = graph_.edges(state);
      const auto it = std::find_if(edges.begin(), edges.end(),
                                   [&](const Edge& edge) { return inside(edge) && wanted(edge); });
      return it == edges.end() ? nullptr : &*it;
    };
    go([&](State state) { return find(state) != nullptr; });
    if (const Edge* edge = find(at_)) take({at_, edge});
  }

  void take(const Passage& passage) {
    path_.push_back(passage);
    at_ = passage.edge->to;
  }

  void close() {
    if (at_ != begin_) go([&](State state) { return state == begin_; });
  }

  const Graph& graph_;
  const FairComponent& component_;
  State begin_, at_;
  Path path_;
};

class Case {
 public:
  Case(const Task& task, const Limits& limits)
      : task_(task),
        limits_(limits),
        system_(task.model.systems[task.property.system]),
        space_(task.model, system_, bounded_parameters(task.model, system_),
               *flows_for(task.model, task.property.system, task.memory),
               Observation{{task.property.trigger, task.property.target}, {}}, Symmetry::Names),
        graph_(task.model, task.property, space_) {}

  bool went_on_to_the_limit() const { return end_ == End::StateLimit; }

  Verdict run() {
    end_ = graph_.explore(limits_, system_.bounds.depth);
    find_pending();
    const auto component = first_fair_component(graph_, pending_);
    return component ? refuted(Loop(graph_, *component)) : nothing_found();
  }

 private:
  bool is(model::Expr statement, State state) {
    return space_.holds(graph_.search().key(state), {{}, statement});
  }

  /// States reached from a request without the answer, and how: nearest to the initial state first.
  void find_pending() {
    const State count = graph_.expanded();
    pending_.assign(count, false);
    reached_by_.assign(count, {kNone, nullptr});
    std::vector<bool> open(count);
    std::vector<unsigned> depth(count, 0);
    std::vector<std::vector<State>> by_depth(1);
    for (State state = 0; state < count; ++state) {
      if (state != 0) depth[state] = depth[graph_.search().parent(state)] + 1;
      open[state] = !is(task_.property.target, state);
      by_depth.resize(std::max<std::size_t>(by_depth.size(), depth[state] + 1));
      if (open[state] && is(task_.property.trigger, state)) by_depth[depth[state]].push_back(state);
    }
    std::vector<State> frontier;
    for (std::size_t d = 0; d < by_depth.size() || !frontier.empty(); ++d) {
      if (d < by_depth.size())
        for (State root : by_depth[d])
          if (!pending_[root]) {
            pending_[root] = true;
            frontier.push_back(root);
          }
      std::vector<State> next;
      for (State state : frontier)
        for (const Edge& edge : graph_.edges(state))
          if (edge.to < count && open[edge.to] && !pending_[edge.to]) {
            pending_[edge.to] = true;
            reached_by_[edge.to] = {state, &edge};
            next.push_back(edge.to);
          }
      frontier = std::move(next);
    }
  }

  Leg leg(const Passage& passage) {
    const Edge* edge = passage.edge;
    return {graph_.search().key(edge->to),
            [this, edge](const Successor& successor) { return graph_.matches(*edge, successor); }};
  }

  /// To the request as it was found, then without the answer to the loop.
  std::vector<Leg> stem(State to) {
    std::vector<Leg> legs;
    State at = to;
    for (; reached_by_[at].edge != nullptr; at = reached_by_[at].from) legs.push_back(leg(reached_by_[at]));
    for (; at != 0; at = graph_.search().parent(at)) legs.push_back({graph_.search().key(at), {}});
    std::reverse(legs.begin(), legs.end());
    return legs;
  }

  Verdict refuted(const Loop& loop) {
    std::vector<Leg> legs = stem(loop.begin());
    const std::size_t loop_start = legs.size();
    for (const Passage& passage : loop.path()) legs.push_back(leg(passage));
    std::string why;
    auto trace = concrete(task_.model, beginning(task_.model, task_.property.system, space_), space_, legs,
                          loop_start, why);
    if (!trace) return unknown("a lasso was found, but not confirmed: " + why);
    const std::string kind = loop.path().empty() ? "stuck" : "a fair loop";
    const std::size_t steps = *trace->loop_start;
    return Refuted{std::move(*trace), kind + " after " + std::to_string(steps) +
                                          (steps == 1 ? " step" : " steps") + ", among " + bounds()};
  }

  Verdict nothing_found() const {
    const std::string found = "no fair loop without the answer ";
    switch (end_) {
      case End::Complete:
        if (space_.choices().ran_out())
          return unknown(found + "where incarnations can be told apart: " + bounds());
        return unknown(found + "in the whole bounded state space: " + bounds());
      case End::DepthLimit:
      case End::StateLimit:
      case End::MemoryLimit:
      case End::Timeout:
      case End::Stopped:
      case End::Found: return unknown(found + "in the part that was searched: " + bounds());
    }
    return unknown(found);
  }

  std::string bounds() const {
    return std::to_string(graph_.expanded()) + " states, " +
           std::to_string(std::count(pending_.begin(), pending_.end(), true)) +
           " of them with the request pending" + taken_as_zero(task_.model, system_);
  }

  Unknown unknown(std::string reason) const { return {std::move(reason), graph_.search().depth(), {}}; }

  const Task& task_;
  const Limits limits_;
  const model::System& system_;
  StateSpace space_;
  Graph graph_;
  End end_ = End::Complete;
  std::vector<bool> pending_;
  std::vector<Passage> reached_by_;  // within the pending part
};

}  // namespace

bool can_find_lasso(const Task& task) { return task.property.kind == model::Property::Kind::Response; }

Verdict find_lasso(const Task& task) {
  if (auto unknown = beyond_search(task)) return std::move(*unknown);
  using Clock = std::chrono::steady_clock;
  const auto deadline = Clock::now() + task.limits.timeout;
  const std::uint64_t most = std::min(task.limits.max_states, kMaxStates);
  for (std::uint64_t states = std::min(kFirstStates, most);; states = std::min(states * 8, most)) {
    Limits limits = task.limits;
    limits.max_states = states;
    limits.timeout = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
    Case part(task, limits);
    Verdict verdict = part.run();
    if (std::holds_alternative<Refuted>(verdict) || !part.went_on_to_the_limit() || states == most)
      return verdict;
  }
}

}  // namespace checker
