// Initial send sequence numbers as of RFC 6528: hard to guess, and never early again for the same pair of
// endpoints.
#pragma once

#include <array>
#include <functional>

#include "runtime/clock.h"
#include "runtime/wire.h"

namespace runtime {

using Secret = std::array<std::uint64_t, 2>;

/// SipHash-2-4 (Aumasson and Bernstein, 2012).
std::uint64_t siphash(const Secret&, View);

/// ISN = M + F(local, remote, secret); M is a clock of 4 microseconds per tick.
std::uint32_t initial_sequence_number(const Secret&, Endpoint local, Endpoint remote, Time now);

/// From the operating system's generator.
Secret random_secret();

/// Where a stack takes the number of a new connection from.
using IsnSource = std::function<std::uint32_t(Endpoint local, Endpoint remote, Time now)>;
IsnSource rfc6528(Secret = random_secret());

}  // namespace runtime
