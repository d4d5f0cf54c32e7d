// The specification that generated/ was made from, read anew.
#pragma once

#include <string>

#include "model/model.h"

namespace generated::testing {

struct Specification {
  model::Model model;
  std::string text;  // of all its files, in the order in which they were opened
};

/// spec/tcp.synfin with the default policies; throws if it does not elaborate.
Specification specification();

}  // namespace generated::testing
