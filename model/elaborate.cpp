#include "model/elaborate.h"

#include <algorithm>

#include "model/elaborate_context.h"

namespace model {

using namespace elaboration;

namespace {

VariantInfo info_of(const ast::Variant& tree) {
  VariantInfo info{tree.id.text, tree.name.text, tree.doc, {}, tree.span};
  for (const ast::Name& name : tree.refutes) info.refutes.push_back(name.text);
  return info;
}

// ---- policies -----------------------------------------------------------------------------------------

void decide(Context& context, const ast::Name& policy, const ast::Name& value) {
  std::vector<std::string> known;
  for (Policy& each : context.policies) {
    known.push_back(each.name);
    if (each.name != policy.text) continue;
    if (std::find(each.values.begin(), each.values.end(), value.text) != each.values.end()) {
      each.chosen = value.text;
      return;
    }
    context.error(Code::UnknownPolicyValue, value.span,
                  "policy '" + each.name + "' has no value '" + value.text + "'",
                  {{each.span, "declared here"}}, suggestion(value.text, each.values));
    return;
  }
  context.unknown(policy, "no policy is called", known);
}

/// The profile's settings; those of the other profiles are only checked.
void decide_profile(Context& context, const std::string& wanted) {
  std::vector<std::string> known;
  bool found = wanted.empty();
  for (const ast::Profile& profile : context.parts.profiles) {
    known.push_back(profile.name.text);
    std::vector<Policy> before = context.policies;
    for (const ast::Setting& setting : profile.settings) decide(context, setting.policy, setting.value);
    if (profile.name.text == wanted) {
      found = true;
    } else {
      context.policies = std::move(before);
    }
  }
  if (!found) context.unknown({wanted, {}}, "no profile is called", known);
}

/// Defaults, then the profile, then the user's settings, then the variant's.
void decide_policies(Context& context, const Choice& choice, const ast::Variant* variant) {
  decide_profile(context, choice.profile);
  for (const Setting& setting : choice.policies) decide(context, {setting.policy, {}}, {setting.value, {}});
  for (const ast::Variant& each : context.parts.variants) {
    bool chosen = variant && each.id.text == variant->id.text;
    std::vector<Policy> before = context.policies;
    for (const ast::Change& change : each.changes) {
      if (const auto* setting = std::get_if<ast::Setting>(&change))
        decide(context, setting->policy, setting->value);
    }
    if (!chosen) context.policies = std::move(before);
  }
  for (const Policy& policy : context.policies)
    context.model.valuation.push_back({policy.name, policy.chosen});
  context.model.profile = choice.profile;
}

// ---- claims under a profile -------------------------------------------------------------------------------

const ast::Profile* profile_named(Context& context, const ast::Name& name) {
  std::vector<std::string> known;
  for (const ast::Profile& profile : context.parts.profiles) {
    if (profile.name.text == name.text) return &profile;
    known.push_back(profile.name.text);
  }
  context.unknown(name, "no profile is called", known);
  return nullptr;
}

bool is_decided(const std::vector<Policy>& policies, const ast::Profile& profile) {
  return std::ranges::all_of(profile.settings, [&](const ast::Setting& setting) {
    return std::ranges::any_of(policies, [&](const Policy& policy) {
      return policy.name == setting.policy.text && policy.chosen == setting.value.text;
    });
  });
}

/// What a file claims, lemmas included, is no claim of this model if the file's profile is decided otherwise.
/// It has been read like all others, for its errors.
void set_aside(Context& context) {
  Model& model = context.model;
  for (const ast::ClaimsUnder& under : context.parts.unders) {
    const ast::Profile* profile = profile_named(context, under.profile);
    if (!profile || is_decided(context.policies, *profile)) continue;
    const auto there = [&](const auto& each) { return each.span.file == under.profile.span.file; };
    for (const Property& property : model.properties)
      if (there(property)) model.elsewhere.push_back({property.id, property.name, profile->name.text});
    std::erase_if(model.properties, there);
    std::erase_if(model.lemmas, there);
  }
}

// ---- the passes -----------------------------------------------------------------------------------------

const ast::Variant* chosen_variant(const Parts& parts, const Choice& choice,
                                   grammar::Diagnostics& diagnostics) {
  if (!choice.variant) return nullptr;
  std::vector<std::string> known;
  for (const ast::Variant& variant : parts.variants) {
    if (variant.id.text == *choice.variant) return &variant;
    known.push_back(variant.id.text);
  }
  diagnostics.error(Code::UnknownName, {}, "no variant is called '" + *choice.variant + "'", {},
                    suggestion(*choice.variant, known));
  return nullptr;
}

void apply_variants(Parts& parts, const ast::Variant* chosen, grammar::Diagnostics& diagnostics) {
  const Parts original = parts;
  for (const ast::Variant& variant : original.variants) {
    if (!chosen || variant.id.text != chosen->id.text) check_names(variant, original, diagnostics);
  }
  if (!chosen) return;
  check_names(*chosen, original, diagnostics);
  grammar::Diagnostics repeated;  // check_names has told already
  apply(*chosen, parts, repeated);
}

void name_machines(Context& context) {
  context.model.machines.resize(context.parts.machines.size());
  context.machines.resize(context.parts.machines.size());
  for (std::uint16_t i = 0; i < context.machines.size(); ++i) {
    context.machines[i] = context.shared;
    context.machines[i].index = i;
    context.machines[i].tree = &context.parts.machines[i];
    declare_policies(context, i);
  }
}

/// False if a declaration is wrong: whatever uses it would only repeat that.
bool read_machines(Context& context) {
  std::size_t before = context.failures;
  for (std::uint16_t i = 0; i < context.machines.size(); ++i) declare_machine(context, i);
  if (context.failures != before) return false;
  for (const MachineNames& names : context.machines) define_machine(context, names);
  return true;
}

void read_systems(Context& context) {
  context.model.systems.resize(context.parts.systems.size());
  context.systems.resize(context.parts.systems.size());
  for (std::uint16_t i = 0; i < context.systems.size(); ++i) {
    context.systems[i].index = i;
    context.systems[i].tree = &context.parts.systems[i];
    declare_system(context, context.systems[i]);
  }
  for (SystemNames& names : context.systems) define_system(context, names);
}

}  // namespace

std::optional<Model> elaborate(const grammar::ast::Specification& specification, const Choice& choice,
                               grammar::Diagnostics& diagnostics, std::shared_ptr<ExprPool> pool) {
  std::size_t errors = diagnostics.all().size();
  Model model;
  model.pool = std::move(pool);
  Parts parts = sorted(specification, diagnostics);
  const ast::Variant* variant = chosen_variant(parts, choice, diagnostics);
  if (variant) model.variant = info_of(*variant);
  apply_variants(parts, variant, diagnostics);
  if (parts.machines.empty())
    diagnostics.error(Code::MissingDeclaration, {}, "the specification has no machine");
  if (diagnostics.all().size() != errors) return std::nullopt;

  Context context{.model = model, .diagnostics = diagnostics, .parts = parts};
  declare_shared(context);
  name_machines(context);
  decide_policies(context, choice, variant);
  if (!read_machines(context)) return std::nullopt;
  read_systems(context);
  for (const ast::Item& claim : parts.claims) elaborate_claim(context, claim);
  set_aside(context);
  if (context.failures != 0) return std::nullopt;
  return model;
}

std::string profile_of(const grammar::ast::Specification& specification, std::uint32_t file) {
  for (const ast::Item& item : specification.items) {
    const auto* under = std::get_if<ast::ClaimsUnder>(&item);
    if (under && under->profile.span.file == file) return under->profile.text;
  }
  return {};
}

std::vector<VariantInfo> variants(const grammar::ast::Specification& specification) {
  std::vector<VariantInfo> list;
  for (const ast::Item& item : specification.items) {
    if (const auto* variant = std::get_if<ast::Variant>(&item)) list.push_back(info_of(*variant));
  }
  return list;
}

}  // namespace model
