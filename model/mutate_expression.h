// The single edits of one expression: an operator swapped, a condition dropped, a number off by one.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>

#include "grammar/ast.h"

namespace model::mutation {

namespace ast = grammar::ast;

/// What was changed, as a reader sees it.
struct Edit {
  std::string mutation;  // "swap-operator"
  grammar::Span span;
  std::string before, after;
};

/// What the edits must know of the specification.
struct Words {
  const grammar::Sources& sources;
  std::set<std::string> flag_fields = {};  // fields of messages that take flags
  std::set<std::string> policies = {};
  std::map<std::string, std::string> another = {};  // a variable: another one of its type
  std::string text(const ast::ExprPtr& e) const { return std::string(sources.text(e->span)); }
};

/// Told each edited expression, whole.
using Report = std::function<void(ast::ExprPtr edited, const Edit& edit)>;

/// Only which policies are chosen is asked. What another answer costs is told for each policy, and is no mutant.
bool asks_policies(const Words& words, const ast::ExprPtr& e);

/// All single edits, in the order of the text, but those that choose another policy.
void edit(const Words& words, const ast::ExprPtr& e, const Report& report);

/// not (e)
ast::ExprPtr negated(const ast::ExprPtr& e);

}  // namespace model::mutation
