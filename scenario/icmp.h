// ICMP's Destination Unreachable (RFC 792) as octets.
#pragma once

#include "runtime/wire.h"

namespace scenario {

/// From `router` to whoever sent `quoted`, a datagram with TCP in it, of which the header and eight octets come back.
runtime::Octets destination_unreachable(std::uint8_t code, std::uint32_t router, runtime::View quoted);

}  // namespace scenario
