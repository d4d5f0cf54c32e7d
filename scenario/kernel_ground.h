// This machine's kernel as a ground that scripts are played on, many at once.
#pragma once

#include <memory>

#include "scenario/kernel_host.h"
#include "scenario/players.h"

namespace scenario {

/// A namespace that the process's other namespaces are made from: each user's, if they may have one, and with small tables of connections,
/// which are quickly read. Made before there are other threads. Throws std::system_error (`kernel_out_of_reach`).
struct KernelHome {
  KernelHome();
  Namespace space;
};

/// In a network of its own. Throws std::system_error as KernelNetwork.
std::unique_ptr<Ground> kernel_ground();

}  // namespace scenario
