#include "checker/rehearsal.h"

#include <algorithm>
#include <map>

#include "checker/replay.h"
#include "checker/sought.h"

namespace checker {

using model::Configuration;
using model::Model;
using model::Occurrence;
using model::Property;
using model::Trace;

namespace {

constexpr std::size_t kMostScripts = 400;

/// Which message of the network is which sending.
class Sendings {
 public:
  const Sending& at(std::size_t index) const { return all_[index]; }

  std::optional<std::size_t> find(const Sending& sending) const {
    const auto found = std::find(all_.begin(), all_.end(), sending);
    if (found == all_.end()) return std::nullopt;
    return static_cast<std::size_t>(found - all_.begin());
  }

  void follow(const Configuration& before, const Occurrence& occurrence, const Configuration& after) {
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

 private:
  std::vector<Sending> all_;  // by place in the network
  std::map<std::uint16_t, std::size_t> sent_;
};

/// A model that follows a script.
class Performance {
 public:
  Performance(const Model& model, const Script& script)
      : model_(model),
        system_(model.systems[script.system]),
        trace_{script.system, script.parameters, model::initial(model, system_), {}, {}},
        now_(trace_.start) {}

  /// Does what can be done of the cue, and says whether one of these claims is then violated.
  bool take(const Cue& cue, const std::vector<Property>& ways) {
    const auto occurrence = occurrence_of(cue);
    if (!occurrence) return false;
    const auto result = model::step(model_, system_, trace_.parameters, now_, *occurrence);
    if (!result) return false;
    trace_.steps.push_back(*occurrence);
    if (std::any_of(ways.begin(), ways.end(), [&](const Property& way) {
          return is_violated(model_, trace_, now_, *occurrence, *result, way);
        }))
      return true;
    sendings_.follow(now_, *occurrence, result->after);
    now_ = result->after;
    return false;
  }

  Trace take_trace() { return std::move(trace_); }

 private:
  std::optional<Occurrence> occurrence_of(const Cue& cue) const {
    Occurrence occurrence = cue.occurrence;
    if (!cue.message) return occurrence;
    occurrence.delivered = sendings_.find(*cue.message);
    if (!occurrence.delivered) return std::nullopt;
    if (occurrence.kind == Occurrence::Kind::Event)
      occurrence.event.message = now_.network[*occurrence.delivered].fields;
    return occurrence;
  }

  const Model& model_;
  const model::System& system_;
  Trace trace_;
  Configuration now_;
  Sendings sendings_;
};

}  // namespace

void Rehearsal::remember(const Model& model, const Trace& trace) {
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
  scripts_.push_front(std::move(script));
  if (scripts_.size() > kMostScripts) scripts_.pop_back();
}

std::optional<Trace> Rehearsal::play(const Model& model, const Claims& claims) {
  if (claims.empty()) return std::nullopt;
  const auto ways = sought(model, claims);
  for (auto script = scripts_.begin(); script != scripts_.end(); ++script) {
    if (script->system != claims.front()->system) continue;
    Performance performance(model, *script);
    if (std::none_of(script->cues.begin(), script->cues.end(),
                     [&](const Cue& cue) { return performance.take(cue, ways); }))
      continue;
    std::rotate(scripts_.begin(), script, script + 1);
    return performance.take_trace();
  }
  return std::nullopt;
}

}  // namespace checker
