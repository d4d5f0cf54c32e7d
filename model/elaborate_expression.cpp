#include <algorithm>

#include "model/elaborate_context.h"
#include "model/elaborate_lookup.h"
#include "model/elaborate_typing.h"
#include "model/path.h"

namespace model::elaboration {

namespace {

using ast::BinaryOp;

/// Reads one expression: an alternative of the tree, a function.
struct Reader {
  Context& context;
  const Scope& scope;
  const ast::Expr& tree;
  const Type* hint;

  std::optional<Value> operator()(const ast::Number& n) { return literal(n.value); }
  std::optional<Value> operator()(const ast::Boolean& b) {
    return boolean(context, context.pool().boolean(b.value));
  }
  std::optional<Value> operator()(const ast::Reference& r) { return named(context, scope, r.name, hint); }
  std::optional<Value> operator()(const ast::Member& m);
  std::optional<Value> operator()(const ast::Call& c) { return called(context, scope, c, tree.span); }
  std::optional<Value> operator()(const ast::Unary& u);
  std::optional<Value> operator()(const ast::Binary& b);
  std::optional<Value> operator()(const ast::Conditional& c);
  std::optional<Value> operator()(const ast::InSet& s);
  std::optional<Value> operator()(const ast::InRange& r);
  std::optional<Value> operator()(const ast::MessageLiteral& m);

