// The systems under test, ready to be played on.
#pragma once

#include <memory>
#include <string>
#include <variant>

#include "model/model.h"
#include "scenario/executor.h"
#include "scenario/machine.h"

namespace scenario {

/// Why a system cannot do what a script's options ask for; empty if it can.
std::string out_of_reach(System, const Options&);

/// The generated code, with no more of a host than it needs.
std::unique_ptr<Executor> generated_system(const Options&);

/// Our stack.
std::unique_ptr<Executor> runtime_system(const Options&);

/// Our stack over a TUN device, and this machine's kernel: in real time, and in a network namespace that the calling thread enters for as
/// long as the system lives. Both throw std::system_error; `kernel_out_of_reach` says whether the machine does not let us.
std::unique_ptr<Executor> runtime_system_over_tun(const Options&);
std::unique_ptr<Executor> kernel_system(const Options&);

/// Any machine, on the same host as the generated code: in its initial state.
std::unique_ptr<Executor> machine_system(const Machine&, const Options&);
/// What the options choose for a machine.
tcp::Parameters parameters_of(const Options&);

/// The specification itself; or why its machine cannot stand for TCP. The model has the options' policies, and outlives the system.
std::variant<std::unique_ptr<Executor>, std::string> evaluated_system(const model::Model&, const Options&, Watch = {});

}  // namespace scenario
