#include "model/elaborate_typing.h"

#include <fmt/format.h>

#include <algorithm>

namespace model::elaboration {

namespace {

using Kind = Type::Kind;
using ast::BinaryOp;

bool is_number(const Typed& value) { return value.literal || value.type.kind == Kind::Bits; }

bool fits(std::uint64_t number, std::uint8_t width) { return truncate(number, width) == number; }

Typed bits(std::uint8_t width, Expr expr) {
  Type type;
  type.kind = Kind::Bits;
  type.width = width;
  return {type, expr};
}

void mismatch(Context& context, const Operand& left, const Operand& right, std::string help = {}) {
  context.error(Code::TypeMismatch, right.span,
                "this is " + describe(context, right.value) + ", but the other side is " +
                    describe(context, left.value),
                {{left.span, "the other side"}}, std::move(help));
}

void space_mismatch(Context& context, const Operand& left, const Operand& right) {
  context.error(Code::SpaceMismatch, right.span,
                "numbers of two sequence spaces: this is " + describe(context, right.value) +
                    ", the other side is " + describe(context, left.value),
                {{left.span, "the other side"}}, "a number counts only among those that the same side chose");
}

/// A literal in the type of the other operand.
std::optional<Typed> adapted(Context& context, const Operand& number, const Operand& to) {
  const Type& type = to.value.type;
  bool absolute = type.kind == Kind::Serial && to.value.space == kNoSpace;
  if (type.kind == Kind::Serial && !absolute) {
    space_mismatch(context, to, number);
    return std::nullopt;
  }
  if (type.kind != Kind::Bits && !absolute) {
    mismatch(context, to, number);
    return std::nullopt;
  }
  if (!fits(number.value.number, type.width)) {
    context.error(Code::ValueOutOfRange, number.span,
                  std::to_string(number.value.number) + " does not fit into " + describe(context, to.value));
    return std::nullopt;
  }
  return Typed{type, context.pool().bits(type.width, number.value.number), to.value.space};
}

struct Pair {
  Typed left, right;
};

/// Both operands in one type. Two literals stay literals.
std::optional<Pair> unified(Context& context, const Operand& left, const Operand& right) {
  const Typed &a = left.value, &b = right.value;
  if (a.literal && b.literal) return Pair{a, b};
  if (a.literal || b.literal) {
    std::optional<Typed> other = a.literal ? adapted(context, left, right) : adapted(context, right, left);
    if (!other) return std::nullopt;
    return a.literal ? Pair{*other, b} : Pair{a, *other};
  }
  if (a.type.kind == Kind::Bits && b.type.kind == Kind::Bits) {
    std::uint8_t width = std::max(a.type.width, b.type.width);
    return Pair{bits(width, context.pool().resize({width}, a.expr)),
                bits(width, context.pool().resize({width}, b.expr))};
  }
  if (!(a.type == b.type)) {
    mismatch(context, left, right);
    return std::nullopt;
  }
  if (a.space != b.space) {
    space_mismatch(context, left, right);
    return std::nullopt;
  }
  return Pair{a, b};
}

/// A truth value beside a number counts 0 or 1; beside a literal it is a u32, wide enough for any sum.
Operand counted(Context& context, const Operand& operand, const Operand& beside) {
  const Typed& value = operand.value;
  if (value.literal || value.type.kind != Kind::Bool) return operand;
  if (!is_number(beside.value) && beside.value.type.kind != Kind::Serial) return operand;
  bool wide = beside.value.literal && !fits(beside.value.number, 32);
  std::uint8_t width = beside.value.literal ? (wide ? 64 : 32) : beside.value.type.width;
  return {bits(width, context.pool().resize({width}, value.expr)), operand.span};
}

std::optional<Typed> serial_difference(Context& context, const Operand& left, const Operand& right) {
  std::optional<Pair> pair = unified(context, left, right);
  if (!pair) return std::nullopt;
  return bits(pair->left.type.width, context.pool().subtract(pair->left.expr, pair->right.expr));
}

/// serial + u, serial - u: the number moves by so much.
std::optional<Typed> moved(Context& context, BinaryOp op, const Operand& serial, const Operand& by) {
  const Type& type = serial.value.type;
  if (!is_number(by.value) || op == BinaryOp::Multiply) {
    mismatch(context, serial, by);
    return std::nullopt;
  }
  if (by.value.literal && !fits(by.value.number, type.width)) {
    context.error(Code::ValueOutOfRange, by.span,
                  std::to_string(by.value.number) + " does not fit into " + describe(context, serial.value));
    return std::nullopt;
  }
  ExprPool& pool = context.pool();
  Expr step =
      by.value.literal ? pool.bits(type.width, by.value.number) : pool.resize({type.width}, by.value.expr);
  Expr sum = op == BinaryOp::Add ? pool.add(serial.value.expr, step) : pool.subtract(serial.value.expr, step);
  return Typed{type, sum, serial.value.space};
}

std::optional<std::uint64_t> folded(BinaryOp op, std::uint64_t a, std::uint64_t b) {
  std::uint64_t result = 0;
  bool overflow = op == BinaryOp::Add        ? __builtin_add_overflow(a, b, &result)
                  : op == BinaryOp::Subtract ? __builtin_sub_overflow(a, b, &result)
                                             : __builtin_mul_overflow(a, b, &result);
  if (overflow) return std::nullopt;
  return result;
}

std::optional<Typed> literal_result(Context& context, BinaryOp op, const Operand& left,
                                    const Operand& right) {
  std::optional<std::uint64_t> number = folded(op, left.value.number, right.value.number);
  if (number) return literal(*number);
  context.error(Code::ValueOutOfRange, right.span, "the result lies outside 0 .. 2^64 - 1",
                {{left.span, "the other side"}});
  return std::nullopt;
}

std::optional<Typed> number_result(Context& context, BinaryOp op, const Operand& left, const Operand& right) {
  if (!is_number(left.value) || !is_number(right.value)) {
    const Operand& wrong = is_number(left.value) ? right : left;
    context.error(Code::TypeMismatch, wrong.span,
                  "expected a number, this is " + describe(context, wrong.value), {},
                  wrong.value.type.kind == Kind::Bool ? "write u8(..) to count a truth value as 0 or 1" : "");
    return std::nullopt;
  }
  std::optional<Pair> pair = unified(context, left, right);
  if (!pair) return std::nullopt;
  ExprPool& pool = context.pool();
  std::uint8_t width = pair->left.type.width;
  if (op == BinaryOp::Add) return bits(width, pool.add(pair->left.expr, pair->right.expr));
  if (op == BinaryOp::Subtract) return bits(width, pool.subtract(pair->left.expr, pair->right.expr));
  if (pair->left.expr.op() != Op::Constant && pair->right.expr.op() != Op::Constant) {
    context.error(Code::TypeMismatch, right.span, "in a multiplication one side is a plain number");
    return std::nullopt;
  }
  return bits(width, pool.multiply(pair->left.expr, pair->right.expr));
}

bool is_ordered(const Typed& value) { return is_number(value) || value.type.kind == Kind::Serial; }

Expr less_than(ExprPool& pool, const Pair& pair) {
  bool serial = pair.left.type.kind == Kind::Serial;
  return serial ? pool.serial_less(pair.left.expr, pair.right.expr)
                : pool.less(pair.left.expr, pair.right.expr);
}

Expr at_most(ExprPool& pool, const Pair& pair) {
  const auto& [a, b] = pair;
  if (a.type.kind != Kind::Serial) return pool.less_equal(a.expr, b.expr);
  return pool.disjoin(pool.equal(a.expr, b.expr), pool.serial_less(a.expr, b.expr));
}

bool compare_literals(BinaryOp op, std::uint64_t a, std::uint64_t b) {
  if (op == BinaryOp::Equal) return a == b;
  if (op == BinaryOp::NotEqual) return a != b;
  if (op == BinaryOp::Less) return a < b;
  if (op == BinaryOp::LessEqual) return a <= b;
  if (op == BinaryOp::Greater) return a > b;
  return a >= b;
}

}  // namespace

Typed literal(std::uint64_t number) {
  Typed value;
  value.type.kind = Kind::Bits;
  value.type.width = 64;
  value.literal = true;
  value.number = number;
  return value;
}

Typed boolean(Context&, Expr value) { return {Type{}, value}; }

std::string type_name(const Context& context, const Type& type, Space space) {
  switch (type.kind) {
    case Kind::Bool: return "bool";
    case Kind::Bits: return fmt::format("u{}", type.width);
    case Kind::Enum: return context.model.enums[type.enumeration].name;
    case Kind::Identity: return "identity";
    case Kind::Serial: break;
  }
  std::string name = fmt::format("serial{}", type.width);
  if (space == kNoSpace) return name;
  if (!context.system) return name + (space == kSelf ? " of self" : " of peer");
  std::size_t endpoint = static_cast<std::size_t>(space);
  return name + " of " + (space == kWorld ? "the other side" : context.system->endpoints[endpoint]);
}

std::string describe(const Context& context, const Typed& value) {
  return value.literal ? "a number" : fmt::format("'{}'", type_name(context, value.type, value.space));
}

std::optional<Expr> convert(Context& context, const Typed& value, const Type& type, Space space, Span span) {
  ExprPool& pool = context.pool();
  if (value.literal && (type.kind == Kind::Bits || type.kind == Kind::Serial)) {
    if (fits(value.number, type.width)) return pool.bits(type.width, value.number);
    context.error(
        Code::ValueOutOfRange, span,
        std::to_string(value.number) + " does not fit into '" + type_name(context, type, space) + "'");
    return std::nullopt;
  }
  bool both_bits = !value.literal && value.type.kind == Kind::Bits && type.kind == Kind::Bits;
  if (both_bits && value.type.width <= type.width) return pool.resize(type.sort(), value.expr);
  Type plain = type, from = value.type;
  plain.space = from.space = Type::Space::None;
  if (value.literal || !(from == plain)) {
    std::string help = both_bits ? fmt::format("u{}(..) cuts a number to size", type.width) : "";
    context.error(Code::TypeMismatch, span,
                  "expected '" + type_name(context, type, space) + "', this is " + describe(context, value),
                  {}, help);
    return std::nullopt;
  }
  if (value.space != space) {
    context.error(Code::SpaceMismatch, span,
                  "numbers of two sequence spaces: expected '" + type_name(context, type, space) +
                      "', this is " + describe(context, value));
    return std::nullopt;
  }
  return value.expr;
}

std::optional<Expr> truth(Context& context, const Typed& value, Span span) {
  if (!value.literal && value.type.kind == Kind::Bool) return value.expr;
  context.error(Code::TypeMismatch, span, "expected a condition, this is " + describe(context, value));
  return std::nullopt;
}

std::optional<Typed> compare(Context& context, BinaryOp op, const Operand& left, const Operand& right) {
  ExprPool& pool = context.pool();
  bool equality = op == BinaryOp::Equal || op == BinaryOp::NotEqual;
  for (const Operand* operand : {&left, &right}) {
    if (equality || is_ordered(operand->value)) continue;
    context.error(Code::TypeMismatch, operand->span,
                  "values of " + describe(context, operand->value) + " have no order");
    return std::nullopt;
  }
  if (left.value.literal && right.value.literal) {
    return boolean(context, pool.boolean(compare_literals(op, left.value.number, right.value.number)));
  }
  bool mirrored = op == BinaryOp::Greater || op == BinaryOp::GreaterEqual;
  std::optional<Pair> pair = unified(context, left, right);
  if (!pair) return std::nullopt;
  if (mirrored) std::swap(pair->left, pair->right);
  Expr equal = equality ? pool.equal(pair->left.expr, pair->right.expr) : Expr();
  if (op == BinaryOp::Equal) return boolean(context, equal);
  if (op == BinaryOp::NotEqual) return boolean(context, pool.negate(equal));
  bool strict = op == BinaryOp::Less || op == BinaryOp::Greater;
  return boolean(context, strict ? less_than(pool, *pair) : at_most(pool, *pair));
}

std::optional<Typed> calculate(Context& context, BinaryOp op, const Operand& left, const Operand& right) {
  Operand a = counted(context, left, right), b = counted(context, right, left);
  if (a.value.literal && b.value.literal) return literal_result(context, op, a, b);
  bool serial_left = !a.value.literal && a.value.type.kind == Kind::Serial;
  bool serial_right = !b.value.literal && b.value.type.kind == Kind::Serial;
  if (serial_left && serial_right && op == BinaryOp::Subtract) return serial_difference(context, a, b);
  if (serial_left) return moved(context, op, a, b);
  if (serial_right && op == BinaryOp::Add) return moved(context, op, b, a);
  return number_result(context, op, a, b);
}

std::optional<Typed> conditional(Context& context, Expr condition, const Operand& then,
                                 const Operand& otherwise) {
  Operand a = then, b = otherwise;
  if (a.value.literal && b.value.literal) {
    std::uint8_t width = fits(a.value.number, 32) && fits(b.value.number, 32) ? 32 : 64;
    a.value = bits(width, context.pool().bits(width, a.value.number));
    b.value = bits(width, context.pool().bits(width, b.value.number));
  }
  std::optional<Pair> pair = unified(context, a, b);
  if (!pair) return std::nullopt;
  return Typed{pair->left.type, context.pool().ite(condition, pair->left.expr, pair->right.expr),
               pair->left.space};
}

std::optional<Typed> within(Context& context, const Operand& value, const Operand& low, const Operand& high,
                            bool half_open) {
  BinaryOp upper = half_open ? BinaryOp::Less : BinaryOp::LessEqual;
  bool serial = !value.value.literal && value.value.type.kind == Kind::Serial;
  if (serial) {  // how far from the lower end, counted on the circle
    std::optional<Typed> offset = calculate(context, BinaryOp::Subtract, value, low);
    std::optional<Typed> length = calculate(context, BinaryOp::Subtract, high, low);
    if (!offset || !length) return std::nullopt;
    return compare(context, upper, {*offset, value.span}, {*length, high.span});
  }
  std::optional<Typed> above = compare(context, BinaryOp::LessEqual, low, value);
  std::optional<Typed> below = compare(context, upper, value, high);
  if (!above || !below) return std::nullopt;
  return boolean(context, context.pool().conjoin(above->expr, below->expr));
}

std::optional<Typed> extreme(Context& context, bool least, const Operand& left, const Operand& right) {
  if (left.value.literal && right.value.literal) {
    return literal(least ? std::min(left.value.number, right.value.number)
                         : std::max(left.value.number, right.value.number));
  }
  for (const Operand* operand : {&left, &right}) {
    if (is_number(operand->value)) continue;
    context.error(Code::TypeMismatch, operand->span,
                  "expected a number, this is " + describe(context, operand->value));
    return std::nullopt;
  }
  std::optional<Pair> pair = unified(context, left, right);
  if (!pair) return std::nullopt;
  Expr first = least ? pair->left.expr : pair->right.expr,
       second = least ? pair->right.expr : pair->left.expr;
  return bits(pair->left.type.width,
              context.pool().ite(context.pool().less(pair->left.expr, pair->right.expr), first, second));
}

std::optional<Typed> resized(Context& context, std::uint8_t width, const Operand& value) {
  const Typed& from = value.value;
  if (from.literal) return bits(width, context.pool().bits(width, from.number));
  if (from.type.kind == Kind::Bits || from.type.kind == Kind::Bool)
    return bits(width, context.pool().resize({width}, from.expr));
  context.error(
      Code::TypeMismatch, value.span, "expected a number, this is " + describe(context, from), {},
      from.type.kind == Kind::Serial ? "the difference of two serial numbers is a plain number" : "");
  return std::nullopt;
}

}  // namespace model::elaboration
