#include "model/mutate_expression.h"

#include "model/overloaded.h"

namespace model::mutation {

namespace {

using ast::BinaryOp;
using ast::Expr;
using ast::ExprPtr;

template <typename Node>
ExprPtr like(const ExprPtr& e, Node node) {
  return std::make_shared<const Expr>(Expr{std::move(node), e->span});
}

std::string sign(BinaryOp op) {
  switch (op) {
    case BinaryOp::Implies: return " => ";
    case BinaryOp::Or: return " or ";
    case BinaryOp::And: return " and ";
    case BinaryOp::Equal: return " = ";
    case BinaryOp::NotEqual: return " != ";
    case BinaryOp::Less: return " < ";
    case BinaryOp::LessEqual: return " <= ";
    case BinaryOp::Greater: return " > ";
    case BinaryOp::GreaterEqual: return " >= ";
    case BinaryOp::Add: return " + ";
    case BinaryOp::Subtract: return " - ";
    case BinaryOp::Multiply: return " * ";
  }
  return {};
}

/// What stands for an operator when it is swapped; itself if nothing does.
BinaryOp swapped(BinaryOp op) {
  switch (op) {
    case BinaryOp::Or: return BinaryOp::And;
    case BinaryOp::And: return BinaryOp::Or;
    case BinaryOp::Equal: return BinaryOp::NotEqual;
    case BinaryOp::NotEqual: return BinaryOp::Equal;
    case BinaryOp::Less: return BinaryOp::GreaterEqual;
    case BinaryOp::LessEqual: return BinaryOp::Greater;
    case BinaryOp::Greater: return BinaryOp::LessEqual;
    case BinaryOp::GreaterEqual: return BinaryOp::Less;
    case BinaryOp::Add: return BinaryOp::Subtract;
    case BinaryOp::Subtract: return BinaryOp::Add;
    case BinaryOp::Implies:
    case BinaryOp::Multiply: break;
  }
  return op;
}

/// The comparison that differs at equality only; itself if it is none.
BinaryOp at_boundary(BinaryOp op) {
  switch (op) {
    case BinaryOp::Less: return BinaryOp::LessEqual;
    case BinaryOp::LessEqual: return BinaryOp::Less;
    case BinaryOp::Greater: return BinaryOp::GreaterEqual;
    case BinaryOp::GreaterEqual: return BinaryOp::Greater;
    case BinaryOp::Implies:
    case BinaryOp::Or:
    case BinaryOp::And:
    case BinaryOp::Equal:
    case BinaryOp::NotEqual:
    case BinaryOp::Add:
    case BinaryOp::Subtract:
    case BinaryOp::Multiply: break;
  }
  return op;
}

bool is_arithmetic(BinaryOp op) {
  return op == BinaryOp::Add || op == BinaryOp::Subtract || op == BinaryOp::Multiply;
}

/// Edits of one node, those of its operands left to others.
class Here {
 public:
  Here(const Words& words, const ExprPtr& e, const Report& report) : words_(words), e_(e), report_(report) {}

  void operator()(const ast::Binary& b) const {
    const auto with = [&](BinaryOp op, const char* mutation) {
      if (op == b.op) return;
      tell(mutation, like(e_, ast::Binary{op, b.left, b.right}),
           words_.text(b.left) + sign(op) + words_.text(b.right));
    };
    const bool joins_policies = asks_policies(words_, b.left) || asks_policies(words_, b.right);
    if (!joins_policies) with(swapped(b.op), "swap-operator");
    with(at_boundary(b.op), "boundary");
    if (at_boundary(b.op) != b.op)
      tell("plain-comparison", like(e_, ast::Binary{b.op, b.left, b.right, true}),
           "plain " + words_.text(b.left) + sign(b.op) + words_.text(b.right));
    if (b.op == BinaryOp::And || b.op == BinaryOp::Or) {
      if (!asks_policies(words_, b.right)) tell("drop-condition", b.left, words_.text(b.left));
      if (!asks_policies(words_, b.left)) tell("drop-condition", b.right, words_.text(b.right));
    }
    if (is_arithmetic(b.op)) count(b);
  }
  void operator()(const ast::Unary& u) const { tell("negate", u.operand, words_.text(u.operand)); }
  void operator()(const ast::Conditional& c) const {
    if (asks_policies(words_, c.condition)) return;
    tell("negate", like(e_, ast::Conditional{c.condition, c.otherwise, c.then}),
         "if " + words_.text(c.condition) + " then " + words_.text(c.otherwise) + " else " +
             words_.text(c.then));
  }
  void operator()(const ast::InRange& r) const {
    const std::string text =
        words_.text(r.value) + " in [" + words_.text(r.low) + " .. " + words_.text(r.high);
    tell("boundary", like(e_, ast::InRange{r.value, r.low, r.high, !r.half_open}),
         text + (r.half_open ? "]" : ")"));
    tell("plain-comparison", like(e_, ast::InRange{r.value, r.low, r.high, r.half_open, true}),
         "plain " + text + (r.half_open ? ")" : "]"));
  }
  void operator()(const ast::MessageLiteral& m) const {
    for (std::size_t i = 0; i < m.fields.size(); ++i) {
      if (words_.flag_fields.contains(m.fields[i].field.text))
        drop_flags(m, i);
      else if (m.fields[i].value)
        other_values(m, i);
    }
  }
  void operator()(const ast::Number&) const {}
  void operator()(const ast::Boolean&) const {}
  void operator()(const ast::Reference&) const {}
  void operator()(const ast::Member&) const {}
  void operator()(const ast::Call&) const {}
  void operator()(const ast::InSet&) const {}

