// Statements that might be lemmas: clauses of at most three literals, made of what the system's statements and rules compare, with other
// fields of the same type in the places of those that stand there.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <vector>

#include "checker/samples.h"
#include "model/model.h"

namespace checker {

/// Literals by number, in order: 2n is atom n, 2n + 1 its negation.
using Clause = std::vector<std::uint32_t>;

/// All candidates about the state, or about the state and any one message of one sender.
class Candidates {
 public:
  Candidates(const model::Model& model, std::uint16_t system, std::optional<std::uint16_t> from,
             const Samples& samples);

  struct Found {
    std::vector<Clause> clauses;  // true in all samples, without a part that is; the short ones first
    std::size_t tried = 0, untrue = 0;
  };
  /// Tries so many at most. That these are true does not count where they are parts of others.
  Found find(std::size_t most, const std::set<Clause>& given_up) const;

  std::size_t atoms() const { return atoms_.size(); }
  model::Quantified statement(const Clause& clause) const;

 private:
  struct Atom {
    model::Expr term;
    model::Expr subject;  // that has one value of several; empty: a comparison of two
    Truth truth[2];       // of it, and of its negation
  };
  class Search;

  void add(model::Expr term, const Samples& samples);

  model::ExprPool& pool_;
  std::optional<std::uint16_t> from_;
  Truth everywhere_;
  std::vector<Atom> atoms_;
};

}  // namespace checker
