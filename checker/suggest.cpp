#include "checker/suggest.h"

#include <algorithm>
#include <set>

#include "checker/candidates.h"
#include "checker/houdini.h"
#include "checker/minimize.h"
#include "checker/redundancy.h"
#include "model/print.h"
#include "model/run.h"

namespace checker {

using model::Lemma;
using model::Model;

namespace {

/// One reading: of no message, or of one of one sender.
struct Reading {
  Candidates candidates;
  std::set<Clause> given_up;  // that are true as far as is known, but not inductive
};

class Suggesting {
 public:
  Suggesting(const Model& model, std::uint16_t system, const Scope& scope, const Limits& limits)
      : model_(model), system_(system), scope_(scope), limits_(limits), sound_(model) {}

  Suggestion run() {
    if (!read() || !find_open()) return std::move(result_);
    std::vector<Lemma> kept;
    std::vector<std::pair<Reading*, Clause>> asked;
    for (int round = 0; round < kRounds && !is_done(); ++round) {
      auto found = candidates();
      if (found == asked) break;
      kept = kept_of(found);
      asked = std::move(found);
    }
    result_.inductive = kept.size();
    result_.lemmas = result_.proved.empty() ? fresh(std::move(kept)) : least(std::move(kept));
    name(result_.lemmas);
    result_.confirmed = is_confirmed();
    return std::move(result_);
  }

 private:
  /// What a shorter candidate says that is not inductive, a longer one may say inductively: then a second look is worth it.
  static constexpr int kRounds = 2;

  bool read() {
    auto limits = limits_;
    limits.max_states = scope_.states;
    if (limits.progress) limits.progress("states");
    const auto samples = Samples::of(model_, system_, limits);
    if (!samples) return result_.why = "its states are too large to search", false;
    result_.states = samples->states();
    const auto& system = model_.systems[system_];
    readings_.push_back({Candidates(model_, system_, std::nullopt, *samples), {}});
    const std::size_t senders = system.mirrored ? 1 : system.endpoints.size();
    for (std::uint16_t e = 0; e < senders && !system.message.empty(); ++e)
      if (!samples->everywhere(e).empty())
        readings_.push_back({Candidates(model_, system_, e, *samples), {}});
    return true;
  }

  /// The claims that the written lemmas do not prove. Where an event may find no rule, no step shows anything.
  bool find_open() {
    const Obligations obligations(model_, system_, limits_);
    const auto shown = houdini(obligations, obligations.in_reach(), limits_);
    result_.questions += shown.questions;
    result_.doubtful |= shown.doubtful;
    if (!shown.there.back())
      return result_.why = "it is not shown that every event finds a rule that applies", false;
    for (std::size_t e = obligations.lemmas(); e + 1 < obligations.size(); ++e)
      if (!shown.there[e] && !obligations.is_out_of_reach(e)) result_.open.push_back(obligations.name(e));
    const auto lost = [&](const std::string& name, std::uint16_t system) {
      for (std::size_t e = 0; e < obligations.size(); ++e)
        if (obligations.name(e) == name) return system == system_ && !shown.there[e];
      return false;
    };
    std::erase_if(sound_.lemmas, [&](const Lemma& each) { return lost(each.name, each.system); });
    std::erase_if(sound_.properties, [&](const auto& each) { return lost(each.id, each.system); });
    return true;
  }

  bool is_done() const { return rounds_ > 0 && result_.proved.size() == result_.open.size(); }

  /// Those of all readings that are true in all samples and no longer than need be.
  std::vector<std::pair<Reading*, Clause>> candidates() {
    std::vector<std::pair<Reading*, Clause>> all;
    ++rounds_;
    result_.tried = result_.untrue = 0;
    std::set<model::Expr> known;
    for (Reading& reading : readings_) {
      auto found = reading.candidates.find(scope_.tried, reading.given_up);
      result_.tried += found.tried;
      result_.cut |= found.tried == scope_.tried;
      result_.untrue += found.untrue;
      for (auto& clause : found.clauses)
        if (is_new(reading.candidates.statement(clause), known))
          all.emplace_back(&reading, std::move(clause));
    }
    std::ranges::stable_sort(all, {}, [](const auto& each) { return each.second.size(); });
    result_.cut |= all.size() > scope_.candidates;
    if (all.size() > scope_.candidates) all.resize(scope_.candidates);
    result_.asked = all.size();
    return all;
  }

  /// What is said of one endpoint is said of its mirror image.
  bool is_new(const model::Quantified& statement, std::set<model::Expr>& known) const {
    if (!model_.systems[system_].mirrored || !statement.from.empty()) return true;
    const bool found = known.contains(statement.body);
    known.insert({statement.body, model::mirror(*model_.pool, statement.body)});
    return !found;
  }

  Lemma lemma(const Reading& reading, const Clause& clause, std::size_t number) const {
    return {"candidate_" + std::to_string(number), {}, system_, reading.candidates.statement(clause), {}};
  }

