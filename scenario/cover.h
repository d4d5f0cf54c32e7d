// Packet scripts that take every transition of a specification: each of its rules, and each rule after another one, as far as sockets
// reach them.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "model/model.h"
#include "scenario/rehearsal.h"

namespace scenario {

/// How hard to look. The same seed finds the same.
struct Effort {
  std::uint64_t seed = 9293;
  std::size_t rehearsals = 20'000;
  std::size_t longest = 40;  // in actions
};

/// A rule, by its number in Cover::rules.
using RuleNumber = std::uint32_t;
/// As RulePair.
using Transition = std::pair<RuleNumber, RuleNumber>;

struct CoverScript {
  Script script;                                       // what evaluate does
  std::vector<Action> actions;                         // what is done to it
  std::vector<std::vector<const model::Rule*>> rules;  // that apply with each statement
  std::set<RuleNumber> reached;
  std::set<Transition> transitions;
  bool paced = false;  // our stack is free to do otherwise: congestion control after a loss (RFC 5681), windows after reading (§3.8.6.2.2)
};

struct Cover {
  std::vector<const model::Rule*> rules;  // the live ones, in the order of the text
  std::vector<CoverScript> scripts;       // those that are not paced first; then the more one adds, the earlier it comes
  std::set<RuleNumber> reached;
  std::set<Transition> transitions;
};

/// The rules that events other than the environment's may apply, under the model's policies.
std::vector<const model::Rule*> live_rules(const model::Machine&);

/// Why no script reaches the rule of TCP's specification, though it is live: what sockets never ask for. Empty: nothing is known.
std::string beyond_sockets(const std::string& rule);

/// Looks at random from the initial state, guided by what is new; or why the model's machine cannot stand for TCP. The model
/// outlives the cover.
std::variant<Cover, std::string> derive(const model::Model&, const std::vector<Assignment>& policies, const Effort&);

}  // namespace scenario
