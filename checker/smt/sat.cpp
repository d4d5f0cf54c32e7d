#include "checker/smt/sat.h"

#include <algorithm>

#include <cadical.hpp>

namespace checker::smt {

namespace {

/// Asked from time to time whether to give up.
class Patience : public CaDiCaL::Terminator {
 public:
  explicit Patience(const Effort& effort) : stop_(effort.stop), deadline_(Clock::now() + effort.timeout) {}
  bool terminate() override { return stop_.stop_requested() || Clock::now() > deadline_; }

 private:
  using Clock = std::chrono::steady_clock;
  std::stop_token stop_;
  Clock::time_point deadline_;
};

}  // namespace

std::string cadical_name() { return std::string("cadical ") + CaDiCaL::Solver::version(); }

Assignment satisfy(const Clauses& clauses, const Effort& effort, std::span<const int> assumptions) {
  constexpr int kSatisfiable = 10, kUnsatisfiable = 20;
  Patience patience(effort);
  CaDiCaL::Solver solver;
  solver.configure("unsat");  // nearly all that is asked here is, and takes long only then
  solver.set("quiet", 1);
  for (const int literal : clauses.literals) solver.add(literal);
  for (const int literal : assumptions) solver.assume(literal);
  if (effort.conflicts != 0)
    solver.limit("conflicts", static_cast<int>(std::min(effort.conflicts, std::uint32_t{1} << 30)));
  solver.connect_terminator(&patience);
  const int found = solver.solve();
  solver.disconnect_terminator();
  Assignment assignment;
  if (found == kUnsatisfiable) {
    assignment.status = Status::Unsat;
    for (const int literal : assumptions)
      if (solver.failed(literal)) assignment.core.push_back(literal);
  }
  if (found != kSatisfiable) return assignment;
  assignment.status = Status::Sat;
  for (int v = 1; v <= clauses.variables; ++v) assignment.values.push_back(solver.val(v) > 0);
  return assignment;
}

}  // namespace checker::smt
