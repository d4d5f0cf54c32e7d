#include "checker/wander.h"

#include <algorithm>

#include "checker/explore.h"
#include "model/system.h"

namespace checker {

using model::Configuration;
using model::EventKind;
using model::Occurrence;
using model::Type;
using model::Values;

namespace {

/// Whether the field of an endpoint, or of a message that it sends, holds numbers of its own space, or of its peer's; empty: of neither.
std::optional<bool> is_own(const Type& type) {
  if (type.kind != Type::Kind::Serial || type.space == Type::Space::None) return std::nullopt;
  return type.space == Type::Space::Self;
}

}  // namespace

Wanderer::Wanderer(const model::Model& model, std::uint16_t system, std::uint64_t seed)
    : model_(model), system_(model.systems[system]), random_(seed), habits_(system_.endpoints.size()) {
  const auto& message = model::spoken(model, system_);
  for (std::uint32_t f = 0; f < message.size(); ++f)
    if (message[f].type.kind == Type::Kind::Bool) flags_.push_back(f);
}

Values Wanderer::parameters() {
  Values values = bounded_parameters(model_, system_);
  const auto above = below(4);
  for (std::size_t p = 0; above < 2 && p < values.size(); ++p) {
    const auto& parameter = model_.parameters[p];
    values[p] = std::min(parameter.low + above, parameter.high);
  }
  return values;
}

std::optional<Wanderer::Step> Wanderer::step(const Values& parameters, const Configuration& now) {
  constexpr int kTries = 40;
  for (int i = 0; i < kTries; ++i) {
    auto occurrence = this->occurrence(now);
    if (!occurrence) continue;
    auto result = model::step(model_, system_, parameters, now, *occurrence);
    if (!result || (occurrence->kind == Occurrence::Kind::Event && !result->outcome.handled)) continue;
    if (occurrence->kind == Occurrence::Kind::Event) learn(*result);
    return Step{std::move(*occurrence), std::move(*result)};
  }
  return std::nullopt;
}

/// Something that the system may allow.
std::optional<Occurrence> Wanderer::occurrence(const Configuration& now) {
  Occurrence occurrence;
  if (system_.lifetime && once_in(8)) {
    occurrence.kind = Occurrence::Kind::Tick;
    return occurrence;
  }
  if (!now.network.empty() && once_in(2)) {
    occurrence.delivered = once_in(2) ? now.network.size() - 1 : below(now.network.size());
    const auto& flight = now.network[*occurrence.delivered];
    if (flight.to == model::kNobody) return std::nullopt;
    occurrence.endpoint = flight.to;
    if (system_.forgetting && once_in(12)) {
      occurrence.kind = Occurrence::Kind::Forget;
      return occurrence;
    }
    occurrence.event.kind = EventKind::Message;
    occurrence.event.message = flight.fields;
    give_arguments(occurrence.endpoint, now, occurrence.event);
    return occurrence;
  }
  occurrence.endpoint = static_cast<std::uint16_t>(below(system_.endpoints.size()));
  auto event = this->event(occurrence.endpoint, now);
  if (!event) return std::nullopt;
  occurrence.event = std::move(*event);
  return occurrence;
}

std::optional<model::Event> Wanderer::event(std::uint16_t endpoint, const Configuration& now) {
  const auto& machine = model_.machines[system_.machine[endpoint]];
  const bool anybody = std::any_of(system_.links.begin(), system_.links.end(), [&](const model::Link& link) {
    return !link.from && link.to == endpoint;
  });
  model::Event event;
  const auto pick = [&](EventKind kind, std::size_t count) {
    event.kind = kind;
    if (count != 0) event.event = static_cast<std::uint16_t>(below(count));
    return count != 0;
  };
  if (anybody && once_in(2)) {
    event.kind = EventKind::Message;
    event.message = message(endpoint, now);
  } else if (once_in(3)) {
    if (!pick(EventKind::Timeout, machine.timers.size())) return std::nullopt;
  } else if (once_in(16)) {
    if (!pick(EventKind::Environment, machine.environment.size())) return std::nullopt;
  } else if (!pick(EventKind::Call, machine.calls.size())) {
    return std::nullopt;
  }
  if (event.kind != EventKind::Message && !model::event_allowed(system_, endpoint, event.kind, event.event))
    return std::nullopt;
  give_arguments(endpoint, now, event);
  return event;
}

/// Arguments of calls are mostly new, inputs mostly as before, what is chosen always new.
void Wanderer::give_arguments(std::uint16_t endpoint, const Configuration& now, model::Event& event) {
  const auto& arguments = model_.machines[system_.machine[endpoint]].arguments;
  Values& habit = habits_[endpoint];
  const bool is_new = habit.empty() || once_in(40);
  habit.resize(arguments.size(), 0);
  for (std::size_t a = 0; a < arguments.size(); ++a) {
    const Type& type = arguments[a].type;
    switch (arguments[a].kind) {
      case model::Argument::Kind::Call:
        if (type.kind == Type::Kind::Bool || type.kind == Type::Kind::Enum)
          habit[a] = once_in(6) ? value(type, endpoint, now) : 0;
        else
          habit[a] = value(type, endpoint, now);
        break;
      case model::Argument::Kind::Input:
        if (is_new || once_in(12)) habit[a] = value(type, endpoint, now);
        break;
      case model::Argument::Kind::Fresh: habit[a] = value(type, endpoint, now); break;
    }
  }
  event.arguments = habit;
}

/// Its flags are often some that were sent before.
Values Wanderer::message(std::uint16_t endpoint, const Configuration& now) {
  const auto& fields = model_.machines[system_.machine[endpoint]].message;
  Values message;
  for (const auto& field : fields) {
    const auto own = is_own(field.type);  // the sender's, which is the endpoint's peer
    message.push_back(own ? number(endpoint, !*own, field.type.width, now)
                          : value(field.type, endpoint, now));
  }
  if (!patterns_.empty() && !once_in(4)) {
    const auto pattern = std::next(patterns_.begin(), static_cast<std::ptrdiff_t>(below(patterns_.size())));
    for (std::size_t i = 0; i < flags_.size(); ++i) message[flags_[i]] = (*pattern)[i];
  }
  return message;
}

std::uint64_t Wanderer::value(const Type& type, std::uint16_t endpoint, const Configuration& now) {
  switch (type.kind) {
    case Type::Kind::Bool: return once_in(3);
    case Type::Kind::Enum: return below(model_.enums[type.enumeration].values.size());
    case Type::Kind::Serial: return number(endpoint, is_own(type).value_or(true), type.width, now);
    case Type::Kind::Identity: return 0;
    case Type::Kind::Bits: return amount(type.width, endpoint, now);
  }
  return 0;
}

/// Near one that the endpoint holds, by no more than an amount, or near where numbers begin again.
std::uint64_t Wanderer::number(std::uint16_t endpoint, bool own, std::uint8_t width,
                               const Configuration& now) {
  std::vector<std::uint64_t> known{0};
  const auto& fields = system_.fields[endpoint];
  for (std::size_t f = 0; f < fields.size(); ++f)
    if (is_own(fields[f].type) == own) known.push_back(now.endpoints[endpoint][f]);
  std::uint64_t number = known[below(known.size())];
  switch (below(8)) {
    case 0: number += amount(16, endpoint, now); break;
    case 1: number -= amount(16, endpoint, now); break;
    case 2: number += 1 + below(2); break;
    case 3: number -= 1 + below(2); break;
    case 4: number += random_() >> (1 + below(62)); break;
  }
  return model::truncate(number, width);
}

/// Small, or large, or one that the endpoint holds, or how far two of its numbers lie apart.
std::uint64_t Wanderer::amount(std::uint8_t width, std::uint16_t endpoint, const Configuration& now) {
  const auto& fields = system_.fields[endpoint];
  const auto& held = now.endpoints[endpoint];
  std::uint64_t amount = below(4);
  const std::size_t f = below(fields.size()), g = below(fields.size());
  switch (below(8)) {
    case 0: amount = model::truncate(~std::uint64_t{0}, width) - below(3); break;
    case 1: amount = random_() >> (64 - std::min<unsigned>(width, 63)); break;
    case 2:
      if (fields[f].type.kind == Type::Kind::Bits) amount = held[f] + below(3) - 1;
      break;
    case 3:
      if (is_own(fields[f].type) && is_own(fields[f].type) == is_own(fields[g].type))
        amount = held[f] - held[g] + below(3) - 1;
      break;
  }
  return model::truncate(amount, width);
}

void Wanderer::learn(const model::StepResult& result) {
  for (const Values& sent : result.outcome.sends) {
    Values pattern;
    for (std::uint32_t flag : flags_) pattern.push_back(sent[flag]);
    patterns_.insert(std::move(pattern));
  }
}

}  // namespace checker
