#include "codegen/facts.h"

#include <catch2/catch.hpp>

#include "codegen/shape.h"
#include "codegen/state_test.h"

namespace {

using codegen::Facts;
using model::Expr;
using model::ExprPool;
using model::Mask;
using model::Owner;

constexpr Mask kAll = 7;

struct Atoms {
  ExprPool pool;
  Expr a = pool.variable({0}, {Owner::Endpoint, 0, 1}), b = pool.variable({0}, {Owner::Endpoint, 0, 2}),
       c = pool.variable({0}, {Owner::Endpoint, 0, 3});
  Expr x = pool.variable({8}, {Owner::Endpoint, 0, 4}), y = pool.variable({8}, {Owner::Endpoint, 0, 5});
  Expr state = pool.variable({2}, codegen::kState);
  Expr in(std::uint64_t value) { return pool.equal(state, pool.bits(2, value)); }
};

model::Rule rule(std::string name, Mask states, Expr guard) {
  model::Rule result;
  result.name = std::move(name);
  result.states = states;
  result.guard = guard;
  return result;
}

}  // namespace

TEST_CASE("of a conjunction that does not hold and all of whose parts but one hold, the last one does not") {
  Atoms at;
  Facts facts(at.pool, kAll, kAll);
  facts.learn(at.pool.conjoin({at.a, at.b, at.c}), false);
  CHECK_FALSE(facts.value(at.c).has_value());
  facts.learn(at.a);
  facts.learn(at.b);
  CHECK(facts.value(at.c) == false);
}

TEST_CASE("a rule that did not apply although its guard holds was for other states") {
  Atoms at;
  Facts facts(at.pool, kAll, kAll);
  facts.learn_not({Mask{1}, {at.a}});
  CHECK(facts.states() == kAll);
  facts.learn(at.a);
  CHECK(facts.states() == 6);
  CHECK(facts.refutes(at.in(0)));
}

TEST_CASE("a comparison and its opposite are one fact") {
  Atoms at;
  Facts facts(at.pool, kAll, kAll);
  facts.learn(at.pool.less(at.x, at.y));
  CHECK(facts.refutes(at.pool.less_equal(at.y, at.x)));
  CHECK_FALSE(facts.refutes(at.pool.less_equal(at.x, at.y)));
}

TEST_CASE("facts that contradict each other leave no state") {
  Atoms at;
  Facts facts(at.pool, kAll, kAll);
  facts.learn(at.a);
  facts.learn(at.pool.negate(at.a));
  CHECK(facts.states() == 0);
}

TEST_CASE("a test of the state is a set of states") {
  Atoms at;
  CHECK(codegen::states_of(at.in(1), kAll) == Mask{2});
  CHECK(codegen::states_of(at.pool.negate(at.pool.disjoin(at.in(0), at.in(2))), kAll) == Mask{2});
  CHECK_FALSE(codegen::states_of(at.pool.conjoin(at.in(0), at.a), kAll).has_value());
}

TEST_CASE("a chain tests only what the rules before it leave open") {
  Atoms at;
  model::Machine machine;
  machine.state_count = 3;
  const Expr not_a = at.pool.negate(at.a);
  const model::Step step{
      "",
      "",
      {rule("R1", kAll, at.pool.conjoin(at.a, at.b)),
       rule("R2", kAll, at.pool.conjoin(at.a, at.pool.negate(at.b))), rule("R3", kAll, not_a)},
      {}};
  const codegen::Shape shape = codegen::shape_of(at.pool, machine, step, kAll);
  REQUIRE(shape.chain.size() == 3);
  CHECK(shape.chain[0].conditions.size() == 2);
  CHECK(shape.chain[1].conditions == std::vector{at.a});
  CHECK(shape.chain[2].conditions.empty());
}

TEST_CASE("what all rules of a step ask for is tested once") {
  Atoms at;
  model::Machine machine;
  machine.state_count = 3;
  const model::Step step{"",
                         "",
                         {rule("R1", kAll, at.pool.conjoin(at.c, at.a)),
                          rule("R2", kAll, at.pool.conjoin(at.c, at.pool.negate(at.a)))},
                         {}};
  const codegen::Shape shape = codegen::shape_of(at.pool, machine, step, kAll);
  CHECK(shape.when == std::vector{at.c});
  REQUIRE(shape.chain.size() == 2);
  CHECK(shape.chain[1].conditions.empty());
}

TEST_CASE("rules for different states become a switch") {
  Atoms at;
  model::Machine machine;
  machine.state_count = 3;
  const Expr yes = at.pool.boolean(true);
  const model::Step step{
      "",
      "",
      {rule("R1", 1, yes), rule("R2", 2, at.a), rule("R3", 2, at.pool.negate(at.a)), rule("R4", 4, yes)},
      {}};
  const codegen::Shape shape = codegen::shape_of(at.pool, machine, step, kAll);
  CHECK(shape.chain.empty());
  REQUIRE(shape.cases.size() == 3);
  CHECK(shape.cases[1].states == 2);
  CHECK(shape.cases[1].chain.size() == 2);
}
