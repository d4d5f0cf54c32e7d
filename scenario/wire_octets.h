// A script's segments as octets on the wire and back, with every option that a script can write.
#pragma once

#include <optional>

#include "runtime/wire.h"
#include "scenario/executor.h"

namespace scenario {

/// The text is zeros; the options are padded to a multiple of four.
runtime::Octets to_octets(const WireSegment&, runtime::Endpoint source, runtime::Endpoint destination);

struct Received {
  WireSegment segment;
  runtime::Endpoint source, destination;
};
/// Nothing if the octets are no TCP segment. Of the options those that scripts know, without padding.
std::optional<Received> from_octets(runtime::View);

}  // namespace scenario
