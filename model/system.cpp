#include "model/system.h"

#include <algorithm>

namespace model {

bool call_allowed(const System& system, std::uint16_t endpoint, std::uint16_t call) {
  return system.call_allowed.at(endpoint).at(call);
}

bool environment_allowed(const System& system, std::uint16_t endpoint, std::uint16_t event) {
  return system.environment_allowed.at(endpoint).at(event);
}

bool event_allowed(const System& system, std::uint16_t endpoint, EventKind kind, std::uint16_t event) {
  switch (kind) {
    case EventKind::Call: return call_allowed(system, endpoint, event);
    case EventKind::Environment: return environment_allowed(system, endpoint, event);
    case EventKind::Message:
    case EventKind::Timeout: break;
  }
  return true;
}

const std::vector<Field>& spoken(const Model& model, const System& system) {
  const auto speaks = [&](std::uint16_t machine) { return !model.machines[machine].message.empty(); };
  const auto found = std::find_if(system.machine.begin(), system.machine.end(), speaks);
  return model.machines[found == system.machine.end() ? system.machine.at(0) : *found].message;
}

bool is_numbered(const Argument& argument) {
  const Type& type = argument.type;
  return argument.kind == Argument::Kind::Fresh && type.kind == Type::Kind::Serial &&
         type.space != Type::Space::None;
}

const Bounds::Listed* bound_of(const System& system, std::uint16_t endpoint, std::uint16_t argument) {
  for (const Bounds::Listed& listed : system.bounds.arguments)
    if (listed.endpoint == endpoint && listed.argument == argument) return &listed;
  return nullptr;
}

}  // namespace model
