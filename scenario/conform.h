// What a system does otherwise than a specification of TCP: the specification's survey played on it, and what it does otherwise explained
// by what the specification leaves open, where it is.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "scenario/deviation.h"
#include "scenario/players.h"

namespace scenario {

/// Something that the specification leaves open; the first value is the default.
struct Policy {
  std::string name;
  std::vector<std::string> values;
};

/// A specification under any choice of its policies.
struct Meanings {
  std::vector<Policy> policies;
  std::function<const model::Model&(const std::vector<Assignment>&)> of;
};

/// How the scripts are chosen, and who is told how far it is.
struct Campaign {
  Role role = Role::Any;
  std::vector<Assignment> policies;                     // to begin with, where they are not the default
  std::set<std::string> only;                           // rules: deviations by which one of them applies, and scripts that show them or lead there; empty: all
  Duration patience = std::chrono::milliseconds(1600);  // for what does not happen
  std::function<bool()> over = [] { return false; };    // asked now and then: no more scripts are begun
  std::function<void(std::size_t done, std::size_t known)> told = [](std::size_t, std::size_t) {};
};

struct Conformance {
  std::vector<Deviation> deviations;   // each seen twice
  std::vector<Deviation> unconfirmed;  // seen once, and not again
  std::vector<Assignment> described;   // the policies that describe the system, where they are not the default
  std::size_t situations = 0;          // that the system and the specification were led to alike
  std::size_t beyond = 0;              // that the system was not led to: on each way it does something else
  std::size_t scripts = 0;
  std::size_t by_users = 0;  // that a remote user cut short, who sent text or closed
  bool complete = true;      // it was not over before all scripts were played
  std::size_t rules = 0;     // live ones under the default policies that apply in the scripts; and those that do not:
  std::vector<std::string> rules_beyond_sockets, rules_not_asked;
};

/// Or why the specification's machine cannot stand for TCP. Throws what playing throws.
std::variant<Conformance, std::string> conform(const Meanings&, Players&, const Campaign&);

}  // namespace scenario
