// A system's steps laid end to end: each frame is one event, and what arrives was sent in an earlier frame.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "checker/encode.h"
#include "checker/smt/solve.h"
#include "model/run.h"

namespace checker {

class Unrolling {
 public:
  /// Moves that neither change nor send anything are kept only if `every_step`.
  Unrolling(const model::Model& model, const model::System& system, bool every_step);

  /// One more frame; none, and false, if nothing more can change anything.
  bool extend();
  std::size_t frames() const { return frames_.size(); }

  /// What holds of the frames.
  const std::vector<model::Expr>& constraints() const { return constraints_; }
  /// The statement is false after the last frame, for some choice of messages.
  model::Expr violated(const model::Quantified& statement);
  /// The step of the last frame is one that the property speaks of, and violates it.
  model::Expr violated_by_step(const model::Property& property);

  /// The steps that an assignment to the frames' variables stands for. Empty with a reason if the reference
  /// semantics refuses one.
  std::optional<model::Trace> trace(const smt::Values& values, std::uint16_t system, std::string& why) const;

 private:
  /// A message sent in some frame, as it is after the last one.
  struct Sent {
    std::vector<model::Expr> sender;  // by endpoint: it was this one
    model::Expr in;
    std::vector<model::Expr> fields;
  };
  struct Frame {
    model::Expr event;                                // which move
    std::vector<std::size_t> moves;                   // that can be taken
    std::vector<model::Expr> taken;                   // that each of them is
    std::vector<std::vector<model::Expr>> arguments;  // by endpoint
    std::vector<model::Expr> arriving;
    StateTerm before, after;
    std::vector<std::size_t> sent;  // its messages in history_
    std::uint64_t identity;         // what `new` is
  };
  using Instances = std::map<std::pair<std::uint32_t, std::uint16_t>, model::Expr>;

  model::Expr variable(model::Sort sort);
  bool is_idle(const Move& move) const;
  std::uint16_t mover(const Move& move) const { return move.endpoint.value_or(0); }
  void choose_move(Frame& frame);
  model::Expr nothing_arrives(const Frame& frame);
  void note_targets(const Frame& frame);
  void choose_arguments(Frame& frame);
  std::vector<std::uint64_t> choices(std::uint16_t endpoint, std::uint16_t argument) const;
  void deliver(Frame& frame);
  void take_step(Frame& frame);
  void send(Frame& frame);
  void age(const Frame& frame);
  void assume(model::Assumption::Kind kind, const Frame& frame);

  template <class Wanted>
  model::Expr any_taken(const Frame& frame, const Wanted& wanted);
  template <class OfMove>
  model::Expr by_move(const Frame& frame, const OfMove& of_move);
  model::Expr instance(const Frame& frame, model::Expr term, std::uint16_t endpoint);
  model::Expr flag(const Frame& frame, model::Place place);
  model::Expr read_in(const Frame& frame, const StateTerm& now, std::uint16_t endpoint, model::Expr statement,
                      const std::vector<const Sent*>& bound, const Sent* sending);
  model::Expr holds(const Frame& frame, const StateTerm& now, std::uint16_t endpoint,
                    const model::Quantified& statement, const Sent* sending);
  void require(model::Expr constraint) { constraints_.push_back(constraint); }

  const model::Model& model_;
  const model::System& system_;
  model::ExprPool& pool_;
  model::Values parameters_;
  Encoding encoding_;
  std::vector<Move> moves_;
  std::vector<model::Mask> possible_;  // states of each endpoint that the frames so far can lead to
  std::vector<Frame> frames_;
  std::vector<Sent> history_;
  std::vector<model::Expr> constraints_;
  Instances instances_;  // of terms in the frame being made
  std::uint32_t variables_ = 0;
};

}  // namespace checker
