// A machine of pseudo-random rules over numbers of every width: what no specification would do, a generator must get right.
#pragma once

#include "model/model.h"

namespace codegen::testing {

/// Machine "Odd": kCalls calls of three steps each; guards that overlap, leave gaps and repeat each other. Always the same.
constexpr std::uint16_t kCalls = 40;
model::Model odd();

}  // namespace codegen::testing
