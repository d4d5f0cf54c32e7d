#include "tests/generated/specification.h"

#include <sstream>
#include <stdexcept>

#include "grammar/parse.h"
#include "model/elaborate.h"

namespace generated::testing {

Specification specification(const std::string& path) {
  grammar::Sources sources;
  grammar::Diagnostics diagnostics;
  const auto tree = grammar::read(path, sources, diagnostics);
  auto model = tree ? model::elaborate(*tree, {}, diagnostics) : std::nullopt;
  if (!model || !diagnostics.empty()) {
    std::ostringstream out;
    grammar::print(out, sources, diagnostics, false);
    throw std::runtime_error(path + ": " + out.str());
  }
  Specification result{std::move(*model), ""};
  for (std::uint32_t i = 0; i < sources.size(); ++i) result.text += sources.at(i).text();
  return result;
}

}  // namespace generated::testing