  std::optional<Operand> operand(const ast::Expr& e, const Type* expected = nullptr) {
    std::optional<Typed> value = typed_of(context, scope, e, expected);
    if (!value) return std::nullopt;
    return Operand{*value, e.span};
  }
  std::optional<Typed> logical(BinaryOp op, const Operand& left, const Operand& right);
  std::optional<Value> chain();
  std::optional<Value> order(const ast::Binary& b);
  std::optional<Value> equality(const ast::Binary& b);
  std::optional<Value> policy_comparison(std::size_t policy, const ast::Expr& other, bool equal);
  std::optional<Value> policy_in_set(std::size_t policy, const std::vector<ast::Name>& names);
};

std::optional<Value> as_value(std::optional<Typed> typed) {
  if (!typed) return std::nullopt;
  return Value(*typed);
}

std::optional<Value> Reader::operator()(const ast::Member& m) {
  std::optional<Value> object = value_of(context, scope, *m.object);
  if (!object) return std::nullopt;
  const auto* record = std::get_if<Record>(&*object);
  if (record) return member(context, scope, *record, m.field, tree.span);
  context.error(Code::WrongKindOfName, m.object->span, "only endpoints and messages have fields");
  return std::nullopt;
}

std::optional<Value> Reader::operator()(const ast::Unary& u) {
  std::optional<Operand> inner = operand(*u.operand);
  if (!inner) return std::nullopt;
  std::optional<Expr> condition = truth(context, inner->value, inner->span);
  if (!condition) return std::nullopt;
  return boolean(context, context.pool().negate(*condition));
}

std::optional<Typed> Reader::logical(BinaryOp op, const Operand& left, const Operand& right) {
  std::optional<Expr> l = truth(context, left.value, left.span), r = truth(context, right.value, right.span);
  if (!l || !r) return std::nullopt;
  ExprPool& pool = context.pool();
  if (op == BinaryOp::And) return boolean(context, pool.conjoin(*l, *r));
  if (op == BinaryOp::Or) return boolean(context, pool.disjoin(*l, *r));
  return boolean(context, pool.implies(*l, *r));
}

enum class Family : std::uint8_t { Logical, Equality, Order, Arithmetic };

Family family(BinaryOp op) {
  switch (op) {
    case BinaryOp::Implies:
    case BinaryOp::Or:
    case BinaryOp::And: return Family::Logical;
    case BinaryOp::Equal:
    case BinaryOp::NotEqual: return Family::Equality;
    case BinaryOp::Less:
    case BinaryOp::LessEqual:
    case BinaryOp::Greater:
    case BinaryOp::GreaterEqual: return Family::Order;
    case BinaryOp::Add:
    case BinaryOp::Subtract:
    case BinaryOp::Multiply: break;
  }
  return Family::Arithmetic;
}

/// `a + b + c` from the left and without recursion: a text may have a thousand operators in a row.
std::optional<Value> Reader::chain() {
  const ast::Expr* link = &tree;
  std::vector<const ast::Expr*> links;
  Family wanted = family(std::get<ast::Binary>(tree.node).op);
  while (const auto* b = std::get_if<ast::Binary>(&link->node)) {
    if (family(b->op) != wanted) break;
    links.push_back(link);
    link = b->left.get();
  }
  std::optional<Operand> value = operand(*link);
  for (auto each = links.rbegin(); each != links.rend(); ++each) {
    const auto& b = std::get<ast::Binary>((*each)->node);
    std::optional<Operand> right = operand(*b.right);
    std::optional<Typed> both;
    if (value && right) {
      both = wanted == Family::Logical ? logical(b.op, *value, *right)
                                       : calculate(context, b.op, *value, *right);
    }
    value = both ? std::optional(Operand{*both, (*each)->span}) : std::nullopt;
  }
  if (!value) return std::nullopt;
  return value->value;
}

std::optional<Value> Reader::policy_comparison(std::size_t policy, const ast::Expr& other, bool equal) {
  const auto* value = std::get_if<ast::Reference>(&other.node);
  if (!value) {
    context.error(Code::UnknownPolicyValue, other.span, "a policy is compared with one of its values");
    return std::nullopt;
  }
  std::optional<Value> in = policy_in_set(policy, {value->name});
  if (!in || equal) return in;
  return boolean(context, context.pool().negate(std::get<Typed>(*in).expr));
}

std::optional<Value> Reader::policy_in_set(std::size_t policy, const std::vector<ast::Name>& names) {
  const Policy& decided = context.policies[policy];
  ++context.policies_read;
  bool found = false;
  for (const ast::Name& name : names) {
    if (std::find(decided.values.begin(), decided.values.end(), name.text) == decided.values.end()) {
      context.error(Code::UnknownPolicyValue, name.span,
                    "policy '" + decided.name + "' has no value '" + name.text + "'",
                    {{decided.span, "declared here"}}, suggestion(name.text, decided.values));
      return std::nullopt;
    }
    found |= decided.chosen == name.text;
  }
  return boolean(context, context.pool().boolean(found));
}

std::optional<Value> Reader::equality(const ast::Binary& b) {
  bool equal = b.op == BinaryOp::Equal;
  if (auto policy = policy_named(context, scope, *b.left)) return policy_comparison(*policy, *b.right, equal);
  if (auto policy = policy_named(context, scope, *b.right)) return policy_comparison(*policy, *b.left, equal);
  // A bare name may be a value of the other side's enumeration: that side is read first.
  bool right_first = std::holds_alternative<ast::Reference>(b.left->node) &&
                     !std::holds_alternative<ast::Reference>(b.right->node);
  std::optional<Operand> first = operand(right_first ? *b.right : *b.left);
  std::optional<Operand> second =
      operand(right_first ? *b.left : *b.right, first ? &first->value.type : nullptr);
  if (!first || !second) return std::nullopt;
  return as_value(compare(context, b.op, right_first ? *second : *first, right_first ? *first : *second));
}

/// A serial as the number that stands for it.
Operand plain(Operand operand) {
  if (operand.value.type.kind == Type::Kind::Serial) {
    const Type serial = operand.value.type;
    operand.value = {Type{.kind = Type::Kind::Bits, .width = serial.width}, operand.value.expr};
  }
  return operand;
}

std::optional<Value> Reader::order(const ast::Binary& b) {
  std::optional<Operand> left = operand(*b.left), right = operand(*b.right);
  if (!left || !right) return std::nullopt;
  if (b.plain) left = plain(*left), right = plain(*right);
  return as_value(compare(context, b.op, *left, *right));
}

std::optional<Value> Reader::operator()(const ast::Binary& b) {
  switch (family(b.op)) {
    case Family::Equality: return equality(b);
    case Family::Order: return order(b);
    case Family::Logical:
    case Family::Arithmetic: break;
  }
  return chain();
}

std::optional<Value> Reader::operator()(const ast::Conditional& c) {
  std::optional<Expr> condition = condition_of(context, scope, c.condition);
  std::optional<Operand> then = operand(*c.then, hint);
  std::optional<Operand> otherwise = operand(*c.otherwise, hint ? hint : then ? &then->value.type : nullptr);
  if (!condition || !then || !otherwise) return std::nullopt;
  return as_value(conditional(context, *condition, *then, *otherwise));
}

std::optional<Value> Reader::operator()(const ast::InSet& s) {
  if (auto policy = policy_named(context, scope, *s.value)) return policy_in_set(*policy, s.names);
  std::optional<Operand> value = operand(*s.value);
  if (!value) return std::nullopt;
  if (value->value.literal || value->value.type.kind != Type::Kind::Enum) {
    context.error(Code::TypeMismatch, value->span,
                  "expected a value of an enumeration, this is " + describe(context, value->value));
    return std::nullopt;
  }
  std::optional<Mask> mask = values_named(context, value->value.type, s.names);
  if (!mask) return std::nullopt;
  std::vector<Expr> cases;
  for (std::uint64_t v = 0; v < 64; ++v) {
    if (*mask >> v & 1)
      cases.push_back(
          context.pool().equal(value->value.expr, context.pool().constant(value->value.type.sort(), v)));
  }
  return boolean(context, context.pool().disjoin(std::move(cases)));
}

std::optional<Value> Reader::operator()(const ast::InRange& r) {
  std::optional<Operand> value = operand(*r.value), low = operand(*r.low), high = operand(*r.high);
  if (!value || !low || !high) return std::nullopt;
  if (!r.plain) return as_value(within(context, *value, *low, *high, r.half_open));
  const auto above = compare(context, BinaryOp::LessEqual, plain(*low), plain(*value));
  const auto below =
      compare(context, r.half_open ? BinaryOp::Less : BinaryOp::LessEqual, plain(*value), plain(*high));
  if (!above || !below) return std::nullopt;
  return boolean(context, context.pool().conjoin(above->expr, below->expr));
}

// ---- messages being written ---------------------------------------------------------------------------

struct MessageWriter {
  Context& context;
  const Scope& scope;
  const std::vector<Field>& fields;
  Record record;
  std::vector<bool> given;