  /// Of the candidates, together with what is written. What is then proved is noted.
  std::vector<Lemma> kept_of(const std::vector<std::pair<Reading*, Clause>>& candidates) {
    std::vector<Lemma> lemmas;
    for (const auto& [reading, clause] : candidates) lemmas.push_back(lemma(*reading, clause, lemmas.size()));
    const Model more = with(lemmas);
    const Obligations obligations(more, system_, limits_);
    const auto shown = houdini(obligations, obligations.in_reach(), limits_);
    result_.questions += shown.questions;
    result_.doubtful |= shown.doubtful;
    const std::size_t written = obligations.lemmas() - lemmas.size();
    std::vector<Lemma> kept;
    for (std::size_t i = 0; i < lemmas.size(); ++i)
      if (shown.there[written + i])
        kept.push_back(lemmas[i]);
      else
        candidates[i].first->given_up.insert(candidates[i].second);
    result_.proved.clear();
    for (std::size_t e = obligations.lemmas(); e + 1 < obligations.size(); ++e)
      if (shown.there[e] && std::ranges::find(result_.open, obligations.name(e)) != result_.open.end())
        result_.proved.push_back(obligations.name(e));
    return kept;
  }

  Model with(const std::vector<Lemma>& lemmas) const {
    Model more = model_;
    more.lemmas.insert(more.lemmas.end(), lemmas.begin(), lemmas.end());
    return more;
  }

  /// A least set that proves what all of them prove.
  std::vector<Lemma> least(std::vector<Lemma> kept) {
    if (scope_.all) return kept;
    const Model more = with(kept);
    const Obligations obligations(more, system_, limits_);
    Supports supports(obligations, limits_);
    const auto there = houdini(obligations, obligations.in_reach(), limits_).there;
    const std::size_t written = obligations.lemmas() - kept.size();
    Elements from(obligations.size()), required = there;
    for (std::size_t e = written; e < obligations.lemmas(); ++e) from[e] = true, required[e] = false;
    const auto left = reduced(supports, supports.grown(required, there), from, required, limits_).left;
    result_.questions += supports.questions();
    std::vector<Lemma> least;
    for (std::size_t i = 0; i < kept.size(); ++i)
      if (left[written + i]) least.push_back(std::move(kept[i]));
    return least;
  }

  /// What does not follow from what is written, or from the others.
  std::vector<Lemma> fresh(std::vector<Lemma> kept) {
    const auto count = kept.size();
    if (scope_.all) return kept;
    auto rest = not_implied(sound_, system_, std::move(kept), limits_);
    result_.known = count - rest.size();
    return rest;
  }

  /// Names that nobody has.
  void name(std::vector<Lemma>& lemmas) const {
    std::size_t number = 0;
    const auto taken = [&](const Lemma& lemma) {
      return lemma.system == system_ && lemma.name == "suggested_" + std::to_string(number);
    };
    const auto claimed = [&](const auto& claim) { return claim.id == "suggested_" + std::to_string(number); };
    for (Lemma& lemma : lemmas) {
      do ++number;
      while (std::ranges::any_of(model_.lemmas, taken) || std::ranges::any_of(model_.properties, claimed));
      lemma.name = "suggested_" + std::to_string(number);
    }
  }

  /// The engines prove what is suggested, as if it were claimed, and what it is said to prove.
  bool is_confirmed() const {
    if (limits_.stop.stop_requested()) return false;
    Model claimed = model_;
    if (result_.proved.empty()) claimed.lemmas = sound_.lemmas;
    std::vector<std::string> claims = result_.proved, still_open;
    for (const Lemma& lemma : result_.lemmas) {
      model::Property& property = claimed.properties.emplace_back();
      property.kind = model::Property::Kind::Invariant;
      property.id = property.name = lemma.name;
      property.system = system_;
      property.statement = lemma.statement;
      claims.push_back(lemma.name);
    }
    for (const auto& claim : result_.open)
      if (std::ranges::find(result_.proved, claim) == result_.proved.end()) still_open.push_back(claim);
    return !claims.empty() && are_proved(std::move(claimed), system_, claims, still_open, limits_);
  }

  const Model& model_;
  std::uint16_t system_;
  const Scope& scope_;
  const Limits& limits_;
  std::vector<Reading> readings_;
  int rounds_ = 0;
  Model sound_;  // without what is written and not inductive
  Suggestion result_;
};

}  // namespace

Suggestion suggest(const Model& model, std::uint16_t system, const Scope& scope, const Limits& limits) {
  return Suggesting(model, system, scope, limits).run();
}

std::string written(const Model& model, const Lemma& lemma) {
  const auto& system = model.systems[lemma.system];
  std::string text = "lemma " + lemma.name + " in " + system.name;
  if (!lemma.statement.from.empty()) text += " for s from " + system.endpoints[lemma.statement.from.front()];
  return text + ": " + model::print(model, system, lemma.statement.body);
}

}  // namespace checker
