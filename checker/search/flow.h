// How values flow in one step: for one path from one state, what it reads and where each new value comes
// from.
#pragma once

#include <bitset>
#include <cstdint>
#include <map>
#include <vector>

#include "model/evaluate.h"
#include "model/model.h"

namespace checker::search {

/// Messages told apart by their Bool fields, so that what matters in one kind need not be kept in another.
class MessageClasses {
 public:
  MessageClasses(const model::Model& model, const model::System& system);
  std::size_t count() const { return std::size_t{1} << flags_.size(); }
  const std::vector<std::uint32_t>& flags() const { return flags_; }
  /// The expression for a message of the class; `which` is the message's number in it.
  model::Expr assume(model::ExprPool& pool, model::Expr e, std::uint16_t which,
                     std::size_t message_class) const;

 private:
  std::vector<std::uint32_t> flags_;
};

/// The values before a step that something depends on.
struct Sources {
  std::vector<std::bitset<128>> endpoints;  // fields, by endpoint
  std::bitset<128> arriving;                // fields of the message that arrives
};

struct Flow {
  std::uint16_t endpoint;
  std::size_t state;                 // before
  model::Mask targets;               // after
  std::vector<bool> arriving, sent;  // classes of messages that can be; none if there is no such message
  Sources always;                    // guards, and the fields of messages
  std::map<model::Place, Sources>
      values;  // Endpoint or Message kSent, after the step and its hooks; others keep theirs
};

/// Of a system: one flow for each path, state and endpoint that it allows, and one for each state and the tick.
struct Flows {
  Flows(const model::Model& model, const model::System& system, const model::Values& parameters);

  MessageClasses classes;
  std::vector<Flow> all;
};

model::Expr with_parameters(model::ExprPool& pool, model::Expr e, const model::Values& parameters);

}  // namespace checker::search
