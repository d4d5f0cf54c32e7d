// What is said about configurations and steps: whether it holds, and what it says the other way round.
#include <algorithm>

#include "model/facts.h"

namespace model {

namespace {

/// For properties that speak of the message sent: once for each one, and once with none if there is none.
template <typename Holds>
bool for_every(const std::vector<Flight>& sent, const Values& none, Environment& environment,
               const Holds& holds) {
  auto with = [&](const Values& message) {
    environment.row(Owner::Message, kSent) = message.data();
    return holds();
  };
  if (sent.empty()) return with(none);
  return std::all_of(sent.begin(), sent.end(), [&](const Flight& flight) { return with(flight.fields); });
}

bool speaks_of(const Property& property, const Occurrence& occurrence, const StepResult& result) {
  const bool event = occurrence.kind == Occurrence::Kind::Event;
  switch (property.on) {
    case Hook::Kind::Tick: return occurrence.kind == Occurrence::Kind::Tick;
    case Hook::Kind::Step: return event && occurrence.endpoint == property.endpoint;
    case Hook::Kind::Arrival:
      return event && occurrence.endpoint == property.endpoint && occurrence.event.kind == EventKind::Message;
    case Hook::Kind::Send: return event && occurrence.endpoint == property.endpoint && !result.sent.empty();
  }
  return false;
}

/// The message that arrives, with all its fields, or zeros.
Values arriving(const System& system, const Configuration& before, const Occurrence& occurrence) {
  Values message = occurrence.event.message;
  if (occurrence.delivered && *occurrence.delivered < before.network.size())
    message = before.network[*occurrence.delivered].fields;
  message.resize(system.message.size(), 0);
  return message;
}

}  // namespace

bool holds(const Model&, const System&, const Values& parameters, const Configuration& configuration,
           const Quantified& statement) {
  Environment environment;
  show_parameters(parameters, environment);
  show_endpoints(Owner::Endpoint, configuration, environment);
  return holds_for_all(statement, configuration.network, environment);
}

bool holds_on_step(const Model& model, const System& system, const Values& parameters,
                   const Configuration& before, const Occurrence& occurrence, const StepResult& result,
                   const Property& property) {
  if (!speaks_of(property, occurrence, result)) return true;
  Environment environment;
  show_parameters(parameters, environment);
  show_endpoints(Owner::Old, before, environment);
  show_endpoints(Owner::Endpoint, result.after, environment);

  const Machine& machine = model.machines[system.machine[occurrence.endpoint]];
  const Event* event = occurrence.kind == Occurrence::Kind::Event ? &occurrence.event : nullptr;
  Facts facts(machine, event, result.outcome, new_identity(system, before).value_or(0));
  facts.show_in(environment);

  const Values message = arriving(system, before, occurrence);
  environment.row(Owner::Message, kArriving) = message.data();
  Values arguments = occurrence.event.arguments;
  arguments.resize(std::max(arguments.size(), machine.arguments.size()), 0);
  environment.row(Owner::Argument) = arguments.data();

  return for_every(result.sent, Values(system.message.size(), 0), environment,
                   [&] { return holds_for_all(property.statement, result.after.network, environment); });
}

Expr mirror(ExprPool& pool, Expr e) {
  return substitute(pool, e, [&](Expr variable) {
    Place place = variable.place();
    bool endpoint = place.owner == Owner::Endpoint || place.owner == Owner::Old;
    if (!endpoint || place.which > 1) return Expr{};
    place.which ^= 1;
    return pool.variable(variable.sort(), place);
  });
}

Quantified mirror(ExprPool& pool, const Quantified& statement) {
  Quantified swapped{statement.from, mirror(pool, statement.body)};
  for (std::uint16_t& from : swapped.from)
    if (from < 2) from ^= 1;
  return swapped;
}

}  // namespace model
