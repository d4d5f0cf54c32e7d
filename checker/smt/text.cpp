#include "checker/smt/text.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_map>

#include "model/digest.h"

namespace checker::smt {

using model::Expr;
using model::Op;
using model::Sort;

namespace {

/// Words of SMT-LIB that a specification may use as names of constants.
constexpr std::array<std::string_view, 11> kReserved = {
    "and", "or", "not", "ite", "let", "distinct", "xor", "assert", "exists", "forall", "par"};

/// Names that begin with a dot or an at sign belong to solvers.
std::string symbol(const std::string& name) {
  const bool reserved = std::find(kReserved.begin(), kReserved.end(), name) != kReserved.end();
  const bool begins_well = !name.empty() && std::isalpha(static_cast<unsigned char>(name[0]));
  const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) ||
           std::string_view("._-+!").find(c) != std::string_view::npos;
  });
  return plain && begins_well && !reserved ? name : "|_" + name + "|";
}

std::string sort_text(Sort sort) {
  return sort.is_bool() ? "Bool" : "(_ BitVec " + std::to_string(sort.width) + ")";
}

std::string literal(std::uint64_t value, Sort sort) {
  if (sort.is_bool()) return value ? "true" : "false";
  return "(_ bv" + std::to_string(value) + " " + std::to_string(sort.width) + ")";
}

std::string join(std::string_view head, const std::vector<std::string>& operands) {
  std::string out = "(" + std::string(head);
  for (const auto& operand : operands) out += " " + operand;
  return out + ")";
}

std::string resize_text(Sort to, Sort from, const std::string& a) {
  if (from.is_bool())
    return to.is_bool() ? a : "(ite " + a + " " + literal(1, to) + " " + literal(0, to) + ")";
  if (to.is_bool()) return "(= ((_ extract 0 0) " + a + ") #b1)";
  if (to.width > from.width)
    return "((_ zero_extend " + std::to_string(to.width - from.width) + ") " + a + ")";
  if (to.width < from.width) return "((_ extract " + std::to_string(to.width - 1) + " 0) " + a + ")";
  return a;
}

/// 0 < b - a < 2^(w-1), as one comparison: b - a - 1 < 2^(w-1) - 1.
std::string serial_less_text(Sort sort, const std::string& a, const std::string& b) {
  const auto half = (std::uint64_t{1} << (sort.width - 1)) - 1;
  return "(bvult (bvsub (bvsub " + b + " " + a + ") " + literal(1, sort) + ") " + literal(half, sort) + ")";
}

std::string apply_text(Expr e, const std::vector<std::string>& a, const Naming& naming) {
  switch (e.op()) {
    case Op::Constant: return literal(e.value(), e.sort());
    case Op::Variable: return symbol(naming(e.place()));
    case Op::Not: return join("not", a);
    case Op::And: return join("and", a);
    case Op::Or: return join("or", a);
    case Op::Equal: return join("=", a);
    case Op::Less: return join("bvult", a);
    case Op::LessEqual: return join("bvule", a);
    case Op::SerialLess: return serial_less_text(e.arg(0).sort(), a[0], a[1]);
    case Op::Add: return join("bvadd", a);
    case Op::Subtract: return is_all_ones(e.arg(0)) ? "(bvnot " + a[1] + ")" : join("bvsub", a);
    case Op::Multiply: return join("bvmul", a);
    case Op::Ite: return join("ite", a);
    case Op::Resize: return resize_text(e.sort(), e.arg(0).sort(), a[0]);
  }
  return {};
}

}  // namespace

bool is_all_ones(Expr e) {
  return e.op() == Op::Constant && e.value() == model::truncate(~std::uint64_t{0}, e.sort().width);
}

std::string text(Expr term, const Naming& naming) {
  const auto order = model::subterms({&term, 1});
  std::unordered_map<std::uint32_t, unsigned> uses;
  for (const Expr e : order)
    for (const Expr a : e.args()) ++uses[a.id()];

  std::unordered_map<std::uint32_t, std::string> written;
  std::string lets;
  std::size_t bound = 0;
  for (const Expr e : order) {
    std::vector<std::string> operands;
    for (const Expr a : e.args()) operands.push_back(written.at(a.id()));
    std::string own = apply_text(e, operands, naming);
    if (uses[e.id()] > 1 && !e.args().empty()) {
      const std::string name = "$" + std::to_string(++bound);
      lets += "(let ((" + name + " " + own + "))\n ";
      own = name;
    }
    written[e.id()] = std::move(own);
  }
  return lets + written.at(term.id()) + std::string(bound, ')');
}

/// One (declare-fun …) line.
std::string Writer::declaration(Expr variable) const {
  return "(declare-fun " + symbol(naming_(variable.place())) + " () " + sort_text(variable.sort()) + ")\n";
}

const Writer::Premise& Writer::premise(Expr term) {
  const auto [at, fresh] = premises_.try_emplace(term);
  if (fresh) at->second = {text(term, naming_), model::variables_of(term)};
  return at->second;
}

Obligation Writer::obligation(std::string name, std::span<const Expr> premises, Expr goal) {
  std::vector<Expr> variables;
  if (goal) variables = model::variables_of(goal);
  std::string assertions;
  for (const Expr each : premises) {
    const auto& known = premise(each);
    variables.insert(variables.end(), known.variables.begin(), known.variables.end());
    assertions += "(assert " + known.text + ")\n";
  }
  if (goal) assertions += "(assert (not " + text(goal, naming_) + "))\n";
  std::sort(variables.begin(), variables.end(), [](Expr a, Expr b) { return a.place() < b.place(); });
  variables.erase(std::unique(variables.begin(), variables.end()), variables.end());
  std::string whole = "(set-logic QF_BV)\n";
  for (const Expr each : variables) whole += declaration(each);
  whole += assertions + "(check-sat)\n";
  auto digest = model::sha256(whole);
  return {std::move(name), std::move(whole), std::move(digest)};
}

}  // namespace checker::smt
