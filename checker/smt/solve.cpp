#include "checker/smt/solve.h"

#include <z3++.h>

#include <unordered_map>
#include <vector>

#include "checker/smt/text.h"

namespace checker::smt {

using model::Expr;
using model::Op;
using model::Sort;

namespace {

/// Z3's own limit takes an unsigned number of milliseconds, and 0 would mean that nothing is done at all.
unsigned milliseconds(std::chrono::milliseconds time) {
  return static_cast<unsigned>(std::clamp<long long>(time.count(), 1, 0x7fffffff));
}

/// NOTE(one shot): pushing and popping would keep Z3 from bit-blasting the whole problem: at 32 bits it then
/// does not finish.
z3::solver one_shot(z3::context& context, const Effort& effort) {
  z3::tactic chain = z3::tactic(context, "simplify") & z3::tactic(context, "propagate-values") &
                     z3::tactic(context, "solve-eqs") & z3::tactic(context, "simplify") &
                     z3::tactic(context, "bit-blast") & z3::tactic(context, "sat");
  z3::solver solver = chain.mk_solver();
  z3::params parameters(context);
  parameters.set("timeout", milliseconds(effort.timeout));
  parameters.set("ctrl_c", false);  // a signal is for the whole program: `stop` passes it on
  if (effort.rlimit != 0) parameters.set("rlimit", effort.rlimit);
  solver.set(parameters);
  return solver;
}

class Translation {
 public:
  explicit Translation(z3::context& context) : context_(context) {}

  z3::expr operator()(Expr e) { return made_.at(e.id()); }

  void add(Expr e) {
    z3::expr_vector a(context_);
    for (const Expr argument : e.args()) a.push_back(made_.at(argument.id()));
    made_.emplace(e.id(), apply(e, a));
    if (e.op() == Op::Variable) variables_.push_back(e);
  }

  const std::vector<Expr>& variables() const { return variables_; }

 private:
  z3::expr apply(Expr e, const z3::expr_vector& a) {
    switch (e.op()) {
      case Op::Constant: return constant(e.value(), e.sort());
      case Op::Variable: return variable(e);
      case Op::Not: return !a[0];
      case Op::And: return z3::mk_and(a);
      case Op::Or: return z3::mk_or(a);
      case Op::Equal: return a[0] == a[1];
      case Op::Less: return z3::ult(a[0], a[1]);
      case Op::LessEqual: return z3::ule(a[0], a[1]);
      case Op::SerialLess: return serial_less(e.arg(0).sort(), a[0], a[1]);
      case Op::Add: return a[0] + a[1];
      case Op::Subtract: return a[0] - a[1];
      case Op::Multiply: return a[0] * a[1];
      case Op::Ite: return z3::ite(a[0], a[1], a[2]);
      case Op::Resize: return resize(e.sort(), e.arg(0).sort(), a[0]);
    }
    throw std::logic_error("an operator that is none");
  }

  z3::expr constant(std::uint64_t value, Sort sort) {
    if (sort.is_bool()) return context_.bool_val(value != 0);
    return context_.bv_val(static_cast<uint64_t>(value), sort.width);
  }

  z3::expr variable(Expr e) {
    const auto name = context_.int_symbol(static_cast<int>(variables_.size()));
    return context_.constant(name,
                             e.sort().is_bool() ? context_.bool_sort() : context_.bv_sort(e.sort().width));
  }

  /// 0 < b - a < 2^(w-1), as one comparison.
  z3::expr serial_less(Sort sort, const z3::expr& a, const z3::expr& b) {
    const auto half = (std::uint64_t{1} << (sort.width - 1)) - 1;
    return z3::ult(b - a - constant(1, sort), constant(half, sort));
  }

  z3::expr resize(Sort to, Sort from, const z3::expr& a) {
    if (from.is_bool()) return to.is_bool() ? a : z3::ite(a, constant(1, to), constant(0, to));
    if (to.is_bool()) return a.extract(0, 0) == context_.bv_val(1, 1);
    if (to.width > from.width) return z3::zext(a, to.width - from.width);
    if (to.width < from.width) return a.extract(to.width - 1U, 0);
    return a;
  }

  z3::context& context_;
  std::unordered_map<std::uint32_t, z3::expr> made_;
  std::vector<Expr> variables_;
};

Values values_of(const z3::model& model, Translation& translation) {
  Values values;
  for (const Expr v : translation.variables()) {
    const z3::expr value = model.eval(translation(v), true);
    std::uint64_t number = 0;
    if (value.is_bool())
      number = value.is_true() ? 1 : 0;
    else
      value.is_numeral_u64(number);
    values[v.place()] = number;
  }
  return values;
}

/// Asks, and turns Z3's own way of giving up, an exception, into an answer.
template <typename Found>
Answer check(z3::context& context, z3::solver& solver, const Effort& effort, Found found) {
  Answer answer;
  const std::stop_callback interrupt(effort.stop, [&context] { context.interrupt(); });
  if (effort.stop.stop_requested()) return {Status::Unknown, "stopped", {}};
  try {
    switch (solver.check()) {
      case z3::unsat: answer.status = Status::Unsat; break;
      case z3::unknown: answer.reason = solver.reason_unknown(); break;
      case z3::sat:
        answer.status = Status::Sat;
        answer.values = found(solver.get_model());
        break;
    }
  } catch (const z3::exception& problem) {
    answer = {Status::Unknown, problem.msg(), {}};
  }
  return answer;
}

}  // namespace

Answer solve(std::span<const Expr> terms, const Effort& effort) {
  z3::context context;
  z3::solver solver = one_shot(context, effort);
  Translation translation(context);
  for (const Expr e : in_order(terms)) translation.add(e);
  for (const Expr e : terms) solver.add(translation(e));
  return check(context, solver, effort, [&](const z3::model& m) { return values_of(m, translation); });
}

Answer solve_text(const std::string& smtlib, const Effort& effort) {
  z3::context context;
  z3::solver solver = one_shot(context, effort);
  try {
    for (const z3::expr& term : context.parse_string(smtlib.c_str())) solver.add(term);
  } catch (const z3::exception& problem) {
    return {Status::Unknown, problem.msg(), {}};
  }
  return check(context, solver, effort, [](const z3::model&) { return Values{}; });
}

}  // namespace checker::smt
