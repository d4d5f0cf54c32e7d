#include "checker/search/graph.h"

#include <algorithm>

#include "model/system.h"

namespace checker::search {

namespace {

using model::EventKind;
using model::Fairness;
using model::Occurrence;

}  // namespace

Graph::Graph(const model::Model& model, const model::Property& property, StateSpace& space)
    : space_(space), search_(space) {
  const model::System& system = *space.layout().system;
  for (const Fairness& fair : property.fairness) {
    if (fair.kind == Fairness::Kind::Delivery) {
      delivers_fairly_ = true;
      continue;
    }
    if (fair.kind == Fairness::Kind::Tick) {
      actions_.push_back({fair.kind, 0, 0});
      continue;
    }
    for (std::uint16_t e = 0; e < system.endpoints.size(); ++e)
      if (!fair.endpoint || *fair.endpoint == e) actions_.push_back({fair.kind, fair.event, e});
  }
  const auto& message = model::spoken(model, system);
  for (std::uint32_t f = 0; f < message.size(); ++f)
    if (message[f].type.kind == model::Type::Kind::Bool) flags_.push_back(f);
}

End Graph::explore(const Limits& limits, unsigned max_depth) {
  space_.visit_unhandled();
  Questions questions;
  questions.edge = [this](State from, State to, const Successor& successor) { add(from, to, successor); };
  const End end = search_.run(questions, limits, max_depth);
  begin(search_.expanded());
  return end;
}

/// States before it that no edge leaves have none. Of edges that differ in nothing that is asked of them one is kept: of all that
/// anybody may send, most does the same.
void Graph::begin(State state) {
  if (first_edge_.size() <= state && !first_edge_.empty()) {
    const auto last = edges_.begin() + static_cast<std::ptrdiff_t>(first_edge_.back());
    std::sort(last, edges_.end());
    edges_.erase(std::unique(last, edges_.end()), edges_.end());
  }
  while (first_edge_.size() <= state) {
    first_edge_.push_back(edges_.size());
    enabled_.push_back(0);
  }
}

void Graph::add(State from, State to, const Successor& successor) {
  begin(from);
  const Edge edge = edge_of(to, successor);
  if (has_effect(successor)) enabled_[from] |= edge.taken;
  edges_.push_back(edge);
}

Edge Graph::edge_of(State to, const Successor& successor) {
  const Move& move = successor.move;
  Edge edge{to, actions_of(move), {}, {}};
  if (move.kind != Occurrence::Kind::Event) return edge;
  for (const SlotBlock& link : space_.layout().links) {
    if (link.from == move.event().endpoint)
      for (Part message : move.sent) edge.sent.set(kind_of(link.from, link.to, message));
    if (link.to == move.event().endpoint && move.slot != kNoSlot)
      edge.delivered.set(kind_of(link.from, link.to, successor.before[move.slot]));
  }
  return edge;
}

Actions Graph::actions_of(const Move& move) const {
  Actions taken = 0;
  for (std::size_t a = 0; a < actions_.size(); ++a) {
    const FairAction& action = actions_[a];
    const bool tick = action.kind == Fairness::Kind::Tick && move.kind == Occurrence::Kind::Tick;
    const EventKind kind = action.kind == Fairness::Kind::Timeout ? EventKind::Timeout : EventKind::Call;
    const bool event = action.kind != Fairness::Kind::Tick && move.kind == Occurrence::Kind::Event &&
                       move.event().kind == kind && move.event().event == action.event &&
                       move.event().endpoint == action.endpoint;
    if (tick || event) taken |= Actions{1} << a;
  }
  return taken;
}

bool Graph::has_effect(const Successor& successor) const {
  return successor.after != successor.before || !successor.move.sent.empty();
}

std::size_t Graph::kind_of(std::uint16_t from, std::uint16_t to, Part message) {
  std::vector<std::uint64_t> key{from, to};
  for (std::uint32_t flag : flags_) key.push_back(space_.parts().messages().row(message)[flag]);
  const std::size_t last = Kinds().size() - 1;
  return kinds_.emplace(std::move(key), std::min(kinds_.size(), last)).first->second;
}

bool Graph::matches(const Edge& edge, const Successor& successor) {
  const Edge other = edge_of(edge.to, successor);
  return other.taken == edge.taken && other.sent == edge.sent && other.delivered == edge.delivered;
}

}  // namespace checker::search
