#include "codegen/cpp_expression.h"

#include <algorithm>
#include <bit>

#include <fmt/format.h>

#include "codegen/range.h"
#include "codegen/record.h"
#include "codegen/state_test.h"

namespace codegen {

using model::Expr;
using model::Mask;
using model::Op;

namespace {

/// How tightly a text binds, as in C++.
enum class Binding : std::uint8_t { Conditional, Or, And, Equality, Relation, Sum, Product, Primary };

/// `bytes`: of the C++ type, 0 for bool. Below 4 the value would be promoted to a signed int by arithmetic.
struct Text {
  std::string text;
  Binding binding = Binding::Primary;
  std::uint8_t bytes = 4;
  bool plain_constant = false;
};

std::string alias(std::uint8_t bytes) { return fmt::format("u{}", bytes * 8); }

bool native(std::uint8_t width) { return width == 8 || width == 16 || width == 32 || width == 64; }

class Printer {
 public:
  Printer(const Plan& plan, const LocalNames* names) : plan_(plan), names_(names) {}

  /// `as`: the enum whose value a constant is.
  Text print(Expr e, std::optional<std::uint16_t> as = {}) const {
    if (names_)
      if (const auto found = names_->find(e); found != names_->end())
        return {found->second, Binding::Primary, storage(e)};
    if (e.sort().is_bool())
      if (const auto states = states_of(e, plan_.all_states))
        return state(shortest_test(plan_.all_states, plan_.groups, *states, plan_.all_states));
    if (const auto known = decided_by_range(e)) return {*known ? "true" : "false", Binding::Primary, 0};
    switch (e.op()) {
      case Op::Constant: return constant(e, as);
      case Op::Variable: return variable(e);
      case Op::Not: return negation(e.arg(0));
      case Op::And: return joined(e, " && ", Binding::And);
      case Op::Or: return joined(e, " || ", Binding::Or);
      case Op::Equal: return equality(e, "==");
      case Op::Less: return relation(e.arg(0), "<", e.arg(1));
      case Op::LessEqual: return relation(e.arg(0), "<=", e.arg(1));
      case Op::SerialLess: return serial_less(e);
      case Op::Add: return arithmetic(e, "+", Binding::Sum);
      case Op::Subtract: return arithmetic(e, "-", Binding::Sum);
      case Op::Multiply: return arithmetic(e, "*", Binding::Product);
      case Op::Ite: return conditional(e, as);
      case Op::Resize: return resized(e);
    }
    return {};
  }

  static std::string within(const Text& text, Binding least) {
    return text.binding < least ? fmt::format("({})", text.text) : text.text;
  }

  Text state(const StateTest& test) const {
    if (test.shown == 0) return {test.negated ? "true" : "false", Binding::Primary, 0};
    if (std::popcount(test.shown) == 1)
      return {fmt::format("t.state {} {}", test.negated ? "!=" : "==", name(test.shown)), Binding::Equality,
              0};
    const auto group = std::ranges::find(plan_.groups, test.shown, &NamedStates::states);
    const std::string states = group != plan_.groups.end() ? group->name : list(test.shown);
    return {fmt::format("{}in(t.state, {})", test.negated ? "!" : "", states), Binding::Primary, 0};
  }

 private:
  static std::uint8_t storage(Expr e) {
    return e.sort().is_bool() ? std::uint8_t{0} : bytes_for(e.sort().width);
  }

  std::string name(Mask one) const {
    return plan_.states.at(static_cast<std::size_t>(std::countr_zero(one)));
  }

  std::string list(Mask states) const {
    std::string text;
    for (Mask rest = states; rest != 0; rest &= rest - 1)
      text += (text.empty() ? "" : " | ") + fmt::format("bit({})", name(rest & ~(rest - 1)));
    return text;
  }

  Text constant(Expr e, std::optional<std::uint16_t> as) const {
    if (e.sort().is_bool()) return {e.is_true() ? "true" : "false", Binding::Primary, 0};
    if (as && e.value() < plan_.enum_values.at(*as).size())
      return {plan_.enum_values[*as][e.value()], Binding::Primary, storage(e)};
    const bool wide = e.value() > 0xffffffffU;
    return {fmt::format("{}{}", e.value(), wide ? "ull" : "u"), Binding::Primary,
            wide ? std::uint8_t{8} : std::uint8_t{4}, true};
  }

  std::string member_of(Expr e) const {
    const Access& at = plan_.access.at(e.place());
    return fmt::format("{}.{}", at.object, at.member);
  }

