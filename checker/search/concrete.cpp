#include "checker/search/concrete.h"

#include <algorithm>
#include <span>

#include "checker/replay.h"

namespace checker::search {

namespace {

using model::Configuration;
using model::Occurrence;

/// A trace as it grows, and which message of its network lies in which slot.
class Walk {
 public:
  Walk(const model::Model& model, StateSpace& space, const Beginning& beginning, bool forgets)
      : model_(model),
        system_(model.systems[beginning.trace.system]),
        space_(space),
        layout_(space.layout()),
        forgets_(forgets),
        trace_(beginning.trace),
        key_(beginning.key),
        in_slot_(beginning.in_slot) {
    used_.assign(layout_.spaces.size(), 0);
    for (const Configuration& configuration : configurations(model, trace_)) {
      note_used(configuration);
      now_ = configuration;
    }
    for (std::size_t i = 0; i < now_.network.size(); ++i) flights_.push_back(next_flight_++);
  }

  /// One step to the configuration named.
  bool go(const Leg& leg) {
    note_used();
    space_.choices().avoid(used_);
    bool done = false;
    const Key before = key_;
    space_.visit_successors(before, [&](const Successor& successor) {
      if (done || space_.canonical(successor.after) != leg.to || (leg.is_meant && !leg.is_meant(successor)))
        return;
      done = take(successor, leg.to);
    });
    space_.choices().avoid({});
    return done;
  }

  /// Goes round until the configuration is one that an earlier round began with.
  bool go_round(std::span<const Leg> loop) {
    constexpr int kRounds = 8;
    for (int round = 0; round < kRounds; ++round) {
      const Configuration begin = now_;
      trace_.loop_start = trace_.steps.size();
      for (const Leg& leg : loop)
        if (!go(leg)) return false;
      if (now_ == begin) return true;
    }
    why_ = "no two rounds of the loop are the same";
    return false;
  }

  model::Trace take_trace() { return std::move(trace_); }
  const std::string& why() const { return why_; }

 private:
  void note_used() {
    for (std::size_t s = 0; s < layout_.spaces.size(); ++s)
      for (const auto& [place, field, name] : layout_.spaces[s].numbers)
        if (key_[place] != kNoPart) note_used(s, space_.parts().table(place).row(key_[place])[field]);
  }

  /// What messages carry, endpoints had.
  void note_used(const Configuration& configuration) {
    for (std::size_t s = 0; s < layout_.spaces.size(); ++s)
      for (const auto& [place, field, name] : layout_.spaces[s].numbers)
        if (!layout_.is_slot(place)) note_used(s, configuration.endpoints[place][field]);
  }

  void note_used(std::size_t space, std::uint64_t number) {
    used_[space] =
        static_cast<std::uint16_t>(used_[space] | 1u << incarnation(number, layout_.spaces[space].width));
  }

  bool take(const Successor& successor, const Key& next) {
    const Walk restore = *this;
    if (happen(successor) && space_.canonical(key_) == next) return true;
    const std::string why = why_.empty() ? "the reference semantics goes elsewhere" : why_;
    restore_from(restore);
    why_ = why;
    return false;
  }

  void restore_from(const Walk& earlier) {
    trace_ = earlier.trace_;
    now_ = earlier.now_;
    key_ = earlier.key_;
    flights_ = earlier.flights_;
    in_slot_ = earlier.in_slot_;
    next_flight_ = earlier.next_flight_;
  }

  bool happen(const Successor& successor) {
    switch (successor.move.kind) {
      case Occurrence::Kind::Forget:
        in_slot_[successor.move.slot] = kNoFlight;
        return drop_what_no_slot_has() && show();
      case Occurrence::Kind::Tick: return tick(successor) && show();
      case Occurrence::Kind::Event: return event(successor) && drop_what_no_slot_has() && show();
    }
    return false;
  }

  /// The reference semantics' step. Empty if it refuses.
  std::optional<model::StepResult> step(const Occurrence& occurrence) {
    why_.clear();
    auto result = model::step(model_, system_, trace_.parameters, now_, occurrence, &why_);
    if (!result) return result;
    trace_.steps.push_back(occurrence);
    now_ = result->after;
    return result;
  }

  bool event(const Successor& successor) {
    const Move& move = successor.move;
    Occurrence occurrence;
    occurrence.endpoint = move.event().endpoint;
    occurrence.event = space_.local_steps().event(move.event());
    if (move.slot != kNoSlot) {
      occurrence.delivered = index_of(in_slot_[move.slot]);
      occurrence.event.message = now_.network[*occurrence.delivered].fields;
    }
    const auto result = step(occurrence);
    if (!result) return false;
    while (flights_.size() < now_.network.size()) flights_.push_back(next_flight_++);
    fill_slots(successor, *result);
    return true;
  }

  /// A slot that changed holds one of the messages sent.
  void fill_slots(const Successor& successor, const model::StepResult& result) {
    const auto from_mover = [&](const SlotBlock& link) {
      return link.from == successor.move.event().endpoint;
    };
    const auto ways =
        static_cast<std::size_t>(std::count_if(layout_.links.begin(), layout_.links.end(), from_mover));
    std::size_t way = 0;
    for (std::size_t l = 0; l < layout_.links.size(); ++l) {
      if (!from_mover(layout_.links[l])) continue;
      for (unsigned j = 0; j < layout_.slots; ++j) {
        const std::uint32_t slot = layout_.slot(l, j);
        if (successor.after[slot] == kNoPart || successor.after[slot] == successor.before[slot]) continue;
        const auto& sent = successor.move.sent;
        const auto which = std::find(sent.begin(), sent.end(), successor.after[slot]);
        const auto index = static_cast<std::size_t>(which - sent.begin()) * ways + way;
        const auto flight = std::find(now_.network.begin(), now_.network.end(), result.sent[index]);
        in_slot_[slot] = flights_[static_cast<std::size_t>(flight - now_.network.begin())];
      }
      ++way;
    }
  }

