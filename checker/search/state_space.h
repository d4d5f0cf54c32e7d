// The bounded state space of a system: at most a few messages in flight per link, configurations up to
// renaming. A message that is sent takes a free slot, or another's, or is lost; one that arrives stays.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <vector>

#include "checker/search/canonical.h"
#include "checker/search/choices.h"
#include "checker/search/layout.h"
#include "checker/search/liveness.h"
#include "checker/search/local_steps.h"
#include "checker/search/parts.h"
#include "model/run.h"

namespace checker::search {

inline constexpr std::uint32_t kNoSlot = std::numeric_limits<std::uint32_t>::max();

/// How one configuration followed from another.
struct Move {
  model::Occurrence::Kind kind = model::Occurrence::Kind::Event;
  std::uint32_t slot = kNoSlot;     // its place: of the message delivered or forgotten
  const LocalStep* step = nullptr;  // Kind::Event
  std::vector<Part> sent;           // with ghosts

  const LocalEvent& event() const { return step->event; }
};

/// One successor. `after` is not in canonical form; `environment` shows the step, for properties of it.
struct Successor {
  const Move& move;
  const Key& before;
  const Key& after;
  model::Environment& environment;
};
using Visit = std::function<void(const Successor&)>;

class StateSpace {
 public:
  /// `flows` are of the same system and parameters.
  StateSpace(const model::Model& model, const model::System& system, const model::Values& parameters,
             const Flows& flows, const Observation& observation, Symmetry symmetry);
  StateSpace(const StateSpace&) = delete;
  StateSpace& operator=(const StateSpace&) = delete;

  Key initial();
  void canonicalise(Key& key) { canonical_.apply(key); }
  Key canonical(Key key) {
    canonical_.apply(key);
    return key;
  }

  /// Everything that can happen next, in a fixed order; also what changes nothing.
  void visit_successors(const Key& before, const Visit& visit);

  /// True for every choice of messages in slots as the bound ones.
  bool holds(const Key& key, const model::Quantified& statement);
  bool holds(const Key& key, const model::Quantified& statement, model::Environment& environment) const;

  /// Also visit events that nobody handles: for claims about every arrival. To be said before the first visit.
  void visit_unhandled() { visits_unhandled_ = true; }

  const Layout& layout() const { return layout_; }
  Parts& parts() { return parts_; }
  const Parts& parts() const { return parts_; }
  const model::Values& parameters() const { return parameters_; }
  Choices& choices() { return choices_; }
  const Choices& choices() const { return choices_; }
  LocalSteps& local_steps() { return local_steps_; }

 private:
  using Steps = std::vector<const LocalStep*>;

  void visit_arrivals(std::uint16_t endpoint);
  void visit_forgetting();
  void visit_tick();
  const Steps& possible(std::uint16_t endpoint, Part state, Part message);
  void find_calls(std::uint16_t endpoint, Part state, Steps& steps);
  void find(LocalEvent event, Steps& steps);
  bool timer_is_due(std::uint16_t endpoint, Part state, std::uint16_t timer) const;
  void offer(const Steps& steps, std::uint32_t slot);
  void offer_fresh(LocalEvent event, std::uint32_t slot, const std::vector<std::uint16_t>& given);
  void take(const LocalStep& step, std::uint32_t slot);
  void show_event(const LocalStep& step);

  void annotate();
  void open_rows();
  void close_rows();
  void set_time_left(std::uint16_t endpoint, const model::Outcome& outcome);
  void run_hooks(model::Hook::Kind kind, std::uint16_t endpoint);
  void send(std::uint16_t endpoint, Part message);

  void store(std::size_t next_message, std::size_t next_link);
  void store_in(std::uint32_t slot, std::size_t message, std::size_t next_link);
  void finish();
  bool assumed(model::Assumption::Kind kind, const Key& key);
  bool concerns(const model::Assumption& assumption) const;
  void show(model::Owner owner, const Key& key);
  std::uint64_t unused_identity() const;

  const model::Model& model_;
  const model::System& system_;
  model::Values parameters_;
  Layout layout_;
  Parts parts_;
  Liveness liveness_;
  Canonical canonical_;
  Choices choices_;
  LocalSteps local_steps_;
  bool visits_unhandled_ = false;
  RowSet<std::uint32_t> known_;  // endpoint, state, message
  std::deque<Steps> possible_;   // what can then happen to the endpoint

  // The step being worked out.
  const Visit* visit_ = nullptr;
  const Key* before_ = nullptr;
  Key after_;
  Move move_;
  model::Environment environment_;
  std::uint64_t new_identity_ = 0;
  model::Values arguments_, no_message_;
  // What hooks and clocks change: the endpoints' rows, and those of the messages sent.
  std::vector<model::Values> rows_, sending_;
};

}  // namespace checker::search
