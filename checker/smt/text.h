// SMT-LIB 2 text of expressions: what certificates are made of, written without any solver.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "checker/engine.h"
#include "model/expr.h"

namespace checker::smt {

/// How a variable is called: "A.una", "arriving.SEQ", "MSL". One name, one place.
using Naming = std::function<std::string(model::Place)>;

/// The nodes that occur in the terms, operands before the nodes that use them, each once.
std::vector<model::Expr> in_order(std::span<const model::Expr> terms);

/// One term; subterms that occur more than once are bound by `let`.
std::string text(model::Expr term, const Naming& naming);

/// One (declare-fun …) line per variable of the terms, in order of their places.
std::string declarations(std::span<const model::Expr> terms, const Naming& naming);

/// A step of a proof in words. Without a goal (an empty Expr) only the premises are there, as in a cover
/// check.
Obligation obligation(std::string name, std::span<const model::Expr> premises, model::Expr goal,
                      const Naming& naming);

/// The file that a solver reads: set-logic, declarations, premises, the negated goal, check-sat.
std::string file(const Obligation& obligation);

}  // namespace checker::smt
