// The choices that a specification leaves: each other value of one policy at a time, and its profiles.
#pragma once

#include <string>
#include <vector>

#include "grammar/ast.h"
#include "model/elaborate.h"

namespace cli::policies {

struct Choice {
  std::string name;    // "seqval=strict", "profile literal"; the first is "default"
  std::string policy;  // whose value it is; empty of the default and of profiles
  model::Choice made;
};

/// Of all machines: policies of one name are decided together.
std::vector<grammar::ast::Policy> declared(const grammar::ast::Specification& specification);

/// The default first. A profile that says what the defaults say is left out.
std::vector<Choice> choices(const grammar::ast::Specification& specification);

}  // namespace cli::policies
