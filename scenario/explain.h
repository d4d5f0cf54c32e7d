// Which choices of what a specification leaves open make a system's deviations right.
#pragma once

#include <map>
#include <vector>

#include "scenario/conform.h"
#include "scenario/repertoire.h"

namespace scenario {

class Explanation {
 public:
  Explanation(const Meanings& meanings, Repertoire& repertoire, const Campaign& campaign, const std::vector<Assignment>& under)
      : meanings_(meanings), repertoire_(repertoire), campaign_(campaign), under_(under) {}

  /// Fills in what allows them, and what they only resemble: `right` went as written under the same policies, and speaks against a choice
  /// under which it would not be as it is.
  void explain(std::vector<Deviation>&, const std::vector<Course>& right);

  /// The policies with what allows the deviations; of several values the first.
  std::vector<Assignment> learned(const std::vector<Deviation>&) const;

 private:
  const Survey& under(const Assignment&);
  std::vector<Course> other_courses(const Deviation&, std::vector<Assignment>& choices);
  std::size_t against(const Assignment&, const std::vector<Course>& right);

  const Meanings& meanings_;
  Repertoire& repertoire_;
  const Campaign& campaign_;
  const std::vector<Assignment>& under_;
  std::map<std::string, Survey> surveys_;  // by the choice
};

/// With one policy at another value.
std::vector<Assignment> changed(std::vector<Assignment> policies, const Assignment& to);

}  // namespace scenario
