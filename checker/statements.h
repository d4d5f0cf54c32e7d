// What is claimed or assumed of a system, read at the messages of one query.
#pragma once

#include <string>
#include <vector>

#include "checker/encode.h"

namespace checker {

/// A lemma or an invariant, in one orientation.
struct Statement {
  std::string name;
  model::Quantified quantified;
};

/// Everything of one system that its induction proves: the lemmas, then the invariants; in a mirrored system
/// both ways round.
std::vector<Statement> statements(const model::Model& model, std::uint16_t system);

/// A statement at one choice of messages.
struct Instance {
  std::string name;  // "link", "shape @ sending"
  model::Expr term;  // if the messages are in the network, the body
};

/// The messages of one query about a move. A statement about all live messages is known of the one that
/// arrives and of an arbitrary one per sender (a second one where a statement about pairs needs it), and must
/// be shown of the arbitrary ones and of those sent.
class Cast {
 public:
  Cast(Encoding& encoding, const Move& move);

  /// Two arbitrary messages per sender instead of one.
  void use_pairs(std::uint16_t sender);
  /// Only for the senders whose second arbitrary message a goal mentions.
  void need_pairs_for(const std::vector<Instance>& goals);

  /// What a statement about the state before says.
  std::vector<Instance> before(const Statement& statement) const;
  /// What a statement about the state after, or about the step, says of the arbitrary messages and of those
  /// sent.
  std::vector<Instance> after(const Statement& statement) const;
  /// The same as a premise, which is also known of the message that arrived.
  std::vector<Instance> assumed_after(const Statement& statement) const;

  /// The messages that are arbitrary, for a picture.
  std::vector<const MessageTerm*> arbitrary() const;

 private:
  using Choice = std::vector<const MessageTerm*>;

  std::vector<Instance> at(const std::vector<Choice>& choices, const Statement& statement, Scene scene) const;
  std::vector<Choice> choices(const model::Quantified& statement,
                              const std::function<std::vector<const MessageTerm*>(std::uint16_t)>& candidates,
                              bool in_turn) const;

  Encoding& encoding_;
  const Move& move_;
  struct Sender {
    std::vector<MessageTerm> before, after;
    bool pairs = false;
  };
  std::vector<Sender> senders_;  // per endpoint: its arbitrary messages
};

}  // namespace checker
