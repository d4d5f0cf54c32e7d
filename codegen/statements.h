// A rule's effects as statements: assignments to members and bits, timers grouped by condition, messages with
// their flags.
#pragma once

#include <set>
#include <span>

#include "codegen/facts.h"
#include "codegen/plan.h"

namespace codegen {

/// `facts`: what is known when the rule applies; decides conditions of timers. `step`: where the values
/// stand.
std::vector<Statement> statements_of(const model::Machine& machine, const Plan& plan, const model::Rule& rule,
                                     const Facts& facts, std::size_t step);

/// Effects, and which of them are those of an action: as in model::Rule.
struct EffectRange {
  std::span<const model::Effect> effects;
  std::span<const model::Performed> performed;
  std::size_t first = 0;  // what Performed::first counts from
};

/// The same for the body of an action, about whose callers nothing is known. Calls actions that the plan has
/// already.
std::vector<Statement> statements_of(const model::Machine& machine, const Plan& plan,
                                     const EffectRange& range, const Facts& facts, std::size_t step);

/// The fields that effects may change.
std::set<std::uint16_t> changed_by(const model::Machine& machine, std::span<const model::Effect> effects);

bool same(const model::Effect& a, const model::Effect& b);

}  // namespace codegen
