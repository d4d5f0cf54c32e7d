// The mutants of a specification: what its machines do, changed in a single place; what is claimed of them stays.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "grammar/ast.h"

namespace model {

struct Mutant {
  std::string id;  // "A13 wrong-state 2": the rule, action or let, the mutation, and its number among those
  std::string mutation;  // "wrong-state"
  grammar::Span place;
  std::string before, after;  // of the place
};

/// All single edits of the rules, the actions, and the lets as rules read them, in the order of the text. Some are no
/// specifications, or mean the same; that shows when they are elaborated.
class Mutants {
 public:
  Mutants(grammar::ast::Specification specification, const grammar::Sources& sources);
  Mutants(const Mutants&) = delete;

  const std::vector<Mutant>& all() const { return all_; }
  /// The specification with this one edit.
  grammar::ast::Specification specification(std::size_t number);

 private:
  using Expression = std::pair<grammar::ast::ExprPtr*, grammar::ast::ExprPtr>;
  using Effects = std::pair<std::vector<grammar::ast::Effect>*, std::vector<grammar::ast::Effect>>;
  class Walk;

  grammar::ast::Specification tree_;
  std::vector<Mutant> all_;
  std::vector<std::variant<Expression, Effects>>
      edits_;  // of each: a place of the tree, and what stands there instead
};

}  // namespace model
