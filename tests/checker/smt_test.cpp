#include <catch2/catch.hpp>

#include <random>

#include "checker/smt/recheck.h"
#include "checker/smt/solve.h"
#include "checker/smt/text.h"

using checker::smt::Effort;
using checker::smt::Status;
using model::Expr;
using model::ExprPool;
using model::Owner;
using model::Place;
using model::Sort;

namespace {

const Effort kPatient{std::chrono::milliseconds(120'000), 0, {}};  // wall time, on a busy machine

std::string name(Place place) { return "v" + std::to_string(place.field); }

Expr variable(ExprPool& pool, std::uint8_t width, std::uint16_t index) {
  return pool.variable(Sort{width}, {Owner::Endpoint, 0, index});
}

/// A term of every operator over two numbers of a width and a truth value.
std::vector<Expr> one_of_each(ExprPool& pool, std::uint8_t width) {
  const Expr a = variable(pool, width, 0), b = variable(pool, width, 1), c = variable(pool, 0, 2);
  return {pool.add(a, b),
          pool.subtract(a, b),
          pool.multiply(a, pool.bits(width, 5)),
          pool.ite(c, a, b),
          pool.resize(Sort{static_cast<std::uint8_t>(width + 3)}, a),
          pool.resize(Sort{static_cast<std::uint8_t>(width - 1)}, a),
          pool.resize(Sort{width}, c),
          pool.resize(Sort{width}, pool.equal(a, b)),
          pool.resize(Sort{width}, pool.less(a, b)),
          pool.resize(Sort{width}, pool.less_equal(a, b)),
          pool.resize(Sort{width}, pool.serial_less(a, b)),
          pool.resize(Sort{width}, pool.conjoin(c, pool.less(a, b))),
          pool.resize(Sort{width}, pool.disjoin(c, pool.less(a, b))),
          pool.resize(Sort{width}, pool.negate(c))};
}

}  // namespace

TEST_CASE("what Z3 computes for every operator is what the model says it means") {
  std::mt19937 random(7);
  for (const std::uint8_t width : std::initializer_list<std::uint8_t>{4, 8, 32, 60}) {
    ExprPool pool;
    for (const Expr term : one_of_each(pool, width))
      for (int round = 0; round < 4; ++round) {
        const std::uint64_t a = model::truncate(random(), width),
                            b = round == 0 ? a : model::truncate(a + random() % 5 - 2, width);
        const std::uint64_t c = random() % 2;
        const Expr value = model::substitute(pool, term, [&](Expr v) {
          return pool.constant(v.sort(), v.place().field == 0 ? a : v.place().field == 1 ? b : c);
        });
        REQUIRE(value.op() == model::Op::Constant);
        const std::vector<Expr> given = {pool.equal(variable(pool, width, 0), pool.bits(width, a)),
                                         pool.equal(variable(pool, width, 1), pool.bits(width, b)),
                                         pool.equal(variable(pool, 0, 2), pool.boolean(c))};
        auto question = given;
        question.push_back(pool.negate(pool.equal(term, value)));
        CHECK(checker::smt::solve(question, kPatient).status == Status::Unsat);
        const auto obligation = checker::smt::Writer(name).obligation("same", given, pool.equal(term, value));
        CHECK(checker::smt::solve_text(obligation.text, kPatient).status == Status::Unsat);
      }
  }
}

TEST_CASE(
    "an answer with a core names the groups that it takes, also one that the terms contradict by itself") {
  ExprPool pool;
  const Expr a = variable(pool, 32, 0), b = variable(pool, 32, 1), c = variable(pool, 0, 2);
  const auto number = [&](std::uint64_t value) { return pool.bits(32, value); };
  const std::vector<std::vector<Expr>> groups = {{c}, {pool.equal(a, b), c}, {pool.less(b, number(3))}, {}};
  const auto core = [&](const std::vector<Expr>& terms, const std::vector<std::vector<Expr>>& of) {
    return checker::smt::solve_with_core(terms, of, kPatient);
  };
  const auto both = core({pool.less(number(7), a)}, groups);
  CHECK(both.answer.status == Status::Unsat);
  CHECK(both.core == std::vector<std::size_t>{1, 2});
  const auto alone = core({pool.equal(b, number(7)), pool.equal(a, number(7))}, groups);
  CHECK(alone.answer.status == Status::Unsat);
  CHECK(alone.core == std::vector<std::size_t>{2});
  const auto none = core({pool.less(number(7), a), pool.less(a, number(5))}, groups);
  CHECK(none.answer.status == Status::Unsat);
  CHECK(none.core.empty());
  const auto possible = core({pool.less(number(7), a)}, {groups[0], groups[2]});
  REQUIRE(possible.answer.status == Status::Sat);
  CHECK(possible.answer.values.at(c.place()) == 1);
  CHECK(possible.answer.values.at(b.place()) < 3);
}

TEST_CASE("a satisfying assignment makes the terms true") {
  ExprPool pool;
  const Expr a = variable(pool, 32, 0), b = variable(pool, 32, 1);
  const std::vector<Expr> terms = {pool.serial_less(a, b), pool.less(b, a),
                                   pool.equal(pool.subtract(b, a), pool.bits(32, 77))};
  const auto answer = checker::smt::solve(terms, kPatient);
  REQUIRE(answer.status == Status::Sat);
  for (const Expr term : terms) {
    const Expr value = model::substitute(
        pool, term, [&](Expr v) { return pool.constant(v.sort(), answer.values.at(v.place())); });
    CHECK(value.is_true());
  }
}

TEST_CASE("a shared subterm is written once") {
  ExprPool pool;
  const Expr a = variable(pool, 8, 0);
  Expr doubled = a;
  for (int i = 0; i < 40; ++i)
    doubled = pool.add(pool.multiply(doubled, pool.bits(8, 3)), pool.subtract(doubled, a));
  CHECK(checker::smt::text(doubled, name).size() < 5000);
}

TEST_CASE("a text that is no SMT-LIB is unknown to both solvers, not an exception") {
  CHECK(checker::smt::solve_text("(assert (", kPatient).status == Status::Unknown);
  CHECK(checker::smt::run_solver("cvc5", "(assert (", kPatient) == Status::Unknown);
}

TEST_CASE("a wrong certificate is contradicted by both solvers") {
  ExprPool pool;
  const Expr a = variable(pool, 16, 0), b = variable(pool, 16, 1);
  checker::Certificate certificate;
  const std::vector<Expr> premises = {pool.less(a, b)};
  certificate.obligations.push_back(
      checker::smt::Writer(name).obligation("right", premises, pool.less_equal(a, b)));
  certificate.obligations.push_back(
      checker::smt::Writer(name).obligation("wrong", premises, pool.serial_less(a, b)));
  for (const auto& opinion :
       {checker::smt::ask_z3(certificate, kPatient), checker::smt::ask_cvc5(certificate, kPatient)}) {
    INFO(opinion.solver);
    CHECK(opinion.confirmed == 1);
    CHECK(opinion.contradicted == std::vector<std::string>{"wrong"});
  }
}

TEST_CASE("a question that takes more than it may ends as unknown") {
  ExprPool pool;
  const Expr a = variable(pool, 60, 0), b = variable(pool, 60, 1);
  const auto proper = [&](Expr factor) {
    return pool.conjoin(pool.less(pool.bits(60, 1), factor), pool.less(factor, pool.bits(60, 1ULL << 30)));
  };
  const std::vector<Expr> terms = {
      proper(a), proper(b), pool.equal(pool.multiply(a, b), pool.bits(60, 612'345'683ULL * 987'654'323ULL))};
  const auto at_most =
      GENERATE(std::uint32_t{100}, std::uint32_t{11'000});  // by Z3 alone; then by CaDiCaL, too
  CHECK(checker::smt::solve(terms, {std::chrono::minutes(1), at_most, {}}).status == Status::Unknown);
  CHECK(checker::smt::solve(terms, {std::chrono::milliseconds(300), 0, {}}).status == Status::Unknown);
}

TEST_CASE("what Z3 does not soon answer is answered by clauses, with an assignment") {
  ExprPool pool;
  const Expr a = variable(pool, 50, 0), b = variable(pool, 50, 1);
  const std::vector<Expr> terms = {pool.less(pool.bits(50, 1), a), pool.less_equal(a, b),
                                   pool.less(b, pool.bits(50, 1 << 19)),
                                   pool.equal(pool.multiply(a, b), pool.bits(50, 345'679ULL * 456'791ULL))};
  const auto answer = checker::smt::solve(terms, kPatient);
  REQUIRE(answer.status == Status::Sat);
  CHECK(answer.values.at(a.place()) == 345'679);
  CHECK(answer.values.at(b.place()) == 456'791);
}
