#include "tests/checker/specification.h"

#include <sstream>
#include <stdexcept>

#include "grammar/parse.h"
#include "model/elaborate.h"

namespace checker::testing {

model::Model load(const std::string& path, const std::string& variant) {
  grammar::Sources sources;
  grammar::Diagnostics diagnostics;
  model::Choice choice;
  if (!variant.empty()) choice.variant = variant;
  if (const auto tree = grammar::read(path, sources, diagnostics))
    if (auto model = model::elaborate(*tree, choice, diagnostics)) return std::move(*model);
  std::ostringstream text;
  grammar::print(text, sources, diagnostics, false);
  throw std::runtime_error(text.str());
}

const model::Property& property(const model::Model& model, const std::string& id) {
  for (const model::Property& property : model.properties)
    if (property.id == id) return property;
  throw std::runtime_error("no property " + id);
}

}  // namespace checker::testing
