#include "checker/sought.h"

#include "model/run.h"

namespace checker {

using model::Property;

namespace {

Property mirrored(model::ExprPool& pool, Property property) {
  if (property.statement.body) property.statement = model::mirror(pool, property.statement);
  for (model::Expr* of : {&property.trigger, &property.target})
    if (*of) *of = model::mirror(pool, *of);
  const auto other = [](std::uint16_t endpoint) { return static_cast<std::uint16_t>(1 - endpoint); };
  property.endpoint = other(property.endpoint);
  for (auto& fair : property.fairness)
    if (fair.endpoint) fair.endpoint = other(*fair.endpoint);
  return property;
}

}  // namespace

std::vector<Property> sought(const model::Model& model, const Property& property) {
  std::vector<Property> ways{property};
  if (seeks_witness(property)) {
    ways.front().kind = property.of_step ? Property::Kind::Transition : Property::Kind::Invariant;
    ways.front().statement.body = model.pool->negate(property.statement.body);
  }
  if (model.systems[property.system].mirrored) ways.push_back(mirrored(*model.pool, ways.front()));
  return ways;
}

std::vector<Property> sought(const model::Model& model, const Claims& claims) {
  std::vector<Property> ways;
  for (const Property* claim : claims)
    for (Property& way : sought(model, *claim)) ways.push_back(std::move(way));
  return ways;
}

}  // namespace checker
