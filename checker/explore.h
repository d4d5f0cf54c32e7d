// Explicit-state search: every configuration of a system with a few messages in flight, up to renaming. Finds
// shortest counterexamples and counts states; what it does not find it does not prove.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "checker/engine.h"
#include "checker/sought.h"

namespace checker {

/// A verdict with what was searched.
struct Exploration {
  Verdict verdict;
  std::uint32_t states = 0;
  std::uint64_t transitions = 0;
  std::size_t bytes = 0;              // that the search keeps of its states
  std::vector<std::uint32_t> levels;  // states found up to each depth
  bool complete = false;              // nothing within the bounds was left out
  double seconds = 0;
};

Exploration explore_counted(const Task& task);

/// An engine: invariants, transitions and reachable claims of a system; its bounds give the number of slots,
/// the values of parameters and inputs, and a greatest depth. A reachable claim is proved by its witness.
bool can_explore(const Task& task);
Verdict explore(const Task& task);

/// One search for all of them, invariants and transitions of one system: a trace to where the first is violated, not replayed yet.
/// It begins at the ends of the traces `from`, of the model and the system; if there are none, at the initial configuration.
std::optional<model::Trace> way_to_violation(const model::Model& model, const Claims& claims,
                                             const Limits& limits,
                                             const std::vector<model::Trace>& from = {});

/// Why no configuration of this system can be stored, if none can.
std::optional<Unknown> beyond_search(const Task& task);

/// How values flow in the system within its bounds; made at the first call, if there is a memory.
std::shared_ptr<const search::Flows> flows_for(const model::Model& model, std::uint16_t system,
                                               Memory* memory);

/// What the bounds say of the parameters; otherwise their defaults.
model::Values bounded_parameters(const model::Model& model, const model::System& system);

}  // namespace checker
