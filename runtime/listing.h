// What a host's connections look like to a person: the one place of the runtime that speaks of states.
#pragma once

#include <string>

#include "runtime/stack.h"

namespace runtime {

struct Row {
  Endpoint local, remote;
  std::string state;  // "SYN_SENT"
  std::size_t readable = 0;
};

/// Listeners first, then connections in the order in which they began.
std::vector<Row> list(const Stack&);

}  // namespace runtime
