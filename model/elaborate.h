// From the text's tree to its meaning: names are resolved, types checked, policies decided, a variant
// applied.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "grammar/ast.h"
#include "grammar/diagnostic.h"
#include "model/model.h"

namespace model {

/// What the user chose: a profile (empty: the defaults), single policies over it, and at most one variant by
/// its id.
struct Choice {
  std::string profile;
  std::vector<Setting> policies;
  std::optional<std::string> variant;
};

/// Empty if the text has an error; `diagnostics` then says where and what was expected. Models whose expressions are in one
/// pool can be compared.
std::optional<Model> elaborate(const grammar::ast::Specification& specification, const Choice& choice,
                               grammar::Diagnostics& diagnostics,
                               std::shared_ptr<ExprPool> pool = std::make_shared<ExprPool>());

/// The profile under which the file with that number claims; empty if it does not say so.
std::string profile_of(const grammar::ast::Specification& specification, std::uint32_t file);

/// The variants that the text declares.
std::vector<VariantInfo> variants(const grammar::ast::Specification& specification);

}  // namespace model
