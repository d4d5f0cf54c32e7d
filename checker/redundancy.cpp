#include "checker/redundancy.h"

#include "checker/induction.h"
#include "checker/smt/solve.h"
#include "model/run.h"

namespace checker {

using model::Expr;
using model::Lemma;

namespace {

/// Both ways round in a mirrored system.
std::vector<Expr> said(const Lemma& lemma, const Cast& cast, const model::Model& model) {
  std::vector<Expr> terms;
  for (const Instance& each : cast.before({lemma.name, lemma.statement})) terms.push_back(each.term);
  if (!model.systems[lemma.system].mirrored) return terms;
  const auto mirrored = model::mirror(*model.pool, lemma.statement);
  for (const Instance& each : cast.before({lemma.name, mirrored})) terms.push_back(each.term);
  return terms;
}

}  // namespace

std::vector<Lemma> not_implied(const model::Model& model, std::uint16_t system, std::vector<Lemma> lemmas,
                               const Limits& limits) {
  auto& pool = *model.pool;
  Induction induction(model, system, limits);
  Move still;
  still.label = "any state";
  still.guard = pool.boolean(true);
  still.after = induction.encoding().before();
  const Cast cast(induction.encoding(), still);
  std::vector<std::vector<Expr>> terms;
  std::vector<Instance> all;
  for (const Lemma& lemma : lemmas) {
    terms.push_back(said(lemma, cast, model));
    for (const Expr term : terms.back()) all.push_back({lemma.name, term});
  }
  const auto premises = induction.about(still, {.goals = {}, .terms = all}).premises;
  for (std::size_t i = lemmas.size(); i-- > 0 && !limits.stop.stop_requested();) {
    auto question = premises;
    for (std::size_t j = 0; j < terms.size(); ++j)
      if (j != i) question.insert(question.end(), terms[j].begin(), terms[j].end());
    question.push_back(pool.negate(pool.conjoin(terms[i])));
    if (smt::solve(question, {limits.timeout, limits.solver_conflicts, limits.stop}).status !=
        smt::Status::Unsat)
      continue;
    terms.erase(terms.begin() + static_cast<std::ptrdiff_t>(i));
    lemmas.erase(lemmas.begin() + static_cast<std::ptrdiff_t>(i));
  }
  return lemmas;
}

}  // namespace checker