  Text variable(Expr e) const {
    const Access& at = plan_.access.at(e.place());
    const std::string member = member_of(e);
    if (!at.bit.empty()) return {fmt::format("has({}, {})", member, at.bit), Binding::Primary, 0};
    if (at.boolean) return {member + " != 0", Binding::Equality, 0};
    return {member, Binding::Primary, at.bytes};
  }

  Text negation(Expr e) const {
    if (const auto known = decided_by_range(e)) return {*known ? "false" : "true", Binding::Primary, 0};
    if (!names_ || !names_->contains(e)) {
      if (e.op() == Op::Equal) return equality(e, "!=");
      if (e.op() == Op::Less) return relation(e.arg(0), ">=", e.arg(1));
      if (e.op() == Op::LessEqual) return relation(e.arg(0), ">", e.arg(1));
      if (e.op() == Op::Variable && plan_.access.at(e.place()).bit.empty())
        return {member_of(e) + " == 0", Binding::Equality, 0};
    }
    return {fmt::format("!{}", within(print(e), Binding::Primary)), Binding::Primary, 0};
  }

  Text joined(Expr e, std::string_view sign, Binding binding) const {
    std::string text;
    for (Expr arg : e.args()) {
      const Text part = print(arg);
      // Compilers warn about && within || without parentheses.
      const Binding least = part.binding == binding ? binding : Binding::Equality;
      text += (text.empty() ? "" : std::string(sign)) + within(part, least);
    }
    return {text, binding, 0};
  }

  std::optional<std::uint16_t> enumeration_of(Expr e) const {
    if (e.op() == Op::Ite) {
      const auto then = enumeration_of(e.arg(1));
      return then ? then : enumeration_of(e.arg(2));
    }
    const auto found = e.op() == Op::Variable ? plan_.access.find(e.place()) : plan_.access.end();
    return found == plan_.access.end() ? std::nullopt : found->second.enumeration;
  }

  Text equality(Expr e, std::string_view sign) const {
    Expr a = e.arg(0), b = e.arg(1);
    if (a.op() == Op::Constant || message_first(b, a)) std::swap(a, b);
    const auto of_a = enumeration_of(a);
    const auto as = of_a ? of_a : enumeration_of(b);
    const auto [left, right] = comparable(print(a, as), print(b, as));
    return {fmt::format("{} {} {}", within(left, Binding::Relation), sign, within(right, Binding::Relation)),
            Binding::Equality, 0};
  }

  /// seg.SEQ == t.rnxt reads better than the other way round.
  static bool message_first(Expr a, Expr b) {
    const auto is_message = [](Expr e) {
      return e.op() == Op::Variable && e.place().owner == model::Owner::Message;
    };
    return is_message(a) && !is_message(b) && b.op() != Op::Constant;
  }

  Text relation(Expr a, std::string_view sign, Expr b) const {
    if (a.op() == Op::Constant)
      return relation(b, sign == "<" ? ">" : sign == "<=" ? ">=" : sign == ">" ? "<" : "<=", a);
    const auto [left, right] = comparable(print(a), print(b));
    return {fmt::format("{} {} {}", within(left, Binding::Sum), sign, within(right, Binding::Sum)),
            Binding::Relation, 0};
  }

  /// Numbers of less than 4 bytes become non-negative ints, which compare as they are; only a bool must
  /// become a number first.
  static std::pair<Text, Text> comparable(Text a, Text b) {
    if ((a.bytes == 0) != (b.bytes == 0)) return {counted(a, 4), counted(b, 4)};
    if (a.bytes == 0)
      return {Text{within(a, Binding::Primary), Binding::Primary, 0},
              Text{within(b, Binding::Primary), Binding::Primary, 0}};
    if (b.plain_constant && b.text.size() < 10) b.text.pop_back();  // t.waiting == 0 needs no suffix
    return {a, b};
  }

  /// The same value in a type of at least 4 bytes, or of 8.
  static Text counted(const Text& text, std::uint8_t bytes) {
    if (text.bytes == bytes) return text;
    return {fmt::format("{}{{{}}}", alias(bytes), text.text), Binding::Primary, bytes};
  }

  Text serial_less(Expr e) const {
    const std::uint8_t width = e.arg(0).sort().width;
    const std::string name = width == 32 ? std::string("serial_less") : fmt::format("serial_less_{}", width);
    return {fmt::format("{}({}, {})", name, print(e.arg(0)).text, print(e.arg(1)).text), Binding::Primary, 0};
  }

