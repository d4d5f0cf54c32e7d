// Any text as a specification: a libFuzzer target (./dev fuzz).
#include <cstdlib>
#include <sstream>

#include "grammar/format.h"
#include "grammar/parse.h"
#include "model/elaborate.h"

namespace {

using grammar::Diagnostics;
using grammar::Sources;

void demand(bool holds) {
  if (!holds) std::abort();
}

void demand_an_error(const Sources& sources, const Diagnostics& diagnostics) {
  demand(!diagnostics.empty());
  std::ostringstream out;
  grammar::print(out, sources, diagnostics, false);
  demand(!out.str().empty());
}

/// The text without its imports, which would lead to files; empty if it has an error.
std::optional<grammar::ast::Specification> read(const std::string& text) {
  Sources sources;
  Diagnostics diagnostics;
  auto tree = grammar::parse(sources.add(grammar::Source("fuzz", text)), sources, diagnostics);
  if (tree) return grammar::ast::Specification{std::move(tree->items)};
  demand_an_error(sources, diagnostics);
  return std::nullopt;
}

std::string formatted(const std::string& text) {
  Sources sources;
  Diagnostics diagnostics;
  const auto result = grammar::format(sources.add(grammar::Source("fuzz", text)), sources, diagnostics);
  demand(result.has_value());
  return *result;
}

void elaborate(const std::string& text, const std::optional<std::string>& variant) {
  Sources sources;
  Diagnostics diagnostics;
  auto tree = grammar::parse(sources.add(grammar::Source("fuzz", text)), sources, diagnostics);
  const auto model = model::elaborate({std::move(tree->items)}, {"", {}, variant}, diagnostics);
  if (!model) demand_an_error(sources, diagnostics);
}

}  // namespace

/// What is read can be formatted, once for all, and has a meaning or an error; what is not read has an error.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto tree = read(text);
  if (!tree) return 0;
  const std::string tidy = formatted(text);
  demand(formatted(tidy) == tidy);
  elaborate(text, std::nullopt);
  for (const model::VariantInfo& variant : model::variants(*tree)) elaborate(text, variant.id);
  return 0;
}
