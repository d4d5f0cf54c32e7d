// Expressions, states and messages in the language's own notation, for people.
#pragma once

#include <string>
#include <vector>

#include "model/evaluate.h"
#include "model/model.h"

namespace model {

/// With names for places: `una + 1 = nxt`, in a machine; `A.state = CLOSED and s.who > 3`, in a system, where
/// bound messages are called s, t, u, the one that arrives `arriving` and the one sent `sending`. `type`:
/// where the value is stored, if it is; it names the values of enumerations.
std::string print(const Model& model, const Machine& machine, Expr e, const Type* type = nullptr);
std::string print(const Model& model, const System& system, Expr e, const Type* type = nullptr);

/// "CLOSED", "true", "17".
std::string print_value(const Model& model, const Type& type, std::uint64_t value);

/// "state = OPEN, count = 3, passive": the first field, then only what is not 0; a truth value is its name.
std::string print_state(const Model& model, const std::vector<Field>& fields, const Values& values);

/// "<who=5><urgent=NOW,LATER>": the first field, then only what is not 0; what is not the machine's own
/// (ghosts, ttl) follows in brackets: "(origin=2, ttl=1)".
std::string print_message(const Model& model, const Machine& machine, const std::vector<Field>& fields,
                          const Values& values);

}  // namespace model
