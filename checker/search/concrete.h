// From a way through the canonical state space back to a trace of the system: with its real messages, and
// numbers that are not used twice.
#pragma once

#include <functional>
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

/// A trace of the reference semantics along the legs, from the initial configuration. With `loop_start`, the
/// legs from there on are gone round until the configuration is the same as one round before. First the
/// network keeps everything; if an assumption forbids that, it forgets what the search had lost. Empty with a
/// reason if the reference semantics refuses both.
std::optional<model::Trace> concrete(const model::Model& model, std::uint16_t system, StateSpace& space,
                                     const std::vector<Leg>& legs, std::optional<std::size_t> loop_start,
                                     std::string& why);

}  // namespace checker::search
