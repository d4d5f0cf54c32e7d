#include <fmt/format.h>

#include <algorithm>

#include "codegen/promela_plan.h"

namespace codegen::promela {

namespace {

std::uint64_t mask(std::uint8_t width) { return (std::uint64_t{1} << width) - 1; }

std::string joined(model::Expr e, const Spelling& spelling, const char* by) {
  std::string all;
  for (model::Expr arg : e.args()) all += (all.empty() ? "" : by) + text(arg, spelling);
  return "(" + all + ")";
}

/// Promela computes with C's int: every result is cut to its width.
std::string wrapped(model::Expr e, const Spelling& spelling, const char* by) {
  return fmt::format("({} & {})", joined(e, spelling, by), mask(e.sort().width));
}

/// 0 < b - a < half of the circle.
std::string serial_less(model::Expr e, const Spelling& spelling) {
  const std::uint8_t width = e.arg(0).sort().width;
  return fmt::format("((({} - {} - 1) & {}) < {})", text(e.arg(1), spelling), text(e.arg(0), spelling),
                     mask(width), mask(width) / 2);
}

std::string resized(model::Expr e, const Spelling& spelling) {
  const unsigned from = std::max<unsigned>(e.arg(0).sort().width, 1),
                 to = std::max<unsigned>(e.sort().width, 1);
  const std::string value = text(e.arg(0), spelling);
  return to >= from ? value : fmt::format("({} & {})", value, mask(static_cast<std::uint8_t>(to)));
}

}  // namespace

std::string text(model::Expr e, const Spelling& spelling) {
  switch (e.op()) {
    case model::Op::Constant: return std::to_string(e.value());
    case model::Op::Variable: return spelling.at(e.place());
    case model::Op::Not: return "!" + text(e.arg(0), spelling);
    case model::Op::And: return joined(e, spelling, " && ");
    case model::Op::Or: return joined(e, spelling, " || ");
    case model::Op::Equal: return joined(e, spelling, " == ");
    case model::Op::Less: return joined(e, spelling, " < ");
    case model::Op::LessEqual: return joined(e, spelling, " <= ");
    case model::Op::SerialLess: return serial_less(e, spelling);
    case model::Op::Add: return wrapped(e, spelling, " + ");
    case model::Op::Subtract: return wrapped(e, spelling, " - ");
    case model::Op::Multiply: return wrapped(e, spelling, " * ");
    case model::Op::Ite:
      return fmt::format("({} -> {} : {})", text(e.arg(0), spelling), text(e.arg(1), spelling),
                         text(e.arg(2), spelling));
    case model::Op::Resize: return resized(e, spelling);
  }
  return {};
}

}  // namespace codegen::promela
