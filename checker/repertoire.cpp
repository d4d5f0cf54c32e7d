#include "checker/repertoire.h"

#include <algorithm>
#include <limits>

#include "checker/replay.h"
#include "checker/wander.h"
#include "model/path.h"

namespace checker {

using model::Configuration;
using model::Model;
using model::Trace;

namespace {

constexpr std::size_t kPerPath = 32;  // scripts

/// A machine's path, by its label.
using Way = std::pair<std::uint16_t, std::string>;

bool is_same(const model::StepResult& a, const model::StepResult& b) {
  const auto& these = a.outcome.signals;
  const auto& those = b.outcome.signals;
  return a.after == b.after && a.sent == b.sent && a.outcome.started == b.outcome.started &&
         std::equal(these.begin(), these.end(), those.begin(), those.end(),
                    [](const model::Emitted& one, const model::Emitted& other) {
                      return one.signal == other.signal && one.arguments == other.arguments;
                    });
}

}  // namespace

/// Where one system takes which path, and the way there: random walks that begin where something new was found.
class Repertoire::Tour {
 public:
  Tour(const Model& model, std::uint16_t system, std::uint64_t steps, const std::stop_token& stop)
      : model_(model),
        system_(model.systems[system]),
        number_(system),
        initial_(model::initial(model, system_)),
        wanderer_(model, system, system) {
    constexpr std::uint64_t kWalk = 16;
    while (steps > 0 && !stop.stop_requested()) {
      Place place{{kBeginning, wanderer_.parameters()}, {}, 0, initial_};
      if (!news_.empty() && wanderer_.below(8) != 0) place = news_[wanderer_.below(news_.size())];
      for (std::uint64_t i = 0; i < kWalk && steps > 0; ++i) {
        --steps;  // also if nothing can happen
        if (!go(place)) break;
      }
    }
  }

  const std::vector<Script>& scripts(const Way& way) {
    const auto [known, is_new] = scripts_.try_emplace(way);
    if (is_new) choose(way, known->second);
    return known->second;
  }

 private:
  static constexpr std::size_t kLongest = 60, kMostNews = 20'000;
  static constexpr std::uint8_t kCounter = 8;  // bits
  static constexpr std::size_t kBeginning = std::numeric_limits<std::size_t>::max();
  /// The states of the endpoints, the mover's first, its flags, what it has counted, and the parameters.
  using Situation = std::vector<std::uint64_t>;

  /// A step of some trace. Traces share what they begin with.
  struct Step {
    std::size_t before;  // kBeginning: none
    model::Occurrence occurrence;
  };
  struct End {
    std::size_t step;
    model::Values parameters;
  };
  struct Place {
    End end;                               // of what is kept
    std::vector<model::Occurrence> since;  // not kept yet
    std::size_t length;
    Configuration now;
  };

  bool go(Place& place) {
    if (place.length >= kLongest) return false;
    auto step = wanderer_.step(place.end.parameters, place.now);
    if (!step) return false;
    const auto situation = this->situation(step->occurrence.endpoint, place);
    const bool is_event = step->occurrence.kind == model::Occurrence::Kind::Event;
    const auto mover = step->occurrence.endpoint;
    place.since.push_back(std::move(step->occurrence));
    ++place.length;
    place.now = std::move(step->result.after);
    if (!is_event) return true;
    auto& known = ends_[{system_.machine[mover], model::label_of(step->result.outcome.rules)}];
    const auto [at, is_new] = known.try_emplace(situation);
    if (!is_new) return true;
    keep(place);
    at->second = place.end;
    if (news_.size() < kMostNews)
      news_.push_back(place);
    else
      news_[wanderer_.below(kMostNews)] = place;
    return true;
  }

  void keep(Place& place) {
    for (auto& occurrence : place.since) {
      steps_.push_back({place.end.step, std::move(occurrence)});
      place.end.step = steps_.size() - 1;
    }
    place.since.clear();
  }

  Trace trace(const End& end) const {
    Trace trace{number_, end.parameters, initial_, {}, {}};
    for (std::size_t at = end.step; at != kBeginning; at = steps_[at].before)
      trace.steps.push_back(steps_[at].occurrence);
    std::reverse(trace.steps.begin(), trace.steps.end());
    return trace;
  }

