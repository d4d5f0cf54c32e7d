#include "checker/atoms.h"

#include <algorithm>
#include <unordered_set>

namespace checker {

using model::Expr;
using model::Op;
using model::Owner;
using model::Place;
using model::Type;

namespace {

/// A field that a statement may name.
struct Named {
  Place place;
  Type type;
  int space;  // whose numbers they are: of an endpoint; -1: nobody's
};

class Atoms {
 public:
  Atoms(const model::Model& model, std::uint16_t number, std::optional<std::uint16_t> from)
      : model_(model), number_(number), system_(model.systems[number]), from_(from), pool_(*model.pool) {
    for (std::uint16_t e = 0; e < system_.endpoints.size(); ++e)
      name(system_.fields[e], Owner::Endpoint, e, e, peer(e));
    if (from_) name(system_.message, Owner::Message, model::kBound, *from_, peer(*from_));
  }

  std::vector<Expr> run() {
    for (const Named& each : fields_) add_values(each);
    for (const auto& lemma : model_.lemmas)
      if (lemma.system == number_) collect(lemma.statement.body);
    for (const auto& property : model_.properties)
      if (property.system == number_ && property.kind != model::Property::Kind::Deterministic)
        collect(property);
    for (std::uint16_t e = 0; e < system_.endpoints.size(); ++e) collect_rules(e);
    return std::move(atoms_);
  }

 private:
  void name(const std::vector<model::Field>& fields, Owner owner, std::uint16_t which, int self, int other) {
    for (std::uint16_t f = 0; f < fields.size(); ++f) {
      const Type& type = fields[f].type;
      const int space = type.space == Type::Space::None ? -1 : type.space == Type::Space::Self ? self : other;
      fields_.push_back({{owner, which, f}, type, space});
    }
  }

  /// The endpoint at the other end of a link, or the outside.
  int peer(std::uint16_t endpoint) const {
    for (const auto& link : system_.links) {
      if (link.from == endpoint) return link.to;
      if (link.to == endpoint && link.from) return *link.from;
    }
    return static_cast<int>(system_.endpoints.size());
  }

  void add(Expr atom) {
    const bool says = atom.op() != Op::Constant && atom.op() != Op::Not;
    if (says && known_.insert(atom).second) atoms_.push_back(atom);
  }

  void add_values(const Named& each) {
    const Expr variable = pool_.variable(each.type.sort(), each.place);
    if (each.type.kind == Type::Kind::Bool) add(variable);
    if (each.type.kind != Type::Kind::Enum) return;
    for (std::uint64_t v = 0; v < model_.enums[each.type.enumeration].values.size(); ++v)
      add(pool_.equal(variable, pool_.constant(each.type.sort(), v)));
  }

  void collect(const model::Property& property) {
    for (const Expr part : {property.statement.body, property.trigger, property.target})
      if (part) collect(part);
  }

  /// A rule's own words are about endpoint 0 and the message that arrives.
  void collect_rules(std::uint16_t endpoint) {
    const auto here = [&](Expr variable) {
      Place place = variable.place();
      if (place.owner == Owner::Endpoint) place.which = endpoint;
      if (place.owner == Owner::Message) place.which = model::kBound;
      return pool_.variable(variable.sort(), place);
    };
    for (const auto& handler : model_.machines[system_.machine[endpoint]].handlers)
      for (const auto& step : handler.steps)
        for (const auto& rule : step.rules) collect(model::substitute(pool_, rule.guard, here));
  }

  void collect(Expr e) {
    switch (e.op()) {
      case Op::Not:
      case Op::And:
      case Op::Or:
        for (const Expr part : e.args()) collect(part);
        return;
      case Op::Equal:
      case Op::Less:
      case Op::LessEqual:
      case Op::SerialLess:
        if (!e.arg(0).sort().is_bool()) generalise(e);
        return;
      case Op::Ite:
      case Op::Constant:
      case Op::Variable:
      case Op::Add:
      case Op::Subtract:
      case Op::Multiply:
      case Op::Resize: return;
    }
  }

  const Named* named(Expr variable) const {
    const auto found = std::ranges::find(fields_, variable.place(), &Named::place);
    return found == fields_.end() ? nullptr : &*found;
  }

  /// With one field or two, each by all that are like it; with more it stays as it is.
  void generalise(Expr atom) {
    constexpr std::size_t most = 2;
    std::vector<const Named*> there;
    std::vector<Expr> variables;
    for (const Expr variable : model::variables_of(atom)) {
      if (variable.place().owner == Owner::Parameter) continue;
      there.push_back(named(variable));
      variables.push_back(variable);
      if (there.back() == nullptr) return;  // of the step, or of a message that is not spoken of here
    }
    if (there.empty()) return;
    add(atom);
    if (there.size() <= most) replace(atom, variables, there, {});
  }

  void replace(Expr atom, const std::vector<Expr>& variables, const std::vector<const Named*>& there,
               const std::vector<const Named*>& by) {
    if (by.size() == variables.size()) return add(replaced(atom, variables, by));
    for (const Named& each : fields_) {
      if (each.type.kind != there[by.size()]->type.kind || each.type.width != there[by.size()]->type.width ||
          each.type.enumeration != there[by.size()]->type.enumeration)
        continue;
      if (!by.empty() && (each.place == by[0]->place ||
                          (each.space == by[0]->space) != (there[0]->space == there[1]->space)))
        continue;
      auto more = by;
      more.push_back(&each);
      replace(atom, variables, there, more);
    }
  }

  Expr replaced(Expr atom, const std::vector<Expr>& variables, const std::vector<const Named*>& by) {
    return model::substitute(pool_, atom, [&](Expr variable) {
      const auto at = std::ranges::find(variables, variable) - variables.begin();
      if (static_cast<std::size_t>(at) == variables.size()) return Expr{};
      return pool_.variable(variable.sort(), by[static_cast<std::size_t>(at)]->place);
    });
  }

  const model::Model& model_;
  std::uint16_t number_;
  const model::System& system_;
  std::optional<std::uint16_t> from_;
  model::ExprPool& pool_;
  std::vector<Named> fields_;
  std::vector<Expr> atoms_;
  std::unordered_set<Expr> known_;
};

}  // namespace

std::vector<Expr> atoms_of_text(const model::Model& model, std::uint16_t system,
                                std::optional<std::uint16_t> from) {
  return Atoms(model, system, from).run();
}

}  // namespace checker
