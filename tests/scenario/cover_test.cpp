// Scripts derived from the specification reach all of it that sockets can reach, and go as written on every system.
#include <catch2/catch.hpp>

#include <algorithm>

#include "grammar/parse.h"
#include "model/elaborate.h"
#include "scenario/cover.h"
#include "tests/scenario/stage.h"

using namespace scenario_test;

namespace {

Script choosing(const std::vector<Assignment>& policies) {
  Script script;
  script.options.policies = policies;
  return script;
}

model::Model specification(const std::vector<Assignment>& policies) {
  grammar::Sources sources;
  grammar::Diagnostics diagnostics;
  const auto tree = grammar::read("spec/tcp.synfin", sources, diagnostics);
  model::Choice choice;
  for (const auto& it : policies) choice.policies.push_back({it.name, it.value});
  return model::elaborate(tree.value(), choice, diagnostics).value();
}

/// The specification and the scripts derived from it.
struct Derived {
  explicit Derived(const std::vector<Assignment>& policies = {}, const Effort& effort = {})
      : stage(choosing(policies)),
        model(specification(policies)),
        cover(std::get<Cover>(derive(model, policies, effort))) {}
  Stage stage;
  model::Model model;
  Cover cover;
};

const Derived& defaults() {
  static const Derived derived;
  return derived;
}

std::string verdict(const Played& played) {
  return played.mismatch ? std::to_string(played.mismatch->place.line) + ": expected " + played.mismatch->expected + ", instead " +
                               played.mismatch->instead
                         : "as written";
}

std::vector<std::string> not_reached(const Cover& cover) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < cover.rules.size(); ++i)
    if (!cover.reached.contains(static_cast<RuleNumber>(i))) names.push_back(cover.rules[i]->name);
  return names;
}

}  // namespace

TEST_CASE("derived scripts reach every live rule but those that are beyond sockets, and none of these") {
  const Cover& cover = defaults().cover;
  std::vector<std::string> beyond;
  for (const model::Rule* rule : cover.rules)
    if (!beyond_sockets(rule->name).empty()) beyond.push_back(rule->name);
  CHECK(not_reached(cover) == beyond);
  CHECK(cover.transitions.size() > 800);
}

TEST_CASE("derived scripts go as written on the specification and its code") {
  for (const CoverScript& it : defaults().cover.scripts) {
    CAPTURE(print(it.script));
    CHECK(verdict(defaults().stage.play(it.script, System::Evaluate)) == "as written");
    CHECK(verdict(defaults().stage.play(it.script, System::Generated)) == "as written");
  }
}

/// The stack and the bare host need not leave out the same ACKs where held segments are taken in one after the other (MUST-59), and the
/// stack does not send into a silly window (§3.8.6.2.1).
TEST_CASE("of the derived scripts in which our stack is not free, all but one in a hundred go as written on it") {
  std::size_t all = 0;
  std::vector<std::string> otherwise;
  for (const CoverScript& it : defaults().cover.scripts) {
    if (it.paced) continue;
    ++all;
    const std::string how = verdict(defaults().stage.play(it.script, System::Runtime));
    if (how != "as written") otherwise.push_back(how + "\n" + print(it.script));
  }
  CAPTURE(otherwise);
  CHECK(otherwise.size() * 100 < all);
}

TEST_CASE("derived scripts compare windows until the user has read something") {
  for (const CoverScript& it : defaults().cover.scripts) {
    CAPTURE(print(it.script));
    bool has_read = false;
    for (const Statement& statement : it.script.statements) {
      const Event& event = std::get<Event>(statement.what);
      if (const auto* line = std::get_if<CallLine>(&event.what)) has_read |= line->call.operation == Operation::Read && line->result.value > 0;
      const auto* packet = std::get_if<ScriptPacket>(&event.what);
      if (packet != nullptr && packet->expected) CHECK(packet->window.has_value() != has_read);
    }
  }
}

TEST_CASE("few derived scripts are paced, and most transitions need none of them") {
  const Cover& cover = defaults().cover;
  std::set<Transition> unpaced;
  for (const CoverScript& it : cover.scripts)
    if (!it.paced) unpaced.insert(it.transitions.begin(), it.transitions.end());
  CHECK(unpaced.size() * 10 > cover.transitions.size() * 7);
}

TEST_CASE("a derived script is a script: printed it parses to the same") {
  for (const CoverScript& it : defaults().cover.scripts) CHECK(script(print(it.script)) == it.script);
}

TEST_CASE("the same seed derives the same scripts") {
  const Effort little{7, 300, 20};
  const std::vector<Assignment> none;
  const Derived one(none, little), other(none, little);
  REQUIRE(one.cover.scripts.size() == other.cover.scripts.size());
  for (std::size_t i = 0; i < one.cover.scripts.size(); ++i) CHECK(one.cover.scripts[i].script == other.cover.scripts[i].script);
}

TEST_CASE("derived scripts follow the policies: out of TIME-WAIT a connection is opened again, and falls back") {
  const std::vector<Assignment> policies = {{"time_wait_reopen", "fall_back"}};
  const Derived derived(policies);
  const auto missing = not_reached(derived.cover);
  for (const char* rule : {"A63", "A44t", "A60t"}) CHECK(std::find(missing.begin(), missing.end(), rule) == missing.end());
}

TEST_CASE("bugs of the museum fail derived scripts") {
  for (const auto& [file, variant] :
       {std::pair{"m01-two-way-handshake", "M01"}, {"m02-no-time-wait", "M02"}, {"m05-no-2msl-restart", "M05"}, {"m06-assassination", "M06"}}) {
    const Stage stage(Script{}, std::string("spec/variants/") + file + ".synfin", variant);
    const auto& scripts = defaults().cover.scripts;
    CAPTURE(variant);
    CHECK(std::any_of(scripts.begin(), scripts.end(),
                      [&](const CoverScript& it) { return stage.play(it.script, System::Evaluate).mismatch.has_value(); }));
  }
}
