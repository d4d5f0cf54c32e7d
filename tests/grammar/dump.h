// A tree as text without its spans: two texts mean the same to the grammar iff their dumps are equal.
#pragma once

#include <string>

#include "grammar/ast.h"

namespace grammar {

std::string dump(const ast::File& file);
std::string dump(const ast::ExprPtr& expr);

}  // namespace grammar
