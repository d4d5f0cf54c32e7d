// Something that a system does otherwise than a specification says.
#pragma once

#include <string>
#include <vector>

#include "scenario/play.h"
#include "scenario/survey.h"

namespace scenario {

struct RuleName {
  std::string name, clause;
};

struct Deviation {
  std::vector<Assignment> under;   // the policies that are not at their default while it is one
  std::vector<tcp::State> states;  // in which it was seen, as the specification has them
  std::vector<RuleName> rules;     // that say what should happen, in their order
  std::vector<Action> actions;     // the shortest way to see it
  std::size_t before = 0;          // so many of them lead to the situation
  Script script;
  Mismatch mismatch;
  std::vector<std::string> chart;
  std::size_t scripts = 1;  // that show it
  /// Each is a choice of one policy under which the system is right here: one that it follows elsewhere, too; and one that it does not.
  std::vector<Assignment> allowed_by, resembles;
};

Deviation deviation(const Course&, const Played&, const std::vector<Assignment>& under);

/// The rule that decides: the last that cites a clause. Empty names where no rule applied: what is answered is the sockets' business.
RuleName deciding(const Deviation&);

/// "> . #:#(#) ack #" of "> . 1:1(0) ack 5001 win 5 at 0.05": what differs by numbers, sizes of windows and options is the same,
/// and so is no connection, whether somebody listens or not.
std::string shape(const std::string& text);

/// Alike in all that is said of them but the state, the rules before the deciding one, and the policies under which they are seen.
bool alike(const Deviation&, const Deviation&);

/// Deviations in the same state by the same rules with the same outcome have the same signature.
std::string signature(const Deviation&);

}  // namespace scenario
