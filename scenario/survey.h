// A specification's TCP as sockets and a tester see it: from each situation that they lead to, each deed at the edges of its rules.
#pragma once

#include <set>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

#include "model/model.h"
#include "scenario/edges.h"

namespace scenario {

/// What rules mostly ask for, and what a tester and a user can tell apart: the state, flags, what the user holds; whether nothing is
/// unacknowledged, one number, or more; what is unsent, sent again, behind a gap; a closed window; an aged TIME-WAIT.
using Situation = std::tuple<tcp::State, int, bool, bool, std::uint32_t, bool, bool, bool, bool, bool>;

/// A way to a situation, and one deed there.
struct Course {
  std::vector<Action> actions;
  std::size_t before = 0;                 // so many of them are the way
  tcp::State state = tcp::State::CLOSED;  // before the deed
  Script script;                          // what evaluate does
  std::vector<const model::Rule*> rules;  // that apply with the deed, in their order
  Situation to;                           // after it
};

/// Why no course takes the live rule, though sockets may: what is left to hosts, or takes too long. Empty: nothing is known.
std::string beyond_survey(const std::string& rule);

class Survey {
 public:
  /// Or why the model's machine cannot stand for TCP. The model has these policies, and outlives the survey. No wait in which nothing
  /// happens is longer than `patience`.
  static std::variant<Survey, std::string> of(const model::Model&, const std::vector<Assignment>& policies, Role, Duration patience);

  /// Each deed where these actions lead.
  std::vector<Course> onward(const std::vector<Action>& way) const;
  /// What the actions come to; the deed begins after the first `before`.
  Course course(const std::vector<Action>&, std::size_t before) const;

 private:
  Survey(Options options, Observed observed, Role role, Duration patience)
      : options_(std::move(options)), observed_(std::move(observed)), role_(role), patience_(patience) {}

  Options options_;
  Observed observed_;
  Role role_;
  Duration patience_;
};

}  // namespace scenario
