// One query of a proof before and after it is asked: premises, goals, and which of the goals failed.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "checker/engine.h"
#include "checker/smt/solve.h"
#include "checker/smt/text.h"
#include "checker/statements.h"

namespace checker {

struct Problem {
  std::string name;  // "A33 A72 AA2", unique in its proof
  std::vector<model::Expr> premises;
  std::vector<Instance> goals;  // none: only whether the premises are satisfiable is asked
  // Of whose making it is. It takes no part in the proof, but tells what the proof rests on.
  std::vector<Instance> known = {};  // of the premises, those that statements say, and nothing else says
  struct Obvious {
    Instance goal;
    std::vector<std::string> by;  // statements, each of which says just this
  };
  std::vector<Obvious> obvious = {};  // goals that are left out, but not because of their own statement
};

/// A problem with every term and text that asking it needs, so that threads need not build any.
struct Question {
  std::string name;
  std::vector<model::Expr> premises;
  std::vector<Instance> refuted;  // each goal that is not obvious, negated
  model::Expr all_refuted;        // not all of them; empty if there is none
  Obligation possible, impossible, follows;
  bool known_possible = false;  // another question has shown it: not asked again
  bool only_whether = false;    // no matter which goal does not follow, or why
};

/// Goals that are literally true or among the premises are left out.
Question prepare(model::ExprPool& pool, const Problem& problem, smt::Writer& writer);

/// A goal that does not follow, or that no answer was found for.
struct Failure {
  std::string goal;
  std::string problem;
  smt::Status status = smt::Status::Unknown;  // Sat: `values` make the premises true and the goal false
  std::string reason;
  smt::Values values;
  std::string picture = {};  // of the values
};

/// Goals of which no single one is known to fail.
inline constexpr const char* kTogether = "all goals together";
/// That an event takes one of its paths.
inline constexpr const char* kSomePath = "some path";

/// What became of one question.
struct Proof {
  std::vector<Obligation> obligations;
  std::vector<Failure> failures;
  bool asked_possible = false;  // and answered
  bool vacuous = false;         // the premises cannot be true
  double seconds = 0;           // of processor time
};

/// Premises satisfiable, then all goals at once; if that fails, goal by goal to name those that do.
Proof prove(const Question& question, const Limits& limits);

/// Whether all terms can be true at once; the text is made only to remember the answer.
smt::Status possible(std::span<const model::Expr> terms, const Limits& limits);

/// "price mirrored @ sending" → "price": the lemma's name or the claim's id.
std::string statement_of(const Instance& instance);

/// Whether all goals follow; no answer in time is no.
bool follows(const Question& question, const smt::Effort& effort);

/// Several questions by several threads; the proofs come in the order of the questions.
std::vector<Proof> prove_all(std::span<const Question> questions, const Limits& limits);

}  // namespace checker
