// A TCP somewhere else as a ground that scripts are played on, many at once.
#pragma once

#include <memory>
#include <string>

#include "scenario/peer_executor.h"
#include "scenario/players.h"

namespace scenario {

/// The network of RFC 2544 in which testers live behind TUN devices, a subnet of 256 each: 198.18.0.0/16. This machine's kernel has the
/// first address of each, a tester the second; so nothing but the tester answers there. A peer on this machine is reached at once; another
/// one needs a route back to the network by way of this machine, which has to forward.
inline constexpr std::uint32_t TesterNetwork = 0xc6120000;

/// In the network namespace of the calling thread. Throws std::system_error (`kernel_out_of_reach`).
std::unique_ptr<Ground> peer_ground(Endpoint peer, std::uint8_t subnet);

/// Why nobody can play there: nobody answers, or a reset does. Empty: somebody listens. Throws as peer_ground.
std::string unreachable(Endpoint peer);

}  // namespace scenario
