#include "checker/problem.h"

#include <time.h>

#include <algorithm>
#include <unordered_set>

#include "checker/answers.h"
#include "checker/parallel.h"
#include "checker/smt/recheck.h"
#include "checker/smt/sat.h"

namespace checker {

using model::Expr;

std::string statement_of(const Instance& instance) {
  return instance.name.substr(0, instance.name.find(' '));
}

Question prepare(model::ExprPool& pool, const Problem& problem, smt::Writer& writer) {
  Question question{problem.name, problem.premises, {}, {}, {}, {}, {}};
  question.possible = writer.obligation(problem.name + " / possible", problem.premises, {});
  question.impossible = question.possible;
  question.possible.expects_sat = true;
  question.impossible.name = problem.name + " / impossible";
  question.impossible.vacuous = true;
  std::unordered_set<Expr> known(problem.premises.begin(), problem.premises.end());
  std::vector<Expr> open;
  for (const Instance& goal : problem.goals) {
    if (goal.term.is_true() || !known.insert(goal.term).second) continue;
    open.push_back(goal.term);
    question.refuted.push_back({goal.name, pool.negate(goal.term)});
  }
  if (open.empty()) return question;
  const Expr all = pool.conjoin(std::move(open));
  question.all_refuted = pool.negate(all);
  question.follows = writer.obligation(problem.name + " / follows", problem.premises, all);
  return question;
}

namespace {

smt::Answer ask(const Question& question, Expr refuted, const smt::Effort& effort) {
  std::vector<Expr> terms = question.premises;
  terms.push_back(refuted);
  return smt::solve(terms, effort);
}

void name_failures(const Question& question, const smt::Effort& effort, Proof& proof) {
  for (const Instance& goal : question.refuted) {
    smt::Answer answer = ask(question, goal.term, effort);
    if (answer.status != smt::Status::Unsat)
      proof.failures.push_back(
          {goal.name, question.name, answer.status, answer.reason, std::move(answer.values)});
  }
}

/// The answers to terms are kept apart from those to texts: the second look at a proof reads texts.
const std::string& from_terms() {
  static const std::string name = smt::z3_name() + ", " + smt::cadical_name() + " from terms";
  return name;
}

/// Asks, or remembers.
smt::Status status(const Obligation& question, std::span<const Expr> terms, const smt::Effort& effort,
                   Answers* answers) {
  if (answers == nullptr) return smt::solve(terms, effort).status;
  if (const auto known = answers->find(from_terms(), question)) return *known;
  const auto found = smt::solve(terms, effort).status;
  answers->keep(from_terms(), question, found);
  return found;
}

/// Keeps with the proof whether its premises can be true.
void cover(const Question& question, const smt::Effort& effort, Answers* answers, Proof& proof) {
  const auto found = status(question.possible, question.premises, effort, answers);
  if (found == smt::Status::Unknown) return;
  proof.asked_possible = true;
  proof.vacuous = found == smt::Status::Unsat;
  proof.obligations.push_back(proof.vacuous ? question.impossible : question.possible);
}

/// Processor time of this thread: wall time says little on a busy machine.
double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// Whether all goals follow. Of a Sat that was remembered there are no values: then it is asked again, where they matter.
smt::Answer goals(const Question& question, const smt::Effort& effort, Answers* answers) {
  if (answers != nullptr)
    if (const auto known = answers->find(from_terms(), question.follows);
        known && (*known == smt::Status::Unsat || question.only_whether))
      return {*known, {}, {}};
  auto answer = ask(question, question.all_refuted, effort);
  if (answers != nullptr) answers->keep(from_terms(), question.follows, answer.status);
  return answer;
}

Proof answered(const Question& question, const smt::Effort& effort, Answers* answers) {
  Proof proof;
  if (!question.known_possible) cover(question, effort, answers, proof);
  if (proof.vacuous || !question.all_refuted) return proof;
  const auto answer = goals(question, effort, answers);
  if (answer.status == smt::Status::Unsat) {
    proof.obligations.push_back(question.follows);
    return proof;
  }
  if (answer.status == smt::Status::Sat && !question.only_whether) name_failures(question, effort, proof);
  if (proof.failures.empty())
    proof.failures.push_back({kTogether, question.name, smt::Status::Unknown, answer.reason, {}});
  return proof;
}

/// As if solvers had shown what is written, and nothing else.
Proof looked_up(const Question& question, const std::set<std::string>& written) {
  Proof proof;
  proof.vacuous = written.contains(question.impossible.name);
  proof.asked_possible = true;
  if (proof.vacuous)
    proof.obligations.push_back(question.impossible);
  else if (question.all_refuted && written.contains(question.follows.name))
    proof.obligations.push_back(question.follows);
  else if (question.all_refuted)
    proof.failures.push_back({kTogether, question.name, smt::Status::Unknown, "it is not written down", {}});
  return proof;
}

Limits within(std::chrono::milliseconds time, Limits limits) {
  limits.timeout = time;
  return limits;
}

/// Names that say nothing: the same question of another system is the same.
std::string by_place(model::Place place) {
  return "v" + std::to_string(static_cast<unsigned>(place.owner)) + "." + std::to_string(place.which) + "." +
         std::to_string(place.field);
}

}  // namespace

smt::Status possible(std::span<const Expr> terms, const Limits& limits) {
  const smt::Effort effort{limits.timeout, limits.solver_conflicts, limits.stop};
  if (limits.answers == nullptr) return smt::solve(terms, effort).status;
  return status(smt::Writer(by_place).obligation({}, terms, {}), terms, effort, limits.answers.get());
}

Proof prove(const Question& question, const Limits& limits) {
  const double begin = thread_seconds();
  Proof proof = limits.written ? looked_up(question, *limits.written)
                               : answered(question, {limits.timeout, limits.solver_conflicts, limits.stop},
                                          limits.answers.get());
  proof.seconds = thread_seconds() - begin;
  return proof;
}

bool follows(const Question& question, const smt::Effort& effort) {
  if (!question.all_refuted) return true;
  return effort.timeout.count() > 0 &&
         ask(question, question.all_refuted, effort).status == smt::Status::Unsat;
}

std::vector<Proof> prove_all(std::span<const Question> questions, const Limits& limits) {
  const auto deadline = std::chrono::steady_clock::now() + limits.timeout;
  std::vector<Proof> proofs(questions.size());
  by_threads(limits.jobs, questions.size(), [&](std::size_t i) {
    const auto left = smt::until(deadline);
    const bool over = left.count() == 0 || limits.stop.stop_requested();
    if (over)
      proofs[i].failures.push_back({kTogether, questions[i].name, smt::Status::Unknown, "out of time", {}});
    else
      proofs[i] = prove(questions[i], within(left, limits));
  });
  return proofs;
}

}  // namespace checker
