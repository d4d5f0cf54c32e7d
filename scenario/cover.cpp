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
using Condition = std::tuple<tcp::State, std::uint8_t, std::uint8_t, std::uint8_t, std::uint8_t, bool, bool, bool, bool, bool>;

Condition condition_of(Rehearsal& rehearsal) {
  const tcp::Tcb& t = rehearsal.told().tcb;
  return {rehearsal.state(), t.flags, t.timers, t.retransmissions, t.probes, t.una == t.nxt, t.wnd == 0, t.queued == 0,
          rehearsal.connection().has_value(), rehearsal.listener().has_value()};
}

/// Something that was worth remembering.
struct Found {
  std::vector<Action> actions;
  std::set<Transition> transitions;
  bool paced = false;
};

bool among(const std::string& name, std::initializer_list<const char*> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// After something was sent again, text, or an ACK of part of it.
bool after_loss(const std::vector<const model::Rule*>& rules) {
  const auto lost = std::find_if(rules.begin(), rules.end(), [](const model::Rule* rule) {
    return among(rule->name, {"X02s", "X02r", "X02t", "X02f", "X13", "X13r"});
  });
  return lost != rules.end() && std::any_of(lost + 1, rules.end(), [](const model::Rule* rule) {
           return among(rule->name, {"S05t", "C06t", "C06u", "C08t", "X02t", "X02f", "X13", "X13r", "A74", "A79", "A7D", "A7F"});
         });
}

/// After the user has made room.
bool after_reading(const Script& script) {
  return std::any_of(script.statements.begin(), script.statements.end(), [](const Statement& statement) {
    const auto* line = std::get_if<CallLine>(&std::get<Event>(statement.what).what);
    return line != nullptr && line->call.operation == Operation::Read && line->result.value > 0;
  });
}

/// Sizes that make windows fill within a script, and patience that ends by retransmissions, or by the user timeout.
std::vector<Options> sizes(const std::vector<Assignment>& policies) {
  Options impatient;
  impatient.window = 1000;
  impatient.r2 = 4;
  impatient.policies = policies;
  Options patient = impatient;
  patient.r2 = 20;
  return {impatient, patient};
}

class Search {
 public:
  /// For what `cover` does not have yet.
  Search(const Options& options, const Effort& effort, const Observed& observed, Cover& cover)
      : options_(options), effort_(effort), observed_(observed), cover_(cover), moves_(effort.seed) {
    for (std::size_t i = 0; i < cover.rules.size(); ++i) numbers_.emplace(cover.rules[i], static_cast<RuleNumber>(i));
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

  /// Adds as few as it takes for everything that was found, nearly; paced ones for what no other takes.
  void choose_scripts() {
    for (const bool paced : {false, true}) {
      std::vector<const Found*> of_kind;
      for (const Found& each : found_)
        if (each.paced == paced) of_kind.push_back(&each);
      while (!of_kind.empty() && add_best(of_kind)) {}
    }
  }

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
    const bool is_paced = after_loss(rehearsal.told().rules) || after_reading(rehearsal.script());
    auto& known = is_paced ? paced_ : unpaced_;
    const std::size_t before = known.size();
    known.insert(transitions.begin(), transitions.end());
    const bool elsewhere = conditions_.insert(condition_of(rehearsal)).second;
    if (known.size() != before || elsewhere) found_.push_back({rehearsal.actions(), std::move(transitions), is_paced});
  }

  std::size_t news(const Found& found) const {
    return static_cast<std::size_t>(std::count_if(found.transitions.begin(), found.transitions.end(),
                                                  [&](const Transition& t) { return !cover_.transitions.contains(t); }));
  }

  /// False if none adds anything.
  bool add_best(const std::vector<const Found*>& all) {
    const Found* best = nullptr;
    std::size_t most = 0;
    for (const Found* each : all) {
      const std::size_t count = news(*each);
      if (count > most || (count == most && most != 0 && each->actions.size() < best->actions.size())) best = each, most = count;
    }
    if (best == nullptr) return false;
    cover_.scripts.push_back(written(*best));
    cover_.transitions.insert(best->transitions.begin(), best->transitions.end());
    cover_.reached.insert(cover_.scripts.back().reached.begin(), cover_.scripts.back().reached.end());
    return true;
  }

  CoverScript written(const Found& found) const {
    const Rehearsal rehearsal = replayed(found.actions);
    CoverScript result{rehearsal.script(), rehearsal.actions(), rehearsal.rules(), {}, found.transitions, found.paced};
    for (const model::Rule* rule : rehearsal.told().rules) result.reached.insert(numbers_.at(rule));
    return result;
  }

  const Options& options_;
  const Effort& effort_;
  const Observed& observed_;
  Cover& cover_;
  Moves moves_;
  std::map<const model::Rule*, RuleNumber> numbers_;  // looked up, never walked through
  std::vector<Found> found_ = {{}};
  std::set<Transition> paced_, unpaced_;
  std::set<Condition> conditions_;
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

std::variant<Cover, std::string> derive(const model::Model& model, const std::vector<Assignment>& policies, const Effort& effort) {
  Cover cover;
  for (const Options& options : sizes(policies)) {
    auto made = observed_machine(model, parameters_of(options));
    if (auto* why = std::get_if<std::string>(&made)) return std::move(*why);
    cover.rules = live_rules(model.machines.front());
    Search search(options, effort, std::get<Observed>(made), cover);
    search.run();
    search.choose_scripts();
  }
  std::stable_partition(cover.scripts.begin(), cover.scripts.end(), [](const CoverScript& it) { return !it.paced; });
  return cover;
}

}  // namespace scenario
