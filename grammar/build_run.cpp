#include "grammar/build.h"

namespace grammar {

ast::Run Builder::run(Parser::RunContext* tree) {
  ast::Run result{
      name(tree->name(0)), string(tree->STRING()), name(tree->name(1)), given(tree->with()), {}, doc(tree),
      span(tree)};
  for (Parser::RunStepContext* each : tree->runStep()) result.steps.push_back(run_step(each));
  return result;
}

ast::RunStep Builder::run_step(Parser::RunStepContext* tree) {
  using Kind = ast::RunStep::Kind;
  const std::string word = tree->kind->getText();
  ast::RunStep step{Kind::Tick, {}, {}, given(tree->with()), optional_expr(tree->expr()), span(tree)};
  if (word == "tick") return step;
  if (word == "expect") {
    step.kind = Kind::Expect;
  } else if (word == "name") {
    step.kind = Kind::Name;
    step.subject = name(tree->name(0));
  } else if (word == "deliver" || word == "lose") {
    step.kind = word == "lose" ? Kind::Lose : tree->again != nullptr ? Kind::Repeat : Kind::Deliver;
    step.endpoint = name(tree->name(0));
  } else {
    step.kind = word == "call" ? Kind::Call : word == "timeout" ? Kind::Timeout : Kind::Environment;
    step.subject = name(tree->name(0));
    step.endpoint = name(tree->name(1));
  }
  return step;
}

std::vector<ast::Given> Builder::given(Parser::WithContext* tree) {
  std::vector<ast::Given> result;
  if (tree == nullptr) return result;
  for (Parser::GivenContext* each : tree->given()) result.push_back({name(each->name()), sum(each->sum())});
  return result;
}

}  // namespace grammar
