#include "scenario/cover.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "scenario/moves.h"
#include "scenario/systems.h"

namespace scenario {
namespace {

constexpr std::uint32_t Steps = 8;  // that one rehearsal adds to what another one found

/// What rules mostly ask for.
using Situation = std::tuple<tcp::State, std::uint8_t, std::uint8_t, std::uint8_t, std::uint8_t, bool, bool, bool, bool, bool>;

Situation situation(Rehearsal& rehearsal) {
  const tcp::Tcb& t = rehearsal.told().tcb;
  return {rehearsal.state(), t.flags, t.timers, t.retransmissions, t.probes, t.una == t.nxt, t.wnd == 0, t.queued == 0,
          rehearsal.connection().has_value(), rehearsal.listener().has_value()};
}

/// Something that was worth remembering.
struct Found {
  std::vector<Action> actions;
  std::set<Transition> transitions;
};

class Search {
 public:
  Search(const Options& options, const Effort& effort, const Observed& observed, const std::vector<const model::Rule*>& rules)
      : options_(options), effort_(effort), observed_(observed), moves_(effort.seed) {
    for (std::size_t i = 0; i < rules.size(); ++i) numbers_.emplace(rules[i], static_cast<RuleNumber>(i));
  }

  void run() {
    for (std::size_t i = 0; i < effort_.rehearsals; ++i) {
      Rehearsal rehearsal = replayed(found_[choose()].actions);
      for (std::uint32_t step = 0; step < Steps && rehearsal.actions().size() < effort_.longest; ++step) {
        for (const Action& action : moves_.next(rehearsal)) rehearsal.take(action);
        remember(rehearsal);
      }
    }
  }

  /// As few as it takes for everything that was found, nearly.
  std::vector<CoverScript> chosen() const {
    std::vector<CoverScript> scripts;
    std::set<Transition> left = transitions_;
    while (!left.empty()) {
      const Found& best = *std::max_element(found_.begin(), found_.end(), [&](const Found& a, const Found& b) {
        return std::pair(common(a, left), b.actions.size()) < std::pair(common(b, left), a.actions.size());
      });
      for (const Transition& each : best.transitions) left.erase(each);
      scripts.push_back(written(best));
    }
    return scripts;
  }

  const std::set<Transition>& transitions() const { return transitions_; }

 private:
  /// What was found last is the least explored.
  std::size_t choose() {
    const auto all = static_cast<std::uint32_t>(found_.size());
    const std::uint32_t recent = std::min(all, 200U);
    return moves_.below(2) == 0 ? moves_.below(all) : all - 1 - moves_.below(recent);
  }

  Rehearsal replayed(const std::vector<Action>& actions) const {
    Rehearsal rehearsal(options_, observed_);
    for (const Action& action : actions) rehearsal.take(action);
    return rehearsal;
  }

  std::set<Transition> transitions_of(const Rehearsal& rehearsal) const {
    std::set<Transition> all;
    for (const auto& [first, second] : rehearsal.told().pairs) all.insert({numbers_.at(first), numbers_.at(second)});
    return all;
  }

  void remember(Rehearsal& rehearsal) {
    auto transitions = transitions_of(rehearsal);
    const std::size_t before = transitions_.size();
    transitions_.insert(transitions.begin(), transitions.end());
    const bool elsewhere = situations_.insert(situation(rehearsal)).second;
    if (transitions_.size() != before || elsewhere) found_.push_back({rehearsal.actions(), std::move(transitions)});
  }

  static std::size_t common(const Found& found, const std::set<Transition>& left) {
    return static_cast<std::size_t>(
        std::count_if(found.transitions.begin(), found.transitions.end(), [&](const Transition& t) { return left.contains(t); }));
  }

  CoverScript written(const Found& found) const {
    const Rehearsal rehearsal = replayed(found.actions);
    CoverScript result{rehearsal.script(), rehearsal.actions(), rehearsal.rules(), {}, found.transitions};
    for (const model::Rule* rule : rehearsal.told().rules) result.reached.insert(numbers_.at(rule));
    return result;
  }

  const Options& options_;
  const Effort& effort_;
  const Observed& observed_;
  Moves moves_;
  std::map<const model::Rule*, RuleNumber> numbers_;  // looked up, never walked through
  std::vector<Found> found_ = {{}};
  std::set<Transition> transitions_;
  std::set<Situation> situations_;
};

}  // namespace

std::vector<const model::Rule*> live_rules(const model::Machine& machine) {
  std::vector<const model::Rule*> live;
  for (const model::Handler& handler : machine.handlers) {
    if (handler.kind == model::EventKind::Environment) continue;
    for (const model::Step& step : handler.steps)
      for (const model::Rule& rule : step.rules)
        if (!rule.implicit && !rule.name.empty() && !rule.guard.is_false()) live.push_back(&rule);
  }
  return live;
}

std::variant<Cover, std::string> derive(const model::Model& model, const Options& options, const Effort& effort) {
  auto made = observed_machine(model, parameters_of(options));
  if (auto* why = std::get_if<std::string>(&made)) return std::move(*why);
  Cover cover;
  cover.rules = live_rules(model.machines.front());
  Search search(options, effort, std::get<Observed>(made), cover.rules);
  search.run();
  cover.scripts = search.chosen();
  cover.transitions = search.transitions();
  for (const CoverScript& script : cover.scripts) cover.reached.insert(script.reached.begin(), script.reached.end());
  return cover;
}

}  // namespace scenario
