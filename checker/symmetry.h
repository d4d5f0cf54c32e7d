// Symmetries of a system, shown before they are used: shifting a sequence space, and swapping the two
// endpoints.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "checker/scene.h"

namespace checker {

/// How far a value moves when every number of sequence space i moves by c_i: the factor of each c_i, modulo
/// 2^64.
using Weight = std::vector<std::uint64_t>;

/// Shifts of the sequence spaces of a system of one or two endpoints. Space i belongs to what endpoint i
/// sends; with one endpoint space 1 is everybody else's.
class Translation {
 public:
  explicit Translation(const Vocabulary& vocabulary, std::uint16_t moving);

  /// How far the type of a variable says that it moves. Absolute values have the weight 0.
  Weight declared(model::Place place) const;
  /// How far the value of a term moves; empty if it does not move as a whole (a comparison that a shift could
  /// change …).
  std::optional<Weight> weight(model::Expr term);
  /// A shift keeps its truth.
  bool keeps(model::Expr statement);
  /// May the value be stored there?
  bool fits(model::Expr value, model::Place target);

 private:
  std::optional<Weight> compute(model::Expr term);
  std::optional<Weight> unmoved(model::Expr term);

  const Vocabulary& vocabulary_;
  std::uint16_t moving_;
  std::unordered_map<std::uint32_t, std::optional<Weight>> known_;
};

/// For each space a variable that moves with it, the one that the statements mention most: fixing it to 0
/// loses nothing in a query whose terms the translation keeps.
std::vector<model::Expr> bases(const Vocabulary& vocabulary, const Translation& translation,
                               const std::vector<model::Expr>& statements);

/// Both endpoints of the system do the same: machine, fields, hooks, assumptions mirror onto each other.
bool is_mirrored(const model::Model& model, const model::System& system);

}  // namespace checker
