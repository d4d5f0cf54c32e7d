// What each goal of a proof rests on (inductive validity cores: Ghassabani, Gacek and Whalen 2016), and what is left of the proof when
// something of that is gone (Houdini: Flanagan and Leino 2001).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "checker/obligations.h"
#include "checker/smt/solve.h"

namespace checker {

/// Remembers, goal by goal, what was enough and what was not: much is then known without a question.
class Supports {
 public:
  Supports(const Obligations& obligations, const Limits& limits);

  /// An element that is not shown from the others.
  struct Loss {
    std::size_t element;
    std::string step;
    bool unanswered = false;  // no solver could say
  };
  struct Kept {
    Elements there;
    std::vector<Loss> losses;  // in the order in which they were found
    bool doubtful = false;     // something was unanswered
  };
  /// The greatest part of `there` that shows itself. Stops at the first loss of a `required` one, which is the last of the losses.
  Kept kept(Elements there, const Elements& required);

  /// What these rest on, and what that rests on; all of `there`, which shows itself, must have been asked.
  Elements reached(const Elements& from, const Elements& there) const;

  /// The same where `there` is known to show itself: only what is reached is asked. What is unanswered rests on all.
  Elements grown(const Elements& from, const Elements& there);

  std::size_t questions() const { return questions_; }

 private:
  struct Refusal {
    Elements from;
    bool unanswered;
  };
  struct Goal {
    std::size_t step, element;
    model::Expr term, refuted;
    std::vector<Elements> enough;
    std::vector<Refusal> not_enough;  // nor is less
  };
  struct Asked {
    Goal* goal;
    smt::Grounds grounds;
    std::vector<std::size_t> groups;  // elements
  };

  void add(std::size_t step, const Obligations::Part& part, std::vector<Elements> enough);
  static const Elements* enough(const Goal& goal, const Elements& there);
  static const Refusal* refusal(const Goal& goal, const Elements& there);
  std::vector<Goal*> open(const Elements& there, const Elements& required);
  void ask(const std::vector<Goal*>& goals, const Elements& there);
  Asked ask(Goal& goal, const Elements& there) const;
  smt::Grounds answer(std::vector<model::Expr> terms,
                      const std::vector<std::vector<model::Expr>>& groups) const;
  void learn(Asked& asked, const Elements& there);
  std::optional<Loss> first_loss(const Elements& there, const Elements& required) const;

  const Obligations& obligations_;
  Limits limits_;
  std::chrono::steady_clock::time_point deadline_;
  std::vector<Goal> goals_;
  std::size_t questions_ = 0;
};

}  // namespace checker
