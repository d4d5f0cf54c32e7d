#include "checker/search/choices.h"

#include <algorithm>
#include <set>

#include "model/overloaded.h"
#include "model/system.h"

namespace checker::search {

namespace {

using model::EventKind;
using model::Expr;

bool mentions(Expr e, std::uint16_t argument) {
  for (Expr variable : model::variables_of(e))
    if (variable.place() == model::Place{model::Owner::Argument, 0, argument}) return true;
  return false;
}

bool mentions(const std::vector<Expr>& expressions, std::uint16_t argument) {
  return std::any_of(expressions.begin(), expressions.end(), [&](Expr e) { return mentions(e, argument); });
}

bool mentions(const model::Effect& effect, std::uint16_t argument) {
  return std::visit(model::overloaded{
                        [&](const model::Assign& it) { return mentions(it.value, argument); },
                        [&](const model::Send& it) { return mentions(it.fields, argument); },
                        [&](const model::StartTimer& it) { return mentions(it.condition, argument); },
                        [&](const model::CancelTimer& it) { return mentions(it.condition, argument); },
                        [&](const model::Emit& it) { return mentions(it.arguments, argument); },
                        [&](const model::Reply&) { return false; },
                    },
                    effect);
}

bool mentions(const model::Handler& handler, std::uint16_t argument) {
  for (const model::Step& step : handler.steps)
    for (const model::Rule& rule : step.rules) {
      if (mentions(rule.guard, argument)) return true;
      for (const model::Effect& effect : rule.effects)
        if (mentions(effect, argument)) return true;
    }
  return false;
}

bool handles(const model::Handler& handler, EventKind kind, std::uint16_t event) {
  return handler.kind == kind && (kind == EventKind::Message || handler.event == event);
}

/// Every way to take one value from each list.
std::vector<model::Values> product(const std::vector<std::vector<std::uint64_t>>& lists) {
  std::vector<model::Values> rows{{}};
  for (const auto& list : lists) {
    std::vector<model::Values> longer;
    for (const model::Values& row : rows)
      for (std::uint64_t value : list) {
        longer.push_back(row);
        longer.back().push_back(value);
      }
    rows = std::move(longer);
  }
  return rows;
}

void sort_unique(std::vector<std::uint64_t>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

/// By something that may happen to the endpoint.
bool is_read(const model::Model& model, const model::System& system, std::uint16_t endpoint,
             std::uint16_t argument) {
  const auto& handlers = model.machines[system.machine[endpoint]].handlers;
  return std::any_of(handlers.begin(), handlers.end(), [&](const model::Handler& handler) {
    return model::event_allowed(system, endpoint, handler.kind, handler.event) && mentions(handler, argument);
  });
}

}  // namespace

std::vector<std::uint64_t> listed(const model::System& system, std::uint16_t endpoint,
                                  std::uint16_t argument) {
  const model::Bounds::Listed* bound = model::bound_of(system, endpoint, argument);
  return bound ? bound->values : std::vector<std::uint64_t>{0};
}

std::string taken_as_zero(const model::Model& model, const model::System& system) {
  std::set<std::string> names;
  for (std::uint16_t e = 0; e < system.endpoints.size(); ++e) {
    const auto& arguments = model.machines[system.machine[e]].arguments;
    for (std::uint16_t a = 0; a < arguments.size(); ++a) {
      const bool chosen = arguments[a].kind == model::Argument::Kind::Fresh;
      if (chosen && !model::is_numbered(arguments[a]) && !model::bound_of(system, e, a) &&
          is_read(model, system, e, a))
        names.insert(arguments[a].name);
    }
  }
  std::string text;
  for (const std::string& name : names) text += ", fresh " + name + " always 0 for want of a bound";
  return text;
}

Choices::Choices(const model::Model& model, const Layout& layout, const Parts& parts,
                 const std::vector<Expr>& observed)
    : model_(model), layout_(layout), parts_(parts) {
  const model::System& system = *layout.system;
  std::vector<Expr> read = observed;
  for (const model::Hook& hook : system.hooks)
    for (const auto& set : hook.sets) read.push_back(set.value);
  for (const model::Assumption& assumption : system.assumptions)
    for (const model::Quantified& conjunct : assumption.conjuncts) read.push_back(conjunct.body);
  for (std::uint16_t e = 0; e < system.endpoints.size(); ++e) {
    const model::Machine& machine = model.machines[system.machine[e]];
    const std::array<std::size_t, 4> counts{machine.calls.size(), 1, machine.timers.size(),
                                            machine.environment.size()};
    auto& kinds = arguments_.emplace_back();
    for (std::size_t kind = 0; kind < counts.size(); ++kind)
      for (std::uint16_t event = 0; event < counts[kind]; ++event)
        kinds[kind].push_back(valuations(e, static_cast<EventKind>(kind), event, read));
  }
}

std::vector<model::Values> Choices::valuations(std::uint16_t endpoint, EventKind kind, std::uint16_t event,
                                               const std::vector<Expr>& observed) const {
  const model::Machine& machine = model_.machines[layout_.system->machine[endpoint]];
  std::vector<std::vector<std::uint64_t>> lists;
  for (std::uint16_t a = 0; a < machine.arguments.size(); ++a) {
    const bool read =
        mentions(observed, a) ||
        std::any_of(machine.handlers.begin(), machine.handlers.end(), [&](const model::Handler& handler) {
          return handles(handler, kind, event) && mentions(handler, a);
        });
    const bool varies = read && machine.arguments[a].kind != model::Argument::Kind::Fresh;
    lists.push_back(varies ? listed(*layout_.system, endpoint, a) : std::vector<std::uint64_t>{0});
  }
  return product(lists);
}

std::uint16_t Choices::space_of(std::uint16_t endpoint, model::Type::Space side) const {
  return side == model::Type::Space::Self ? endpoint : layout_.peer(endpoint);
}

std::vector<std::uint64_t> Choices::numbers_in_use(const Key& key, std::uint16_t space) const {
  std::vector<std::uint64_t> numbers;
  for (const auto& [place, field, name] : layout_.spaces[space].numbers)
    if (key[place] != kNoPart) numbers.push_back(parts_.table(place).row(key[place])[field]);
  sort_unique(numbers);
  return numbers;
}

std::optional<std::uint64_t> Choices::unused(const Key& key, std::uint16_t space) {
  const std::uint8_t width = layout_.spaces[space].width;
  std::uint16_t used = 1;
  for (const auto& [place, field, name] : layout_.spaces[space].numbers)
    if (key[place] != kNoPart)
      used = static_cast<std::uint16_t>(used |
                                        1u << incarnation(parts_.table(place).row(key[place])[field], width));
  const bool bounded = avoided_.empty();
  const unsigned most = bounded ? layout_.system->bounds.incarnations : kIncarnations - 1;
  const auto all = static_cast<std::uint16_t>(bounded ? used : used | avoided_[space]);
  for (std::uint16_t taken : {all, used})
    for (unsigned k = 1; k <= most; ++k)
      if (!(taken >> k & 1)) return base_of(k, width);
  ran_out_ = ran_out_ || most == kIncarnations - 1;
  return std::nullopt;
}

void Choices::fresh(const Key& key, std::uint16_t endpoint, std::uint16_t argument,
                    std::vector<std::uint64_t>& values) {
  const model::System& system = *layout_.system;
  const model::Argument& declared = model_.machines[system.machine[endpoint]].arguments[argument];
  const model::Type& type = declared.type;
  values.clear();
  if (!model::is_numbered(declared)) {
    values = listed(system, endpoint, argument);
    return;
  }
  const std::uint16_t space = space_of(endpoint, type.space);
  if (layout_.spaces[space].numbers.empty()) {  // nothing remembers the number
    values = {base_of(1, type.width)};
    return;
  }
  const model::Bounds::Listed* bound = model::bound_of(system, endpoint, argument);
  if (bound && bound->reuse) values = numbers_in_use(key, space);
  std::erase(values, 0);
  if (const auto number = unused(key, space)) values.push_back(*number);
}

std::vector<std::uint64_t> Choices::sendable(const Key& key, std::uint16_t endpoint,
                                             const model::Field& field) {
  switch (field.type.kind) {
    case model::Type::Kind::Bool: return {0, 1};
    case model::Type::Kind::Identity:
    case model::Type::Kind::Bits: return {0};
    case model::Type::Kind::Enum: {
      std::vector<std::uint64_t> values(model_.enums[field.type.enumeration].values.size());
      for (std::size_t i = 0; i < values.size(); ++i) values[i] = i;
      return values;
    }
    case model::Type::Kind::Serial: break;
  }
  if (field.type.space == model::Type::Space::None) return {0, 1};
  // A sender's own numbers are the endpoint's peer's.
  const std::uint16_t space =
      field.type.space == model::Type::Space::Self ? layout_.peer(endpoint) : endpoint;
  if (layout_.spaces[space].numbers.empty()) return {0, 1};
  std::vector<std::uint64_t> values{0};
  if (const auto number = unused(key, space)) values.push_back(*number);
  for (std::uint64_t number : numbers_in_use(key, space)) {
    values.push_back(number);
    values.push_back(model::truncate(number + 1, field.type.width));
  }
  sort_unique(values);
  return values;
}

std::vector<model::Values> Choices::anybodys_messages(const Key& key, std::uint16_t endpoint) {
  std::vector<std::vector<std::uint64_t>> lists;
  for (const model::Field& field : layout_.system->message)
    lists.push_back(field.ghost ? std::vector<std::uint64_t>{0} : sendable(key, endpoint, field));
  return product(lists);
}

}  // namespace checker::search
