// What a Promela model of a bounded system will say, decided: names, handlers, and everything that may happen.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "model/model.h"

namespace codegen::promela {

/// "byte", "A_count", 0.
struct Variable {
  std::string type, name;
  std::uint64_t initial = 0;
};

/// What a variable of the model is called, or the number that stands for it.
using Spelling = std::map<model::Place, std::string>;

/// A place for one message of a link: whether one is there, then its fields.
struct Slot {
  std::string name;
  std::vector<std::string> members;
};
struct Channel {
  std::uint16_t from, to;
  std::vector<Slot> slots;
};

/// A number of a sequence space that is not in use: the first of the least incarnation, found before the event.
struct Fresh {
  std::uint16_t argument;
  std::string name;
  std::uint8_t width;
  unsigned most;                    // incarnations
  std::vector<std::string> in_use;  // variables that hold numbers of the space
};

/// Handlers of one event of one endpoint; of several one is for the state.
struct Reaction {
  std::string name;  // of the inline
  std::uint16_t endpoint;
  std::vector<const model::Handler*> handlers;
  std::vector<const Fresh*> fresh;
  unsigned sends = 0;  // at most
};

/// One alternative of the loop: an event, what it is given, and where each message that it sends goes.
struct Alternative {
  const Reaction* reaction;
  std::string condition;  // "A_again_armed"; empty: none beside the state
  const Slot* arriving = nullptr;
  std::vector<std::pair<std::string, std::uint64_t>> given;  // inputs
  std::vector<unsigned>
      places;  // for each send and each of the endpoint's channels: the slot, or their number if it is lost
  std::string expires;  // the armed flag of a timer
};

/// What is assumed or claimed of every state: conjuncts, each for every choice of messages.
struct Claim {
  std::string name;
  std::vector<std::string> conjuncts;
};

struct Plan {
  std::string system;
  std::vector<std::vector<std::string>> fields;                  // of each endpoint: names
  std::vector<Variable> variables;                               // the state
  std::vector<Variable> hidden;                                  // what lasts for one event
  std::vector<std::pair<std::string, std::uint64_t>> constants;  // the states of the machines
  std::vector<Channel> channels;
  std::vector<Spelling> spelling;                     // by endpoint that moves
  std::vector<std::vector<std::string>> state_names;  // by endpoint
  std::vector<std::vector<std::string>> armed;        // by endpoint and timer
  std::vector<std::string> arriving, sending;         // the members of messages under way, hidden
  std::deque<Fresh> fresh;                            // where they stay: reactions point to them,
  std::deque<Reaction> reactions;                     // and alternatives to these
  std::vector<Alternative> alternatives;
  std::vector<Claim> assumptions, claims;
  bool forgetting = false;
  bool undoes = false;  // some event may have to be taken back
};

/// Why there is no plan, one reason a line; empty: there is one.
std::vector<std::string> obstacles(const model::Model& model, const model::System& system);
/// Of a system without obstacles.
Plan plan(const model::Model& model, const model::System& system);

/// An expression whose variables have a spelling.
std::string text(model::Expr e, const Spelling& spelling);

}  // namespace codegen::promela
