#include "checker/minimize.h"

#include <algorithm>

#include "checker/check.h"

namespace checker {

namespace {

bool contains(const std::vector<std::string>& list, const std::string& name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

class Minimizing {
 public:
  Minimizing(const model::Model& model, std::uint16_t system, const std::vector<std::string>& claims,
             const Limits& limits)
      : model_(model),
        system_(system),
        limits_(limits),
        obligations_(model, system, limits),
        supports_(obligations_, limits),
        required_(obligations_.size()) {
    for (std::size_t e = obligations_.lemmas(); e < required_.size(); ++e)
      required_[e] = is_asked_for(obligations_.name(e), claims);
  }

  Minimal run() {
    Elements all = obligations_.in_reach();
    for (std::size_t e = obligations_.lemmas(); e < all.size(); ++e) all[e] = all[e] && required_[e];
    const auto base = supports_.kept(all, Elements(all.size()));
    tell(base);
    Elements lemmas(all.size());
    std::fill_n(lemmas.begin(), obligations_.lemmas(), true);
    for (std::size_t e = 0; e < all.size(); ++e) required_[e] = base.there[e] && !lemmas[e];
    if (proves_nothing()) return finish({}, base);
    return finish(reduced(supports_, base.there, lemmas, required_, limits_), base);
  }

 private:
  /// Invariants are known in all proofs of the system.
  bool is_asked_for(const std::string& name, const std::vector<std::string>& claims) const {
    if (claims.empty() || name == kSomePath) return true;
    return std::ranges::any_of(model_.properties, [&](const model::Property& each) {
      if (each.id != name || each.system != system_) return false;
      return each.kind == model::Property::Kind::Invariant || contains(claims, each.id) ||
             contains(claims, each.name);
    });
  }

  bool proves_nothing() const { return result_.proved.empty() || !required_.back(); }

  /// What the claims are with all lemmas. If not every event is known to take a path, nothing is.
  void tell(const Supports::Kept& base) {
    for (std::size_t e = obligations_.lemmas(); e + 1 < required_.size(); ++e) {
      if (!required_[e]) continue;
      const auto& name = obligations_.name(e);
      const auto lost = find_loss(base, base.there.back() ? e : required_.size() - 1);
      if (base.there[e] && base.there.back())
        result_.proved.push_back(name);
      else if (lost == base.losses.end())
        result_.unproved.push_back({name, {}, false});
      else
        result_.unproved.push_back({name, step_of(*lost), is_doubtful(base, lost)});
    }
  }

  static std::vector<Supports::Loss>::const_iterator find_loss(const Supports::Kept& kept,
                                                               std::size_t element) {
    return std::ranges::find(kept.losses, element, &Supports::Loss::element);
  }

  /// No solver could say of it, or of one that was lost before it.
  static bool is_doubtful(const Supports::Kept& kept, std::vector<Supports::Loss>::const_iterator lost) {
    return std::any_of(kept.losses.begin(), lost + 1,
                       [](const Supports::Loss& each) { return each.unanswered; });
  }

  /// "X03 / P33" → "X03": the claim is known.
  std::string step_of(const Supports::Loss& loss) const {
    auto step = loss.step;
    const auto claim = " / " + obligations_.name(loss.element);
    if (const auto at = step.find(claim); at != std::string::npos) step.erase(at, claim.size());
    return step;
  }

  Need need(std::size_t lemma, const Reduced& reduced, const Supports::Kept& base) const {
    Need need{obligations_.name(lemma), Need::Verdict::Unknown, {}, {}, {}};
    const auto lost = find_loss(base, lemma);
    if (lost != base.losses.end()) {
      if (!is_doubtful(base, lost)) need.verdict = Need::Verdict::NotInductive;
      need.step = step_of(*lost);
    } else if (!reduced.left.empty() && !reduced.left[lemma]) {
      need.verdict = Need::Verdict::NotNeeded;
    } else if (!reduced.left.empty() && !reduced.unknown[lemma]) {
      need.verdict = Need::Verdict::Needed;
      const auto& losses = reduced.without[lemma].losses;
      for (const auto& loss : losses) need.through.push_back(obligations_.name(loss.element));
      need.claim = need.through.back();
      need.step = step_of(losses.back());
      need.through.pop_back();
    }
    return need;
  }

  Minimal finish(const Reduced& reduced, const Supports::Kept& base) {
    for (std::size_t e = 0; e < obligations_.lemmas(); ++e) result_.needs.push_back(need(e, reduced, base));
    result_.questions = supports_.questions();
    result_.confirmed = !limits_.stop.stop_requested() && is_confirmed();
    result_.interrupted = limits_.stop.stop_requested();
    return std::move(result_);
  }

  /// Of the specification with the other lemmas deleted.
  bool is_confirmed() const {
    if (result_.proved.empty()) return true;
    std::vector<std::string> unproved;
    for (const Unproved& each : result_.unproved) unproved.push_back(each.claim);
    return are_proved(with_lemmas(model_, system_, result_.left()), system_, result_.proved, unproved,
                      limits_);
  }

  const model::Model& model_;
  std::uint16_t system_;
  const Limits& limits_;
  Obligations obligations_;
  Supports supports_;
  Elements required_;
  Minimal result_;
};

}  // namespace

std::vector<std::string> Minimal::left() const {
  std::vector<std::string> names;
  for (const Need& each : needs)
    if (each.verdict == Need::Verdict::Needed || each.verdict == Need::Verdict::Unknown)
      names.push_back(each.lemma);
  return names;
}

Reduced reduced(Supports& supports, Elements there, const Elements& from, const Elements& required,
                const Limits& limits) {
  Elements kept = required;
  for (std::size_t e = 0; e < there.size(); ++e)
    if (there[e] && !from[e]) kept[e] = true;
  there = supports.reached(kept, there);
  Reduced result{there, Elements(there.size()), std::vector<Supports::Kept>(there.size())};
  for (std::size_t e = there.size(); e-- > 0;) {
    if (!there[e] || !from[e]) continue;
    if (limits.stop.stop_requested()) {
      result.unknown[e] = true;
      continue;
    }
    Elements less = there;
    less[e] = false;
    auto without = supports.kept(less, kept);
    const bool enough = is_within(kept, without.there);
    if (enough) there = supports.reached(kept, without.there);
    result.unknown[e] = !enough && without.doubtful;
    result.without[e] = std::move(without);
  }
  result.left = there;
  return result;
}

bool are_proved(model::Model model, std::uint16_t system, const std::vector<std::string>& claims,
                const std::vector<std::string>& but_for, const Limits& limits) {
  std::erase_if(model.properties, [&](const model::Property& each) {
    return each.kind == model::Property::Kind::Invariant && each.system == system &&
           contains(but_for, each.id);
  });
  Options options;
  options.properties = claims;
  options.limits = limits;
  options.recheck = false;
  const auto report = check(model, options);
  return std::ranges::all_of(report.properties, [](const PropertyReport& each) {
    return std::holds_alternative<Proved>(each.verdict);
  });
}

model::Model with_lemmas(model::Model model, std::uint16_t system, const std::vector<std::string>& names) {
  std::erase_if(model.lemmas, [&](const model::Lemma& lemma) {
    return lemma.system == system && !contains(names, lemma.name);
  });
  return model;
}

Minimal minimize(const model::Model& model, std::uint16_t system, const std::vector<std::string>& claims,
                 const Limits& limits) {
  return Minimizing(model, system, claims, limits).run();
}

}  // namespace checker
