#include "cli/choice.h"

#include <fmt/core.h>

#include <algorithm>

#include "cli/policies/choices.h"
#include "grammar/diagnostic.h"

namespace cli {
namespace {

/// Empty if it is.
std::string unless_one_of(const std::string& what, const std::string& name, const std::vector<std::string>& known) {
  return std::ranges::find(known, name) != known.end() ? "" : misspelling(what, name, known);
}

std::vector<std::string> texts(const std::vector<grammar::ast::Name>& names) {
  std::vector<std::string> result;
  for (const auto& name : names) result.push_back(name.text);
  return result;
}

/// What is wrong with the setting, if anything; so in what follows.
std::string fault(const std::vector<grammar::ast::Policy>& declared, const model::Setting& setting) {
  std::vector<std::string> names;
  for (const auto& policy : declared) names.push_back(policy.name.text);
  if (auto unknown = unless_one_of("policy", setting.policy, names); !unknown.empty()) return unknown;
  const auto policy = std::ranges::find(declared, setting.policy, [](const auto& it) { return it.name.text; });
  return unless_one_of("value of " + setting.policy, setting.value, texts(policy->values));
}

std::string fault_of_profile(const Loaded& loaded, const std::string& name) {
  std::vector<std::string> known;
  for (const auto& item : loaded.specification.items)
    if (const auto* profile = std::get_if<grammar::ast::Profile>(&item)) known.push_back(profile->name.text);
  return name.empty() ? "" : unless_one_of("profile", name, known);
}

/// The id goes to `id`.
std::string fault_of_variant(const Loaded& loaded, const std::string& wanted, std::optional<std::string>& id) {
  if (wanted.empty()) return "";
  std::vector<std::string> known;
  for (const auto& info : model::variants(loaded.specification)) {
    known.insert(known.end(), {info.id, info.name});
    if (wanted == info.id || wanted == info.name) return id = info.id, "";
  }
  return misspelling("variant", wanted, known);
}

}  // namespace

std::string misspelling(const std::string& what, const std::string& name, const std::vector<std::string>& known) {
  const auto near = grammar::nearest(name, known);
  return fmt::format("no {} named {}{}", what, name, near.empty() ? "" : "; did you mean '" + near + "'?");
}

void misspelt(const char* what, const std::string& name, const std::vector<std::string>& known) {
  fmt::print(stderr, "synfin: {}\n", misspelling(what, name, known));
}

std::variant<model::Choice, std::string> chosen(const Loaded& loaded, const std::vector<std::string>& policies, const std::string& profile,
                                                const std::string& variant) {
  model::Choice made{profile, {}, std::nullopt};
  const auto declared = policies::declared(loaded.specification);
  for (const auto& text : policies) {
    const auto one = setting(text);
    if (!one) return fmt::format("'{}' is not policy=value", text);
    if (auto why = fault(declared, *one); !why.empty()) return why;
    made.policies.push_back(*one);
  }
  if (auto why = fault_of_profile(loaded, profile); !why.empty()) return why;
  if (auto why = fault_of_variant(loaded, variant, made.variant); !why.empty()) return why;
  return made;
}

std::optional<model::Choice> choice(const Loaded& loaded, const std::vector<std::string>& policies, const std::string& profile,
                                    const std::string& variant) {
  auto made = chosen(loaded, policies, profile, variant);
  if (auto* good = std::get_if<model::Choice>(&made)) return std::move(*good);
  fmt::print(stderr, "synfin: {}\n", std::get<std::string>(made));
  return std::nullopt;
}

std::variant<Opened, Exit> opened(const std::string& path, const std::vector<std::string>& policies, const std::string& profile, const std::string& variant) {
  auto loaded = load(path);
  if (!loaded) return Exit::BadInput;
  auto made = choice(*loaded, policies, profile, variant);
  if (!made) return Exit::Usage;
  auto model = meaning(*loaded, *made);
  if (!model) return Exit::BadInput;
  return Opened{std::move(*loaded), std::move(*made), std::move(*model)};
}

}  // namespace cli
