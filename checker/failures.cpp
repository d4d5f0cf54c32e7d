#include "checker/failures.h"

#include <algorithm>

namespace checker {

namespace {

constexpr std::size_t kNamed = 6;  // steps that are named

void append_new(std::vector<std::string>& list, const std::string& entry) {
  if (std::find(list.begin(), list.end(), entry) == list.end()) list.push_back(entry);
}

/// "L1 / C4" → "L1": the claim is known.
std::string step_of(const Failure& failure) { return failure.problem.substr(0, failure.problem.find(" / ")); }

std::string named(const std::vector<std::string>& steps) {
  std::string text;
  for (std::size_t i = 0; i < steps.size() && i < kNamed; ++i) text += (i == 0 ? "" : ", ") + steps[i];
  return steps.size() <= kNamed ? text : text + " and " + std::to_string(steps.size() - kNamed) + " more";
}

bool is_lemma(const model::Model& model, const std::string& name) {
  return std::any_of(model.lemmas.begin(), model.lemmas.end(),
                     [&](const model::Lemma& lemma) { return lemma.name == name; });
}

/// Of "price mirrored @ sending": lemma price, with the endpoints exchanged, of the message sending.
NotInductive subject(const model::Model& model, const Failure& failure) {
  const std::string& goal = failure.goal;
  if (goal == kTogether) return {.name = {}, .statement = "the lemmas and invariants together"};
  if (goal == kSomePath) return {.name = {}, .statement = failure.problem};
  const std::string name = goal.substr(0, goal.find(' '));
  NotInductive one{.name = name, .statement = (is_lemma(model, name) ? "lemma " : "invariant ") + name};
  const auto at = goal.find(" @ ");
  if (goal.substr(0, at).ends_with(" mirrored")) one.reading = "with the endpoints exchanged";
  if (at != std::string::npos)
    one.reading += (one.reading.empty() ? "of the message " : ", of the message ") + goal.substr(at + 3);
  return one;
}

/// A line for the steps in which it does, and one for those without an answer.
std::string where_it_fails(const std::string& goal, const std::vector<Failure>& failures) {
  std::vector<std::string> failed, open;
  std::string why, text;
  for (const Failure& failure : failures) {
    if (failure.goal != goal) continue;
    const bool answered = failure.status != smt::Status::Unknown;
    append_new(answered ? failed : open, step_of(failure));
    if (!answered) why = failure.reason;
  }
  if (!failed.empty()) text.append("\n").append(goal).append(": not so in ").append(named(failed));
  if (!open.empty())
    text.append("\n").append(goal).append(": no answer (").append(why).append(") in ").append(named(open));
  return text;
}

}  // namespace

std::vector<NotInductive> not_inductive(const model::Model& model, const std::vector<Failure>& failures) {
  std::vector<NotInductive> found;
  for (const Failure& failure : failures) {
    NotInductive one = subject(model, failure);
    const auto same = [&](const NotInductive& other) {
      return one.name.empty() ? one.statement == other.statement : one.name == other.name;
    };
    auto known = std::find_if(found.begin(), found.end(), same);
    if (known == found.end()) known = found.insert(found.end(), std::move(one));
    append_new(known->steps, step_of(failure));
    if (failure.status == smt::Status::Unknown)
      known->no_answer = failure.reason;
    else if (known->picture.empty())
      known->picture = failure.picture, known->pictured = step_of(failure);
  }
  return found;
}

Unknown not_shown(const std::string& what, const std::vector<Failure>& failures) {
  Unknown unknown{what, 0, {}};
  std::vector<std::string> goals;
  for (const Failure& failure : failures) append_new(goals, failure.goal);
  for (const auto& goal : goals) unknown.reason += where_it_fails(goal, failures);
  const auto shown = std::find_if(failures.begin(), failures.end(),
                                  [](const auto& failure) { return !failure.picture.empty(); });
  if (shown != failures.end())
    unknown.counterexample_to_induction =
        shown->goal + " fails in " + step_of(*shown) + ":\n" + shown->picture;
  return unknown;
}

}  // namespace checker