  void fail_duplicate(const ast::Name& name) {
    context.error(Code::DuplicateName, name.span, "the message has '" + name.text + "' already");
  }
  bool set_flag(const std::string& group, const ast::Name& flag) {
    std::vector<std::string> flags;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (!fields[i].name.starts_with(group + ".")) continue;
      flags.push_back(fields[i].name.substr(group.size() + 1));
      if (flags.back() != flag.text) continue;
      if (given[i]) fail_duplicate(flag);
      given[i] = true;
      record.values[i] = context.pool().boolean(true);
      return true;
    }
    context.unknown(flag, "field '" + group + "' has no flag", flags);
    return false;
  }
  bool is_flags(const std::string& name) const {
    return std::any_of(fields.begin(), fields.end(),
                       [&](const Field& f) { return f.name.starts_with(name + "."); });
  }
  bool set(const ast::FieldValue& field) {
    if (is_flags(field.field.text)) {
      bool good = true;
      for (const ast::Name& flag : field.flags) good &= set_flag(field.field.text, flag);
      if (!field.flags.empty()) return good;
      context.error(Code::TypeMismatch, field.field.span,
                    "field '" + field.field.text + "' takes the names of flags");
      return false;
    }
    std::vector<std::string> names;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      names.push_back(fields[i].name);
      if (fields[i].name == field.field.text) return set_field(i, field);
    }
    context.unknown(field.field, "the message has no field", names);
    return false;
  }
  bool set_field(std::size_t i, const ast::FieldValue& field) {
    if (given[i]) fail_duplicate(field.field);
    given[i] = true;
    if (!field.value) {
      context.error(Code::TypeMismatch, field.field.span, "field '" + field.field.text + "' takes one value");
      return false;
    }
    const Type& type = fields[i].type;
    std::optional<Expr> value =
        stored_value(context, scope, *field.value, type, space_of(type, record.self, record.peer));
    if (value) record.values[i] = *value;
    return value.has_value();
  }
};

