#include "model/expr.h"

#include <catch2/catch.hpp>
#include <random>

#include "model/evaluate.h"
#include "model/narrow.h"

namespace model {

namespace {

constexpr Sort kByte{8};
constexpr Sort kBool{0};

/// Variables 0..3 are bytes, 4..7 Bools.
struct Fixture {
  ExprPool pool;
  Expr byte(std::uint16_t i) { return pool.variable(kByte, {Owner::Endpoint, 0, i}); }
  Expr flag(std::uint16_t i) {
    return pool.variable(kBool, {Owner::Endpoint, 0, static_cast<std::uint16_t>(4 + i)});
  }
  Expr number(std::uint64_t n) { return pool.bits(8, n); }
};

/// A random expression twice: as the builders fold it, and as its value on given variables, computed beside
/// them with `apply`.
class Grower {
 public:
  Grower(ExprPool& pool, std::mt19937& random, const Values& values)
      : pool_(pool), random_(random), values_(values) {}

  struct Grown {
    Expr e;
    std::uint64_t value;
  };

  Grown byte(int depth) {
    if (depth == 0) return leaf(kByte);
    Grown a = byte(depth - 1), b = below(2) ? byte(depth - 1) : again(a, depth);
    switch (below(6)) {
      case 0: return {pool_.add(a.e, b.e), value(Op::Add, kByte, {kByte, kByte}, {a.value, b.value})};
      case 1:
        return {pool_.subtract(a.e, b.e), value(Op::Subtract, kByte, {kByte, kByte}, {a.value, b.value})};
      case 2:
        return {pool_.multiply(a.e, b.e), value(Op::Multiply, kByte, {kByte, kByte}, {a.value, b.value})};
      case 3: {
        Grown c = boolean(depth - 1);
        return {pool_.ite(c.e, a.e, b.e),
                value(Op::Ite, kByte, {kBool, kByte, kByte}, {c.value, a.value, b.value})};
      }
      case 4: {
        Grown c = boolean(depth - 1);
        return {pool_.resize(kByte, c.e), value(Op::Resize, kByte, {kBool}, {c.value})};
      }
      default: {
        Sort nibble{4};
        std::uint64_t low = value(Op::Resize, nibble, {kByte}, {a.value});
        return {pool_.resize(kByte, pool_.resize(nibble, a.e)), value(Op::Resize, kByte, {nibble}, {low})};
      }
    }
  }

  Grown boolean(int depth) {
    if (depth == 0) return leaf(kBool);
    switch (below(7)) {
      case 0: return compare(Op::Equal, depth);
      case 1: return compare(Op::Less, depth);
      case 2: return compare(Op::LessEqual, depth);
      case 3: return compare(Op::SerialLess, depth);
      case 4: {
        Grown a = boolean(depth - 1);
        return {pool_.negate(a.e), value(Op::Not, kBool, {kBool}, {a.value})};
      }
      case 5: return connect(Op::And, depth);
      default: return connect(Op::Or, depth);
    }
  }

 private:
  unsigned below(unsigned n) { return static_cast<unsigned>(random_() % n); }

  Grown leaf(Sort sort) {
    if (below(4) == 0) {
      std::uint64_t n = sort.is_bool() ? below(2) : std::array{0u, 1u, 2u, 128u, 255u}[below(5)];
      return {pool_.constant(sort, n), n};
    }
    std::uint16_t field = static_cast<std::uint16_t>(below(4) + (sort.is_bool() ? 4 : 0));
    return {pool_.variable(sort, {Owner::Endpoint, 0, field}), values_[field]};
  }

  /// Something that has to do with `a`, so that there is something to fold.
  Grown again(Grown a, int depth) {
    Grown other = byte(depth - 1);
    switch (below(3)) {
      case 0: return a;
      case 1: return {pool_.add(a.e, other.e), value(Op::Add, kByte, {kByte, kByte}, {a.value, other.value})};
      default:
        return {pool_.subtract(a.e, other.e),
                value(Op::Subtract, kByte, {kByte, kByte}, {a.value, other.value})};
    }
  }

  Grown compare(Op op, int depth) {
    Grown a = byte(depth - 1), b = below(2) ? byte(depth - 1) : again(a, depth);
    Expr like = pool_.rebuild(sample(op), {a.e, b.e});
    return {like, value(op, kBool, {kByte, kByte}, {a.value, b.value})};
  }

  Grown connect(Op op, int depth) {
    std::vector<Expr> parts;
    std::vector<std::uint64_t> values;
    for (unsigned i = below(4); i-- > 0;) {
      Grown part = boolean(depth - 1);
      if (below(4) == 0) part = {pool_.negate(part.e), part.value ^ 1};
      parts.push_back(part.e);
      values.push_back(part.value);
      if (below(3) == 0) {
        parts.push_back(pool_.negate(part.e));
        values.push_back(part.value ^ 1);
      }
    }
    std::vector<Sort> sorts(values.size(), kBool);
    Expr e = op == Op::And ? pool_.conjoin(parts) : pool_.disjoin(parts);
    return {e, apply(op, kBool, sorts, values)};
  }

