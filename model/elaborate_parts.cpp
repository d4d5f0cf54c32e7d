#include "model/elaborate_parts.h"

#include <algorithm>

#include "model/overloaded.h"

namespace model::elaboration {

using grammar::Code;
using grammar::Diagnostics;
using grammar::Span;

namespace {

template <class T>
void add_once(std::vector<T>& list, const T& item, const char* what, Diagnostics& diagnostics) {
  for (const T& other : list) {
    if (other.name.text != item.name.text) continue;
    diagnostics.error(Code::DuplicateName, item.name.span,
                      std::string("there is already a ") + what + " '" + item.name.text + "'",
                      {{other.name.span, "declared here first"}});
    return;
  }
  list.push_back(item);
}

void add_variant(std::vector<ast::Variant>& list, const ast::Variant& variant, Diagnostics& diagnostics) {
  for (const ast::Variant& other : list) {
    if (other.id.text != variant.id.text) continue;
    diagnostics.error(Code::DuplicateName, variant.id.span,
                      "there is already a variant '" + variant.id.text + "'",
                      {{other.id.span, "declared here first"}});
    return;
  }
  list.push_back(variant);
}

void add_under(std::vector<ast::ClaimsUnder>& list, const ast::ClaimsUnder& under, Diagnostics& diagnostics) {
  for (const ast::ClaimsUnder& other : list) {
    if (other.profile.span.file != under.profile.span.file) continue;
    diagnostics.error(Code::DuplicateName, under.profile.span,
                      "this file's claims are under a profile already",
                      {{other.profile.span, "said here first"}});
    return;
  }
  list.push_back(under);
}

void join(Parts& parts, const ast::Extend& extension, Diagnostics& diagnostics) {
  std::vector<std::string> names;
  for (ast::Machine& machine : parts.machines) {
    names.push_back(machine.name.text);
    if (machine.name.text != extension.machine.text) continue;
    machine.items.insert(machine.items.end(), extension.items.begin(), extension.items.end());
    return;
  }
  diagnostics.error(Code::UnknownName, extension.machine.span,
                    "no machine is called '" + extension.machine.text + "'", {},
                    suggestion(extension.machine.text, names));
}

/// Where a rule stands; `steps` is null if there is none of that name.
struct RulePosition {
  std::vector<ast::Rule>* rules = nullptr;
  std::size_t index = 0;
};

RulePosition find_rule(ast::Machine& machine, const std::string& name) {
  for (ast::MachineItem& item : machine.items) {
    auto* handler = std::get_if<ast::Handler>(&item);
    if (!handler) continue;
    for (ast::Step& step : handler->steps) {
      for (std::size_t i = 0; i < step.rules.size(); ++i) {
        if (step.rules[i].name.text == name) return {&step.rules, i};
      }
    }
  }
  return {};
}

std::vector<std::string> rule_names(const ast::Machine& machine) {
  std::vector<std::string> names;
  for (const ast::MachineItem& item : machine.items) {
    if (const auto* handler = std::get_if<ast::Handler>(&item)) {
      for (const ast::Step& step : handler->steps) {
        for (const ast::Rule& rule : step.rules) names.push_back(rule.name.text);
      }
    }
  }
  return names;
}

RulePosition required_rule(ast::Machine& machine, const ast::Name& name, Diagnostics& diagnostics) {
  RulePosition position = find_rule(machine, name.text);
  if (!position.rules) {
    diagnostics.error(Code::UnknownRule, name.span,
                      "machine '" + machine.name.text + "' has no rule '" + name.text + "'", {},
                      suggestion(name.text, rule_names(machine)));
  }
  return position;
}

ast::Machine* required_machine(Parts& parts, const ast::Variant& variant, Diagnostics& diagnostics) {
  std::vector<std::string> names;
  for (ast::Machine& machine : parts.machines) {
    if (machine.name.text == variant.machine.text) return &machine;
    names.push_back(machine.name.text);
  }
  diagnostics.error(Code::UnknownName, variant.machine.span,
                    "no machine is called '" + variant.machine.text + "'", {},
                    suggestion(variant.machine.text, names));
  return nullptr;
}

/// True if the system has an endpoint of that machine.
bool is_about(const ast::System& system, const std::string& machine) {
  return std::any_of(system.items.begin(), system.items.end(), [&](const ast::SystemItem& item) {
    const auto* endpoints = std::get_if<ast::Endpoints>(&item);
    return endpoints && endpoints->machine.text == machine;
  });
}

void drop(Parts& parts, const ast::Drop& change, Diagnostics& diagnostics) {
  std::size_t dropped = 0;
  std::vector<std::string> names;
  for (ast::System& system : parts.systems) {
    dropped += std::erase_if(system.items, [&](const ast::SystemItem& item) {
      const auto* assume = std::get_if<ast::Assume>(&item);
      if (assume) names.push_back(assume->name.text);
      return assume && assume->name.text == change.assumption.text;
    });
  }
  if (dropped > 0) return;
  diagnostics.error(Code::UnknownName, change.assumption.span,
                    "no system assumes '" + change.assumption.text + "'", {},
                    suggestion(change.assumption.text, names));
}

void apply_change(const ast::Change& change, ast::Machine& machine, Parts& parts, Diagnostics& diagnostics) {
  std::visit(overloaded{
                 [&](const ast::Replace& c) {
                   RulePosition at = required_rule(machine, c.rule, diagnostics);
                   if (at.rules) (*at.rules)[at.index].effects = c.effects;
                 },
                 [&](const ast::Remove& c) {
                   RulePosition at = required_rule(machine, c.rule, diagnostics);
                   if (!at.rules) return;
                   (*at.rules)[at.index].name.text.clear();
                   (*at.rules)[at.index].effects.clear();
                 },
                 [&](const ast::Insert& c) {
                   RulePosition at = required_rule(machine, c.anchor, diagnostics);
                   if (!at.rules) return;
                   at.rules->insert(
                       at.rules->begin() + static_cast<std::ptrdiff_t>(at.index + (c.before ? 0 : 1)),
                       c.rule);
                 },
                 [&](const ast::Setting&) {},  // decided with the other policies
                 [&](const ast::Drop& c) { drop(parts, c, diagnostics); },
                 [&](const ast::Rebound& c) {
                   for (ast::System& system : parts.systems) {
                     if (is_about(system, machine.name.text)) system.items.emplace_back(c.bounds);
                   }
                 },
             },
             change);
}

const ast::Name& name_of_shared(const ast::Shared& tree) {
  if (const auto* constant = std::get_if<ast::Constant>(&tree.item)) return constant->name;
  if (const auto* enumeration = std::get_if<ast::Enum>(&tree.item)) return enumeration->name;
  return std::get<ast::Message>(tree.item).name;
}

}  // namespace

const ast::Name& name_of(const ast::Item& claim) {
  return std::visit(overloaded{
                        [](const ast::Shared& x) -> const ast::Name& { return name_of_shared(x); },
                        [](const ast::Machine& x) -> const ast::Name& { return x.name; },
                        [](const ast::Extend& x) -> const ast::Name& { return x.machine; },
                        [](const ast::System& x) -> const ast::Name& { return x.name; },
                        [](const ast::Lemma& x) -> const ast::Name& { return x.name; },
                        [](const ast::Invariant& x) -> const ast::Name& { return x.id; },
                        [](const ast::Transition& x) -> const ast::Name& { return x.id; },
                        [](const ast::Response& x) -> const ast::Name& { return x.id; },
                        [](const ast::Reachable& x) -> const ast::Name& { return x.id; },
                        [](const ast::Deterministic& x) -> const ast::Name& { return x.id; },
                        [](const ast::Run& x) -> const ast::Name& { return x.name; },
                        [](const ast::Profile& x) -> const ast::Name& { return x.name; },
                        [](const ast::ClaimsUnder& x) -> const ast::Name& { return x.profile; },
                        [](const ast::Variant& x) -> const ast::Name& { return x.id; },
                    },
                    claim);
}

std::string suggestion(const std::string& name, const std::vector<std::string>& candidates) {
  std::string near = grammar::nearest(name, candidates);
  return near.empty() ? "" : "did you mean '" + near + "'?";
}

Parts sorted(const ast::Specification& specification, Diagnostics& diagnostics) {
  Parts parts;
  for (const ast::Item& item : specification.items) {
    std::visit(overloaded{
                   [&](const ast::Shared& x) { parts.shared.items.push_back(x.item); },
                   [&](const ast::Machine& x) { add_once(parts.machines, x, "machine", diagnostics); },
                   [&](const ast::Extend& x) { join(parts, x, diagnostics); },
                   [&](const ast::System& x) { add_once(parts.systems, x, "system", diagnostics); },
                   [&](const ast::Profile& x) { add_once(parts.profiles, x, "profile", diagnostics); },
                   [&](const ast::ClaimsUnder& x) { add_under(parts.unders, x, diagnostics); },
                   [&](const ast::Variant& x) { add_variant(parts.variants, x, diagnostics); },
                   [&](const ast::Lemma&) { parts.claims.push_back(item); },
                   [&](const ast::Invariant&) { parts.claims.push_back(item); },
                   [&](const ast::Transition&) { parts.claims.push_back(item); },
                   [&](const ast::Response&) { parts.claims.push_back(item); },
                   [&](const ast::Reachable&) { parts.claims.push_back(item); },
                   [&](const ast::Deterministic&) { parts.claims.push_back(item); },
                   [&](const ast::Run&) { parts.claims.push_back(item); },
               },
               item);
  }
  return parts;
}

void apply(const ast::Variant& variant, Parts& parts, Diagnostics& diagnostics) {
  ast::Machine* machine = required_machine(parts, variant, diagnostics);
  if (!machine) return;
  for (const ast::Change& change : variant.changes) apply_change(change, *machine, parts, diagnostics);
}

void check_names(const ast::Variant& variant, const Parts& parts, Diagnostics& diagnostics) {
  Parts scratch = parts;
  apply(variant, scratch, diagnostics);
  std::vector<std::string> claims;
  for (const ast::Item& claim : parts.claims) claims.push_back(name_of(claim).text);
  for (const ast::Name& refuted : variant.refutes) {
    if (std::find(claims.begin(), claims.end(), refuted.text) != claims.end()) continue;
    diagnostics.error(Code::UnknownName, refuted.span, "no property is called '" + refuted.text + "'", {},
                      suggestion(refuted.text, claims));
  }
}

}  // namespace model::elaboration
