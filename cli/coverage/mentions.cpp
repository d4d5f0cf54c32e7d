#include "cli/coverage/mentions.h"

#include "model/overloaded.h"

namespace cli::coverage {
namespace {

namespace ast = grammar::ast;

void rules(const std::vector<ast::MachineItem>& items, std::vector<Mention>& result) {
  for (const ast::MachineItem& item : items) {
    const auto* handler = std::get_if<ast::Handler>(&item);
    if (handler == nullptr) continue;
    for (const ast::Step& step : handler->steps)
      for (const ast::Rule& rule : step.rules) result.push_back({Mention::Kind::Rule, rule.name, rule.ids});
  }
}

}  // namespace

std::vector<Mention> mentions(const ast::Specification& specification) {
  std::vector<Mention> result;
  const auto claim = [&](const auto& tree) { result.push_back({Mention::Kind::Claim, tree.id, tree.ids}); };
  for (const ast::Item& item : specification.items)
    std::visit(model::overloaded{
                   [&](const ast::Machine& machine) { rules(machine.items, result); },
                   [&](const ast::Extend& extend) { rules(extend.items, result); },
                   [&](const ast::Invariant& tree) { claim(tree); },
                   [&](const ast::Transition& tree) { claim(tree); },
                   [&](const ast::Response& tree) { claim(tree); },
                   [&](const ast::Reachable& tree) { claim(tree); },
                   [&](const ast::Deterministic& tree) { claim(tree); },
                   [](const ast::Shared&) {},  // the rest names no rows
                   [](const ast::System&) {},
                   [](const ast::Lemma&) {},
                   [](const ast::Run&) {},
                   [](const ast::Profile&) {},
                   [](const ast::ClaimsUnder&) {},
                   [](const ast::Variant&) {},
               },
               item);
  return result;
}

}  // namespace cli::coverage