  /// Some node with this operator, for `rebuild`.
  Expr sample(Op op) {
    Expr a = pool_.variable(kByte, {Owner::Argument, 0, 0}),
         b = pool_.variable(kByte, {Owner::Argument, 0, 1});
    if (op == Op::Equal) return pool_.equal(a, b);
    if (op == Op::Less) return pool_.less(a, b);
    if (op == Op::LessEqual) return pool_.less_equal(a, b);
    return pool_.serial_less(a, b);
  }

  static std::uint64_t value(Op op, Sort sort, std::vector<Sort> sorts, std::vector<std::uint64_t> values) {
    return apply(op, sort, sorts, values);
  }

  ExprPool& pool_;
  std::mt19937& random_;
  const Values& values_;
};

std::uint64_t value_under(Expr e, const Values& values) {
  return evaluate(e, [&](Place place) { return values[place.field]; });
}

Values random_values(std::mt19937& random) {
  Values values;
  for (int i = 0; i < 4; ++i) values.push_back(random() % 256);
  for (int i = 0; i < 4; ++i) values.push_back(random() % 2);
  return values;
}

}  // namespace

TEST_CASE("expressions of one structure are one expression") {
  Fixture f;
  CHECK(f.pool.add(f.byte(0), f.byte(1)) == f.pool.add(f.byte(1), f.byte(0)));
  CHECK(f.pool.conjoin(f.flag(1), f.pool.conjoin(f.flag(0), f.flag(2))) ==
        f.pool.conjoin({f.flag(2), f.flag(0), f.flag(1)}));
  CHECK(f.pool.subtract(f.byte(0), f.byte(1)) != f.pool.subtract(f.byte(1), f.byte(0)));
  CHECK(f.byte(0) != f.pool.variable(Sort{16}, {Owner::Endpoint, 0, 0}));
}

TEST_CASE("what is decided is literally true or false") {
  Fixture f;
  Expr x = f.flag(0), y = f.flag(1);
  CHECK(f.pool.conjoin(x, f.pool.negate(x)).is_false());
  CHECK(f.pool.disjoin({y, x, f.pool.negate(x)}).is_true());
  CHECK(f.pool.conjoin({x, y, f.pool.negate(f.pool.conjoin(x, y))}).is_false());
  CHECK(f.pool.conjoin({}).is_true());
  CHECK(f.pool.disjoin({}).is_false());
  CHECK(f.pool.equal(f.byte(0), f.byte(0)).is_true());
  CHECK(f.pool.equal(f.number(3), f.number(4)).is_false());
  CHECK(f.pool.less(f.byte(0), f.number(0)).is_false());
  CHECK(f.pool.less(f.number(3), f.number(4)).is_true());
  CHECK(f.pool.less_equal(f.byte(0), f.number(255)).is_true());
  CHECK(f.pool.serial_less(f.number(250), f.number(5)).is_true());
  CHECK(f.pool.serial_less(f.number(5), f.number(133)).is_false());
}

TEST_CASE("what a fold leaves over is the plain operand") {
  Fixture f;
  Expr a = f.byte(0), b = f.byte(1), x = f.flag(0), y = f.flag(1);
  CHECK(f.pool.negate(f.pool.negate(x)) == x);
  CHECK(f.pool.equal(x, f.pool.boolean(false)) == f.pool.negate(x));
  CHECK(f.pool.equal(f.pool.boolean(true), x) == x);
  CHECK(f.pool.add(a, f.number(0)) == a);
  CHECK(f.pool.subtract(f.pool.add(a, b), a) == b);
  CHECK(f.pool.add(f.pool.subtract(a, b), b) == a);
  CHECK(f.pool.subtract(f.pool.add(a, f.number(1)), a) == f.number(1));
  CHECK(f.pool.add(f.pool.add(a, f.number(200)), f.number(100)) == f.pool.add(a, f.number(44)));
  CHECK(f.pool.ite(x, a, a) == a);
  CHECK(f.pool.ite(f.pool.negate(x), a, b) == f.pool.ite(x, b, a));
  CHECK(f.pool.ite(x, f.pool.boolean(true), y) == f.pool.disjoin(x, y));
  CHECK(f.pool.resize(kByte, a) == a);
  CHECK(f.pool.resize(Sort{16}, x).sort().width == 16);
}

TEST_CASE("operands of two sorts are a mistake of ours") {
  Fixture f;
  CHECK_THROWS_AS(f.pool.add(f.byte(0), f.pool.bits(16, 1)), std::logic_error);
}

TEST_CASE("folding changes no value") {
  std::mt19937 random(1);
  for (int i = 0; i < 4000; ++i) {
    ExprPool pool;
    const Values values = random_values(random);
    Grower grower(pool, random, values);
    auto byte = grower.byte(4);
    auto boolean = grower.boolean(4);
    REQUIRE(value_under(byte.e, values) == byte.value);
    REQUIRE(value_under(boolean.e, values) == boolean.value);
  }
}

TEST_CASE("both evaluators agree") {
  std::mt19937 random(2);
  for (int i = 0; i < 500; ++i) {
    ExprPool pool;
    const Values values = random_values(random);
    auto grown = Grower(pool, random, values).boolean(4);
    Environment environment;
    environment.row(Owner::Endpoint) = values.data();
    REQUIRE(evaluate(grown.e, environment) == value_under(grown.e, values));
  }
}

TEST_CASE("substitution is simultaneous and means evaluation after assignment") {
  Fixture f;
  Expr swapped = substitute(f.pool, f.pool.subtract(f.byte(0), f.byte(1)), [&](Expr variable) {
    return f.byte(static_cast<std::uint16_t>(1 - variable.place().field));
  });
  CHECK(swapped == f.pool.subtract(f.byte(1), f.byte(0)));

  std::mt19937 random(3);
  for (int i = 0; i < 500; ++i) {
    ExprPool pool;
    const Values values = random_values(random);
    Grower grower(pool, random, values);
    auto e = grower.boolean(3);
    auto instead = grower.byte(3);
    Expr replaced = substitute(
        pool, e.e, [&](Expr variable) { return variable.place().field == 2 ? instead.e : Expr{}; });
    Values after = values;
    after[2] = instead.value;
    REQUIRE(value_under(replaced, values) == value_under(e.e, after));
  }
}

TEST_CASE("substitution does not mind a long chain") {
  Fixture f;
  Expr e = f.byte(0);
  for (int i = 0; i < 100000; ++i) e = f.pool.ite(f.flag(0), f.pool.subtract(f.byte(1), e), f.byte(2));
  Expr replaced = substitute(
      f.pool, e, [&](Expr variable) { return variable == f.flag(0) ? f.pool.boolean(false) : Expr{}; });
  CHECK(replaced == f.byte(2));
}

TEST_CASE("variables come in the order of their places, each once") {
  Fixture f;
  Expr argument = f.pool.variable(kByte, {Owner::Argument, 0, 0});
  Expr e = f.pool.add(f.pool.subtract(argument, f.byte(3)), f.pool.subtract(f.byte(1), f.byte(3)));
  CHECK(variables_of(e) == std::vector{f.byte(1), f.byte(3), argument});
}

TEST_CASE("an expression narrowed to some values of a variable means the same for these") {
  std::mt19937 random(4);
  for (int i = 0; i < 2000; ++i) {
    ExprPool pool;
    Expr variable = pool.variable(kByte, {Owner::Endpoint, 0, 0});
    std::vector<Expr> tests;
    for (unsigned k = 0; k < 3; ++k) {
      Expr is = pool.disjoin(pool.equal(variable, pool.bits(8, random() % 5)),
                             pool.equal(variable, pool.bits(8, random() % 5)));
      if (random() % 2) is = pool.negate(is);
      Values values = random_values(random);
      Expr other = Grower(pool, random, values).boolean(2).e;
      tests.push_back(random() % 2 ? pool.conjoin(is, other) : pool.disjoin(is, other));
    }
    Expr e = random() % 2 ? pool.conjoin(tests) : pool.disjoin(tests);
    const Mask mask = 1 + random() % 31;
    Expr narrowed = narrow(pool, e, variable, mask);
    for (std::uint64_t v = 0; v < 5; ++v) {
      Values values = random_values(random);
      values[0] = v;
      if (mask >> v & 1) REQUIRE(value_under(narrowed, values) == value_under(e, values));
    }
  }
}

TEST_CASE("a test of a variable that its mask decides is gone") {
  Fixture f;
  Expr state = f.byte(0), x = f.flag(0);
  auto is = [&](std::uint64_t v) { return f.pool.equal(state, f.number(v)); };
  CHECK(narrow(f.pool, f.pool.conjoin(is(3), x), state, 0b0111).is_false());
  CHECK(narrow(f.pool, f.pool.disjoin({is(0), is(1), is(2), x}), state, 0b0111).is_true());
  CHECK(narrow(f.pool, f.pool.conjoin(f.pool.negate(is(3)), x), state, 0b0111) == x);
  CHECK(narrow(f.pool, f.pool.add(state, f.byte(1)), state, 0b0100) == f.pool.add(f.byte(1), f.number(2)));
}

}  // namespace model
