#include "checker/unrolling.h"

#include <algorithm>
#include <bit>

#include "checker/explore.h"
#include "checker/search/choices.h"
#include "model/facts.h"
#include "model/system.h"

namespace checker {

using model::Assumption;
using model::EventKind;
using model::Expr;
using model::Owner;
using model::Place;

namespace {

constexpr std::uint16_t kOwnPlaces = 1000;  // variables of an unrolling are Place{Argument, kOwnPlaces + …}

std::uint64_t value_of(Expr e, const smt::Values& values) {
  if (e.op() == model::Op::Constant) return e.value();
  const auto it = values.find(e.place());
  return it == values.end() ? 0 : it->second;
}

model::Values values_of(const std::vector<Expr>& terms, const smt::Values& values) {
  model::Values result;
  for (Expr term : terms) result.push_back(value_of(term, values));
  return result;
}

}  // namespace

Unrolling::Unrolling(const model::Model& model, const model::System& system, bool every_step)
    : model_(model),
      system_(system),
      pool_(*model.pool),
      parameters_(bounded_parameters(model, system)),
      encoding_(model, system) {
  for (std::uint16_t e = 0; e < system.endpoints.size(); ++e) {
    for (Move& move : encoding_.moves(e))
      if (every_step || !is_idle(move)) moves_.push_back(std::move(move));
    possible_.push_back(model::Mask{1} << system.fields[e][0].initial);
  }
  if (auto tick = encoding_.tick()) moves_.push_back(std::move(*tick));
}

Expr Unrolling::variable(model::Sort sort) {
  const std::uint32_t number = variables_++;
  const auto which = static_cast<std::uint16_t>(kOwnPlaces + (number >> 16));
  return pool_.variable(sort, {Owner::Argument, which, static_cast<std::uint16_t>(number & 0xffff)});
}

bool Unrolling::is_idle(const Move& move) const {
  return move.sent.empty() && move.after == encoding_.before();
}

// ---- a frame ----------------------------------------------------------------------------------------------

bool Unrolling::extend() {
  Frame frame;
  frame.before = frames_.empty() ? encoding_.initial() : frames_.back().after;
  frame.identity = frames_.size() + 1;
  instances_.clear();
  choose_arguments(frame);
  for (const model::Field& field : system_.message) frame.arriving.push_back(variable(field.type.sort()));
  choose_move(frame);
  if (frame.moves.empty()) return false;
  deliver(frame);
  assume(Assumption::Kind::Arrival, frame);
  assume(Assumption::Kind::Choice, frame);
  take_step(frame);
  age(frame);
  send(frame);
  assume(Assumption::Kind::Step, frame);
  assume(Assumption::Kind::State, frame);
  note_targets(frame);
  frames_.push_back(std::move(frame));
  return true;
}

/// The first event happens to the first endpoint of a mirrored system: the other way round is the same.
void Unrolling::choose_move(Frame& frame) {
  const auto width = static_cast<std::uint8_t>(std::bit_width(moves_.size()));
  frame.event = variable(model::Sort{width});
  std::vector<Expr> some;
  for (std::size_t m = 0; m < moves_.size(); ++m) {
    const Move& move = moves_[m];
    if (move.path && (move.path->states & possible_[mover(move)]) == 0) continue;
    if (frames_.empty() && system_.mirrored && mover(move) != 0) continue;
    const Expr guard = instance(frame, move.guard, mover(move));
    if (guard.is_false()) continue;
    const Expr taken = pool_.equal(frame.event, pool_.bits(width, m));
    frame.moves.push_back(m);
    frame.taken.push_back(taken);
    some.push_back(taken);
    require(pool_.implies(taken, guard));
    if (!move.arriving) require(pool_.implies(taken, nothing_arrives(frame)));
  }
  require(pool_.disjoin(std::move(some)));
}

/// Hooks and claims that read what arrives find nothing there, as in `model::step`.
Expr Unrolling::nothing_arrives(const Frame& frame) {
  std::vector<Expr> all;
  for (const Expr field : frame.arriving) all.push_back(pool_.equal(field, pool_.constant(field.sort(), 0)));
  return pool_.conjoin(std::move(all));
}

void Unrolling::note_targets(const Frame& frame) {
  for (std::size_t m : frame.moves) {
    const Move& move = moves_[m];
    if (!move.path) continue;
    const Expr target = move.after[mover(move)][0];
    if (target.op() == model::Op::Constant)
      possible_[mover(move)] |= model::Mask{1} << target.value();
    else if (target != encoding_.before()[mover(move)][0])
      possible_[mover(move)] = ~model::Mask{0};
  }
}

void Unrolling::choose_arguments(Frame& frame) {
  for (std::uint16_t e = 0; e < system_.endpoints.size(); ++e) {
    auto& arguments = frame.arguments.emplace_back();
    const auto& declared = model_.machines[system_.machine[e]].arguments;
    for (std::uint16_t a = 0; a < declared.size(); ++a) {
      const model::Sort sort = declared[a].type.sort();
      const std::vector<std::uint64_t> values = choices(e, a);
      if (values.size() == 1) {
        arguments.push_back(pool_.constant(sort, values.front()));
        continue;
      }
      arguments.push_back(variable(sort));
      std::vector<Expr> one;
      for (std::uint64_t value : values)
        one.push_back(pool_.equal(arguments.back(), pool_.constant(sort, value)));
      require(pool_.disjoin(std::move(one)));
    }
  }
}

/// Numbers chosen anew lie a sixteenth of the circle apart; with `isn = any` earlier ones may be chosen
/// again.
std::vector<std::uint64_t> Unrolling::choices(std::uint16_t endpoint, std::uint16_t argument) const {
  const model::Argument& declared = model_.machines[system_.machine[endpoint]].arguments[argument];
  if (model::is_numbered(declared)) {
    const model::Bounds::Listed* bound = model::bound_of(system_, endpoint, argument);
    const bool reuse = bound && bound->reuse;
    const auto number = [&](std::size_t frame) {
      return std::uint64_t{frame % 15 + 1} << (declared.type.width - 4);
    };
    std::vector<std::uint64_t> values{number(frames_.size())};
    for (std::size_t k = 0; reuse && k < frames_.size(); ++k) values.push_back(number(k));
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    return values;
  }
  return search::listed(system_, endpoint, argument);
}

/// What arrives over a link was sent by the endpoint at its other end, and is still there.
void Unrolling::deliver(Frame& frame) {
  for (const model::Link& link : system_.links) {
    const Expr arrives = any_taken(frame, [&](const Move& move) {
      return move.arriving && *move.endpoint == link.to && move.arriving->from == link.from;
    });
    if (arrives.is_false() || !link.from) continue;
    std::vector<Expr> some;
    for (const Sent& sent : history_) {
      std::vector<Expr> same{sent.in, sent.sender[*link.from]};
      for (std::size_t f = 0; f < sent.fields.size(); ++f)
        same.push_back(pool_.equal(frame.arriving[f], sent.fields[f]));
      some.push_back(pool_.conjoin(std::move(same)));
    }
    require(pool_.implies(arrives, pool_.disjoin(std::move(some))));
  }
  for (std::size_t f = 0; f < system_.message.size(); ++f) {
    const model::Type& type = system_.message[f].type;
    if (type.kind != model::Type::Kind::Enum) continue;
    const auto last = model_.enums[type.enumeration].values.size() - 1;
    require(pool_.negate(pool_.less(pool_.constant(type.sort(), last), frame.arriving[f])));
  }
}

void Unrolling::take_step(Frame& frame) {
  for (std::size_t e = 0; e < frame.before.size(); ++e) {
    auto& after = frame.after.emplace_back();
    for (std::size_t f = 0; f < frame.before[e].size(); ++f) {
      const Expr value =
          by_move(frame, [&](const Move& move) { return instance(frame, move.after[e][f], mover(move)); });
      if (value == frame.before[e][f] || value.op() == model::Op::Constant) {
        after.push_back(value);
        continue;
      }
      after.push_back(variable(value.sort()));
      require(pool_.equal(after.back(), value));
    }
  }
}

void Unrolling::send(Frame& frame) {
  std::size_t most = 0;
  for (std::size_t m : frame.moves) most = std::max(most, moves_[m].sent.size());
  for (std::size_t i = 0; i < most; ++i) {
    Sent sent;
    sent.in = any_taken(frame, [&](const Move& move) { return move.sent.size() > i; });
    for (std::uint16_t e = 0; e < system_.endpoints.size(); ++e)
      sent.sender.push_back(
          any_taken(frame, [&](const Move& move) { return move.sent.size() > i && *move.endpoint == e; }));
    for (std::size_t f = 0; f < system_.message.size(); ++f) {
      const Expr value = by_move(frame, [&](const Move& move) {
        return move.sent.size() > i ? instance(frame, move.sent[i].fields[f], *move.endpoint) : Expr{};
      });
      sent.fields.push_back(variable(value.sort()));
      require(pool_.equal(sent.fields.back(), value));
    }
    frame.sent.push_back(history_.size());
    history_.push_back(std::move(sent));
  }
}

/// A tick takes one from the lifetime of what was sent before it.
void Unrolling::age(const Frame& frame) {
  const Expr tick = any_taken(frame, [](const Move& move) { return !move.path; });
  if (tick.is_false()) return;
  for (Sent& sent : history_) {
    const Expr left = sent.fields.back(), one = pool_.constant(left.sort(), 1);
    const Expr older = variable(left.sort()), in = variable(model::Sort{0});
    require(pool_.equal(older, pool_.ite(tick, pool_.subtract(left, one), left)));
    require(pool_.equal(in, pool_.conjoin(sent.in, pool_.implies(tick, pool_.less(one, left)))));
    sent.fields.back() = older;
    sent.in = in;
  }
}

void Unrolling::assume(Assumption::Kind kind, const Frame& frame) {
  const bool before = kind == Assumption::Kind::Arrival || kind == Assumption::Kind::Choice;
  for (const Assumption& assumption : system_.assumptions) {
    if (assumption.kind != kind) continue;
    const Expr concerned = any_taken(frame, [&](const Move& move) {
      const bool moves = move.endpoint == assumption.endpoint;
      switch (kind) {
        case Assumption::Kind::State: return true;
        case Assumption::Kind::Step: return moves;
        case Assumption::Kind::Arrival: return moves && move.arriving.has_value();
        case Assumption::Kind::Choice: return moves && model::contains(move.path->chosen, assumption.subject);
      }
      return true;
    });
    if (concerned.is_false()) continue;
    for (const model::Quantified& conjunct : assumption.conjuncts)
      require(pool_.implies(concerned, holds(frame, before ? frame.before : frame.after, assumption.endpoint,
                                             conjunct, nullptr)));
  }
}

// ---- terms of a frame
// ---------------------------------------------------------------------------------------

template <class Wanted>
Expr Unrolling::any_taken(const Frame& frame, const Wanted& wanted) {
  std::vector<Expr> some;
  for (std::size_t i = 0; i < frame.moves.size(); ++i)
    if (wanted(moves_[frame.moves[i]])) some.push_back(frame.taken[i]);
  return pool_.disjoin(std::move(some));
}

/// A term that depends on the move; moves with the same one share it. An empty one does not matter.
template <class OfMove>
Expr Unrolling::by_move(const Frame& frame, const OfMove& of_move) {
  std::vector<std::pair<Expr, std::vector<Expr>>> groups;
  std::map<Expr, std::size_t> index;
  for (std::size_t i = 0; i < frame.moves.size(); ++i) {
    const Expr term = of_move(moves_[frame.moves[i]]);
    if (!term) continue;
    const auto [it, is_new] = index.emplace(term, groups.size());
    if (is_new) groups.push_back({term, {}});
    groups[it->second].second.push_back(frame.taken[i]);
  }
  const auto largest = std::max_element(groups.begin(), groups.end(), [](const auto& a, const auto& b) {
    return a.second.size() < b.second.size();
  });
  Expr chosen = largest->first;
  for (auto& [term, taken] : groups)
    if (term != largest->first) chosen = pool_.ite(pool_.disjoin(taken), term, chosen);
  return chosen;
}

/// A term of a move, over the state before, as it is in the frame.
Expr Unrolling::instance(const Frame& frame, Expr term, std::uint16_t endpoint) {
  Expr& known = instances_[{term.id(), endpoint}];
  if (!known)
    known = model::substitute(pool_, term, [&](Expr variable) {
      const Place place = variable.place();
      switch (place.owner) {
        case Owner::Parameter: return pool_.constant(variable.sort(), parameters_[place.field]);
        case Owner::Endpoint:
        case Owner::Old: return frame.before[place.which][place.field];
        case Owner::Message: return place.which == model::kArriving ? frame.arriving[place.field] : Expr{};
        case Owner::Argument: break;
        case Owner::Flag: return Expr{};
      }
      if (place.which == kIntroduced) return pool_.constant(variable.sort(), frame.identity);
      return place.which == 0 ? frame.arguments[endpoint][place.field] : Expr{};
    });
  return known;
}

Expr Unrolling::flag(const Frame& frame, Place place) {
  if (place.which == static_cast<std::uint16_t>(model::StepFlag::NewIdentity))
    return pool_.bits(5, frame.identity);
  return by_move(frame, [&](const Move& move) {
    return instance(frame, encoding_.after(move).flag(place), mover(move));
  });
}

Expr Unrolling::read_in(const Frame& frame, const StateTerm& now, std::uint16_t endpoint, Expr statement,
                        const std::vector<const Sent*>& bound, const Sent* sending) {
  return model::substitute(pool_, statement, [&](Expr variable) {
    const Place place = variable.place();
    switch (place.owner) {
      case Owner::Parameter: return pool_.constant(variable.sort(), parameters_[place.field]);
      case Owner::Endpoint: return now[place.which][place.field];
      case Owner::Old: return frame.before[place.which][place.field];
      case Owner::Argument: return frame.arguments[endpoint][place.field];
      case Owner::Flag: return flag(frame, place);
      case Owner::Message: break;
    }
    if (place.which == model::kArriving) return frame.arriving[place.field];
    if (place.which != model::kSent)
      return bound.at(place.which - std::size_t{model::kBound})->fields[place.field];
    return sending ? sending->fields[place.field] : pool_.constant(variable.sort(), 0);
  });
}

Expr Unrolling::holds(const Frame& frame, const StateTerm& now, std::uint16_t endpoint,
                      const model::Quantified& statement, const Sent* sending) {
  std::vector<Expr> all;
  std::vector<const Sent*> bound;
  std::vector<Expr> present;
  const auto bind = [&](const auto& self) -> void {
    const std::size_t k = bound.size();
    if (k == statement.from.size()) {
      all.push_back(pool_.implies(pool_.conjoin(present),
                                  read_in(frame, now, endpoint, statement.body, bound, sending)));
      return;
    }
    for (const Sent& sent : history_) {
      if (statement.from[k] >= sent.sender.size()) continue;
      bound.push_back(&sent);
      present.push_back(pool_.conjoin(sent.in, sent.sender[statement.from[k]]));
      if (!present.back().is_false()) self(self);
      bound.pop_back();
      present.pop_back();
    }
  };
  bind(bind);
  return pool_.conjoin(std::move(all));
}

// ---- questions and answers
// ------------------------------------------------------------------------------------

Expr Unrolling::violated(const model::Quantified& statement) {
  return pool_.negate(holds(frames_.back(), frames_.back().after, 0, statement, nullptr));
}

Expr Unrolling::violated_by_step(const model::Property& property) {
  const Frame& frame = frames_.back();
  const Expr concerned = any_taken(frame, [&](const Move& move) {
    const bool moves = move.path && *move.endpoint == property.endpoint;
    switch (property.on) {
      case model::Hook::Kind::Step: return moves;
      case model::Hook::Kind::Arrival: return moves && move.arriving.has_value();
      case model::Hook::Kind::Send: return moves && !move.sent.empty();
      case model::Hook::Kind::Tick: return !move.path;
    }
    return false;
  });
  if (concerned.is_false()) return concerned;
  const auto fails = [&](const Sent* sending) {
    return pool_.negate(holds(frame, frame.after, property.endpoint, property.statement, sending));
  };
  std::vector<Expr> some, nothing_sent;
  for (std::size_t i : frame.sent) {
    some.push_back(pool_.conjoin(history_[i].in, fails(&history_[i])));
    nothing_sent.push_back(pool_.negate(history_[i].in));
  }
  nothing_sent.push_back(fails(nullptr));
  some.push_back(pool_.conjoin(std::move(nothing_sent)));
  return pool_.conjoin(concerned, pool_.disjoin(std::move(some)));
}

std::optional<model::Trace> Unrolling::trace(const smt::Values& values, std::uint16_t system,
                                             std::string& why) const {
  model::Trace trace;
  trace.system = system;
  trace.parameters = parameters_;
  trace.start = model::initial(model_, system_);
  model::Configuration now = trace.start;
  std::map<std::uint64_t, std::uint64_t> names{{0, 0}};  // identities here and there
  for (const Frame& frame : frames_) {
    names[frame.identity] = model::new_identity(system_, now).value_or(0);
    const Move& move = moves_.at(value_of(frame.event, values));
    model::Occurrence occurrence;
    occurrence.kind = move.path ? model::Occurrence::Kind::Event : model::Occurrence::Kind::Tick;
    occurrence.endpoint = mover(move);
    if (move.path) {
      occurrence.event = {
          move.path->kind, move.path->event, {}, values_of(frame.arguments[*move.endpoint], values)};
      if (move.arriving) occurrence.event.message = values_of(frame.arriving, values);
      if (move.arriving && move.arriving->from) {
        for (std::size_t f = 0; f < system_.message.size(); ++f)
          if (system_.message[f].type.kind == model::Type::Kind::Identity)
            occurrence.event.message[f] = names[occurrence.event.message[f]];
        const model::Flight flight{*move.arriving->from, *move.endpoint, occurrence.event.message};
        const auto it = std::find(now.network.begin(), now.network.end(), flight);
        occurrence.delivered = static_cast<std::size_t>(it - now.network.begin());
      }
    }
    const auto result = model::step(model_, system_, parameters_, now, occurrence, &why);
    trace.steps.push_back(occurrence);
    if (!result) {
      why = "step " + std::to_string(trace.steps.size()) + " does not replay: " + why;
      return std::nullopt;
    }
    now = result->after;
  }
  return trace;
}

}  // namespace checker
