// An explored state space as a graph: for each edge which fair events it takes and what it sends and
// delivers.
#pragma once

#include <bitset>
#include <cstdint>
#include <map>
#include <span>
#include <tuple>
#include <vector>

#include "checker/search/breadth_first.h"

namespace checker::search {

/// Kinds of message: from whom to whom, and which flags. At most 64 are told apart.
using Kinds = std::bitset<64>;
/// Weakly fair actions, one for each fairness of a property and each endpoint that it names.
using Actions = std::uint32_t;

struct Edge {
  State to;
  Actions taken;
  Kinds sent, delivered;

  bool operator==(const Edge&) const = default;
  bool operator<(const Edge& other) const {
    const auto key = [](const Edge& e) {
      return std::tuple(e.to, e.taken, e.sent.to_ullong(), e.delivered.to_ullong());
    };
    return key(*this) < key(other);
  }
};

/// A fairness of one endpoint: 0 … 31 is its bit in Actions.
struct FairAction {
  model::Fairness::Kind kind;
  std::uint16_t event, endpoint;
};

class Graph {
 public:
  /// `property` is a Response.
  Graph(const model::Model& model, const model::Property& property, StateSpace& space);

  End explore(const Limits& limits, unsigned max_depth);

  const BreadthFirst& search() const { return search_; }
  /// States with edges; those found after them were not looked at.
  State expanded() const { return search_.expanded(); }
  std::span<const Edge> edges(State state) const {
    return std::span(edges_).subspan(first_edge_[state], first_edge_[state + 1] - first_edge_[state]);
  }
  /// What could happen in a state and would change something.
  Actions enabled(State state) const { return enabled_[state]; }
  bool delivers_fairly() const { return delivers_fairly_; }
  /// Whether a step is the one that an edge stands for, apart from where it leads.
  bool matches(const Edge& edge, const Successor& successor);

 private:
  void begin(State state);
  void add(State from, State to, const Successor& successor);
  Edge edge_of(State to, const Successor& successor);
  Actions actions_of(const Move& move) const;
  bool has_effect(const Successor& successor) const;
  std::size_t kind_of(std::uint16_t from, std::uint16_t to, Part message);

  StateSpace& space_;
  BreadthFirst search_;
  std::vector<FairAction> actions_;
  bool delivers_fairly_ = false;
  std::vector<std::uint32_t> flags_;  // Bool fields of a message
  std::map<std::vector<std::uint64_t>, std::size_t> kinds_;
  std::vector<Edge> edges_;
  std::vector<std::size_t> first_edge_;  // by state, and one more
  std::vector<Actions> enabled_;
};

}  // namespace checker::search
