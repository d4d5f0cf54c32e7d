// Expressions as C++: unsigned arithmetic that wraps at the width of the model, whatever C++'s promotions
// would do.
#pragma once

#include <string>

#include "codegen/plan.h"

namespace codegen {

/// The parts of a test that && joins. A test of the state is t.state == State::X, in(t.state, kGROUP) or
/// in(t.state, bit(State::X) | …), or its negation.
std::vector<std::string> condition_texts(const Plan& plan, const std::optional<StateTest>& state,
                                         const std::vector<Value>& conditions);

/// The same without a test of the state.
std::string condition_text(const Plan& plan, const Value& condition);

/// A value to be stored in an unsigned number of that many bytes, or in an enum, without a warning.
std::string stored_text(const Plan& plan, const Value& value, std::uint8_t bytes);

/// The definition of a local: "const bool" or "const u32", and its value.
std::string local_text(const Plan& plan, const Local& local);

}  // namespace codegen
