#include "checker/symmetry.h"

#include <algorithm>
#include <map>

#include "model/run.h"

namespace checker {

using model::Expr;
using model::Op;
using model::Owner;
using model::Place;
using model::Type;

namespace {

constexpr std::size_t kSpaces = 2;

Weight nothing() { return Weight(kSpaces, 0); }

bool is_nothing(const std::optional<Weight>& weight) {
  return weight && std::all_of(weight->begin(), weight->end(), [](std::uint64_t w) { return w == 0; });
}

Weight combine(const Weight& a, const Weight& b, std::uint64_t factor, std::uint8_t width) {
  Weight sum;
  for (std::size_t i = 0; i < kSpaces; ++i) sum.push_back(model::truncate(a[i] + factor * b[i], width));
  return sum;
}

}  // namespace

Translation::Translation(const Vocabulary& vocabulary, std::uint16_t moving)
    : vocabulary_(vocabulary), moving_(moving) {}

Weight Translation::declared(Place place) const {
  const Type type = vocabulary_.type(place);
  Weight weight = nothing();
  if (type.kind != Type::Kind::Serial || type.space == Type::Space::None) return weight;
  std::size_t self = moving_;
  switch (place.owner) {
    case Owner::Endpoint:
    case Owner::Old: self = place.which; break;
    case Owner::Message:
      self = vocabulary_.sender(place.which).value_or(static_cast<std::uint16_t>(1 - moving_));
      break;
    case Owner::Argument:
    case Owner::Parameter:
    case Owner::Flag: break;
  }
  weight[type.space == Type::Space::Self ? self : 1 - self] = 1;
  return weight;
}

std::optional<Weight> Translation::weight(Expr term) {
  std::vector<Expr> open{term};
  while (!open.empty()) {  // operands first: terms are deep
    const Expr e = open.back();
    bool ready = true;
    for (const Expr a : e.args())
      if (!known_.contains(a.id())) {
        open.push_back(a);
        ready = false;
      }
    if (!ready) continue;
    open.pop_back();
    if (!known_.contains(e.id())) known_.emplace(e.id(), compute(e));
  }
  return known_.at(term.id());
}

std::optional<Weight> Translation::unmoved(Expr term) {
  for (const Expr a : term.args())
    if (!is_nothing(known_.at(a.id()))) return std::nullopt;
  return nothing();
}

std::optional<Weight> Translation::compute(Expr e) {
  const auto of = [&](std::size_t i) { return known_.at(e.arg(i).id()); };
  switch (e.op()) {
    case Op::Constant: return nothing();
    case Op::Variable: return declared(e.place());
    case Op::Not:
    case Op::And:
    case Op::Or:
    case Op::Less:
    case Op::LessEqual:
    case Op::Resize: return unmoved(e);
    case Op::Equal:
    case Op::SerialLess: return of(0) && of(0) == of(1) ? std::optional(nothing()) : std::nullopt;
    case Op::Add:
    case Op::Subtract:
      if (!of(0) || !of(1)) return std::nullopt;
      return combine(*of(0), *of(1), e.op() == Op::Add ? 1 : ~std::uint64_t{0}, e.sort().width);
    case Op::Multiply:
      if (e.arg(0).op() == Op::Constant && of(1))
        return combine(nothing(), *of(1), e.arg(0).value(), e.sort().width);
      if (e.arg(1).op() == Op::Constant && of(0))
        return combine(nothing(), *of(0), e.arg(1).value(), e.sort().width);
      return unmoved(e);
    case Op::Ite: return is_nothing(of(0)) && of(1) == of(2) ? of(1) : std::nullopt;
  }
  return std::nullopt;
}

bool Translation::keeps(Expr statement) { return is_nothing(weight(statement)); }

bool Translation::fits(Expr value, Place target) { return weight(value) == declared(target); }

std::vector<Expr> bases(const Vocabulary& vocabulary, const Translation& translation,
                        const std::vector<Expr>& statements) {
  std::map<Place, std::size_t> mentioned;
  for (const Expr statement : statements)
    for (const Expr variable : model::variables_of(statement))
      if (variable.place().owner == Owner::Endpoint) ++mentioned[variable.place()];
  std::vector<Expr> found;
  for (std::size_t space = 0; space < kSpaces; ++space) {
    Weight unit = nothing();
    unit[space] = 1;
    std::optional<Place> best;
    for (const auto& [place, count] : mentioned)
      if (place.which == space && translation.declared(place) == unit && (!best || count > mentioned[*best]))
        best = place;
    if (best) found.push_back(vocabulary.pool().variable(vocabulary.type(*best).sort(), *best));
  }
  return found;
}

namespace {

bool same_fields(const std::vector<model::Field>& a, const std::vector<model::Field>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
    return x.name == y.name && x.type == y.type && x.initial == y.initial;
  });
}

Place swapped(Place place) {
  if (place.owner == Owner::Endpoint || place.owner == Owner::Old) place.which ^= 1;
  return place;
}

std::vector<model::Hook> hooks_of(const model::System& system, std::uint16_t endpoint) {
  std::vector<model::Hook> hooks;
  std::copy_if(system.hooks.begin(), system.hooks.end(), std::back_inserter(hooks),
               [&](const auto& hook) { return hook.endpoint == endpoint; });
  return hooks;
}

bool mirror_each_other(model::ExprPool& pool, const model::Hook& a, const model::Hook& b) {
  return a.kind == b.kind && std::equal(a.sets.begin(), a.sets.end(), b.sets.begin(), b.sets.end(),
                                        [&](const auto& x, const auto& y) {
                                          return swapped(x.target) == y.target &&
                                                 model::mirror(pool, x.value) == y.value;
                                        });
}

bool mirror_each_other(model::ExprPool& pool, const model::Assumption& a, const model::Assumption& b) {
  using Kind = model::Assumption::Kind;
  if (a.kind != b.kind || a.subject != b.subject) return false;
  if (a.kind != Kind::State && a.endpoint == b.endpoint) return false;
  return std::equal(a.conjuncts.begin(), a.conjuncts.end(), b.conjuncts.begin(), b.conjuncts.end(),
                    [&](const auto& x, const auto& y) {
                      const auto mirrored = model::mirror(pool, x);
                      return mirrored.from == y.from && mirrored.body == y.body;
                    });
}

}  // namespace

bool is_mirrored(const model::Model& model, const model::System& system) {
  if (!system.mirrored || system.endpoints.size() != 2 || system.machine[0] != system.machine[1])
    return false;
  if (!same_fields(system.fields[0], system.fields[1])) return false;
  auto& pool = *model.pool;
  const auto first = hooks_of(system, 0), second = hooks_of(system, 1);
  if (!std::equal(first.begin(), first.end(), second.begin(), second.end(),
                  [&](const auto& a, const auto& b) { return mirror_each_other(pool, a, b); }))
    return false;
  const auto link = [&](std::uint16_t from, std::uint16_t to) {
    return std::any_of(system.links.begin(), system.links.end(),
                       [&](const auto& it) { return it.from == from && it.to == to; });
  };
  if (link(0, 1) != link(1, 0) || link(0, 0) || link(1, 1)) return false;
  if (std::any_of(system.links.begin(), system.links.end(), [](const auto& it) { return !it.from; }))
    return false;
  return std::all_of(system.assumptions.begin(), system.assumptions.end(), [&](const auto& a) {
    return std::any_of(system.assumptions.begin(), system.assumptions.end(),
                       [&](const auto& b) { return mirror_each_other(pool, a, b); });
  });
}

}  // namespace checker