  bool tick(const Successor& successor) {
    Occurrence occurrence;
    occurrence.kind = Occurrence::Kind::Tick;
    std::vector<std::size_t> alive;
    for (std::size_t i = 0; i < now_.network.size(); ++i)
      if (now_.network[i].fields.back() > 1) alive.push_back(flights_[i]);
    if (!step(occurrence)) return false;
    flights_ = std::move(alive);
    for (std::uint32_t slot = 0; slot < in_slot_.size(); ++slot)
      if (in_slot_[slot] != kNoFlight && successor.after[slot] == kNoPart) in_slot_[slot] = kNoFlight;
    return true;
  }

  bool drop_what_no_slot_has() {
    for (std::size_t i = 0; forgets_ && i < flights_.size();) {
      if (std::find(in_slot_.begin(), in_slot_.end(), flights_[i]) != in_slot_.end()) {
        ++i;
        continue;
      }
      Occurrence occurrence;
      occurrence.kind = Occurrence::Kind::Forget;
      occurrence.delivered = i;
      if (!step(occurrence)) return false;
      flights_.erase(flights_.begin() + static_cast<std::ptrdiff_t>(i));
    }
    return true;
  }

  std::size_t index_of(std::size_t flight) const {
    return static_cast<std::size_t>(std::find(flights_.begin(), flights_.end(), flight) - flights_.begin());
  }

  /// The configuration as the reference semantics has it.
  bool show() {
    for (std::uint32_t place = 0; place < layout_.size; ++place) {
      PartTable& table = space_.parts().table(place);
      if (!layout_.is_slot(place))
        key_[place] = table.insert(now_.endpoints[place].data());
      else if (in_slot_[place] == kNoFlight)
        key_[place] = kNoPart;
      else
        key_[place] = table.insert(now_.network[index_of(in_slot_[place])].fields.data());
    }
    return true;
  }

  const model::Model& model_;
  const model::System& system_;
  StateSpace& space_;
  const Layout& layout_;
  bool forgets_;
  model::Trace trace_;
  Configuration now_;
  Key key_;                           // the slots' part of `now_`
  std::vector<std::size_t> flights_;  // a number for each message in the network, never used twice
  std::vector<std::size_t> in_slot_;  // by place
  std::size_t next_flight_ = 0;
  std::vector<std::uint16_t> used_;  // incarnations, as bits by space
  std::string why_;
};

}  // namespace

Beginning beginning(const model::Model& model, std::uint16_t system, StateSpace& space) {
  model::Trace trace;
  trace.system = system;
  trace.parameters = space.parameters();
  trace.start = model::initial(model, model.systems[system]);
  return {std::move(trace), space.initial(), std::vector(space.layout().size, kNoFlight)};
}

Beginning beginning(const model::Model& model, StateSpace& space, model::Trace trace, std::size_t younger) {
  const Layout& layout = space.layout();
  const Configuration now = configurations(model, trace).back();
  Beginning end{std::move(trace), Key(layout.size, kNoPart), std::vector(layout.size, kNoFlight)};
  for (std::size_t e = 0; e < now.endpoints.size(); ++e)
    end.key[e] = space.parts().table(e).insert(now.endpoints[e].data());
  for (std::size_t l = 0; l < layout.links.size(); ++l) {
    std::size_t passed = 0;
    for (std::size_t i = now.network.size(); i-- > 0;) {
      const auto& [from, to, fields] = now.network[i];
      if (from != layout.links[l].from || to != layout.links[l].to || passed++ < younger) continue;
      const auto j = static_cast<unsigned>(passed - younger - 1);
      if (j >= layout.slots) break;
      end.key[layout.slot(l, j)] = space.parts().messages().insert(fields.data());
      end.in_slot[layout.slot(l, j)] = i;
    }
  }
  return end;
}

std::optional<model::Trace> concrete(const model::Model& model, const Beginning& beginning, StateSpace& space,
                                     const std::vector<Leg>& legs, std::optional<std::size_t> loop_start,
                                     std::string& why) {
  const std::span<const Leg> all(legs);
  const std::size_t stem = loop_start.value_or(legs.size());
  for (bool forgets : {false, true}) {
    if (forgets && !model.systems[beginning.trace.system].forgetting) break;
    Walk walk(model, space, beginning, forgets);
    const auto refused = std::find_if(legs.begin(), legs.begin() + static_cast<std::ptrdiff_t>(stem),
                                      [&](const Leg& leg) { return !walk.go(leg); });
    const bool arrived = refused == legs.begin() + static_cast<std::ptrdiff_t>(stem);
    if (arrived && (!loop_start || walk.go_round(all.subspan(stem)))) return walk.take_trace();
    why = "step " + std::to_string(refused - legs.begin() + 1) + " does not replay: " + walk.why();
  }
  return std::nullopt;
}

}  // namespace checker::search
