// Whether two ways through the handlers of two machines do the same: two models in one pool, compared path by path.
#pragma once

#include <cstdint>
#include <vector>

#include "model/path.h"

namespace checker {

/// Everything that a path means, as numbers; equal for equal paths of models that share a pool.
std::vector<std::uint64_t> fingerprint(const model::Path& path);

/// When both paths lead to the same state and say the same: a Bool over the state before and the event. Timers that are
/// started anew count, even if they run already.
model::Expr same_effect(model::ExprPool& pool, const model::Machine& machine, const model::Path& one,
                        const model::Path& other);

}  // namespace checker
