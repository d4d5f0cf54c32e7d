#include "scenario/conform.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "scenario/cover.h"
#include "scenario/explain.h"
#include "scenario/repertoire.h"

namespace scenario {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t MostRounds = 4;
constexpr std::size_t Longest = 40;  // actions of a script
/// Of a script, because something is waited for.
constexpr Duration Long = 500ms;
/// To a situation, of which one at least should go as written.
constexpr std::size_t Ways = 3;

/// A packet with text or a FIN: a user's. "> F. 1:1(0) ack 2", "> P. 1:6(5) ack 2"
bool spoken(const std::string& packet) {
  const auto flags = packet.find(' ', 2), length = packet.find('(');
  return packet.rfind("> ", 0) == 0 && (packet.substr(0, flags).find('F') != std::string::npos || packet[length + 1] != '0');
}

/// The scripts of one round: under one choice of policies.
class Round {
 public:
  Round(const Survey& survey, const Campaign& campaign, const std::vector<Assignment>& under, Repertoire& repertoire,
        std::set<std::string>& signatures)
      : survey_(survey), campaign_(campaign), under_(under), repertoire_(repertoire), signatures_(signatures) {}

  /// Breadth first, on from where the system went as written; what takes long comes when there is nothing else.
  void play() {
    reached = seen_ = {Situation{}};  // nothing has been done yet
    for (auto wave = chosen(survey_.onward({})); !wave.empty() && !campaign_.over(); wave = chosen(onward(wave))) perform(wave);
  }

  std::vector<Deviation> deviations, unconfirmed;
  std::vector<Course> right;  // as written
  std::set<Situation> reached;
  std::set<std::string> rules;  // that apply in what was played
  std::size_t by_users = 0;
  std::size_t beyond() const { return seen_.size() - reached.size(); }

 private:
  /// Those that are wanted and short; if there are none, those that have been put off.
  std::vector<Course> chosen(std::vector<Course> wave) {
    std::map<Situation, std::size_t> ways;
    std::erase_if(wave, [&](const Course& it) { return !is_wanted(it, ways); });
    std::move(wave.begin(), wave.end(), std::back_inserter(put_off_));
    const auto end = std::stable_partition(put_off_.begin(), put_off_.end(), [](const Course& it) { return length(it.script) < Long; });
    if (end == put_off_.begin()) return std::exchange(put_off_, {});
    wave.assign(std::make_move_iterator(put_off_.begin()), std::make_move_iterator(end));
    put_off_.erase(put_off_.begin(), end);
    return wave;
  }

  /// A rule applies that was asked for; or it is one of a few that lead on.
  bool is_wanted(const Course& course, std::map<Situation, std::size_t>& ways) const {
    const auto asked_for = [&](const model::Rule* rule) { return campaign_.only.contains(rule->name); };
    return campaign_.only.empty() || std::any_of(course.rules.begin(), course.rules.end(), asked_for) ||
           (!reached.contains(course.to) && ++ways[course.to] <= Ways);
  }

  void perform(const std::vector<Course>& wave) {
    std::vector<const Script*> scripts;
    for (const Course& course : wave) scripts.push_back(&course.script);
    repertoire_.play(scripts);
    repeat(wave);
  }

  /// What is a deviation of its own, or in the way of more, is looked at twice.
  void repeat(const std::vector<Course>& wave) {
    std::vector<Deviation> doubted;
    std::vector<const Script*> doubtful;
    std::set<std::string> news;
    for (const Course& course : wave) {
      if (repertoire_.as_written(course.script)) continue;
      auto it = deviation(course, repertoire_.outcome(course.script), under_);
      const bool is_new = !signatures_.contains(signature(it)) && news.insert(signature(it)).second;
      if (!is_new && reached.contains(course.to)) continue;
      doubtful.push_back(&course.script);
      doubted.push_back(std::move(it));
    }
    repertoire_.again(doubtful);
    for (Deviation& it : doubted)
      if (repertoire_.as_written(it.script)) unconfirmed.push_back(std::move(it));
  }

