// Octets as they travel: owned, or looked at.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace runtime {

using Octets = std::vector<std::uint8_t>;
using View = std::span<const std::uint8_t>;

}  // namespace runtime
