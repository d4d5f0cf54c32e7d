#include "codegen/range.h"

#include <algorithm>

namespace codegen {

using model::Expr;
using model::Op;

namespace {

std::uint64_t greatest(Expr e) {
  const std::uint64_t all = model::truncate(~std::uint64_t{0}, e.sort().width);
  if (e.op() == Op::Constant) return e.value();
  if (e.op() == Op::Resize) return std::min(all, greatest(e.arg(0)));
  return e.op() == Op::Ite ? std::max(greatest(e.arg(1)), greatest(e.arg(2))) : all;
}

}  // namespace

std::optional<bool> decided_by_range(Expr e) {
  if (e.op() != Op::Equal && e.op() != Op::Less && e.op() != Op::LessEqual) return std::nullopt;
  const Expr a = e.arg(0), b = e.arg(1);
  if (a.op() == Op::Constant) {
    if (a.value() > greatest(b) || (e.op() == Op::Less && a.value() == greatest(b))) return false;
  } else if (b.op() == Op::Constant) {
    if (b.value() > greatest(a)) return e.op() != Op::Equal;
    if (e.op() == Op::LessEqual && b.value() == greatest(a)) return true;
  }
  return std::nullopt;
}

}  // namespace codegen
