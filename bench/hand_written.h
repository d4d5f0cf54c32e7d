// The machine of spec/tcp.synfin once more, written by hand as a TCP usually is: what the generated code is
// measured against.
#pragma once

#include "generated/tcp.hpp"

namespace bench {

/// The same states and outputs as tcp::step with the default policies, but for the names of rules.
void step(const tcp::Parameters& parameters, tcp::Tcb& __restrict t, const tcp::Event& event,
          tcp::Output& __restrict out) noexcept;

}  // namespace bench
