#include "checker/scene.h"

#include <algorithm>

namespace checker {

using model::Expr;
using model::Owner;
using model::Place;

namespace {

Expr field_of(const MessageTerm* message, std::uint16_t field) {
  return message ? message->fields.at(field) : Expr{};
}

Expr field_of(const StateTerm* state, Place place) {
  return state ? state->at(place.which).at(place.field) : Expr{};
}

Expr stands_for(Place place, const Scene& scene) {
  switch (place.owner) {
    case Owner::Parameter:
    case Owner::Argument: return {};
    case Owner::Endpoint: return field_of(scene.now, place);
    case Owner::Old: return field_of(scene.old, place);
    case Owner::Flag: return scene.flag ? scene.flag(place) : Expr{};
    case Owner::Message: break;
  }
  if (place.which == model::kArriving) return field_of(scene.arriving, place.field);
  if (place.which == model::kSent) return field_of(scene.sent, place.field);
  const std::size_t index = place.which - std::size_t{model::kBound};
  return index < scene.bound.size() ? field_of(scene.bound[index], place.field) : Expr{};
}

}  // namespace

Expr read(model::ExprPool& pool, Expr statement, const Scene& scene) {
  return model::substitute(pool, statement,
                           [&](Expr variable) { return stands_for(variable.place(), scene); });
}

Vocabulary::Vocabulary(const model::Model& model, const model::System& system, std::uint16_t moving)
    : model_(model), system_(system), moving_(moving) {
  messages_[model::kArriving] = {"arriving", {}};
  messages_[model::kSent] = {"sending", moving};
}

Expr Vocabulary::constant(const std::string& name, const model::Type& type) {
  const auto begin = constants_.begin() + static_cast<std::ptrdiff_t>(first_of_move_);
  const auto taken = std::count_if(begin, constants_.end(), [&](const Constant& c) {
    return c.name == name || c.name.starts_with(name + ".");
  });
  constants_.push_back({taken == 0 ? name : name + "." + std::to_string(taken + 1), type});
  return pool().variable(type.sort(),
                         {Owner::Argument, kIntroduced, static_cast<std::uint16_t>(constants_.size() - 1)});
}

MessageTerm Vocabulary::message(std::uint16_t number, const std::string& name,
                                std::optional<std::uint16_t> from) {
  messages_[number] = {name, from};
  MessageTerm message{name, from, pool().boolean(true), {}};
  for (std::size_t f = 0; f < system_.message.size(); ++f)
    message.fields.push_back(pool().variable(system_.message[f].type.sort(),
                                             {Owner::Message, number, static_cast<std::uint16_t>(f)}));
  return message;
}

Expr Vocabulary::membership(std::uint16_t number) const {
  return pool().variable(model::Sort{0}, {Owner::Argument, kMembership, number});
}

StateTerm Vocabulary::state() const {
  StateTerm state;
  for (std::size_t e = 0; e < system_.endpoints.size(); ++e) {
    auto& fields = state.emplace_back();
    for (std::size_t f = 0; f < system_.fields[e].size(); ++f)
      fields.push_back(
          pool().variable(system_.fields[e][f].type.sort(),
                          {Owner::Endpoint, static_cast<std::uint16_t>(e), static_cast<std::uint16_t>(f)}));
  }
  return state;
}

void Vocabulary::set_moving(std::uint16_t endpoint) {
  moving_ = endpoint;
  messages_[model::kSent].from = endpoint;
}

std::optional<std::uint16_t> Vocabulary::sender(std::uint16_t number) const {
  return messages_.at(number).from;
}

std::string Vocabulary::name(Place place, std::optional<std::uint16_t> moving) const {
  const auto endpoint_field = [&] {
    return system_.endpoints.at(place.which) + "." + system_.fields.at(place.which).at(place.field).name;
  };
  switch (place.owner) {
    case Owner::Parameter: return model_.parameters.at(place.field).name;
    case Owner::Endpoint: return endpoint_field();
    case Owner::Old: return "old." + endpoint_field();
    case Owner::Message: return messages_.at(place.which).name + "." + system_.message.at(place.field).name;
    case Owner::Argument:
      if (place.which == kIntroduced) return constants_.at(place.field).name;
      if (place.which == kMembership) return messages_.at(place.field).name + ".in";
      return "event." +
             model_.machines.at(system_.machine.at(moving.value_or(moving_))).arguments.at(place.field).name;
    case Owner::Flag: break;
  }
  return "flag." + std::to_string(place.which) + "." + std::to_string(place.field);
}

model::Type Vocabulary::type(Place place, std::optional<std::uint16_t> moving) const {
  switch (place.owner) {
    case Owner::Parameter: return model_.parameters.at(place.field).type;
    case Owner::Endpoint:
    case Owner::Old: return system_.fields.at(place.which).at(place.field).type;
    case Owner::Message: return system_.message.at(place.field).type;
    case Owner::Argument:
      if (place.which == kIntroduced) return constants_.at(place.field).type;
      if (place.which == kMembership) return {};
      return model_.machines.at(system_.machine.at(moving.value_or(moving_))).arguments.at(place.field).type;
    case Owner::Flag: break;
  }
  return {};
}

}  // namespace checker
