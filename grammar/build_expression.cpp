#include <map>

#include "grammar/build.h"

namespace grammar {
namespace {

ast::BinaryOp binary_op(std::size_t type) {
  static const std::map<std::size_t, ast::BinaryOp> operators{
      {Parser::IMPLIES, ast::BinaryOp::Implies},
      {Parser::OR, ast::BinaryOp::Or},
      {Parser::AND, ast::BinaryOp::And},
      {Parser::EQUAL, ast::BinaryOp::Equal},
      {Parser::NOT_EQUAL, ast::BinaryOp::NotEqual},
      {Parser::LESS, ast::BinaryOp::Less},
      {Parser::LESS_EQUAL, ast::BinaryOp::LessEqual},
      {Parser::GREATER, ast::BinaryOp::Greater},
      {Parser::GREATER_EQUAL, ast::BinaryOp::GreaterEqual},
      {Parser::PLUS, ast::BinaryOp::Add},
      {Parser::MINUS, ast::BinaryOp::Subtract},
      {Parser::TIMES, ast::BinaryOp::Multiply},
  };
  return operators.at(type);
}

/// The value of decimal digits, or nothing beyond 2^64 - 1.
std::optional<std::uint64_t> decimal(const std::string& digits) {
  std::uint64_t value = 0;
  for (const char digit : digits) {
    if (__builtin_mul_overflow(value, 10U, &value)) return std::nullopt;
    if (__builtin_add_overflow(value, static_cast<std::uint64_t>(digit - '0'), &value)) return std::nullopt;
  }
  return value;
}

std::optional<std::uint64_t> power(std::uint64_t base, std::uint64_t exponent) {
  if (base <= 1) return exponent == 0 ? 1 : base;
  std::uint64_t value = 1;
  for (std::uint64_t i = 0; i < exponent; ++i) {
    if (__builtin_mul_overflow(value, base, &value)) return std::nullopt;  // after 64 rounds at the latest
  }
  return value;
}

}  // namespace

ast::ExprPtr Builder::make(decltype(ast::Expr::node) node, Span span) {
  return std::make_shared<const ast::Expr>(ast::Expr{std::move(node), span});
}

ast::ExprPtr Builder::binary(ast::BinaryOp op, ast::ExprPtr left, ast::ExprPtr right, Span span) {
  return make(ast::Binary{op, std::move(left), std::move(right)}, span);
}

ast::ExprPtr Builder::expr(Parser::ExprContext* tree) {
  if (tree->op == nullptr) return sum(tree->sum());
  const std::size_t op = tree->op->getType();
  if (op == Parser::IN) return in_range(tree);
  ast::ExprPtr first = expr(tree->expr(0));
  if (op == Parser::NOT) return make(ast::Unary{ast::UnaryOp::Not, std::move(first)}, span(tree));
  ast::ExprPtr second = expr(tree->expr(1));
  if (op != Parser::IF) return binary(binary_op(op), std::move(first), std::move(second), span(tree));
  return make(ast::Conditional{std::move(first), std::move(second), expr(tree->expr(2))}, span(tree));
}

ast::ExprPtr Builder::in_range(Parser::ExprContext* tree) {
  ast::ExprPtr value = expr(tree->expr(0));
  Parser::RangeContext* range = tree->range();
  ast::ExprPtr result;
  if (range->names() != nullptr) {
    result = make(ast::InSet{std::move(value), names(range->names())}, span(tree));
  } else if (range->name() != nullptr) {
    result = make(ast::InSet{std::move(value), {name(range->name())}}, span(tree));
  } else {
    ast::ExprPtr low = sum(range->sum(0)), high = sum(range->sum(1));
    result = make(ast::InRange{std::move(value), std::move(low), std::move(high), range->open != nullptr},
                  span(tree));
  }
  return tree->negated == nullptr ? result : make(ast::Unary{ast::UnaryOp::Not, result}, span(tree));
}

ast::ExprPtr Builder::sum(Parser::SumContext* tree) {
  if (tree->op == nullptr) return primary(tree->primary());
  ast::ExprPtr left = sum(tree->sum(0)), right = sum(tree->sum(1));
  return binary(binary_op(tree->op->getType()), std::move(left), std::move(right), span(tree));
}

ast::ExprPtr Builder::primary(Parser::PrimaryContext* tree) {
  if (tree->number() != nullptr) return make(ast::Number{number(tree->number())}, span(tree));
  if (tree->truth != nullptr) return make(ast::Boolean{tree->truth->getType() == Parser::TRUE}, span(tree));
  if (tree->messageLiteral() != nullptr) return message_literal(tree->messageLiteral());
  if (tree->postfix() != nullptr) return postfix(tree->postfix());
  return expr(tree->expr());
}

ast::ExprPtr Builder::postfix(Parser::PostfixContext* tree) {
  const auto parts = tree->name();
  ast::Name first = name(parts[0]);
  Span where = first.span;
  ast::ExprPtr result;
  if (tree->arguments() == nullptr) {
    result = make(ast::Reference{std::move(first)}, where);
  } else {
    where.end = span(tree->arguments()).end;
    result = make(ast::Call{std::move(first), arguments(tree->arguments())}, where);
  }
  for (std::size_t i = 1; i < parts.size(); ++i) {
    ast::Name field = name(parts[i]);
    where.end = field.span.end;
    result = make(ast::Member{std::move(result), std::move(field)}, where);
  }
  return result;
}

std::vector<ast::ExprPtr> Builder::arguments(Parser::ArgumentsContext* tree) {
  std::vector<ast::ExprPtr> result;
  if (tree == nullptr) return result;
  for (Parser::ExprContext* each : tree->expr()) result.push_back(expr(each));
  return result;
}

ast::ExprPtr Builder::message_literal(Parser::MessageLiteralContext* tree) {
  ast::MessageLiteral literal;
  for (Parser::FieldValueContext* each : tree->fieldValue()) literal.fields.push_back(field_value(each));
  return make(std::move(literal), span(tree));
}

ast::FieldValue Builder::field_value(Parser::FieldValueContext* tree) {
  ast::FieldValue result{name(tree->name(0)), sum(tree->sum()), {}};
  const auto* lone = std::get_if<ast::Reference>(&result.value->node);
  const auto parts = tree->name();
  if (lone != nullptr) {
    result.flags.push_back(lone->name);
  } else if (parts.size() > 1) {
    diagnostics_.error(Code::UnexpectedToken, result.value->span,
                       "unexpected expression, expected the name of a flag");
  }
  for (std::size_t i = 1; i < parts.size(); ++i) result.flags.push_back(name(parts[i]));
  if (result.flags.size() > 1) result.value = nullptr;
  return result;
}

std::uint64_t Builder::number(Parser::NumberContext* tree) {
  std::optional<std::uint64_t> value = decimal(text(text_.span(*tree->NUMBER(0)->getSymbol())));
  if (value && tree->NUMBER().size() > 1) {
    const std::optional<std::uint64_t> exponent = decimal(text(text_.span(*tree->NUMBER(1)->getSymbol())));
    value = power(*value, exponent.value_or(~std::uint64_t{0}));
  }
  if (!value) diagnostics_.error(Code::NumberTooLarge, span(tree), "a number beyond 2^64 - 1");
  return value.value_or(0);
}

}  // namespace grammar
