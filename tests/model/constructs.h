// Which constructs of the language a text uses, by name.
#pragma once

#include <set>
#include <string>

#include "grammar/ast.h"

namespace model::testing {

/// What occurs at least once, such as "effect 4" (the alternative of that number) or "rule with ids".
using Constructs = std::set<std::string>;

Constructs constructs_of(const grammar::ast::Specification& specification);

/// All that there are. Alternatives are counted by the tree's own types: a new one is expected at once.
Constructs all_constructs();

}  // namespace model::testing
