// A rule's effects as statements: assignments to members and bits, timers grouped by condition, messages with
// their flags.
#pragma once

#include <set>

#include "codegen/facts.h"
#include "codegen/plan.h"

namespace codegen {

/// `facts`: what is known when the rule applies; decides conditions of timers. `step`: where the values
/// stand.
std::vector<Statement> statements_of(const model::Machine& machine, const Plan& plan, const model::Rule& rule,
                                     const Facts& facts, std::size_t step);

/// The fields that a rule may change.
std::set<std::uint16_t> changed_by(const model::Machine& machine, const model::Rule& rule);

}  // namespace codegen