  /// In 32 or 64 bits, then cut to the width.
  Text arithmetic(Expr e, std::string_view sign, Binding binding) const {
    const std::uint8_t width = e.sort().width;
    const std::uint8_t bytes = width > 32 ? 8 : 4;
    Text a = print(e.arg(0)), b = print(e.arg(1));
    if (a.bytes == 0) a = counted(a, bytes);
    if (b.bytes == 0) b = counted(b, bytes);
    if (a.bytes != bytes && (b.bytes != bytes || (b.plain_constant && bytes == 8))) a = counted(a, bytes);
    const Binding right = binding == Binding::Sum ? Binding::Product : Binding::Primary;
    const Text whole{fmt::format("{} {} {}", within(a, binding), sign, within(b, right)), binding, bytes};
    return width == bytes * 8 ? whole : cut(whole, width);
  }

  static Text cut(const Text& text, std::uint8_t width) {
    if (native(width)) {
      const auto bytes = static_cast<std::uint8_t>(width / 8);
      return {fmt::format("static_cast<{}>({})", alias(bytes), text.text), Binding::Primary, bytes};
    }
    const std::uint64_t mask = (std::uint64_t{1} << width) - 1;
    if (width > 32)
      return {fmt::format("({} & {}ull)", within(counted(text, 8), Binding::Primary), mask), Binding::Primary,
              8};
    if (text.bytes == 8)
      return {fmt::format("static_cast<u32>({} & {}u)", within(text, Binding::Primary), mask),
              Binding::Primary, 4};
    return {fmt::format("({} & {}u)", within(counted(text, 4), Binding::Primary), mask), Binding::Primary, 4};
  }

  Text conditional(Expr e, std::optional<std::uint16_t> as) const {
    if (!as) as = enumeration_of(e);
    Text then = print(e.arg(1), as), otherwise = print(e.arg(2), as);
    if (then.bytes != otherwise.bytes) {
      const std::uint8_t bytes = std::max({then.bytes, otherwise.bytes, std::uint8_t{4}});
      then = counted(then, bytes);
      otherwise = counted(otherwise, bytes);
    }
    // Parentheses always: nobody knows by heart how ?: binds.
    return {fmt::format("({} ? {} : {})", within(print(e.arg(0)), Binding::Or), within(then, Binding::Or),
                        within(otherwise, Binding::Or)),
            Binding::Primary, then.bytes};
  }

  /// Widening needs no text of its own: C++ extends unsigned numbers with zeros.
  Text resized(Expr e) const {
    const Expr from = e.arg(0);
    const Text inner = print(from);
    if (e.sort().is_bool())
      return {fmt::format("({} & 1u) != 0", within(inner, Binding::Sum)), Binding::Equality, 0};
    if (from.sort().is_bool()) return counted(inner, 4);
    return e.sort().width >= from.sort().width ? inner : cut(inner, e.sort().width);
  }

  const Plan& plan_;
  const LocalNames* names_;
};

}  // namespace

std::vector<std::string> condition_texts(const Plan& plan, const std::optional<StateTest>& state,
                                         const std::vector<Value>& conditions) {
  std::vector<Text> texts;
  if (state) texts.push_back(Printer(plan, nullptr).state(*state));
  for (const Value& value : conditions) texts.push_back(Printer(plan, value.names.get()).print(value.expr));
  std::vector<std::string> result;
  for (const Text& text : texts)
    result.push_back(Printer::within(text, texts.size() == 1 ? Binding::Conditional : Binding::And));
  return result;
}

std::string condition_text(const Plan& plan, const Value& condition) {
  return Printer(plan, condition.names.get()).print(condition.expr).text;
}

std::string stored_text(const Plan& plan, const Value& value, std::uint8_t bytes) {
  const Text text = Printer(plan, value.names.get()).print(value.expr, value.enumeration);
  if (value.enumeration) return text.text;
  if (text.plain_constant && value.expr.value() <= 0x7fffffffU) return fmt::format("{}", value.expr.value());
  return text.bytes > bytes || text.bytes == 0 ? fmt::format("static_cast<{}>({})", alias(bytes), text.text)
                                               : text.text;
}

std::string local_text(const Plan& plan, const Local& local) {
  LocalNames others = *local.value.names;
  others.erase(local.value.expr);
  Value value = local.value;
  value.names = std::make_shared<const LocalNames>(std::move(others));
  if (value.expr.sort().is_bool()) {
    return fmt::format("const bool {} = {};", local.name,
                       Printer(plan, value.names.get()).print(value.expr).text);
  }
  const std::uint8_t bytes = bytes_for(value.expr.sort().width);
  return fmt::format("const {} {} = {};", alias(bytes), local.name, stored_text(plan, value, bytes));
}

}  // namespace codegen
