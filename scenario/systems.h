// The systems under test that live in virtual time, ready to be played on.
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

/// The specification itself; or why its machine cannot stand for TCP. The model has the options' policies, and outlives the system.
std::variant<std::unique_ptr<Executor>, std::string> evaluated_system(const model::Model&, const Options&, Watch = {});

}  // namespace scenario
