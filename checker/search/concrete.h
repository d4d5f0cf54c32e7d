// From a way through the canonical state space back to a trace of the system: with its real messages, and
// numbers that are not used twice.
#pragma once

#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "checker/search/breadth_first.h"
#include "model/run.h"

namespace checker::search {

/// One step of a way: the configuration it leads to, and which of the steps that lead there is meant. An
/// empty test means any.
struct Leg {
  Key to;
  std::function<bool(const Successor&)> is_meant;
};

/// Where a way begins: a trace so far, its last configuration as the search sees it, not in canonical form, and which message of the
/// network lies in which slot.
struct Beginning {
  model::Trace trace;
  Key key;
  std::vector<std::size_t> in_slot;  // by place; an index into the network, or kNoFlight
};
inline constexpr std::size_t kNoFlight = std::numeric_limits<std::size_t>::max();

/// The initial configuration.
Beginning beginning(const model::Model& model, std::uint16_t system, StateSpace& space);
/// The end of a trace of the model's. In the slots lie each link's youngest messages, but for so many that are younger still.
Beginning beginning(const model::Model& model, StateSpace& space, model::Trace trace, std::size_t younger);

/// A trace of the reference semantics along the legs. With `loop_start`, the
/// legs from there on are gone round until the configuration is the same as one round before. First the
/// network keeps everything; if an assumption forbids that, it forgets what the search had lost. Empty with a
/// reason if the reference semantics refuses both.
std::optional<model::Trace> concrete(const model::Model& model, const Beginning& beginning, StateSpace& space,
                                     const std::vector<Leg>& legs, std::optional<std::size_t> loop_start,
                                     std::string& why);

}  // namespace checker::search
