// Every engine on every example: no two may disagree, somebody proves what is right, and somebody refutes
// each bug.
#include <catch2/catch.hpp>
#include <map>

#include "checker/engine.h"
#include "checker/replay.h"
#include "tests/checker/specification.h"

namespace {

using checker::testing::load;
using checker::testing::property;

struct Tally {
  std::vector<std::string> proved, refuted;
};

/// What the engines say of one property; a counterexample must replay.
Tally ask_everybody(const model::Model& model, const model::Property& claim) {
  Tally tally;
  checker::Limits limits;
  limits.max_depth = 8;
  limits.timeout = std::chrono::milliseconds(60'000);
  checker::Memory memory;
  const checker::Task task{model, claim, limits, &memory};
  for (const checker::Engine& engine : checker::engines()) {
    if (!engine.applies(task)) continue;
    const checker::Verdict verdict = engine.run(task);
    if (std::holds_alternative<checker::Proved>(verdict)) tally.proved.emplace_back(engine.name);
    const auto* refuted = std::get_if<checker::Refuted>(&verdict);
    if (!refuted) continue;
    tally.refuted.emplace_back(engine.name);
    CAPTURE(claim.id, engine.name);
    CHECK(checker::replay(model, claim, refuted->trace) == std::nullopt);
  }
  return tally;
}

const std::vector<std::string> kExamples{"traffic_light", "mutex", "alternating_bit", "sctp"};

std::string file(const std::string& example, const std::string& suffix = "") {
  return "spec/examples/" + example + suffix + ".synfin";
}

}  // namespace

TEST_CASE("what an example claims is proved by some engine and refuted by none") {
  for (const std::string& example : kExamples) {
    const auto model = load(file(example));
    for (const model::Property& claim : model.properties) {
      CAPTURE(example, claim.id);
      const Tally tally = ask_everybody(model, claim);
      CHECK_FALSE(tally.proved.empty());
      CHECK(tally.refuted.empty());
    }
  }
}

TEST_CASE("what a bug refutes is refuted by some engine and proved by none") {
  const std::map<std::string, std::vector<std::string>> bugs{
      {"traffic_light", {"Hasty", "Deaf"}},
      {"mutex", {"Impolite", "Flagless"}},
      {"alternating_bit", {"OneBit"}},
      {"sctp", {"OldCookie", "Stateful", "AnyAbort", "Patient", "Clinging"}}};
  for (const auto& [example, variants] : bugs)
    for (const std::string& variant : variants) {
      const auto model = load(file(example, "-bugs"), variant);
      REQUIRE(model.variant.has_value());
      REQUIRE_FALSE(model.variant->refutes.empty());
      for (const std::string& id : model.variant->refutes) {
        CAPTURE(variant, id);
        const Tally tally = ask_everybody(model, property(model, id));
        CHECK_FALSE(tally.refuted.empty());
        CHECK(tally.proved.empty());
      }
    }
}
