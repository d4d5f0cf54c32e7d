#include "checker/lasso.h"

#include <catch2/catch.hpp>

#include "checker/replay.h"
#include "tests/checker/specification.h"
#include "tests/model/text.h"

namespace {

using checker::testing::load;
using checker::testing::property;

const std::string kHandshake = "tests/specs/prototype.synfin";

checker::Verdict find(const model::Model& model, const std::string& id) {
  return checker::find_lasso({model, property(model, id), {}, nullptr});
}

}  // namespace

TEST_CASE(
    "a response that fairness brings about has no lasso, among as many states as a search written by hand "
    "found") {
  const auto model = load(kHandshake);
  const auto verdict = find(model, "L1");
  const auto* unknown = std::get_if<checker::Unknown>(&verdict);
  REQUIRE(unknown != nullptr);
  CHECK(unknown->reason.find("20386 states, 5626 of them with the request pending") != std::string::npos);
}

TEST_CASE("a response is refuted by a loop that repeats what is fair, and the loop replays") {
  const auto model = load(kHandshake);
  for (const char* id : {"L2", "L3"}) {
    const auto verdict = find(model, id);
    const auto* refuted = std::get_if<checker::Refuted>(&verdict);
    REQUIRE(refuted != nullptr);
    REQUIRE(refuted->trace.loop_start.has_value());
    CHECK(*refuted->trace.loop_start < refuted->trace.steps.size());
    CHECK(refuted->explanation.find("a fair loop after " + std::to_string(*refuted->trace.loop_start) +
                                    " step") == 0);
    CHECK(checker::replay(model, property(model, id), refuted->trace) == std::nullopt);
  }
}

TEST_CASE("where nothing must happen a request stays unanswered") {
  auto model = load(kHandshake);
  model::Property unfair = property(model, "L1");
  unfair.fairness.clear();
  const auto verdict = checker::find_lasso({model, unfair, {}, nullptr});
  const auto* refuted = std::get_if<checker::Refuted>(&verdict);
  REQUIRE(refuted != nullptr);
  CHECK(refuted->trace.loop_start == refuted->trace.steps.size());
  CHECK(refuted->trace.steps.size() == 3);
  CHECK(checker::replay(model, unfair, refuted->trace) == std::nullopt);
}

TEST_CASE("what is sent again and again arrives only if delivery is fair") {
  auto model = load(kHandshake);
  model::Property repeating = property(model, "L2");
  CHECK(std::holds_alternative<checker::Refuted>(checker::find_lasso({model, repeating, {}, nullptr})));
  // A request whose peer stays and answers is answered if both repeat and everything arrives in the end.
  repeating.fairness.push_back({model::Fairness::Kind::Delivery, 0, std::nullopt});
  const auto verdict = checker::find_lasso({model, repeating, {}, nullptr});
  if (const auto* refuted = std::get_if<checker::Refuted>(&verdict)) {
    const auto& steps = refuted->trace.steps;
    CHECK(std::any_of(steps.begin() + static_cast<std::ptrdiff_t>(*refuted->trace.loop_start), steps.end(),
                      [](const model::Occurrence& step) { return step.delivered.has_value(); }));
  }
}

TEST_CASE(
    "what an assumption reads of an input is searched with the values of the bounds: an event that it allows "
    "is not stuck") {
  const auto model = model::testing::model_of(R"(
machine M {
  state S initial
  state T
  input bi : bool
  variable n : u8
  timer t
  on call go { rule G1 when bi { goto T;  start t }  rule G2 otherwise { n := 1 } }
  on timeout t { rule T1 otherwise { goto S } }
}
system Sys {
  endpoint E : M
  bounds { bi = 0, 1 }
  assume As on step of E: given(bi)
}
response X5 D in Sys under fair(t of E): E.state = T ~> E.state = S
)");
  const auto verdict = checker::find_lasso({model, property(model, "X5"), {}, nullptr});
  CHECK_FALSE(std::holds_alternative<checker::Refuted>(verdict));
}