  Situation situation(std::uint16_t mover, const Place& place) const {
    const Configuration& before = place.now;
    Situation situation{before.endpoints[mover][0]};
    for (std::uint16_t e = 0; e < before.endpoints.size(); ++e)
      if (e != mover) situation.push_back(before.endpoints[e][0]);
    const auto& fields = model_.machines[system_.machine[mover]].fields;
    for (std::size_t f = 0; f < fields.size(); ++f)
      if (fields[f].type.kind == model::Type::Kind::Bool)
        situation.push_back(before.endpoints[mover][f]);
      else if (fields[f].type.kind == model::Type::Kind::Bits && fields[f].type.width <= kCounter)
        situation.push_back(std::min<std::uint64_t>(before.endpoints[mover][f], 1));
    situation.insert(situation.end(), place.end.parameters.begin(), place.end.parameters.end());
    return situation;
  }

  /// Of situations that lie far apart one each.
  void choose(const Way& way, std::vector<Script>& chosen) {
    const auto found = ends_.find(way);
    if (found == ends_.end()) return;
    const std::size_t apart = std::max<std::size_t>(1, found->second.size() / kPerPath);
    std::size_t i = 0;
    for (const auto& [situation, end] : found->second)
      if (i++ % apart == 0 && chosen.size() < kPerPath) chosen.push_back(script_of(model_, trace(end)));
  }

  const Model& model_;
  const model::System& system_;
  std::uint16_t number_;
  Configuration initial_;
  Wanderer wanderer_;
  std::vector<Step> steps_;
  std::vector<Place> news_;
  std::map<Way, std::map<Situation, End>> ends_;
  std::map<Way, std::vector<Script>> scripts_;
};

Repertoire::Repertoire(Model model, std::uint64_t steps, std::stop_token stop)
    : model_(std::move(model)), steps_(steps), stop_(std::move(stop)) {}
Repertoire::~Repertoire() = default;

std::vector<Script> Repertoire::scripts(std::uint16_t system, std::uint16_t machine,
                                        const std::set<std::string>& labels) {
  const std::lock_guard lock(mutex_);
  auto& tour = tours_[system];
  if (!tour) tour = std::make_unique<Tour>(model_, system, steps_, stop_);
  std::vector<Script> found;
  for (std::size_t i = 0; i < kPerPath; ++i)
    for (const auto& label : labels)
      if (const auto& all = tour->scripts({machine, label}); i < all.size()) found.push_back(all[i]);
  return found;
}

std::vector<Trace> departures(const Model& original, const Model& mutant,
                              const std::vector<Script>& scripts) {
  std::vector<Trace> found;
  for (const Script& script : scripts) {
    Performance performance(mutant, script);
    const auto departs = [&](const Performance::Step& step) {
      const auto otherwise = model::step(original, original.systems[script.system], script.parameters,
                                         step.before, step.occurrence);
      return !otherwise || !is_same(*otherwise, step.result);
    };
    if (std::any_of(script.cues.begin(), script.cues.end(),
                    [&](const Cue& cue) { return performance.take(cue, departs); }))
      found.push_back(performance.trace());
  }
  return found;
}

std::optional<Trace> wander(const Model& model, const Claims& claims, const std::vector<Trace>& from,
                            std::uint64_t steps, const std::stop_token& stop) {
  constexpr std::uint64_t kWalk = 12;
  if (claims.empty() || from.empty()) return std::nullopt;
  const auto ways = sought(model, claims);
  std::vector<Configuration> ends;
  for (const Trace& trace : from) ends.push_back(configurations(model, trace).back());
  Wanderer wanderer(model, from.front().system, 0);
  for (std::size_t turn = 0; steps > 0 && !stop.stop_requested(); turn = (turn + 1) % from.size()) {
    Trace trace = from[turn];
    Configuration now = ends[turn];
    for (std::uint64_t i = 0; i < kWalk && steps > 0; ++i) {
      --steps;  // also if nothing can happen
      auto step = wanderer.step(trace.parameters, now);
      if (!step) break;
      trace.steps.push_back(step->occurrence);
      if (std::any_of(ways.begin(), ways.end(), [&](const model::Property& way) {
            return is_violated(model, trace, now, step->occurrence, step->result, way);
          }))
        return trace;
      now = std::move(step->result.after);
    }
  }
  return std::nullopt;
}

}  // namespace checker
