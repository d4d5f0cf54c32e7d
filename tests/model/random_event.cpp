#include "tests/model/random_event.h"

namespace model::testing {

std::uint64_t Drawing::value(const Type& type) {
  if (type.width == 0) return below(2);
  if (type.kind == Type::Kind::Enum) return below(model_.enums[type.enumeration].values.size());
  std::uint64_t value = below(5);
  if (type.width > 8 && !drawn_.empty() && below(8) != 0) value = drawn_[below(drawn_.size())] + below(7) - 3;
  if (type.width > 16 && below(8) == 0) value = std::uint64_t{random_()};
  if (type.width > 16 && below(16) == 0) value += std::uint64_t{1} << (type.width - 1);
  if (type.width > 16 && below(16) == 0) value += 65535;
  if (type.width == 8) value = below(12);
  value = truncate(value, type.width);
  if (type.width > 8) drawn_.push_back(value);
  return value;
}

Values Drawing::values(const std::vector<Field>& fields) {
  Values values;
  for (const Field& field : fields) values.push_back(value(field.type));
  return values;
}

Values Drawing::state(const Machine& machine) { return values(machine.fields); }

Event Drawing::event(const Machine& machine) {
  std::vector<Event> events;
  auto add = [&](EventKind kind, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) events.push_back({kind, static_cast<std::uint16_t>(i), {}, {}});
  };
  add(EventKind::Call, machine.calls.size());
  add(EventKind::Timeout, machine.timers.size());
  add(EventKind::Environment, machine.environment.size());
  Event event;
  if (!machine.message_name.empty() && (events.empty() || below(4) != 0))
    event.kind = EventKind::Message;
  else
    event = events.at(below(events.size()));
  event.message = values(machine.message);
  for (const Argument& argument : machine.arguments) event.arguments.push_back(value(argument.type));
  return event;
}

}  // namespace model::testing
