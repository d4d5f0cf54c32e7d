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

/// Whether a step may be the last one: what a claim about steps was refuted by.
using IsLast = std::function<bool(const Successor&)>;

/// A trace of the reference semantics through the configurations named, from the initial one on. First one in
/// which the network keeps everything; if an assumption forbids that, one in which it forgets what the search
/// had lost. Empty with a reason if the reference semantics refuses both.
std::optional<model::Trace> concrete(const model::Model& model, std::uint16_t system, StateSpace& space,
                                     const std::vector<Key>& way, const IsLast& is_last, std::string& why);

}  // namespace checker::search
