// The bounded state space of a system: at most a few messages in flight per link, configurations up to
// renaming. A message that is sent takes a free slot, or another's, or is lost; one that arrives stays.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "checker/search/canonical.h"
#include "checker/search/choices.h"
#include "checker/search/layout.h"
#include "checker/search/liveness.h"
#include "checker/search/local_steps.h"
#include "model/run.h"

namespace checker::search {

inline constexpr std::uint32_t kNoSlot = std::numeric_limits<std::uint32_t>::max();

/// How one configuration followed from another.
struct Move {
  model::Occurrence::Kind kind = model::Occurrence::Kind::Event;
  LocalEvent event{};               // Kind::Event
  std::uint32_t slot = kNoSlot;     // its first cell: of the message delivered or forgotten
  const LocalStep* step = nullptr;  // Kind::Event
  std::vector<model::Values> sent;  // with ghosts
};

/// One successor. `after` is not in canonical form; `environment` shows the step, for properties of it.
struct Successor {
  const Move& move;
  const Cells& before;
  const Cells& after;
  model::Environment& environment;
};
using Visit = std::function<void(const Successor&)>;

class StateSpace {
 public:
  /// With `symmetric`, the two ways to see a mirrored system are one.
  StateSpace(const model::Model& model, const model::System& system, const model::Values& parameters,
             const Observation& observation, bool symmetric);
  StateSpace(const StateSpace&) = delete;
  StateSpace& operator=(const StateSpace&) = delete;

  Cells initial() const;
  void canonicalise(Cells& cells) { canonical_.apply(cells); }

  // A key names the rows of the endpoints and of the messages in slots.
  std::size_t key_length() const { return layout_.peers.size() + layout_.links.size() * layout_.slots; }
  void key_of(const Cells& cells, std::uint32_t* key);
  void cells_of(const std::uint32_t* key, Cells& cells) const;

  /// Everything that can happen next, in a fixed order; also what changes nothing.
  void visit_successors(const Cells& before, const Visit& visit);

  /// True for every choice of messages in slots as the bound ones.
  bool holds(const Cells& cells, const model::Quantified& statement);
  bool holds(const Cells& cells, const model::Quantified& statement, model::Environment& environment) const;

  /// Also visit events that nobody handles: for claims about every arrival.
  void visit_unhandled() { visits_unhandled_ = true; }

  const Layout& layout() const { return layout_; }
  const model::Values& parameters() const { return parameters_; }
  Choices& choices() { return choices_; }
  const Choices& choices() const { return choices_; }
  LocalSteps& local_steps() { return local_steps_; }

 private:
  void visit_events(std::uint16_t endpoint);
  void visit_arrivals(std::uint16_t endpoint);
  void visit_forgetting();
  void visit_tick();
  void offer(LocalEvent event, std::uint32_t slot);
  void offer_fresh(LocalEvent event, std::uint32_t slot, const std::vector<std::uint16_t>& chosen,
                   std::size_t next);
  void take(const LocalEvent& event, std::uint32_t slot, const LocalStep& step);
  void set_time_left(std::uint16_t endpoint, const model::Outcome& outcome);
  void run_hooks(model::Hook::Kind kind, std::uint16_t endpoint);
  void send(std::uint16_t endpoint, const model::Values& message);
  void store(std::size_t next_message, std::size_t next_link);
  void store_in(std::uint32_t slot, std::size_t message, std::size_t next_link);
  void finish();
  bool timer_is_due(std::uint16_t endpoint, std::uint16_t timer) const;
  bool assumed(model::Assumption::Kind kind, const Cells& cells);
  bool concerns(const model::Assumption& assumption) const;
  void show(model::Owner owner, const Cells& cells);
  std::uint64_t unused_identity() const;

  const model::Model& model_;
  const model::System& system_;
  model::Values parameters_;
  Layout layout_;
  Liveness liveness_;
  Canonical canonical_;
  Choices choices_;
  LocalSteps local_steps_;
  bool visits_unhandled_ = false;

  // The step being worked out.
  const Visit* visit_ = nullptr;
  const Cells* before_ = nullptr;
  Cells after_;
  Move move_;
  model::Environment environment_;
  std::uint64_t new_identity_ = 0;
  model::Values arriving_, arguments_, no_message_;
};

}  // namespace checker::search
