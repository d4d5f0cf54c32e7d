#include "checker/script.h"

#include <algorithm>

#include "checker/replay.h"

namespace checker {

using model::Configuration;
using model::Model;
using model::Occurrence;
using model::Trace;

Script script_of(const Model& model, const Trace& trace) {
  Script script{trace.system, trace.parameters, {}};
  const auto at = configurations(model, trace);
  Sendings sendings;
  for (std::size_t i = 0; i + 1 < at.size(); ++i) {
    const Occurrence& occurrence = trace.steps[i];
    Cue cue{occurrence, {}};
    if (occurrence.delivered) cue.message = sendings.at(*occurrence.delivered);
    script.cues.push_back(std::move(cue));
    sendings.follow(at[i], occurrence, at[i + 1]);
  }
  return script;
}

std::optional<std::size_t> Sendings::find(const Sending& sending) const {
  const auto found = std::find(all_.begin(), all_.end(), sending);
  if (found == all_.end()) return std::nullopt;
  return static_cast<std::size_t>(found - all_.begin());
}

void Sendings::follow(const Configuration& before, const Occurrence& occurrence, const Configuration& after) {
  switch (occurrence.kind) {
    case Occurrence::Kind::Forget:
      all_.erase(all_.begin() + static_cast<std::ptrdiff_t>(*occurrence.delivered));
      break;
    case Occurrence::Kind::Tick: {
      std::size_t index = 0;
      std::erase_if(all_, [&](const Sending&) { return before.network[index++].fields.back() <= 1; });
      break;
    }
    case Occurrence::Kind::Event:
      for (std::size_t i = all_.size(); i < after.network.size(); ++i) {
        const auto from = after.network[i].from;
        all_.push_back({from, sent_[from]++});
      }
  }
}

Performance::Performance(const Model& model, const Script& script)
    : model_(model),
      trace_{script.system, script.parameters, model::initial(model, model.systems[script.system]), {}, {}},
      now_(trace_.start) {}

std::optional<Occurrence> Performance::occurrence_of(const Cue& cue) const {
  Occurrence occurrence = cue.occurrence;
  if (!cue.message) return occurrence;
  occurrence.delivered = sendings_.find(*cue.message);
  if (!occurrence.delivered) return std::nullopt;
  if (occurrence.kind == Occurrence::Kind::Event)
    occurrence.event.message = now_.network[*occurrence.delivered].fields;
  return occurrence;
}

}  // namespace checker
