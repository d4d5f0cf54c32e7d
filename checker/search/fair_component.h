// Fair ways to stay in a part of a graph for ever: strongly connected components, or single states, that no
// fairness leaves.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "checker/search/graph.h"

namespace checker::search {

struct FairComponent {
  std::vector<State> states;  // in order of discovery
  Kinds banned;               // messages of these kinds are not sent inside: they would have to be delivered
};

/// The fair component with the state discovered first, inside `region` (a flag for each state). A state
/// without edges counts: staying there is fair if nothing that must happen is enabled.
std::optional<FairComponent> first_fair_component(const Graph& graph, const std::vector<bool>& region);

}  // namespace checker::search
