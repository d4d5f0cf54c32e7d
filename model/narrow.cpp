#include "model/narrow.h"

#include <algorithm>
#include <bit>
#include <optional>
#include <unordered_map>

namespace model {

namespace {

class Narrowing {
 public:
  Narrowing(ExprPool& pool, Expr variable, Mask mask) : pool_(pool), variable_(variable), mask_(mask) {}

  Expr operator()(Expr e) {
    if (auto it = done_.find(e); it != done_.end()) return it->second;
    Expr result = narrowed(e);
    done_.emplace(e, result);
    return result;
  }

 private:
  Expr narrowed(Expr e) {
    if (e == variable_ && std::has_single_bit(mask_))
      return pool_.constant(e.sort(), static_cast<std::uint64_t>(std::countr_zero(mask_)));
    if (std::optional<Mask> mask = test(e))
      if (std::optional<bool> known = decided(*mask)) return pool_.boolean(*known);
    if (e.args().empty()) return e;
    if (e.op() == Op::And || e.op() == Op::Or)
      if (std::optional<bool> known = decided(combined(e))) {
        if (*known == (e.op() == Op::Or)) return pool_.boolean(*known);
      }
    std::vector<Expr> args;
    for (Expr arg : e.args()) args.push_back((*this)(arg));
    return pool_.rebuild(e, std::move(args));
  }

  /// What a test with this mask yields, if that is the same for all values that the variable may have.
  std::optional<bool> decided(Mask mask) const {
    if ((mask & mask_) == 0) return false;
    if ((~mask & mask_) == 0) return true;
    return std::nullopt;
  }

  /// The values for which `e` holds, if it speaks of nothing but the variable.
  std::optional<Mask> test(Expr e) const {
    switch (e.op()) {
      case Op::Equal: return equality(e);
      case Op::Not:
        if (std::optional<Mask> inner = test(e.arg(0))) return ~*inner;
        return std::nullopt;
      case Op::And:
      case Op::Or:
        for (Expr arg : e.args())
          if (!test(arg)) return std::nullopt;
        return combined(e);
      case Op::Constant:
      case Op::Variable:
      case Op::Less:
      case Op::LessEqual:
      case Op::SerialLess:
      case Op::Add:
      case Op::Subtract:
      case Op::Multiply:
      case Op::Ite:
      case Op::Resize: return std::nullopt;
    }
    return std::nullopt;
  }

  std::optional<Mask> equality(Expr e) const {
    for (const std::size_t i : {0U, 1U}) {
      Expr constant = e.arg(1 - i);
      if (e.arg(i) == variable_ && constant.op() == Op::Constant && constant.value() < 64)
        return Mask{1} << constant.value();
    }
    return std::nullopt;
  }

  /// Of a disjunction the union of its tests, of a conjunction their intersection.
  Mask combined(Expr e) const {
    bool either = e.op() == Op::Or;
    Mask result = either ? 0 : ~Mask{0};
    for (Expr arg : e.args())
      if (std::optional<Mask> mask = test(arg)) result = either ? result | *mask : result & *mask;
    return result;
  }

  ExprPool& pool_;
  Expr variable_;
  Mask mask_;
  std::unordered_map<Expr, Expr> done_;
};

}  // namespace

Expr narrow(ExprPool& pool, Expr e, Expr variable, Mask mask) { return Narrowing(pool, variable, mask)(e); }

}  // namespace model
