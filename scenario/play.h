// A script played on a system under test: everything in its order and at its time, every answer compared.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scenario/executor.h"
#include "scenario/script.h"

namespace scenario {

/// Where a system did not do what the script says.
struct Mismatch {
  Place place;           // in the script; line 0: after its end
  std::string expected;  // "> S. 0:0(0) ack 1", or what should have been
  std::string instead;   // what came; empty: nothing
};

struct Played {
  std::optional<Mismatch> mismatch;  // empty: all went as written
  std::vector<std::string> chart;    // the dialogue, line by line, up to the mismatch
  std::vector<std::string> differs;  // where the script says otherwise for this system: why
};

/// Why a script is not for a system, by its own words; empty if it is.
std::string not_for(const Script&, System);

/// The system is in its initial state. What scripts say for other systems is left out.
Played play(const Script&, System, Executor&);

}  // namespace scenario