  std::vector<Course> onward(const std::vector<Course>& wave) {
    std::vector<Course> next;
    for (const Course& course : wave) {
      seen_.insert(course.to);
      for (const model::Rule* rule : course.rules) rules.insert(rule->name);
      const Played& played = repertoire_.outcome(course.script);
      if (played.mismatch) {
        if (campaign_.role == Role::Passive && spoken(played.mismatch->instead))
          ++by_users;
        else
          note(deviation(course, played, under_));
        continue;
      }
      right.push_back(course);
      if (!reached.insert(course.to).second || course.actions.size() >= Longest) continue;
      auto more = survey_.onward(course.actions);
      std::move(more.begin(), more.end(), std::back_inserter(next));
    }
    return next;
  }

  void note(Deviation it) {
    const std::string key = signature(it);
    const auto same = std::find_if(deviations.begin(), deviations.end(), [&](const Deviation& other) { return signature(other) == key; });
    if (same != deviations.end())
      ++same->scripts;
    else if (signatures_.insert(key).second)
      deviations.push_back(std::move(it));
  }

  const Survey& survey_;
  const Campaign& campaign_;
  const std::vector<Assignment>& under_;
  Repertoire& repertoire_;
  std::set<std::string>& signatures_;
  std::set<Situation> seen_;
  std::vector<Course> put_off_;
};

bool asked_for(const Deviation& it, const Campaign& campaign) {
  return campaign.only.empty() ||
         std::any_of(it.rules.begin(), it.rules.end(), [&](const RuleName& rule) { return campaign.only.contains(rule.name); });
}

/// Those that are alike become one.
void merge(std::vector<Deviation>& all, Deviation it) {
  const auto same = std::find_if(all.begin(), all.end(), [&](const Deviation& other) { return alike(other, it); });
  if (same == all.end()) return all.push_back(std::move(it));
  same->scripts += it.scripts;
  if (std::find(same->states.begin(), same->states.end(), it.states.front()) == same->states.end()) same->states.push_back(it.states.front());
}

void note_reach(const model::Model& model, const std::set<std::string>& applied, Conformance& result) {
  for (const model::Rule* rule : live_rules(model.machines.front())) {
    if (applied.contains(rule->name))
      ++result.rules;
    else
      (beyond_sockets(rule->name).empty() ? result.rules_not_asked : result.rules_beyond_sockets).push_back(rule->name);
  }
}

}  // namespace

std::variant<Conformance, std::string> conform(const Meanings& meanings, Players& players, const Campaign& campaign) {
  Conformance result;
  Repertoire repertoire(players, campaign.told);
  std::set<std::string> signatures;
  std::vector<Assignment> policies = campaign.policies;
  for (std::size_t i = 0; i < MostRounds; ++i) {
    const model::Model& model = meanings.of(policies);
    auto survey = Survey::of(model, policies, campaign.role, campaign.patience);
    if (auto* why = std::get_if<std::string>(&survey)) return std::move(*why);
    Round round(std::get<Survey>(survey), campaign, policies, repertoire, signatures);
    round.play();
    Explanation explanation(meanings, repertoire, campaign, policies);
    explanation.explain(round.deviations, round.right);
    if (i == 0) note_reach(model, round.rules, result);
    result.situations = round.reached.size();
    result.beyond = round.beyond();
    result.by_users = round.by_users;
    result.described = policies;
    result.complete = !campaign.over();
    for (const Deviation& it : round.deviations)
      if (asked_for(it, campaign)) merge(result.deviations, it);
    std::copy_if(round.unconfirmed.begin(), round.unconfirmed.end(), std::back_inserter(result.unconfirmed),
                 [&](const Deviation& it) { return asked_for(it, campaign); });
    const auto learned = explanation.learned(round.deviations);
    if (learned == policies || campaign.over()) break;
    policies = learned;
  }
  result.scripts = repertoire.size();
  return result;
}

}  // namespace scenario
