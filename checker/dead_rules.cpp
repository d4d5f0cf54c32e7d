#include "checker/dead_rules.h"

#include <algorithm>
#include <set>

#include "checker/induction.h"

namespace checker {

namespace {

/// The rules that the text of the machine has and its policies leave on, in its order.
std::vector<std::string> written_rules(const model::Machine& machine) {
  std::vector<std::string> names;
  for (const auto& handler : machine.handlers)
    for (const auto& step : handler.steps)
      for (const auto& rule : step.rules)
        if (!rule.implicit && !rule.guard.is_false()) names.push_back(rule.name);
  return names;
}

/// What the systems of one machine do with its rules.
class Use {
 public:
  explicit Use(const Limits& limits) : limits_(limits) {}

  /// With the lemmas about states and any message at all, or with those about messages too; with none that is
  /// not proved.
  void look(Induction& induction, std::uint16_t machine, bool any_message, std::set<std::string>& reached) {
    const auto proved = any_message ? Induction::Known::States : Induction::Known::All;
    const auto known = induction.lemmas().inductive() ? proved : Induction::Known::Nothing;
    for (std::uint16_t e = 0; e < induction.system().endpoints.size(); ++e) {
      if (induction.system().machine[e] != machine) continue;
      for (const Move& move : induction.moves(e)) {
        for (const auto* rule : move.path->rules) in_play_.insert(rule->name);
        if (!tells_more(move, reached)) continue;
        const Problem problem = induction.about(move, {.goals = {}, .known = known});
        if (possible(problem.premises, limits_) == smt::Status::Unsat)
          continue;  // Unknown: not shown to be dead
        for (const auto* rule : move.path->rules) reached.insert(rule->name);
      }
    }
  }
  /// Some system lets the rule's event happen.
  bool in_play(const std::string& rule) const { return in_play_.contains(rule); }

 private:
  static bool tells_more(const Move& move, const std::set<std::string>& reached) {
    return std::any_of(move.path->rules.begin(), move.path->rules.end(),
                       [&](const auto* rule) { return !reached.contains(rule->name); });
  }

  Limits limits_;
  std::set<std::string> in_play_;
};

bool open_to_anybody(const model::System& system) {
  return std::any_of(system.links.begin(), system.links.end(), [](const auto& link) { return !link.from; });
}

std::vector<std::uint16_t> systems_of(const model::Model& model, std::uint16_t machine) {
  std::vector<std::uint16_t> found;
  for (std::uint16_t s = 0; s < model.systems.size(); ++s)
    if (std::find(model.systems[s].machine.begin(), model.systems[s].machine.end(), machine) !=
        model.systems[s].machine.end())
      found.push_back(s);
  return found;
}

}  // namespace

Findings findings(const model::Model& model, const Limits& limits, Memory& memory) {
  Findings findings;
  const auto induction = [&](std::uint16_t system) -> Induction& {
    auto& one = memory.inductions[system];
    if (!one) one = std::make_shared<Induction>(model, system, limits);
    return *one;
  };
  for (std::uint16_t m = 0; m < model.machines.size(); ++m) {
    std::set<std::string> live, exercised;
    Use use(limits);
    bool two_parties = false;
    auto systems = systems_of(model, m);
    std::stable_partition(systems.begin(), systems.end(),
                          [&](auto s) { return open_to_anybody(model.systems[s]); });
    for (const std::uint16_t s : systems) use.look(induction(s), m, true, live);
    for (const std::uint16_t s : systems) {
      if (open_to_anybody(model.systems[s])) continue;
      two_parties = true;
      use.look(induction(s), m, false, exercised);
    }
    for (const auto& name : written_rules(model.machines[m])) {
      if (!systems.empty() && !live.contains(name) && use.in_play(name))
        findings.dead.push_back(name);
      else if (!systems.empty() && (!use.in_play(name) || (two_parties && !exercised.contains(name))))
        findings.unexercised.push_back(name);
    }
  }
  std::vector<const model::Property*> claims;
  for (const auto& property : model.properties) claims.push_back(&property);
  findings.vacuity = vacuity(model, claims, limits, memory);
  return findings;
}

}  // namespace checker
