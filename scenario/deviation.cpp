#include "scenario/deviation.h"

#include <algorithm>

namespace scenario {

Deviation deviation(const Course& course, const Played& played, const std::vector<Assignment>& under) {
  std::vector<RuleName> rules;
  for (const model::Rule* rule : course.rules) rules.push_back({rule->name, rule->clause});
  return {under, {course.state}, std::move(rules), course.actions, course.before, course.script, *played.mismatch, played.chart, 1, {}, {}};
}

RuleName deciding(const Deviation& it) {
  const auto found = std::find_if(it.rules.rbegin(), it.rules.rend(), [](const RuleName& rule) { return !rule.clause.empty(); });
  return found == it.rules.rend() ? RuleName{} : *found;
}

std::string shape(const std::string& text) {
  if (text == linux_name(tcp::State::LISTEN)) return linux_name(tcp::State::CLOSED);
  std::string result;
  const std::size_t end = std::min({text.find(" at "), text.find(" win "), text.find(" <"), text.size()});
  for (const char c : text.substr(0, end)) {
    const bool digit = c >= '0' && c <= '9';
    if (!digit)
      result += c;
    else if (result.empty() || result.back() != '#')
      result += '#';
  }
  return result;
}

bool alike(const Deviation& a, const Deviation& b) {
  return deciding(a).name == deciding(b).name && shape(a.mismatch.expected) == shape(b.mismatch.expected) &&
         shape(a.mismatch.instead) == shape(b.mismatch.instead) && a.allowed_by == b.allowed_by && a.resembles == b.resembles;
}

std::string signature(const Deviation& it) {
  std::string all = tcp::name(it.states.front());
  for (const RuleName& rule : it.rules) all += std::string(" ") + rule.name;
  return all + " | " + shape(it.mismatch.expected) + " | " + shape(it.mismatch.instead);
}

}  // namespace scenario
