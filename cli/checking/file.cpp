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

bool is_asked(const Part& part, const model::Property& property) { return part.properties.empty() || is_one_of(part.properties, property); }

/// What the file claims under profiles, a part for each; of an error in its text nothing more.
bool add_profiles(File& file) {
  std::vector<std::string> profiles;
  for (const auto& each : file.parts.front().model.elsewhere)
    if (std::ranges::find(profiles, each.profile) == profiles.end()) profiles.push_back(each.profile);
  for (const auto& profile : profiles) {
    auto model = meaning(file.loaded, {profile, {}, {}});
    if (!model) return false;
    Part part{std::move(*model), {}, profile, false};
    for (const auto& each : file.parts.front().model.elsewhere)
      if (each.profile == profile) part.properties.push_back(each.id);
    file.parts.push_back(std::move(part));
  }
  if (!profiles.empty()) file.parts.front().folder = "default";
  return true;
}

/// A part without claims is none; the only one needs no folder of its own.
void tidy(File& file) {
  std::erase_if(file.parts, [](const auto& part) { return part.model.properties.empty(); });
  if (file.parts.size() == 1 && !file.parts.front().model.variant) file.parts.front().folder.clear();
}

/// The parts of the file, or nothing, with messages, if its text has an error.
bool add_parts(File& file, model::Choice choice) {
  const auto all = variants(choice, file.loaded);
  const bool chosen = !choice.policies.empty() || !choice.profile.empty();
  for (const auto& variant : all) {
    choice.variant = variant;
    auto model = meaning(file.loaded, choice);
    if (!model) return false;
    file.parts.push_back({std::move(*model), {}, all.size() == 1 ? "" : *variant});
  }
  if (all.front()) return true;
  if (chosen)
    file.left_out = file.parts.front().model.elsewhere;
  else if (!add_profiles(file))
    return false;
  tidy(file);
  return true;
}

}  // namespace

bool stands_alone(const Loaded& loaded) {
  grammar::Diagnostics diagnostics;
  model::elaborate(loaded.specification, {}, diagnostics);
  return diagnostics.empty();
}

std::variant<File, Refusal> open(const CheckArguments& arguments, const std::string& path, Loaded loaded) {
  if (path != arguments.file && is_fragment(loaded))  // in a folder; asked for by itself, it is told what it lacks
    return Refusal{Exit::BadInput, "no machine is declared in " + path + ", nor in what it imports"};
  auto made = chosen(loaded, arguments.policies, arguments.profile, arguments.variant);
  if (auto* why = std::get_if<std::string>(&made)) return Refusal{Exit::Usage, std::move(*why)};
  if (arguments.kept && model::variants(loaded.specification).empty())
    return Refusal{Exit::Usage, path + " has no variant: --kept tells which claims a variant keeps"};
  File file{path, std::move(loaded), {}, {}};
  if (!add_parts(file, std::get<model::Choice>(made))) return Refusal{Exit::BadInput, ""};
  if (known(file).empty())
    return Refusal{Exit::BadInput, "nothing is claimed in " + path + (file.left_out.empty() ? ": no invariant, transition, response, reachable or deterministic" : " under these policies")};
  return file;
}

std::vector<std::string> known(const File& file) {
  std::vector<std::string> names;
  for (const auto& part : file.parts)
    for (const auto& property : part.model.properties)
      if (is_asked(part, property)) names.insert(names.end(), {property.id, property.name});
  return names;
}

void unknown(const File& file, const std::string& name) {
  const auto other = std::ranges::find_if(file.left_out, [&](const auto& it) { return it.id == name || it.name == name; });
  if (other == file.left_out.end()) return misspelt("property", name, known(file));
  fmt::print(stderr, "synfin: {} is claimed under profile {}, and other policies are chosen here\n", name, other->profile);
}

void select(File& file, const std::vector<std::string>& properties) {
  for (auto& part : file.parts) {
    std::vector<std::string> selected;
    for (const auto& each : part.model.properties)
      if (is_one_of(properties, each) && is_asked(part, each)) selected.push_back(each.id);
    part.properties = std::move(selected);
    part.whole = false;
  }
  std::erase_if(file.parts, [](const auto& part) { return part.properties.empty(); });
  tidy(file);
}

}  // namespace cli::checking
