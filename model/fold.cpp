// The builders of expressions, which simplify what they build.
#include <algorithm>
#include <array>
#include <stdexcept>

#include "model/expr.h"

namespace model {

namespace {

bool is_constant(Expr e) { return e.op() == Op::Constant; }
bool is_value(Expr e, std::uint64_t value) { return is_constant(e) && e.value() == value; }
bool is_zero(Expr e) { return is_value(e, 0); }
bool is_greatest(Expr e) { return is_value(e, truncate(~std::uint64_t{0}, e.sort().width)); }
bool is_negation(Expr e) { return e.op() == Op::Not; }
bool complementary(Expr a, Expr b) {
  return (is_negation(a) && a.arg(0) == b) || (is_negation(b) && b.arg(0) == a);
}

/// The value of a binary operator on constants.
std::uint64_t folded(Op op, Sort sort, Expr a, Expr b) {
  std::array sorts{a.sort(), b.sort()};
  std::array values{a.value(), b.value()};
  return apply(op, sort, sorts, values);
}

void require_same_sort(Expr a, Expr b) {
  if (a.sort() != b.sort()) throw std::logic_error("operands of different sorts");
}

/// Operands of nested `op`s in one list, sorted by id, each once.
std::vector<Expr> flatten(Op op, const std::vector<Expr>& parts) {
  std::vector<Expr> flat;
  for (Expr part : parts) {
    if (part.op() == op)
      flat.insert(flat.end(), part.args().begin(), part.args().end());
    else
      flat.push_back(part);
  }
  std::sort(flat.begin(), flat.end());
  flat.erase(std::unique(flat.begin(), flat.end()), flat.end());
  return flat;
}

bool contains(const std::vector<Expr>& sorted, Expr e) {
  return std::binary_search(sorted.begin(), sorted.end(), e);
}

bool contains_all(const std::vector<Expr>& sorted, std::span<const Expr> wanted) {
  return std::all_of(wanted.begin(), wanted.end(), [&](Expr e) { return contains(sorted, e); });
}

/// x and not x; also x and y and not (x and y), for `op` either way round.
bool has_complement(Op op, const std::vector<Expr>& sorted) {
  return std::any_of(sorted.begin(), sorted.end(), [&](Expr e) {
    if (!is_negation(e)) return false;
    Expr inner = e.arg(0);
    return contains(sorted, inner) || (inner.op() == op && contains_all(sorted, inner.args()));
  });
}

/// x and (x or y) is x, for `op` either way round.
void absorb(Op dual, std::vector<Expr>& sorted) {
  const std::vector<Expr> all = sorted;
  std::erase_if(sorted, [&](Expr e) {
    if (e.op() != dual) return false;
    return std::any_of(e.args().begin(), e.args().end(), [&](Expr arg) { return contains(all, arg); });
  });
}

}  // namespace

Expr ExprPool::boolean(bool value) { return constant(Sort{0}, value); }
Expr ExprPool::bits(std::uint8_t width, std::uint64_t value) { return constant(Sort{width}, value); }
Expr ExprPool::constant(Sort sort, std::uint64_t value) {
  return intern(Op::Constant, sort, truncate(value, sort.width), {}, {});
}
Expr ExprPool::variable(Sort sort, Place place) { return intern(Op::Variable, sort, 0, place, {}); }

Expr ExprPool::negate(Expr a) {
  if (is_constant(a)) return boolean(a.value() == 0);
  if (is_negation(a)) return a.arg(0);
  return intern(Op::Not, Sort{0}, 0, {}, {a});
}

Expr ExprPool::conjoin(std::vector<Expr> parts) {
  std::vector<Expr> flat = flatten(Op::And, parts);
  if (std::any_of(flat.begin(), flat.end(), [](Expr e) { return e.is_false(); })) return boolean(false);
  std::erase_if(flat, [](Expr e) { return e.is_true(); });
  if (has_complement(Op::And, flat)) return boolean(false);
  absorb(Op::Or, flat);
  if (flat.empty()) return boolean(true);
  return flat.size() == 1 ? flat[0] : intern(Op::And, Sort{0}, 0, {}, std::move(flat));
}

Expr ExprPool::disjoin(std::vector<Expr> parts) {
  std::vector<Expr> flat = flatten(Op::Or, parts);
  if (std::any_of(flat.begin(), flat.end(), [](Expr e) { return e.is_true(); })) return boolean(true);
  std::erase_if(flat, [](Expr e) { return e.is_false(); });
  if (has_complement(Op::Or, flat)) return boolean(true);
  absorb(Op::And, flat);
  if (flat.empty()) return boolean(false);
  return flat.size() == 1 ? flat[0] : intern(Op::Or, Sort{0}, 0, {}, std::move(flat));
}

Expr ExprPool::equal(Expr a, Expr b) {
  require_same_sort(a, b);
  if (a == b) return boolean(true);
  if (is_constant(a) && is_constant(b)) return boolean(false);
  if (a.sort().is_bool()) {
    if (is_constant(a)) return a.is_true() ? b : negate(b);
    if (is_constant(b)) return b.is_true() ? a : negate(a);
    if (complementary(a, b)) return boolean(false);
  }
  if (b < a) std::swap(a, b);
  return intern(Op::Equal, Sort{0}, 0, {}, {a, b});
}

Expr ExprPool::less(Expr a, Expr b) {
  require_same_sort(a, b);
  if (a == b || is_zero(b) || is_greatest(a)) return boolean(false);
  if (is_constant(a) && is_constant(b)) return boolean(folded(Op::Less, Sort{0}, a, b));
  return intern(Op::Less, Sort{0}, 0, {}, {a, b});
}

Expr ExprPool::less_equal(Expr a, Expr b) {
  require_same_sort(a, b);
  if (a == b || is_zero(a) || is_greatest(b)) return boolean(true);
  if (is_constant(a) && is_constant(b)) return boolean(folded(Op::LessEqual, Sort{0}, a, b));
  return intern(Op::LessEqual, Sort{0}, 0, {}, {a, b});
}

Expr ExprPool::serial_less(Expr a, Expr b) {
  require_same_sort(a, b);
  if (a == b) return boolean(false);
  if (is_constant(a) && is_constant(b)) return boolean(folded(Op::SerialLess, Sort{0}, a, b));
  return intern(Op::SerialLess, Sort{0}, 0, {}, {a, b});
}

Expr ExprPool::add(Expr a, Expr b) {
  require_same_sort(a, b);
  Sort sort = a.sort();
  if (is_constant(a) && is_constant(b)) return constant(sort, folded(Op::Add, sort, a, b));
  if (is_zero(a)) return b;
  if (is_zero(b)) return a;
  if (a.op() == Op::Subtract && a.arg(1) == b) return a.arg(0);
  if (b.op() == Op::Subtract && b.arg(1) == a) return b.arg(0);
  if (is_constant(a)) std::swap(a, b);
  if (is_constant(b) && a.op() == Op::Add && is_constant(a.arg(1))) return add(a.arg(0), add(a.arg(1), b));
  if (!is_constant(b) && b < a) std::swap(a, b);  // a constant stands last: x + 1
  return intern(Op::Add, sort, 0, {}, {a, b});
}

Expr ExprPool::subtract(Expr a, Expr b) {
  require_same_sort(a, b);
  Sort sort = a.sort();
  if (a == b) return constant(sort, 0);
  if (is_constant(a) && is_constant(b)) return constant(sort, folded(Op::Subtract, sort, a, b));
  if (is_zero(b)) return a;
  if (a.op() == Op::Add && a.arg(0) == b) return a.arg(1);
  if (a.op() == Op::Add && a.arg(1) == b) return a.arg(0);
  if (b.op() == Op::Subtract && b.arg(0) == a) return b.arg(1);
  return intern(Op::Subtract, sort, 0, {}, {a, b});
}

Expr ExprPool::multiply(Expr a, Expr b) {
  require_same_sort(a, b);
  Sort sort = a.sort();
  if (is_constant(a) && is_constant(b)) return constant(sort, folded(Op::Multiply, sort, a, b));
  if (is_zero(a) || is_value(b, 1)) return a;
  if (is_zero(b) || is_value(a, 1)) return b;
  if (b < a) std::swap(a, b);
  return intern(Op::Multiply, sort, 0, {}, {a, b});
}

Expr ExprPool::ite(Expr condition, Expr then, Expr otherwise) {
  require_same_sort(then, otherwise);
  if (is_constant(condition)) return condition.is_true() ? then : otherwise;
  if (then == otherwise) return then;
  if (is_negation(condition)) return ite(condition.arg(0), otherwise, then);
  if (then.is_true()) return disjoin(condition, otherwise);
  if (then.is_false()) return conjoin(negate(condition), otherwise);
  if (otherwise.is_true()) return disjoin(negate(condition), then);
  if (otherwise.is_false()) return conjoin(condition, then);
  return intern(Op::Ite, then.sort(), 0, {}, {condition, then, otherwise});
}

Expr ExprPool::resize(Sort sort, Expr a) {
  if (a.sort() == sort) return a;
  if (is_constant(a)) return constant(sort, a.value());
  return intern(Op::Resize, sort, 0, {}, {a});
}

}  // namespace model
