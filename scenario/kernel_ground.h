// This machine's kernel as a ground that scripts are played on, many at once.
#pragma once

#include <memory>

#include "scenario/kernel_host.h"
#include "scenario/players.h"

namespace scenario {

/// A namespace that the process enters while it has one thread, and that those of its players come from: they need no more rights than it
/// has, and have small tables of connections, which are quickly read. Throws std::system_error (`kernel_out_of_reach`).
struct KernelHome {
  KernelHome();
  Namespace space;
};

/// In a network of its own. Throws std::system_error as KernelNetwork.
std::unique_ptr<Ground> kernel_ground();

}  // namespace scenario
