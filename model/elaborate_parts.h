// A specification sorted into its parts: extensions joined to their machines, the chosen variant applied.
#pragma once

#include <string>
#include <vector>

#include "grammar/ast.h"
#include "grammar/diagnostic.h"

namespace model::elaboration {

namespace ast = grammar::ast;

struct Parts {
  ast::Machine shared;                 // what all machines have: no machine, but the items are a machine's
  std::vector<ast::Machine> machines;  // each with the items of its extensions
  std::vector<ast::System> systems;
  std::vector<ast::Item> claims;  // lemmas and properties, in the order of the text
  std::vector<ast::Profile> profiles;
  std::vector<ast::ClaimsUnder> unders;  // at most one a file
  std::vector<ast::Variant> variants;
};

Parts sorted(const ast::Specification& specification, grammar::Diagnostics& diagnostics);

/// Carries out what a variant changes in the tree; its policies are decided elsewhere. A removed rule stays
/// as one without a name: its case is taken, and nothing happens.
void apply(const ast::Variant& variant, Parts& parts, grammar::Diagnostics& diagnostics);

/// Reports what a variant names and does not exist, without applying it.
void check_names(const ast::Variant& variant, const Parts& parts, grammar::Diagnostics& diagnostics);

/// What a claim is called and where: its id if it has one, else its name.
const ast::Name& name_of(const ast::Item& claim);

/// "did you mean 'una'?", or empty.
std::string suggestion(const std::string& name, const std::vector<std::string>& candidates);

}  // namespace model::elaboration
