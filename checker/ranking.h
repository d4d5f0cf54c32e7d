// Liveness by a measure: under the fairness named, every state that waits is followed by one that does not.
#pragma once

#include <vector>

#include "checker/induction.h"

namespace checker {

/// NOTE(ranking rule): while a response is pending (trigger, not yet target) no step increases the measure or
/// ends the waiting but by the target; in every such state one of the fair events helps: the first of the
/// list that is enabled (for a tick: that would lower the measure). Every step of the event that helps lowers
/// the measure or reaches the target. As long as nothing does, the event that helps is the same or one before
/// it in the list. So one and the same is enabled for ever, happens, and the measure drops.
Verdict prove_response(Induction& induction, const model::Property& property);

/// Whether the rule can say anything of it.
bool has_measure(const model::Property& response);

/// All that the rule asks, and what it need not ask as a lemma says it.
std::vector<Problem> ranked(Induction& induction, const model::Property& response);

/// What the rule asks of these moves alone.
std::vector<Induction::Case> measured(Induction& induction, const model::Property& property,
                                      const std::vector<const Move*>& moves);

}  // namespace checker