std::optional<Value> Reader::operator()(const ast::MessageLiteral& m) {
  const Machine* machine = scope.machine ? &context.model.machines[scope.machine->index] : nullptr;
  if (!machine || machine->message_name.empty()) {
    context.error(Code::MissingDeclaration, tree.span,
                  "there is no message type here that this could be one of");
    return std::nullopt;
  }
  Record record{Record::Kind::Message, &machine->message, {}, kSent, kSelf, kPeer, scope.machine, {}};
  if (scope.self) record.self = scope.self->self, record.peer = scope.self->peer;
  for (const Field& field : machine->message)
    record.values.push_back(context.pool().constant(field.type.sort(), 0));
  MessageWriter writer{context, scope, machine->message, std::move(record),
                       std::vector<bool>(machine->message.size())};
  bool good = true;
  for (const ast::FieldValue& field : m.fields) good &= writer.set(field);
  if (!good) return std::nullopt;
  return writer.record;
}

}  // namespace

std::optional<Value> value_of(Context& context, const Scope& scope, const ast::Expr& tree, const Type* hint) {
  constexpr std::size_t kDeepest = 600;  // each level takes stack
  if (context.depth >= kDeepest) {
    context.error(Code::RecursiveLet, tree.span,
                  "with its lets written out this is nested too deep to be read");
    return std::nullopt;
  }
  ++context.depth;
  std::optional<Value> value = std::visit(Reader{context, scope, tree, hint}, tree.node);
  --context.depth;
  return value;
}

std::optional<Typed> typed_of(Context& context, const Scope& scope, const ast::Expr& tree, const Type* hint) {
  std::optional<Value> value = value_of(context, scope, tree, hint);
  if (!value) return std::nullopt;
  if (const auto* typed = std::get_if<Typed>(&*value)) return *typed;
  const auto* record = std::get_if<Record>(&*value);
  const char* what = !record                   ? "a policy, which is only compared with its values"
                     : !record->prefix.empty() ? "a group of fields"
                     : record->kind == Record::Kind::Endpoint ? "an endpoint"
                                                              : "a message";
  context.error(Code::WrongKindOfName, tree.span, std::string("expected a value, this is ") + what);
  return std::nullopt;
}

std::optional<Expr> condition_of(Context& context, const Scope& scope, const ast::ExprPtr& tree) {
  if (!tree) return context.pool().boolean(true);
  std::optional<Typed> value = typed_of(context, scope, *tree);
  if (!value) return std::nullopt;
  return truth(context, *value, tree->span);
}

std::optional<Expr> stored_value(Context& context, const Scope& scope, const ast::Expr& tree,
                                 const Type& type, Space space) {
  std::optional<Typed> value = typed_of(context, scope, tree, &type);
  if (!value) return std::nullopt;
  return convert(context, *value, type, space, tree.span);
}

std::optional<Record> message_of(Context& context, const Scope& scope, const ast::Expr& tree) {
  std::optional<Value> value = value_of(context, scope, tree);
  if (!value) return std::nullopt;
  const auto* record = std::get_if<Record>(&*value);
  if (record && record->kind == Record::Kind::Message && record->prefix.empty()) return *record;
  context.error(Code::WrongKindOfName, tree.span, "expected a message");
  return std::nullopt;
}

}  // namespace model::elaboration
