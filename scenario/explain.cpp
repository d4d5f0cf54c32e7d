#include "scenario/explain.h"

#include <algorithm>
#include <set>

namespace scenario {
namespace {

/// A choice is followed if so many times as many scripts speak for it as against it.
constexpr std::size_t Followed = 10;

}  // namespace

std::vector<Assignment> changed(std::vector<Assignment> policies, const Assignment& to) {
  const auto known = std::find_if(policies.begin(), policies.end(), [&](const Assignment& it) { return it.name == to.name; });
  if (known != policies.end())
    *known = to;
  else
    policies.push_back(to);
  return policies;
}

const Survey& Explanation::under(const Assignment& choice) {
  const std::string key = choice.name + "=" + choice.value;
  const auto known = surveys_.find(key);
  if (known != surveys_.end()) return known->second;
  const auto policies = changed(under_, choice);
  return surveys_.emplace(key, std::get<Survey>(Survey::of(meanings_.of(policies), policies, campaign_.role, campaign_.patience))).first->second;
}

/// The same actions under each choice that expects something else of them.
std::vector<Course> Explanation::other_courses(const Deviation& it, std::vector<Assignment>& choices) {
  std::vector<Course> all;
  const std::string text = Repertoire::text_of(it.script);
  for (const Policy& policy : meanings_.policies)
    for (const std::string& value : policy.values) {
      Course course = under({policy.name, value}).course(it.actions, it.before);
      if (Repertoire::text_of(course.script) == text) continue;
      choices.push_back({policy.name, value});
      all.push_back(std::move(course));
    }
  return all;
}

std::size_t Explanation::against(const Assignment& choice, const std::vector<Course>& right) {
  const Survey& survey = under(choice);
  return static_cast<std::size_t>(std::count_if(right.begin(), right.end(), [&](const Course& it) {
    return Repertoire::text_of(survey.course(it.actions, it.before).script) != Repertoire::text_of(it.script);
  }));
}

void Explanation::explain(std::vector<Deviation>& deviations, const std::vector<Course>& right) {
  std::vector<std::vector<Assignment>> choices(deviations.size());
  std::vector<std::vector<Course>> courses;
  std::vector<const Script*> scripts;
  for (std::size_t i = 0; i < deviations.size(); ++i) courses.push_back(other_courses(deviations[i], choices[i]));
  for (const auto& of_one : courses)
    for (const Course& each : of_one) scripts.push_back(&each.script);
  repertoire_.play(scripts);
  std::map<std::string, std::size_t> in_favour, against_it;  // scripts, by the choice
  for (std::size_t i = 0; i < deviations.size(); ++i)
    for (std::size_t j = 0; j < courses[i].size(); ++j)
      if (repertoire_.as_written(courses[i][j].script)) {
        deviations[i].allowed_by.push_back(choices[i][j]);
        in_favour[choices[i][j].name + "=" + choices[i][j].value] += deviations[i].scripts;
      }
  for (Deviation& it : deviations) {
    const auto is_followed = [&](const Assignment& choice) {
      const std::string key = choice.name + "=" + choice.value;
      if (!against_it.contains(key)) against_it[key] = against(choice, right);
      return in_favour[key] >= Followed * against_it[key];
    };
    const auto end = std::stable_partition(it.allowed_by.begin(), it.allowed_by.end(), is_followed);
    it.resembles.assign(end, it.allowed_by.end());
    it.allowed_by.erase(end, it.allowed_by.end());
  }
}

std::vector<Assignment> Explanation::learned(const std::vector<Deviation>& deviations) const {
  std::vector<Assignment> result = under_;
  std::set<std::string> done;
  for (const Deviation& it : deviations)
    if (!it.allowed_by.empty() && done.insert(it.allowed_by.front().name).second) result = changed(std::move(result), it.allowed_by.front());
  return result;
}

}  // namespace scenario
