#include "grammar/build.h"

namespace grammar {

ast::System Builder::system(Parser::SystemContext* tree) {
  ast::System result{name(tree->name()), {}, doc(tree)};
  for (Parser::SystemItemContext* each : tree->systemItem()) result.items.push_back(system_item(each));
  return result;
}

ast::SystemItem Builder::system_item(Parser::SystemItemContext* tree) {
  if (auto* each = tree->endpoints())
    return ast::Endpoints{names(each->names()), name(each->name()), each->mirrored != nullptr};
  if (auto* each = tree->network()) return network(each);
  if (auto* each = tree->calls())
    return ast::Calls{each->except != nullptr, of_endpoints(each->ofEndpoint())};
  if (auto* each = tree->environment()) return ast::Environment{of_endpoints(each->ofEndpoint())};
  if (auto* each = tree->ghost()) return ghost(each);
  if (auto* each = tree->hook()) return hook(each);
  if (auto* each = tree->let()) return let(each);
  if (auto* each = tree->assume()) return assume(each);
  return bounds(tree->bounds());
}

ast::OfEndpoint Builder::of_endpoint(Parser::OfEndpointContext* tree) {
  return {name(tree->name(0)), optional_name(tree->name(1))};
}

std::vector<ast::OfEndpoint> Builder::of_endpoints(const std::vector<Parser::OfEndpointContext*>& trees) {
  std::vector<ast::OfEndpoint> result;
  for (Parser::OfEndpointContext* each : trees) result.push_back(of_endpoint(each));
  return result;
}

ast::Network Builder::network(Parser::NetworkContext* tree) {
  const auto ends = tree->name();
  ast::Network result{std::nullopt, name(ends.back()), tree->both != nullptr, {}, std::nullopt, span(tree)};
  if (ends.size() > 1) result.from = name(ends[0]);
  for (Parser::AttributeContext* each : tree->attribute()) {
    const bool lifetime = span(each) != span(each->name());
    if (lifetime) {
      result.lifetime = name(each->name());
    } else {
      result.attributes.push_back(name(each->name()));
    }
  }
  return result;
}

ast::Ghost Builder::ghost(Parser::GhostContext* tree) {
  const auto parts = tree->name();
  ast::Ghost result{std::nullopt, name(parts.back()), type_name(tree->typeName()),
                    optional_expr(tree->expr()), doc(tree)};
  if (parts.size() > 1) result.owner = name(parts[0]);
  return result;
}

ast::Hook Builder::hook(Parser::HookContext* tree) {
  ast::Hook result{ast::HookKind::Tick, std::nullopt, std::nullopt, effects(tree->effects()), span(tree)};
  if (auto* moment = tree->moment()) {
    const bool step = moment->kind->getText() == "step";
    result.kind = step ? ast::HookKind::Step : ast::HookKind::Arrival;
    if (!step) result.message = name(moment->name(0));
    result.endpoint = name(moment->name().back());
  } else if (auto* sending = tree->sending()) {
    result.kind = ast::HookKind::Send;
    result.message = name(sending->name(0));
    result.endpoint = name(sending->name(1));
  }
  return result;
}

ast::Assume Builder::assume(Parser::AssumeContext* tree) {
  ast::Assume result{name(tree->name()), ast::AssumeKind::State, std::nullopt, std::nullopt, {}, doc(tree),
                     span(tree)};
  if (auto* moment = tree->moment()) {
    const bool step = moment->kind->getText() == "step";
    result.kind = step ? ast::AssumeKind::Step : ast::AssumeKind::Arrival;
    if (!step) result.subject = name(moment->name(0));
    result.endpoint = name(moment->name().back());
  } else if (auto* choice = tree->choice()) {
    result.kind = ast::AssumeKind::Choice;
    result.subject = name(choice->name(0));
    result.endpoint = name(choice->name(1));
  }
  for (antlr4::tree::ParseTree* child : tree->children) {
    if (auto* bound_tree = dynamic_cast<Parser::BoundContext*>(child))
      result.conjuncts.push_back(bound(bound_tree));
    auto* conjunct = dynamic_cast<Parser::ConjunctContext*>(child);
    if (conjunct == nullptr) continue;
    if (conjunct->bound() != nullptr) {
      result.conjuncts.push_back(bound(conjunct->bound()));
    } else {
      result.conjuncts.push_back({std::nullopt, expr(conjunct->expr())});
    }
  }
  return result;
}

ast::Conjunct Builder::bound(Parser::BoundContext* tree) {
  return {binder(tree->binder()), expr(tree->expr())};
}

std::optional<ast::Binder> Builder::binder(Parser::BinderContext* tree) {
  if (tree == nullptr) return std::nullopt;
  return ast::Binder{names(tree->names()), postfix(tree->postfix())};
}

ast::Bounds Builder::bounds(Parser::BoundsContext* tree) {
  ast::Bounds result;
  for (Parser::BoundValuesContext* each : tree->boundValues()) {
    ast::Bound bound{of_endpoint(each->ofEndpoint()), {}, 0};
    for (Parser::BoundValueContext* value : each->boundValue()) {
      const bool is_number = value->number() != nullptr;
      if (!is_number) ++bound.words;
      bound.values.push_back(is_number ? number(value->number()) : value->word->getText() == "any" ? 1 : 0);
    }
    result.bounds.push_back(std::move(bound));
  }
  return result;
}

}  // namespace grammar
