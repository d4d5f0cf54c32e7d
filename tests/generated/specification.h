// Specifications that code was generated from, read anew.
#pragma once

#include <string>

#include "model/model.h"

namespace generated::testing {

struct Specification {
  model::Model model;
  std::string text;  // of all its files, in the order in which they were opened
};

/// With the default policies; throws if it does not elaborate.
Specification specification(const std::string& path = "spec/tcp.synfin");

}  // namespace generated::testing
