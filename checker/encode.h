// One step of a system as terms over the state before: the same meaning that model::step runs.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "checker/scene.h"
#include "model/path.h"

namespace checker {

/// One way in which a system takes a step: a path of one endpoint, or a tick.
struct Move {
  std::string label;                      // "A33 A72 AA2"
  std::optional<std::uint16_t> endpoint;  // who moves; empty: time
  const model::Path* path = nullptr;      // empty: a tick
  bool handled = true;                    // false: an event that nobody handles, which changes nothing
  model::Expr guard;                      // over the state before
  StateTerm after;
  std::optional<MessageTerm> arriving;
  std::vector<MessageTerm> sent;
  std::vector<model::Expr> introduced;         // the constants that the encoding made for this move
  model::Expr new_identity;                    // empty: the move needs none
  std::vector<std::string> over_approximated;  // values that were made arbitrary, in words
};

/// Decides whether a value may stay: its type says in which sequence space it must move. Empty: everything
/// stays.
using Fits = std::function<bool(model::Expr value, model::Place target)>;

/// The steps of one system. Keeps the paths that its moves point to.
class Encoding {
 public:
  Encoding(const model::Model& model, const model::System& system);

  Vocabulary& vocabulary() { return vocabulary_; }
  const Vocabulary& vocabulary() const { return vocabulary_; }
  const StateTerm& before() const { return before_; }

  /// All moves of one endpoint. A value that does not `fit` becomes an arbitrary constant, which only adds
  /// behaviour.
  std::vector<Move> moves(std::uint16_t endpoint, const Fits& fits = {});
  /// What time does. Only in systems with a lifetime.
  std::optional<Move> tick();

  /// What a statement says after the move, or of the step itself: `now` is after, `old` before.
  Scene after(const Move& move) const;
  /// A message that was in the network before the move, as it is after it.
  MessageTerm survivor(const Move& move, const MessageTerm& message) const;
  /// The initial state.
  StateTerm initial() const;

  /// What holds of every value of the variables in these terms: ranges of enums and parameters, and that a
  /// new identity is new.
  std::vector<model::Expr> facts(const std::vector<model::Expr>& terms, const Move& move) const;

  /// The event of a path, as a reader calls it.
  std::string event_name(const model::Path& path, std::uint16_t endpoint) const;
  /// When the event can happen at all: a timeout only to a timer that runs and has counted down.
  std::vector<model::Expr> due(const model::Path& path, std::uint16_t endpoint) const;

 private:
  struct Draft;

  Move encode(std::uint16_t endpoint, const model::Path& path, const model::Link* link, const Fits& fits);
  bool is_handled(std::uint16_t endpoint, const model::Path& path) const;
  bool allowed(std::uint16_t endpoint, const model::Path& path) const;
  std::string label(const model::Path& path, std::uint16_t endpoint, bool handled) const;
  void run_machine(Draft& draft) const;
  void run_timers(Draft& draft) const;
  void run_hooks(Draft& draft, model::Hook::Kind kind, MessageTerm* sent);
  MessageTerm send(Draft& draft, const model::Send& send);
  void generalise(Draft& draft, const Fits& fits);
  model::Expr flag(const Move& move, model::Place place) const;
  model::Expr over_own(const std::vector<model::Expr>& fields, model::Expr e) const;

  Vocabulary vocabulary_;
  StateTerm before_;
  std::vector<std::vector<model::Path>> paths_;  // per machine, those that nobody handles last
  std::vector<std::size_t> handled_;             // per machine, how many paths come before those
};

}  // namespace checker
