// What the claims of one system need, statement by statement: to be asked again and again, with fewer lemmas each time.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "checker/induction.h"

namespace checker {

/// Which of the elements of Obligations there are.
using Elements = std::vector<bool>;
bool is_within(const Elements& part, const Elements& whole);

/// All steps of the proof of one system's lemmas, invariants, transitions and responses. These are its elements, by number: the lemmas
/// first, then the invariants; only those are premises. The last one is that every event takes a path.
class Obligations {
 public:
  struct Part {
    std::size_t element;
    model::Expr term;
  };
  /// A goal that is literally known, of which it is enough that one of these is there.
  struct Obvious {
    Part goal;
    std::vector<std::size_t> by;
  };
  /// One step: what is known in any case, what elements say, what is to follow.
  struct Step {
    std::string name;
    std::vector<model::Expr> premises;
    std::vector<Part> known, goals;
    std::vector<Obvious> obvious;
  };

  Obligations(const model::Model& model, std::uint16_t system, const Limits& limits);

  const std::vector<Step>& steps() const { return steps_; }
  std::size_t size() const { return names_.size(); }
  std::size_t lemmas() const { return lemmas_; }
  /// The lemma's name or the claim's id.
  const std::string& name(std::size_t element) const { return names_[element]; }
  /// No proof by these steps: a response without a measure over the state.
  bool is_out_of_reach(std::size_t element) const { return !in_reach_[element]; }
  /// All others.
  const Elements& in_reach() const { return in_reach_; }
  model::ExprPool& pool() const { return *pool_; }

 private:
  void add(const Problem& problem, const std::string& of);
  std::size_t element(const std::string& name) const;

  std::shared_ptr<model::ExprPool> pool_;
  std::vector<std::string> names_;
  std::size_t lemmas_ = 0;
  Elements in_reach_;
  std::vector<Step> steps_;
};

}  // namespace checker
