// Who names rows of the catalogue: the rules and the claims of a specification, and packet scripts.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "grammar/ast.h"

namespace cli::coverage {

struct Mention {
  enum class Kind : std::uint8_t {
    Rule,
    Claim,
    Script,
  } kind;
  grammar::ast::Name by;                // a row if the catalogue has one of this name
  std::vector<grammar::ast::Name> ids;  // have to be rows
};

/// Rules and claims as the text has them, whatever the policies decide: a rule that a valuation switches off
/// answers its rows under another one. What variants insert is not there.
std::vector<Mention> mentions(const grammar::ast::Specification& specification);

}  // namespace cli::coverage
