#include "model/facts.h"

#include <algorithm>

namespace model {

namespace {

constexpr std::uint64_t kIdentities = 32;  // an identity has five bits

std::size_t index_of(StepFlag flag) { return static_cast<std::size_t>(flag); }

bool is_used(const std::vector<Field>& fields, const Values& values, std::uint64_t identity) {
  for (std::size_t i = 0; i < fields.size() && i < values.size(); ++i)
    if (fields[i].type.kind == Type::Kind::Identity && values[i] == identity) return true;
  return false;
}

bool holds_from(std::size_t k, const Quantified& statement, const std::vector<Flight>& network,
                Environment& environment) {
  if (k == statement.from.size()) return evaluate(statement.body, environment) != 0;
  return std::all_of(network.begin(), network.end(), [&](const Flight& flight) {
    if (flight.from != statement.from[k]) return true;
    environment.row(Owner::Message, kBound + k) = flight.fields.data();
    return holds_from(k + 1, statement, network, environment);
  });
}

}  // namespace

Facts::Facts(const Machine& machine, const Event* event, const Outcome& outcome, std::uint64_t new_identity) {
  const std::array<std::size_t, kFlags> sizes{machine.fields.size(),
                                              machine.timers.size(),
                                              1,
                                              1,
                                              machine.calls.size(),
                                              machine.timers.size(),
                                              machine.environment.size(),
                                              1,
                                              machine.signals.size()};
  std::size_t total = 0;
  for (std::size_t i = 0; i < kFlags; ++i) {
    begin_[i] = total;
    total += sizes[i];
  }
  values_.assign(total, 0);
  auto set = [&](StepFlag flag, std::size_t subject, std::uint64_t value = 1) {
    values_[begin_[index_of(flag)] + subject] = value;
  };
  for (std::uint16_t field : outcome.assigned) set(StepFlag::Assigned, field);
  for (std::uint16_t timer : outcome.started) set(StepFlag::Started, timer);
  for (const Emitted& emitted : outcome.signals) set(StepFlag::Emitted, emitted.signal);
  set(StepFlag::Sent, 0, !outcome.sends.empty());
  set(StepFlag::NewIdentity, 0, new_identity);
  if (!event) return;
  switch (event->kind) {
    case EventKind::Call: set(StepFlag::IsCall, event->event); break;
    case EventKind::Message: set(StepFlag::IsArrival, 0); break;
    case EventKind::Timeout: set(StepFlag::IsTimeout, event->event); break;
    case EventKind::Environment: set(StepFlag::IsEnvironment, event->event); break;
  }
}

void Facts::show_in(Environment& environment) const {
  for (std::size_t i = 0; i < kFlags; ++i) environment.row(Owner::Flag, i) = values_.data() + begin_[i];
}

void show_parameters(const Values& parameters, Environment& environment) {
  environment.row(Owner::Parameter) = parameters.data();
}

void show_endpoints(Owner owner, const Configuration& configuration, Environment& environment) {
  for (std::size_t i = 0; i < configuration.endpoints.size(); ++i)
    environment.row(owner, i) = configuration.endpoints[i].data();
}

bool holds_for_all(const Quantified& statement, const std::vector<Flight>& network,
                   Environment& environment) {
  return holds_from(0, statement, network, environment);
}

bool is_used(const System& system, const Configuration& configuration, std::uint64_t identity) {
  for (std::size_t i = 0; i < configuration.endpoints.size(); ++i)
    if (is_used(system.fields[i], configuration.endpoints[i], identity)) return true;
  return std::any_of(configuration.network.begin(), configuration.network.end(),
                     [&](const Flight& flight) { return is_used(system.message, flight.fields, identity); });
}

std::optional<std::uint64_t> new_identity(const System& system, const Configuration& configuration) {
  if (configuration.identities < kIdentities) return configuration.identities;
  // A long run has named more things than there are names: those of things that are gone may be given again.
  for (std::uint64_t identity = 0; identity < kIdentities; ++identity)
    if (!is_used(system, configuration, identity)) return identity;
  return std::nullopt;
}

}  // namespace model
