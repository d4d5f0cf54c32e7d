#include "checker/smt/solve.h"

#include <z3++.h>

#include <algorithm>
#include <unordered_map>
#include <vector>

#include "checker/smt/sat.h"
#include "checker/smt/text.h"

namespace checker::smt {

using model::Expr;
using model::Op;
using model::Sort;

namespace {

/// So many conflicts Z3 tries to do without: most questions need fewer.
constexpr std::uint32_t kEasy = 10'000;

/// Z3's own limit takes an unsigned number of milliseconds, and 0 would mean that nothing is done at all.
unsigned milliseconds(std::chrono::milliseconds time) {
  return static_cast<unsigned>(std::clamp<long long>(time.count(), 1, 0x7fffffff));
}

/// NOTE(one shot): pushing and popping would keep Z3 from bit-blasting the whole problem: at 32 bits it then
/// does not finish.
z3::tactic bits(z3::context& context) {
  return z3::tactic(context, "simplify") & z3::tactic(context, "propagate-values") &
         z3::tactic(context, "solve-eqs") & z3::tactic(context, "simplify") &
         z3::tactic(context, "bit-blast");
}

z3::solver one_shot(z3::context& context, const Effort& effort) {
  z3::solver solver = (bits(context) & z3::tactic(context, "sat")).mk_solver();
  z3::params parameters(context);
  parameters.set("timeout", milliseconds(effort.timeout));
  parameters.set("ctrl_c", false);  // a signal is for the whole program: `stop` passes it on
  if (effort.conflicts != 0) parameters.set("max_conflicts", effort.conflicts);
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
      case Op::Subtract: return is_all_ones(e.arg(0)) ? ~a[1] : a[0] - a[1];
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

/// The clauses of a goal in conjunctive normal form, and which of Z3's constants their variables are.
class Clausal {
 public:
  explicit Clausal(const z3::goal& goal) : goal_(goal) {
    for (unsigned i = 0; i < goal.size(); ++i) add(goal[i]);
  }

  const Clauses& clauses() const { return clauses_; }

  /// The variable that this constant of the goal is; 0 if it is in no clause.
  int number(const z3::expr& constant) const {
    const auto found = number_.find(constant.id());
    return found == number_.end() ? 0 : found->second;
  }

  /// What the assignment says of the constants of the goal that this one was made of.
  z3::model model(const std::vector<bool>& values) const {
    z3::model own(goal_.ctx());
    for (std::size_t v = 0; v < constants_.size(); ++v) {
      z3::func_decl constant = constants_[v].decl();
      z3::expr value = goal_.ctx().bool_val(values[v]);
      own.add_const_interp(constant, value);
    }
    return goal_.convert_model(own);
  }

 private:
  void add(const z3::expr& clause) {
    if (clause.is_true()) return;
    if (clause.is_or())
      for (unsigned i = 0; i < clause.num_args(); ++i) add_literal(clause.arg(i));
    else if (!clause.is_false())
      add_literal(clause);
    clauses_.literals.push_back(0);
  }

  void add_literal(const z3::expr& literal) {
    const bool negative = literal.is_not();
    const z3::expr constant = negative ? literal.arg(0) : literal;
    const auto [at, fresh] = number_.try_emplace(constant.id(), clauses_.variables + 1);
    if (fresh) {
      ++clauses_.variables;
      constants_.push_back(constant);
    }
    clauses_.literals.push_back(negative ? -at->second : at->second);
  }

  z3::goal goal_;
  Clauses clauses_;
  std::unordered_map<unsigned, int> number_;
  std::vector<z3::expr> constants_;
};

/// Calls it, and turns Z3's own way of giving up, an exception, into an answer.
template <typename Ask>
auto asked(z3::context& context, const Effort& effort, Ask ask) -> decltype(ask()) {
  if (effort.stop.stop_requested()) return {Answer{Status::Unknown, "stopped", {}}};
  const std::stop_callback interrupt(effort.stop, [&context] { context.interrupt(); });
  try {
    return ask();
  } catch (const z3::exception& problem) {
    return {Answer{Status::Unknown, problem.msg(), {}}};
  }
}

template <typename Read>
Answer check(z3::solver& solver, Read read) {
  switch (solver.check()) {
    case z3::unsat: return {Status::Unsat, {}, {}};
    case z3::sat: return {Status::Sat, {}, read(solver.get_model())};
    case z3::unknown: break;
  }
  return {Status::Unknown, solver.reason_unknown(), {}};
}

Clausal clausal(const z3::expr_vector& assertions, const Effort& effort) {
  auto& context = assertions.ctx();
  z3::goal goal(context);
  for (const z3::expr& each : assertions) goal.add(each);
  const auto chain =
      z3::try_for(bits(context) & z3::tactic(context, "tseitin-cnf"), milliseconds(effort.timeout));
  return Clausal(chain(goal)[0]);
}

template <typename Read>
Answer answer(const Assignment& assignment, const Clausal& clausal, Read read) {
  switch (assignment.status) {
    case Status::Unsat: return {Status::Unsat, {}, {}};
    case Status::Sat: return {Status::Sat, {}, read(clausal.model(assignment.values))};
    case Status::Unknown: break;
  }
  return {Status::Unknown, "no answer in the time or the conflicts allowed", {}};
}

/// Z3 makes clauses, CaDiCaL solves them: the hardest questions take a quarter of the time.
template <typename Read>
Answer by_clauses(const z3::expr_vector& assertions, const Effort& effort, Read read) {
  const auto clauses = clausal(assertions, effort);
  return answer(satisfy(clauses.clauses(), effort), clauses, read);
}

/// Each group holds if its switch is on; those switches that the clauses still know are assumed. NOTE(lost switch): a switch that Z3 has
/// decided is off: the terms contradict its group alone. One that it knows nothing of is free.
template <typename Read>
Grounds by_groups(z3::expr_vector assertions, const std::vector<z3::expr_vector>& groups,
                  const Effort& effort, Read read) {
  std::vector<z3::expr> switches;
  for (const auto& group : groups) {
    switches.push_back(assertions.ctx().bool_const(("group" + std::to_string(switches.size())).c_str()));
    for (const z3::expr& each : group) assertions.push_back(z3::implies(switches.back(), each));
  }
  const auto clauses = clausal(assertions, effort);
  std::vector<int> assumed;
  for (const auto& each : switches)
    if (const int number = clauses.number(each); number != 0) assumed.push_back(number);
  const auto found = satisfy(clauses.clauses(), effort, assumed);
  Grounds grounds{answer(found, clauses, read), {}};
  for (std::size_t g = 0; g < switches.size(); ++g) {
    if (std::find(found.core.begin(), found.core.end(), clauses.number(switches[g])) != found.core.end())
      grounds.core.push_back(g);
    const bool lost = found.status == Status::Sat && clauses.number(switches[g]) == 0 &&
                      clauses.model(found.values).eval(switches[g]).is_false();
    if (lost) return {{Status::Unsat, {}, {}}, {g}};
  }
  return grounds;
}

}  // namespace

std::chrono::milliseconds until(std::chrono::steady_clock::time_point deadline) {
  using std::chrono::milliseconds;
  return std::max(milliseconds(0),
                  std::chrono::duration_cast<milliseconds>(deadline - std::chrono::steady_clock::now()));
}

Answer solve(std::span<const Expr> terms, const Effort& effort) {
  const auto deadline = std::chrono::steady_clock::now() + effort.timeout;
  z3::context context;
  return asked(context, effort, [&] {
    Translation translation(context);
    for (const Expr e : model::subterms(terms)) translation.add(e);
    z3::expr_vector assertions(context);
    for (const Expr e : terms) assertions.push_back(translation(e));
    Effort easy = effort;
    easy.conflicts = std::min(effort.conflicts == 0 ? kEasy : effort.conflicts, kEasy);
    const auto read = [&](const z3::model& model) { return values_of(model, translation); };
    const auto soon = [&] {  // what Z3 has learned is gone before there are clauses
      auto solver = one_shot(context, easy);
      solver.add(assertions);
      return check(solver, read);
    };
    auto answer = soon();
    if (answer.status != Status::Unknown || effort.conflicts == easy.conflicts) return answer;
    return by_clauses(assertions, {until(deadline), effort.conflicts, effort.stop}, read);
  });
}

Grounds solve_with_core(std::span<const Expr> terms, std::span<const std::vector<Expr>> groups,
                        const Effort& effort) {
  const auto deadline = std::chrono::steady_clock::now() + effort.timeout;
  z3::context context;
  return asked(context, effort, [&] {
    Translation translation(context);
    std::vector<Expr> all(terms.begin(), terms.end());
    for (const auto& group : groups) all.insert(all.end(), group.begin(), group.end());
    for (const Expr e : model::subterms(all)) translation.add(e);
    const auto translated = [&](std::span<const Expr> list) {
      z3::expr_vector vector(context);
      for (const Expr e : list) vector.push_back(translation(e));
      return vector;
    };
    std::vector<z3::expr_vector> grouped;
    for (const auto& group : groups) grouped.push_back(translated(group));
    return by_groups(translated(terms), grouped, {until(deadline), effort.conflicts, effort.stop},
                     [&](const z3::model& model) { return values_of(model, translation); });
  });
}

Answer solve_text(const std::string& smtlib, const Effort& effort) {
  z3::context context;
  return asked(context, effort, [&] {
    auto solver = one_shot(context, effort);
    for (const z3::expr& term : context.parse_string(smtlib.c_str())) solver.add(term);
    return check(solver, [](const z3::model&) { return Values{}; });
  });
}

}  // namespace checker::smt
