// Constants of a handler: lets and other expressions that are used several times, computed once for as long
// as they stay true.
#pragma once

#include <functional>
#include <set>

#include "codegen/plan.h"

namespace codegen {

/// Where a value stands in its step.
enum class Position : std::uint8_t { When, Condition, Effect };

void for_each_value(Statement& statement, const std::function<void(Value&)>& visit);
void for_each_value(const Statement& statement, const std::function<void(const Value&)>& visit);
void for_each_value(Handler& handler, const std::function<void(Value&, Position)>& visit);

/// Adds the locals to the handler's steps and tells every value which of them it may use. `kills`: by step,
/// the fields that a rule which goes on to the next step may change. `taken`: names that locals must not
/// have.
void add_locals(const model::Machine& machine, const std::vector<std::set<std::uint16_t>>& kills,
                const std::set<std::string>& taken, Handler& handler);

}  // namespace codegen
