// SMT-LIB 2 text of expressions: what certificates are made of, written without any solver.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "checker/engine.h"
#include "model/expr.h"

namespace checker::smt {

/// How a variable is called: "A.una", "arriving.SEQ", "MSL". One name, one place.
using Naming = std::function<std::string(model::Place)>;

/// The constant from which a value is subtracted by turning each of its bits.
bool is_all_ones(model::Expr e);

/// One term; subterms that occur more than once are bound by `let`.
std::string text(model::Expr term, const Naming& naming);

/// Writes questions about terms of one pool, while no place changes its name; a premise of many questions is written once.
class Writer {
 public:
  explicit Writer(Naming naming) : naming_(std::move(naming)) {}

  /// A step of a proof in words. Without a goal (an empty Expr) only the premises are there, as in a cover
  /// check.
  Obligation obligation(std::string name, std::span<const model::Expr> premises, model::Expr goal);

 private:
  struct Premise {
    std::string text;
    std::vector<model::Expr> variables;  // in order of their places
  };
  const Premise& premise(model::Expr term);
  std::string declaration(model::Expr variable) const;

  Naming naming_;
  std::unordered_map<model::Expr, Premise> premises_;
};

}  // namespace checker::smt
