#include "cli/checking/file.h"

#include <fmt/core.h>

#include <algorithm>

#include "cli/choice.h"

namespace cli::checking {
namespace {

/// Empty: the specification itself.
std::vector<std::optional<std::string>> variants(const model::Choice& choice, const Loaded& loaded) {
  if (choice.variant) return {choice.variant};
  std::vector<std::optional<std::string>> all;
  for (const auto& info : model::variants(loaded.specification)) all.emplace_back(info.id);
  return all.empty() ? std::vector<std::optional<std::string>>{std::nullopt} : all;
}

bool is_fragment(const Loaded& loaded) {
  return std::ranges::none_of(loaded.specification.items, [](const auto& item) { return std::holds_alternative<grammar::ast::Machine>(item); });
}

bool is_one_of(const std::vector<std::string>& names, const model::Property& property) {
  return std::ranges::any_of(names, [&](const auto& name) { return name == property.id || name == property.name; });
}

}  // namespace

std::variant<File, Refusal> open(const CheckArguments& arguments, const std::string& path) {
  auto loaded = load(path);
  if (!loaded) return Refusal{Exit::BadInput, ""};
  if (path != arguments.file && is_fragment(*loaded))  // in a folder; asked for by itself, it is told what it lacks
    return Refusal{Exit::BadInput, "no machine is declared in " + path + ", nor in what it imports"};
  auto made = chosen(*loaded, arguments.policies, arguments.profile, arguments.variant);
  if (auto* why = std::get_if<std::string>(&made)) return Refusal{Exit::Usage, std::move(*why)};
  if (arguments.kept && model::variants(loaded->specification).empty())
    return Refusal{Exit::Usage, path + " has no variant: --kept tells which claims a variant keeps"};
  auto& choice = std::get<model::Choice>(made);
  File file{path, std::move(*loaded), {}};
  const auto all = variants(choice, file.loaded);
  for (const auto& variant : all) {
    choice.variant = variant;
    auto model = meaning(file.loaded, choice);
    if (!model) return Refusal{Exit::BadInput, ""};
    file.parts.push_back({std::move(*model), {}, all.size() == 1 ? "" : *variant});
  }
  if (known(file).empty())
    return Refusal{Exit::BadInput, "nothing is claimed in " + path + ": no invariant, transition, response, reachable or deterministic"};
  return file;
}

std::vector<std::string> known(const File& file) {
  std::vector<std::string> names;
  for (const auto& part : file.parts)
    for (const auto& property : part.model.properties) names.insert(names.end(), {property.id, property.name});
  return names;
}

void select(File& file, const std::vector<std::string>& properties) {
  for (auto& part : file.parts)
    for (const auto& each : part.model.properties)
      if (is_one_of(properties, each)) part.properties.push_back(each.id);
  std::erase_if(file.parts, [](const auto& part) { return part.properties.empty(); });
}

}  // namespace cli::checking
