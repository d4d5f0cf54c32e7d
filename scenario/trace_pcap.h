// A counterexample or a witness as a capture: every segment of the trace when it is sent, and once more whenever the network delivers it
// another time.
#pragma once

#include <optional>
#include <string>

#include "model/run.h"

namespace scenario {

/// Endpoint number n is 10.0.0.n. A step takes a millisecond, a tick of time what it takes in the stack; text is made up. Why there is no
/// capture, or nothing: it is written. Throws std::runtime_error if the file cannot be.
std::optional<std::string> trace_pcap(const model::Model&, const model::Trace&, const std::string& path);

}  // namespace scenario
