// The typing rules of operators: which values meet, and what they become.
#pragma once

#include "model/elaborate_context.h"

namespace model::elaboration {

Typed literal(std::uint64_t number);
Typed boolean(Context& context, Expr value);

/// "u16", "serial32 of self", "a number": a type in the words of the language.
std::string type_name(const Context& context, const Type& type, Space space);
std::string describe(const Context& context, const Typed& value);

/// The value where `type` is stored: literals fit, narrower numbers widen. `what` names the place in the
/// message.
std::optional<Expr> convert(Context& context, const Typed& value, const Type& type, Space space, Span span);

std::optional<Expr> truth(Context& context, const Typed& value, Span span);

struct Operand {
  Typed value;
  Span span;
};

std::optional<Typed> compare(Context& context, ast::BinaryOp op, const Operand& left, const Operand& right);
std::optional<Typed> calculate(Context& context, ast::BinaryOp op, const Operand& left, const Operand& right);
std::optional<Typed> conditional(Context& context, Expr condition, const Operand& then,
                                 const Operand& otherwise);
std::optional<Typed> within(Context& context, const Operand& value, const Operand& low, const Operand& high,
                            bool half_open);
/// min(a, b) and max(a, b).
std::optional<Typed> extreme(Context& context, bool least, const Operand& left, const Operand& right);
/// u16(x) and the like.
std::optional<Typed> resized(Context& context, std::uint8_t width, const Operand& value);

}  // namespace model::elaboration
