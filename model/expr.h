// Typed, immutable, shared expressions: the only expression language that evaluation, the checker and the
// generator know. Two sorts: Bool, and bit-vectors of 1 to 64 bits with wrapping unsigned arithmetic.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <span>
#include <unordered_map>
#include <vector>

namespace model {

// clang-format off
enum class Op : std::uint8_t {
  Constant, Variable,
  Not, And, Or,                        // Bool; And and Or take any number of operands
  Equal, Less, LessEqual, SerialLess,  // Less, LessEqual unsigned; SerialLess(a, b): 0 < b - a < 2^(w-1), RFC 1982
  Add, Subtract, Multiply,             // modulo 2^w
  Ite,
  Resize,                              // zero-extends or truncates to the node's width; a Bool becomes 0 or 1
};
// clang-format on

/// width 0 is Bool.
struct Sort {
  std::uint8_t width = 0;
  bool is_bool() const { return width == 0; }
  friend bool operator==(Sort, Sort) = default;
};

/// Whose value a variable is.
enum class Owner : std::uint8_t {
  Parameter,  // a symbolic constant of the model: MSL, R2
  Endpoint,   // field of an endpoint now. `which`: the endpoint; in a machine's own rules always 0
  Old,        // the same before the step: only in hooks, transition properties and assumptions about steps
  Message,    // field of a message; `which` is one of the numbers below
  Argument,   // call parameters, inputs and fresh values of the event being handled
  Flag,       // a fact of the step taken, see model.h: StepFlag
};

/// Message numbers: the one that arrives, the one that was sent in this step, then the bound ones (for s, t from A).
enum : std::uint16_t { kArriving = 0, kSent = 1, kBound = 2 };

struct Place {
  Owner owner = Owner::Parameter;
  std::uint16_t which = 0;
  std::uint16_t field = 0;
  friend auto operator<=>(const Place&, const Place&) = default;
};

class Expr;

struct Node {
  Op op;
  Sort sort;
  std::uint64_t value;  // Constant: the value
  Place place;          // Variable
  std::vector<Expr> args;
  std::uint32_t id;  // creation order: the only order in which anything may iterate
};

/// A handle: cheap to copy, equal exactly when structurally equal. A default Expr is empty.
class Expr {
 public:
  Expr() = default;
  Op op() const { return node_->op; }
  Sort sort() const { return node_->sort; }
  std::uint64_t value() const { return node_->value; }
  Place place() const { return node_->place; }
  std::span<const Expr> args() const { return node_->args; }
  Expr arg(std::size_t i) const { return node_->args[i]; }
  std::uint32_t id() const { return node_->id; }
  explicit operator bool() const { return node_ != nullptr; }
  bool is_true() const { return node_->op == Op::Constant && node_->sort.is_bool() && node_->value == 1; }
  bool is_false() const { return node_->op == Op::Constant && node_->sort.is_bool() && node_->value == 0; }
  friend bool operator==(Expr a, Expr b) { return a.node_ == b.node_; }
  friend bool operator<(Expr a, Expr b) { return a.id() < b.id(); }

 private:
  friend class ExprPool;
  explicit Expr(const Node* node) : node_(node) {}
  const Node* node_ = nullptr;
};

/// Owns the nodes. Builders fold constants and flatten, so that a decided guard is literally true or false.
class ExprPool {
 public:
  Expr boolean(bool value);
  Expr bits(std::uint8_t width, std::uint64_t value);  // truncated to the width
  Expr constant(Sort sort, std::uint64_t value);
  Expr variable(Sort sort, Place place);

  Expr negate(Expr a);
  Expr conjoin(std::vector<Expr> parts);
  Expr conjoin(Expr a, Expr b) { return conjoin(std::vector{a, b}); }
  Expr disjoin(std::vector<Expr> parts);
  Expr disjoin(Expr a, Expr b) { return disjoin(std::vector{a, b}); }
  Expr implies(Expr a, Expr b) { return disjoin(negate(a), b); }
  Expr equal(Expr a, Expr b);
  Expr less(Expr a, Expr b);
  Expr less_equal(Expr a, Expr b);
  Expr serial_less(Expr a, Expr b);
  Expr add(Expr a, Expr b);
  Expr subtract(Expr a, Expr b);
  Expr multiply(Expr a, Expr b);
  Expr ite(Expr condition, Expr then, Expr otherwise);
  Expr resize(Sort sort, Expr a);

  /// The same operator on other operands, folded again.
  Expr rebuild(Expr like, std::vector<Expr> args);

  std::size_t size() const { return nodes_.size(); }

 private:
  Expr intern(Op op, Sort sort, std::uint64_t value, Place place, std::vector<Expr> args);

  std::deque<Node> nodes_;
  std::unordered_multimap<std::size_t, const Node*> index_;
};

/// The nodes that occur in the terms, operands before the nodes that use them, each once.
std::vector<Expr> subterms(std::span<const Expr> terms);

/// What stands for a place; an empty Expr leaves the variable as it is.
using Substitution = std::function<Expr(Expr variable)>;

/// Replaces variables simultaneously. Shared subterms are visited once.
Expr substitute(ExprPool& pool, Expr e, const Substitution& by);

/// The variables that occur, in order of their places, each once.
std::vector<Expr> variables_of(Expr e);

/// The value of an operator on evaluated operands: the one definition of what operators mean, used by folding and by evaluation.
std::uint64_t apply(Op op, Sort sort, std::span<const Sort> arg_sorts, std::span<const std::uint64_t> args);

/// Keeps the low `width` bits; width 0 (Bool) keeps one.
constexpr std::uint64_t truncate(std::uint64_t value, std::uint8_t width) {
  return width == 0 ? value & 1 : width >= 64 ? value : value & ((std::uint64_t{1} << width) - 1);
}

}  // namespace model

template <>
struct std::hash<model::Expr> {
  std::size_t operator()(model::Expr e) const noexcept { return e.id(); }
};