 private:
  void tell(const char* mutation, const ExprPtr& edited, const std::string& after) const {
    report_(edited, {mutation, e_->span, words_.text(e_), after});
  }

  /// Each side that is a literal, one more and one less.
  void count(const ast::Binary& b) const {
    const auto off = [&](bool left, std::uint64_t value) {
      const ExprPtr& side = left ? b.left : b.right;
      const ExprPtr number = like(side, ast::Number{value});
      const std::string text = std::to_string(value);
      tell("off-by-one", like(e_, ast::Binary{b.op, left ? number : b.left, left ? b.right : number}),
           (left ? text : words_.text(b.left)) + sign(b.op) + (left ? words_.text(b.right) : text));
    };
    for (const bool left : {true, false}) {
      const auto* number = std::get_if<ast::Number>(&(left ? b.left : b.right)->node);
      if (number == nullptr) continue;
      off(left, number->value + 1);
      if (number->value > 0) off(left, number->value - 1);
    }
  }

  void drop_flags(const ast::MessageLiteral& m, std::size_t field) const {
    for (std::size_t k = 0; k < m.fields[field].flags.size(); ++k) {
      ast::MessageLiteral other = m;
      auto& flags = other.fields[field].flags;
      const std::string flag = flags[k].text;
      flags.erase(flags.begin() + static_cast<std::ptrdiff_t>(k));
      other.fields[field].value = nullptr;
      if (flags.empty()) other.fields.erase(other.fields.begin() + static_cast<std::ptrdiff_t>(field));
      tell("drop-flag", like(e_, std::move(other)), "without " + flag);
    }
  }

  void other_values(const ast::MessageLiteral& m, std::size_t field) const {
    const ExprPtr& value = m.fields[field].value;
    const auto put = [&](const ExprPtr& other, const std::string& text) {
      ast::MessageLiteral changed = m;
      changed.fields[field] = {m.fields[field].field, other, {}};
      tell("wrong-value", like(e_, std::move(changed)),
           "<" + m.fields[field].field.text + "=" + text + "> in it");
    };
    put(like(value, ast::Binary{BinaryOp::Add, value, like(value, ast::Number{1})}),
        words_.text(value) + " + 1");
    const auto* name = std::get_if<ast::Reference>(&value->node);
    const auto other = name ? words_.another.find(name->name.text) : words_.another.end();
    if (other != words_.another.end())
      put(like(value, ast::Reference{{other->second, value->span}}), other->second);
  }

  const Words& words_;
  const ExprPtr& e_;
  const Report& report_;
};

/// The operands, to be replaced in a copy. Of a message the flags are no operands.
std::vector<ExprPtr*> operands(const Words& words, Expr& e) {
  std::vector<ExprPtr*> found;
  std::visit(overloaded{[&](ast::Binary& it) {
                          found = {&it.left, &it.right};
                        },
                        [&](ast::Unary& it) { found = {&it.operand}; },
                        [&](ast::Conditional& it) {
                          found = {&it.condition, &it.then, &it.otherwise};
                        },
                        [&](ast::InSet& it) { found = {&it.value}; },
                        [&](ast::InRange& it) {
                          found = {&it.value, &it.low, &it.high};
                        },
                        [&](ast::Member& it) { found = {&it.object}; },
                        [&](ast::Call& it) {
                          for (auto& argument : it.arguments) found.push_back(&argument);
                        },
                        [&](ast::MessageLiteral& it) {
                          for (auto& field : it.fields)
                            if (field.value && !words.flag_fields.contains(field.field.text))
                              found.push_back(&field.value);
                        },
                        [](ast::Number&) {}, [](ast::Boolean&) {}, [](ast::Reference&) {}},
             e.node);
  return found;
}

}  // namespace

ExprPtr negated(const ExprPtr& e) { return like(e, ast::Unary{ast::UnaryOp::Not, e}); }

bool asks_policies(const Words& words, const ExprPtr& e) {
  if (const auto* unary = std::get_if<ast::Unary>(&e->node)) return asks_policies(words, unary->operand);
  const auto* binary = std::get_if<ast::Binary>(&e->node);
  if (binary == nullptr) return false;
  const auto* name = std::get_if<ast::Reference>(&binary->left->node);
  if (name != nullptr) return words.policies.contains(name->name.text);
  return asks_policies(words, binary->left) && asks_policies(words, binary->right);
}

void edit(const Words& words, const ExprPtr& e, const Report& report) {
  if (asks_policies(words, e)) return;
  std::visit(Here(words, e, report), e->node);
  Expr copy = *e;
  const auto all = operands(words, copy);
  for (ExprPtr* operand : all) {
    const ExprPtr original = *operand;
    edit(words, original, [&](const ExprPtr& edited, const Edit& what) {
      *operand = edited;
      report(std::make_shared<const Expr>(copy), what);
      *operand = original;
    });
  }
}

}  // namespace model::mutation
