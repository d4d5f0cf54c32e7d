// Waiting in real time.
#pragma once

#include <initializer_list>

#include "runtime/clock.h"

namespace scenario {

/// Until one of the descriptors can be read, for so long at most; no longer than a second in any case.
void await(std::initializer_list<int> descriptors, runtime::Duration at_most);

}  // namespace scenario
