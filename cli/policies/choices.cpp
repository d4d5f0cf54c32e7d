#include "cli/policies/choices.h"

#include <algorithm>

namespace cli::policies {
namespace {

using grammar::ast::Policy;

void add(const std::vector<grammar::ast::MachineItem>& items, std::vector<Policy>& found) {
  const auto is_new = [&](const Policy& policy) {
    return std::ranges::none_of(found, [&](const auto& it) { return it.name.text == policy.name.text; });
  };
  for (const auto& item : items)
    if (const auto* policy = std::get_if<Policy>(&item); policy != nullptr && is_new(*policy)) found.push_back(*policy);
}

bool says_the_default(const grammar::ast::Profile& profile, const std::vector<Policy>& policies) {
  return std::ranges::all_of(profile.settings, [&](const auto& setting) {
    return std::ranges::any_of(policies, [&](const auto& it) { return it.name.text == setting.policy.text && it.initial.text == setting.value.text; });
  });
}

}  // namespace

std::vector<Policy> declared(const grammar::ast::Specification& specification) {
  std::vector<Policy> found;
  for (const auto& item : specification.items) {
    if (const auto* machine = std::get_if<grammar::ast::Machine>(&item)) add(machine->items, found);
    if (const auto* more = std::get_if<grammar::ast::Extend>(&item)) add(more->items, found);
  }
  return found;
}

std::vector<Choice> choices(const grammar::ast::Specification& specification) {
  std::vector<Choice> result{{"default", "", {}}};
  const auto all = declared(specification);
  for (const auto& policy : all)
    for (const auto& value : policy.values)
      if (value.text != policy.initial.text)
        result.push_back({policy.name.text + "=" + value.text, policy.name.text, {{}, {{policy.name.text, value.text}}, {}}});
  for (const auto& item : specification.items)
    if (const auto* profile = std::get_if<grammar::ast::Profile>(&item); profile != nullptr && !says_the_default(*profile, all))
      result.push_back({"profile " + profile->name.text, "", {profile->name.text, {}, {}}});
  return result;
}

}  // namespace cli::policies
