// A counterexample or a witness, retold as a packet script: one endpoint of the trace is the system under test, the other one the
// tester. What is expected is what the model's endpoint did.
#pragma once

#include <string>
#include <variant>

#include "model/run.h"
#include "scenario/script.h"

namespace scenario {

/// Or why no script can say what the endpoint did. The options are what the model was made with: profile and policies; the trace's
/// parameters are added to them.
std::variant<Script, std::string> trace_script(const model::Model&, const model::Trace&, std::uint16_t endpoint, Options);

/// Where the model itself, played by a host, does not do what the script says: what was expected and what came. Empty: as written.
std::string departure(const model::Model&, const Script&);

}  // namespace scenario
