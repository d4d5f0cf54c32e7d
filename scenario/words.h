// The words of packet scripts that stand for numbers: errors, states.
#pragma once

#include <utility>
#include <vector>

#include "scenario/script.h"

namespace scenario {

/// Of two names of one error the first is the one that is printed.
const std::vector<std::pair<const char*, int>>& errno_names();
/// As <netinet/tcp.h> has them.
const std::vector<std::pair<const char*, tcp::State>>& linux_states();

/// Codes of ICMP's Destination Unreachable.
const std::vector<std::pair<const char*, std::uint8_t>>& unreachable_codes();

}  // namespace scenario
