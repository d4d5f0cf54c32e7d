#include "cli/choice.h"

#include <fmt/core.h>

#include <algorithm>

#include "cli/policies/choices.h"
#include "grammar/diagnostic.h"

namespace cli {
namespace {

bool is_one_of(const char* what, const std::string& name, const std::vector<std::string>& known) {
  const bool found = std::ranges::find(known, name) != known.end();
  if (!found) misspelt(what, name, known);
  return found;
}

std::vector<std::string> texts(const std::vector<grammar::ast::Name>& names) {
  std::vector<std::string> result;
  for (const auto& name : names) result.push_back(name.text);
  return result;
}

bool declares(const std::vector<grammar::ast::Policy>& declared, const model::Setting& setting) {
  std::vector<std::string> names;
  for (const auto& policy : declared) names.push_back(policy.name.text);
  if (!is_one_of("policy", setting.policy, names)) return false;
  const auto policy = std::ranges::find(declared, setting.policy, [](const auto& it) { return it.name.text; });
  return is_one_of(("value of " + setting.policy).c_str(), setting.value, texts(policy->values));
}

bool declares_profile(const Loaded& loaded, const std::string& name) {
  std::vector<std::string> known;
  for (const auto& item : loaded.specification.items)
    if (const auto* profile = std::get_if<grammar::ast::Profile>(&item)) known.push_back(profile->name.text);
  return is_one_of("profile", name, known);
}

std::optional<std::string> variant_id(const Loaded& loaded, const std::string& wanted) {
  std::vector<std::string> known;
  for (const auto& info : model::variants(loaded.specification)) {
    if (wanted == info.id || wanted == info.name) return info.id;
    known.insert(known.end(), {info.id, info.name});
  }
  misspelt("variant", wanted, known);
  return std::nullopt;
}

}  // namespace

void misspelt(const char* what, const std::string& name, const std::vector<std::string>& known) {
  const auto near = grammar::nearest(name, known);
  fmt::print(stderr, "synfin: no {} named {}{}\n", what, name, near.empty() ? "" : "; did you mean '" + near + "'?");
}

std::optional<model::Choice> choice(const Loaded& loaded, const std::vector<std::string>& policies, const std::string& profile,
                                    const std::string& variant) {
  model::Choice made{profile, {}, std::nullopt};
  const auto declared = policies::declared(loaded.specification);
  for (const auto& text : policies) {
    const auto one = setting(text);
    if (!one) return fmt::print(stderr, "synfin: '{}' is not policy=value\n", text), std::nullopt;
    if (!declares(declared, *one)) return std::nullopt;
    made.policies.push_back(*one);
  }
  if (!profile.empty() && !declares_profile(loaded, profile)) return std::nullopt;
  if (!variant.empty() && !(made.variant = variant_id(loaded, variant))) return std::nullopt;
  return made;
}

}  // namespace cli
