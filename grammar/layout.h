// How the tokens of one text want to stand: what the parse tree says about blanks and lines. Private to
// grammar/.
#pragma once

#include <vector>

#include "grammar/tree.h"

namespace grammar {

/// Of one token.
struct Placement {
  bool begins_statement =
      false;  // a declaration, rule, effect, …: at the margin of its block if it begins a line
  bool closes_up_left = false;   // no blank before it
  bool closes_up_right = false;  // no blank after it
};

/// By token index; hidden tokens have none.
std::vector<Placement> layout(Tree& tree);

}  // namespace grammar
