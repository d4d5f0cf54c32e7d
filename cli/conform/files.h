// A folder with the script and the capture of each deviation.
#pragma once

#include <string>

#include "cli/conform/report.h"
#include "scenario/players.h"

namespace cli::conformance {

/// Plays each deviation once more, recorded, and writes NUMBER-RULE-STATE.pkt and .pcap, each whole or not at all. What goes as written
/// now is no longer confirmed. False, with a message, if something cannot be written.
bool record(const std::string& folder, const Question&, const scenario::MakeGround&, scenario::Conformance&);

}  // namespace cli::conformance
