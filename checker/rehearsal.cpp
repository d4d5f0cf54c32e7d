#include "checker/rehearsal.h"

#include <algorithm>

#include "checker/replay.h"

namespace checker {

using model::Model;
using model::Property;
using model::Trace;

namespace {

constexpr std::size_t kMostScripts = 400;

}  // namespace

void Rehearsal::remember(const Model& model, const Trace& trace) {
  scripts_.push_front(script_of(model, trace));
  if (scripts_.size() > kMostScripts) scripts_.pop_back();
}

std::optional<Trace> Rehearsal::play(const Model& model, const Claims& claims) {
  if (claims.empty()) return std::nullopt;
  const auto ways = sought(model, claims);
  for (auto script = scripts_.begin(); script != scripts_.end(); ++script) {
    if (script->system != claims.front()->system) continue;
    Performance performance(model, *script);
    const auto violates = [&](const Performance::Step& step) {
      return std::any_of(ways.begin(), ways.end(), [&](const Property& way) {
        return is_violated(model, performance.trace(), step.before, step.occurrence, step.result, way);
      });
    };
    if (std::none_of(script->cues.begin(), script->cues.end(),
                     [&](const Cue& cue) { return performance.take(cue, violates); }))
      continue;
    std::rotate(scripts_.begin(), script, script + 1);
    return performance.trace();
  }
  return std::nullopt;
}

}  // namespace checker
