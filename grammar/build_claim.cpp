#include "grammar/build.h"

namespace grammar {

ast::Item Builder::item(Parser::ItemContext* tree) {
  if (auto* each = tree->shared()) return shared(each);
  if (auto* each = tree->machine()) return machine(each);
  if (auto* each = tree->extend()) return extend(each);
  if (auto* each = tree->system()) return system(each);
  if (auto* each = tree->lemma()) return lemma(each);
  if (auto* each = tree->invariant()) return invariant(each);
  if (auto* each = tree->transition()) return transition(each);
  if (auto* each = tree->response()) return response(each);
  if (auto* each = tree->reachable()) return reachable(each);
  if (auto* each = tree->deterministic()) return deterministic(each);
  if (auto* each = tree->run()) return run(each);
  if (auto* each = tree->profile()) return profile(each);
  if (auto* each = tree->claimsUnder()) return claims_under(each);
  return variant(tree->variant());
}

ast::Lemma Builder::lemma(Parser::LemmaContext* tree) {
  return {name(tree->name(0)), name(tree->name(1)), binder(tree->binder()),
          expr(tree->expr()),  doc(tree),           span(tree)};
}

ast::Invariant Builder::invariant(Parser::InvariantContext* tree) {
  auto result = headed<ast::Invariant>(tree->heading(), tree);
  result.system = name(tree->name());
  result.binder = binder(tree->binder());
  result.body = expr(tree->expr());
  return result;
}

ast::Moment Builder::moment(Parser::MomentContext* tree) {
  const bool step = tree->kind->getText() == "step";
  ast::Moment result{step ? ast::HookKind::Step : ast::HookKind::Arrival, std::nullopt,
                     name(tree->name().back())};
  if (!step) result.message = name(tree->name(0));
  return result;
}

ast::Transition Builder::transition(Parser::TransitionContext* tree) {
  auto result = headed<ast::Transition>(tree->heading(), tree);
  result.system = name(tree->name());
  result.moment = moment(tree->moment());
  result.binder = binder(tree->binder());
  result.body = expr(tree->expr());
  return result;
}

ast::Response Builder::response(Parser::ResponseContext* tree) {
  auto result = headed<ast::Response>(tree->heading(), tree);
  result.system = name(tree->name());
  for (Parser::FairContext* each : tree->fair()) {
    result.fairness.push_back({name(each->name(0)), optional_name(each->name(1))});
  }
  result.trigger = expr(tree->expr(0));
  result.target = expr(tree->expr(1));
  result.measure = arguments(tree->arguments());
  return result;
}

ast::Reachable Builder::reachable(Parser::ReachableContext* tree) {
  auto result = headed<ast::Reachable>(tree->heading(), tree);
  result.system = name(tree->name());
  if (tree->moment()) result.moment = moment(tree->moment());
  result.body = expr(tree->expr());
  return result;
}

ast::Deterministic Builder::deterministic(Parser::DeterministicContext* tree) {
  auto result = headed<ast::Deterministic>(tree->heading(), tree);
  result.machine = name(tree->name());
  return result;
}

ast::Profile Builder::profile(Parser::ProfileContext* tree) {
  ast::Profile result{name(tree->name()), {}, doc(tree)};
  for (Parser::SettingContext* each : tree->setting()) result.settings.push_back(setting(each));
  return result;
}

ast::ClaimsUnder Builder::claims_under(Parser::ClaimsUnderContext* tree) { return {name(tree->name())}; }

ast::Setting Builder::setting(Parser::SettingContext* tree) {
  return {name(tree->name(0)), name(tree->name(1))};
}

ast::Variant Builder::variant(Parser::VariantContext* tree) {
  ast::Variant result{name(tree->name(0)), name(tree->name(1)), name(tree->name(2)), names(tree->names()), {},
                      doc(tree),           span(tree)};
  for (Parser::ChangeContext* each : tree->change()) result.changes.push_back(change(each));
  return result;
}

ast::Change Builder::change(Parser::ChangeContext* tree) {
  if (tree->bounds() != nullptr) return ast::Rebound{bounds(tree->bounds())};
  if (tree->setting() != nullptr) return setting(tree->setting());
  if (tree->effects() != nullptr) return ast::Replace{name(tree->name()), effects(tree->effects())};
  if (tree->rule_() != nullptr)
    return ast::Insert{tree->before != nullptr, name(tree->name()), rule(tree->rule_())};
  if (tree->kind->getText() == "remove") return ast::Remove{name(tree->name())};
  return ast::Drop{name(tree->name())};
}

}  // namespace grammar
