// A specification that is played on itself conforms; one that decides otherwise, or has a bug, is found out, and told by which policy.
#include <catch2/catch.hpp>

#include <algorithm>
#include <map>

#include "grammar/parse.h"
#include "model/elaborate.h"
#include "scenario/conform.h"
#include "tests/scenario/stage.h"

using namespace scenario_test;

namespace {

/// What is asked: spec/tcp.synfin under any choice of these policies.
class Asked {
 public:
  Asked() : tree_(grammar::read("spec/tcp.synfin", sources_, diagnostics_).value()) {}

  Meanings meanings() {
    return {{{"text_on_syn", {"held", "left"}},
             {"fin_at_closed_window", {"refuse", "accept"}},
             {"time_wait_rst", {"ignore", "honour"}},
             {"time_wait_reopen", {"never", "fall_back", "forget"}}},
            [this](const std::vector<Assignment>& policies) -> const model::Model& { return under(policies); }};
  }

 private:
  const model::Model& under(const std::vector<Assignment>& policies) {
    std::string key;
    model::Choice choice;
    for (const auto& it : policies) {
      choice.policies.push_back({it.name, it.value});
      key += it.name + "=" + it.value + " ";
    }
    const auto found = known_.find(key);
    return found != known_.end() ? found->second : known_.emplace(key, model::elaborate(tree_, choice, diagnostics_).value()).first->second;
  }

  grammar::Sources sources_;
  grammar::Diagnostics diagnostics_;
  grammar::ast::Specification tree_;
  std::map<std::string, model::Model> known_;
};

/// Who is asked: a specification, in virtual time.
class Answering final : public Ground {
 public:
  Answering(const Script& choosing, const std::string& file, const std::optional<std::string>& variant) : stage_(choosing, file, variant) {}
  Played play(const Script& script, runtime::Capture*) override { return stage_.play(script, System::Evaluate); }

 private:
  const Stage stage_;
};

/// The same as a passive remote: it listens before a script begins.
class Listening final : public Ground {
 public:
  Played play(const Script& packets, runtime::Capture*) override {
    Script all = script("+0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n+0 bind(3, ..., ...) = 0\n+0 listen(3, 1) = 0\n");
    all.options = packets.options;
    all.statements.insert(all.statements.end(), packets.statements.begin(), packets.statements.end());
    return stage_.play(all, System::Evaluate);
  }

 private:
  const Stage stage_{Script{}};
};

Conformance ask(const std::vector<Assignment>& policies, const std::string& file = "spec/tcp.synfin", const std::optional<std::string>& variant = {}) {
  Script choosing;
  choosing.options.policies = policies;
  Players players([&] { return std::make_unique<Answering>(choosing, file, variant); }, 2);
  Asked asked;
  return std::get<Conformance>(conform(asked.meanings(), players, {}));
}

std::string text_of(const std::vector<Assignment>& policies) {
  std::string all;
  for (const auto& it : policies) all += it.name + "=" + it.value + " ";
  return all;
}

const Deviation* by_rule(const Conformance& found, const std::string& rule) {
  const auto it = std::find_if(found.deviations.begin(), found.deviations.end(), [&](const Deviation& each) { return deciding(each).name == rule; });
  return it == found.deviations.end() ? nullptr : &*it;
}

}  // namespace

TEST_CASE("a specification conforms to itself, in every situation that it leads to") {
  const auto found = ask({});
  CHECK(found.deviations.empty());
  CHECK(found.unconfirmed.empty());
  CHECK(found.beyond == 0);
  CHECK(found.situations > 60);
  CHECK(found.scripts > 4000);
  CHECK(found.rules == 87);
  for (const std::string& rule : found.rules_not_asked) {
    CAPTURE(rule);
    CHECK_FALSE(beyond_survey(rule).empty());
  }
}

TEST_CASE("a passive peer that is the specification conforms to it") {
  Players players([] { return std::make_unique<Listening>(); }, 2);
  Asked asked;
  Campaign campaign;
  campaign.role = Role::Passive;
  const auto found = std::get<Conformance>(conform(asked.meanings(), players, campaign));
  CHECK(found.deviations.empty());
  CHECK(found.situations > 5);
  CHECK(found.scripts > 300);
}

TEST_CASE("what a system decides otherwise is found, and the policies that allow it are named") {
  const auto found = ask({{"text_on_syn", "left"}, {"fin_at_closed_window", "accept"}, {"time_wait_reopen", "forget"}});
  CHECK(text_of(found.described) == "text_on_syn=left fin_at_closed_window=accept time_wait_reopen=forget ");
  CHECK(found.deviations.size() >= 4);
  for (const Deviation& it : found.deviations) {
    CAPTURE(signature(it));
    CHECK_FALSE(it.allowed_by.empty());
    CHECK(it.resembles.empty());
    CHECK_FALSE(it.chart.empty());
  }
  const Deviation* fallen = by_rule(found, "A44t");  // MAY-2: the reset of an old duplicate leads back to TIME-WAIT
  REQUIRE(fallen != nullptr);
  CHECK(deciding(*fallen).clause == "3.6.1");
  CHECK(text_of(fallen->allowed_by) == "time_wait_reopen=forget ");
}

TEST_CASE("a bug is allowed by no policy") {
  const auto found = ask({}, "spec/variants/m02-no-time-wait.synfin", "M02");
  CHECK(std::any_of(found.deviations.begin(), found.deviations.end(), [](const Deviation& it) { return it.allowed_by.empty(); }));
  CHECK(found.described.empty());
}

TEST_CASE("asked about one rule, only deviations by it are told") {
  Players players([] { return std::make_unique<Answering>(Script{}, "spec/variants/m06-assassination.synfin", "M06"); }, 2);
  Asked asked;
  Campaign campaign;
  campaign.only = {"X1337"};
  const auto found = std::get<Conformance>(conform(asked.meanings(), players, campaign));
  REQUIRE_FALSE(found.deviations.empty());
  for (const Deviation& it : found.deviations)
    CHECK(std::any_of(it.rules.begin(), it.rules.end(), [](const RuleName& rule) { return rule.name == "X1337"; }));
  CHECK(found.scripts < 1000);
}

TEST_CASE("what cannot be played is thrown, from each player") {
  CHECK_THROWS(Players([]() -> std::unique_ptr<Ground> { throw std::runtime_error("no ground"); }, 4));
}
