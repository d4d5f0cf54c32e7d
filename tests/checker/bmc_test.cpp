#include "checker/bmc.h"

#include <catch2/catch.hpp>

#include "checker/explore.h"
#include "checker/replay.h"
#include "tests/checker/specification.h"
#include "tests/model/toys.h"

namespace {

using checker::testing::load;
using checker::testing::property;

/// The number of steps that lead to the violation or the witness; empty if there is neither.
std::optional<std::size_t> depth(const checker::Verdict& verdict) {
  if (const auto* refuted = std::get_if<checker::Refuted>(&verdict)) return refuted->trace.steps.size();
  if (const auto* proved = std::get_if<checker::Proved>(&verdict))
    return proved->witness.value().steps.size();
  return std::nullopt;
}

checker::Task task(const model::Model& model, const model::Property& property, unsigned max_depth) {
  checker::Limits limits;
  limits.max_depth = max_depth;
  return {model, property, limits, nullptr};
}

}  // namespace

TEST_CASE("a bounded search finds what the explicit one finds, at the same depth, and it replays") {
  const auto model = load("tests/specs/prototype-bugs.synfin", "TwoWay");
  for (const char* id : {"P11", "P11s", "R1"}) {
    const auto& claim = property(model, id);
    const auto verdict = checker::check_bounded(task(model, claim, 8));
    CAPTURE(id);
    REQUIRE(depth(verdict).has_value());
    CHECK(depth(verdict) == depth(checker::explore(task(model, claim, 8))));
    if (const auto* refuted = std::get_if<checker::Refuted>(&verdict))
      CHECK(checker::replay(model, claim, refuted->trace) == std::nullopt);
  }
}

TEST_CASE("a bounded search that finds nothing says how far it looked") {
  const auto model = load("tests/specs/prototype.synfin");
  const auto verdict = checker::check_bounded(task(model, property(model, "P11"), 5));
  REQUIRE(std::holds_alternative<checker::Unknown>(verdict));
  CHECK(std::get<checker::Unknown>(verdict).depth == 5);
}

TEST_CASE("with clocks, ghosts and an assumption both searches reach the same states at the same depths") {
  auto model = model::testing::game::model();
  model::System& court = model.systems[0];
  court.bounds.parameters = {{0, 1}};
  court.bounds.arguments = {{0, 0, {1, 2}}, {1, 0, {1, 2}}};
  court.bounds.slots = 2;
  court.bounds.depth = 5;
  model::ExprPool& pool = *model.pool;
  const model::Sort sort = court.fields[0][0].type.sort();
  const auto is = [&](std::uint16_t e, std::uint64_t state) {
    return pool.equal(pool.variable(sort, {model::Owner::Endpoint, e, 0}), pool.constant(sort, state));
  };
  for (std::uint64_t a = 0; a < 3; ++a)
    for (std::uint64_t b = a; b < 3; ++b) {
      model::Property never{};
      never.kind = model::Property::Kind::Invariant;
      never.statement.body = pool.negate(pool.conjoin(is(0, a), is(1, b)));
      CAPTURE(a, b);
      const auto found = checker::check_bounded(task(model, never, 5));
      CHECK(depth(found) == depth(checker::explore(task(model, never, 5))));
    }
}

TEST_CASE("Tomlinson's bug is found at 32 bits in as many steps as by the explicit search") {
  const auto model = load("spec/variants/m01-two-way-handshake.synfin", "M01");
  for (const char* id : {"P11", "P12", "P13"}) {
    const auto& claim = property(model, id);
    CAPTURE(id);
    CHECK(depth(checker::check_bounded(task(model, claim, 8))) ==
          depth(checker::explore(task(model, claim, 8))));
  }
}

TEST_CASE("a message whose enumeration fills its width arrives") {
  const auto model = load("spec/examples/sctp-bugs.synfin", "Stateful");
  for (const char* id : {"S2", "S6", "S8"}) {
    const auto& claim = property(model, id);
    CAPTURE(id);
    CHECK(depth(checker::check_bounded(task(model, claim, 10))) ==
          depth(checker::explore(task(model, claim, 10))));
  }
}

TEST_CASE("what reads what arrives, where nothing does, reads zero in both searches") {
  const auto model = load("tests/specs/note.synfin");
  for (const char* id : {"N", "M"}) {
    const auto& claim = property(model, id);
    CAPTURE(id);
    CHECK(depth(checker::check_bounded(task(model, claim, 4))) ==
          depth(checker::explore(task(model, claim, 4))));
  }
  CHECK(depth(checker::check_bounded(task(model, property(model, "N"), 4))) == 2U);
}
