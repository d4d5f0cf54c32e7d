// What a tester and a user may do next to a TCP that they know, at the edges of what its rules ask for: each number of a segment at the
// borders of what is expected, one number at a time; each call that may make a difference.
#pragma once

#include <vector>

#include "scenario/rehearsal.h"

namespace scenario {

/// The system's user: does whatever sockets allow; or listens, and then nothing.
enum class Role : std::uint8_t { Any,
                                 Passive };

/// One thing to do, in as many actions as it takes.
using Deed = std::vector<Action>;

/// In the same order for the same situation. `patience`: how long nothing is done.
std::vector<Deed> deeds(Rehearsal&, Role, Duration patience);

}  // namespace scenario
