// What the variables of a statement stand for: states and messages as terms, and the names that a reader
// sees.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/model.h"

namespace checker {

/// Per endpoint, per field.
using StateTerm = std::vector<std::vector<model::Expr>>;

/// A message: whether it is in the network, and what its fields hold.
struct MessageTerm {
  std::string name;                   // "arriving", "sent", "fromA"
  std::optional<std::uint16_t> from;  // empty: anybody
  model::Expr in;
  std::vector<model::Expr> fields;  // as in System::message
};

/// Who stands where when a statement is read. What is missing leaves the variable as it is.
struct Scene {
  const StateTerm* now = nullptr;
  const StateTerm* old = nullptr;
  const MessageTerm* arriving = nullptr;
  const MessageTerm* sent = nullptr;
  std::vector<const MessageTerm*> bound;
  std::function<model::Expr(model::Place)> flag;
};

model::Expr read(model::ExprPool& pool, model::Expr statement, const Scene& scene);

/// The variables of one system's queries: their types, their names, and constants that a query needs besides.
class Vocabulary {
 public:
  Vocabulary(const model::Model& model, const model::System& system, std::uint16_t moving = 0);

  const model::Model& model() const { return model_; }
  const model::System& system() const { return system_; }
  model::ExprPool& pool() const { return *model_.pool; }

  /// Whose arguments Owner::Argument speaks of.
  void set_moving(std::uint16_t endpoint);

  /// Constants from here on are in another query than those before: names may be taken again.
  void begin_move() { first_of_move_ = constants_.size(); }
  /// A new constant. A name that is taken gets a number.
  model::Expr constant(const std::string& name, const model::Type& type);
  /// An arbitrary message, the same one for the same number.
  MessageTerm message(std::uint16_t number, const std::string& name, std::optional<std::uint16_t> from);
  /// Whether the message with this number is in the network, as a variable.
  model::Expr membership(std::uint16_t number) const;
  /// The state before the step, as variables.
  StateTerm state() const;

  /// Who sent the message with this number; empty: anybody.
  std::optional<std::uint16_t> sender(std::uint16_t number) const;

  /// Of arguments: those of the endpoint that moves, or is said to move.
  std::string name(model::Place place, std::optional<std::uint16_t> moving = {}) const;
  model::Type type(model::Place place, std::optional<std::uint16_t> moving = {}) const;

 private:
  struct Constant {
    std::string name;
    model::Type type;
  };

  const model::Model& model_;
  const model::System& system_;
  std::uint16_t moving_;
  std::vector<Constant> constants_;
  std::size_t first_of_move_ = 0;
  struct Sent {
    std::string name;
    std::optional<std::uint16_t> from;
  };
  std::map<std::uint16_t, Sent> messages_;
};

/// Whose field a constant of the vocabulary is: Place{Argument, kIntroduced, n}.
inline constexpr std::uint16_t kIntroduced = 1;
/// Place{Argument, kMembership, n}: whether message n is in the network.
inline constexpr std::uint16_t kMembership = 2;

}  // namespace checker
