// Induction over the steps of a system whose network is "sent and not forgotten": one quantifier-free query
// per path.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "checker/engine.h"
#include "checker/problem.h"
#include "checker/symmetry.h"

namespace checker {

/// Whether a problem of which all goals are obvious is one: who leaves lemmas out must know.
enum class Wanted : std::uint8_t { Open, ObviousToo };
bool is_wanted(const Problem& problem, Wanted wanted);

/// The lemmas and invariants of one system, proved together, and what a proof about its steps builds on them.
class Induction {
 public:
  Induction(const model::Model& model, std::uint16_t system, const Limits& limits);
  Induction(const Induction&) = delete;

  struct Result {
    Certificate certificate;
    std::vector<Failure> failures;
    std::vector<std::pair<double, std::string>> times;  // processor seconds of each question
    std::vector<std::string> impossible;                // paths that nothing in this system takes
    bool inductive() const { return failures.empty(); }
  };

  /// Proved at the first call.
  const Result& lemmas();
  /// The verdict about a transition property: on the lemmas, if it needs them.
  Verdict transition(const model::Property& property);
  /// The verdict about each invariant of the system: they are proved together.
  Verdict invariants();

  // ---- for other proofs about the same steps ----

  const model::Model& model() const { return model_; }
  const model::System& system() const { return system_; }
  Encoding& encoding() { return encoding_; }
  const std::vector<Move>& moves(std::uint16_t endpoint);
  const std::optional<Move>& tick() const { return tick_; }
  /// The endpoints whose moves must be looked at: one of two that mirror each other.
  std::vector<std::uint16_t> movers() const;
  /// Which of the statements are known before a move.
  enum class Known : std::uint8_t { Nothing, States, All };
  /// What is to be shown of one move: `goals` after it or of it, and `terms`; `premises` are known besides.
  struct Claim {
    std::vector<Statement> goals;
    Known known = Known::All;
    std::vector<model::Expr> premises = {};
    std::vector<Instance> terms = {};
    bool assuming = true;      // what the system assumes of the step and of the state after it is known, too
    std::string without = {};  // this one, and its mirror image, is not known
  };
  Problem about(const Move& move, const Claim& claim);
  /// The assumptions about every state that are false at the beginning, whatever the parameters.
  std::vector<std::string> unmet_at_the_start();
  /// What the system assumes of such a step and of the state after it: a move that breaks it does not happen.
  std::vector<Statement> demands(const Move& move) const;
  /// Fixes one number of each sequence space if the problem allows it.
  void use_translation(Problem& problem, const Move& move, Certificate& certificate);
  const Limits& limits() const { return limits_; }

  /// A problem that arises at one move.
  struct Case {
    const Move* move;
    Question question;
    Problem problem;
  };
  /// All that the lemmas' proof asks, and what it need not ask as another lemma says it.
  std::vector<Case> cases();
  /// What a transition property asks of its steps.
  std::vector<Case> cases(const model::Property& transition, bool with_lemmas, Certificate& certificate,
                          Wanted wanted);
  Case at(const Move& move, Problem problem);
  /// The lemmas exclude it: their proof showed that nothing in this system takes this path.
  bool is_impossible(const Move& move) const { return impossible_.contains(&move); }
  /// That every event of the endpoint takes one of its paths.
  std::vector<Case> coverage(std::uint16_t endpoint);
  /// Asks them all and adds what was found out, in order.
  void settle(const std::vector<Case>& cases, Result& into);
  /// Why nothing that rests on the lemmas is known.
  Unknown shaky() const;

 private:
  Case initially();
  std::vector<Case> consecution(Certificate& certificate, Wanted wanted);
  std::optional<model::Expr> choice(const Move& move) const;
  model::Expr fixed(const Move& move, model::Expr base) const;
  bool is_decided(const Move& move, model::Expr term, bool value) const;
  Fits fitting(std::uint16_t endpoint);
  std::vector<model::Expr> assumptions(const Cast& cast, const Move& move, bool after);

  const model::Model& model_;
  const model::System& system_;
  Limits limits_;
  Encoding encoding_;
  std::vector<Statement> statements_;
  bool mirrored_;
  std::vector<model::Expr> bases_;
  std::vector<std::optional<std::vector<Move>>> moves_;
  std::optional<Move> tick_;
  std::optional<Move> start_;
  std::vector<smt::Writer> writers_;             // by who moves: places are named after it
  std::set<const Move*> impossible_, possible_;  // as far as the lemmas' proof asked
  std::optional<Result> result_;
};

/// The move is one that a transition property speaks of.
bool concerns(const model::Property& property, const Move& move);

/// The one that the task remembers for this system, or a new one.
std::shared_ptr<Induction> induction_for(const Task& task);

}  // namespace checker
