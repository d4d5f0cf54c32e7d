// What may happen to the endpoints of a system, and what their machines say to each other: asked alike by
// every engine.
#pragma once

#include <cstdint>
#include <vector>

#include "model/model.h"

namespace model {

/// Whether users make this call of the endpoint's machine; `call` must be one of it.
bool call_allowed(const System& system, std::uint16_t endpoint, std::uint16_t call);
/// Whether the environment does this to the endpoint; `event` must be one of its machine.
bool environment_allowed(const System& system, std::uint16_t endpoint, std::uint16_t event);
/// Timeouts and messages need no permission.
bool event_allowed(const System& system, std::uint16_t endpoint, EventKind kind, std::uint16_t event);

/// The fields of a message that machines write and read: `System::message` begins with them. Empty if nobody
/// speaks.
const std::vector<Field>& spoken(const Model& model, const System& system);

/// Chosen anew in a sequence space.
bool is_numbered(const Argument& argument);
/// What the bounds say of an argument of the endpoint; null if nothing.
const Bounds::Listed* bound_of(const System& system, std::uint16_t endpoint, std::uint16_t argument);

}  // namespace model
