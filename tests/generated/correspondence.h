// The same state and event for the generated code and for the reference semantics, and what each says of one
// step.
#pragma once

#include <string>

#include "generated/tcp.hpp"
#include "model/evaluate.h"

namespace generated::testing {

/// By the names that the specification gives; throws at a name that is not known here.
model::Values values_of(const model::Machine& machine, const tcp::Tcb& t);
model::Event event_of(const model::Machine& machine, const tcp::Event& event);
model::Values parameters_of(const model::Model& model, const tcp::Parameters& parameters);

/// The other way.
tcp::Tcb tcb_of(const model::Machine& machine, const model::Values& values);
tcp::Event event_of(const model::Machine& machine, const model::Event& event);

/// Empty if the generated code's state and output are what the reference semantics says, else what differs.
std::string difference(const model::Machine& machine, const model::Outcome& expected, const tcp::Tcb& t,
                       const tcp::Output& out);

/// The same without the rules that applied.
std::string difference_in_effect(const model::Machine& machine, const model::Outcome& expected,
                                 const tcp::Tcb& t, const tcp::Output& out);

/// One line, for messages.
std::string text(const tcp::Tcb& t);
std::string text(const tcp::Event& event);

}  // namespace generated::testing
