#include "codegen/promela_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "codegen/names.h"
#include "model/evaluate.h"
#include "model/path.h"
#include "model/run.h"
#include "model/system.h"

namespace codegen::promela {

namespace {

using model::EventKind;
using model::Owner;
using model::Place;

constexpr std::uint8_t kWidest = 15;  // sums and products of two fit into an int

/// Of one width of the model: the least of Promela's types that holds it.
std::string type_of(const model::Type& type) {
  if (type.width <= 1) return "bit";
  return type.width <= 8 ? "byte" : "int";
}

bool is_numbered(const model::Field& field, model::Type::Space side) {
  return field.type.kind == model::Type::Kind::Serial && field.type.space == side;
}

std::uint16_t peer_of(const model::System& system, std::uint16_t endpoint) {
  for (const model::Link& link : system.links) {
    if (link.from && *link.from == endpoint) return link.to;
    if (link.from && link.to == endpoint) return *link.from;
  }
  return endpoint;
}

class Planner {
 public:
  Planner(const model::Model& model, const model::System& system) : model_(model), system_(system) {}

  Plan run() && {
    plan_.system = system_.name;
    plan_.forgetting = system_.forgetting;
    name_endpoints();
    name_channels();
    name_messages();
    for (std::uint16_t e = 0; e < system_.endpoints.size(); ++e) spell(e);
    for (std::uint16_t e = 0; e < system_.endpoints.size(); ++e) find_reactions(e);
    state_claims();
    plan_.undoes = !plan_.assumptions.empty() || !plan_.fresh.empty();
    return std::move(plan_);
  }

 private:
  const model::Machine& machine(std::uint16_t e) const { return model_.machines[system_.machine[e]]; }

  std::string hide(const std::string& wanted) {
    plan_.hidden.push_back({"int", names_.take(wanted), 0});
    return plan_.hidden.back().name;
  }

  // ---- names ----------------------------------------------------------------------------------------------

  void name_endpoints() {
    for (std::uint16_t e = 0; e < system_.endpoints.size(); ++e) {
      auto& names = plan_.fields.emplace_back();
      for (const model::Field& field : system_.fields[e]) {
        names.push_back(names_.take(system_.endpoints[e] + "_" + field.name));
        plan_.variables.push_back({type_of(field.type), names.back(), field.initial});
      }
      auto& armed = plan_.armed.emplace_back();
      for (const model::Timer& timer : machine(e).timers) armed.push_back(names[timer.armed]);
      auto& states = plan_.state_names.emplace_back();
      if (const auto same = first_of_machine(e); same < e) {
        states = plan_.state_names[same];
        continue;
      }
      const auto& values = model_.enums[machine(e).state_enum].values;
      for (std::size_t s = 0; s < values.size(); ++s) {
        states.push_back(names_.take(machine(e).name + "_" + values[s]));
        plan_.constants.emplace_back(states.back(), s);
      }
    }
  }

  std::uint16_t first_of_machine(std::uint16_t e) const {
    std::uint16_t first = 0;
    while (system_.machine[first] != system_.machine[e]) ++first;
    return first;
  }

  void name_channels() {
    for (const model::Link& link : system_.links) {
      Channel& channel = plan_.channels.emplace_back(Channel{*link.from, link.to, {}});
      for (unsigned j = 0; j < system_.bounds.slots; ++j) {
        const std::string slot =
            fmt::format("{}_{}_{}", system_.endpoints[channel.from], system_.endpoints[channel.to], j);
        Slot& made = channel.slots.emplace_back(Slot{names_.take(slot), {}});
        plan_.variables.push_back({"bit", made.name, 0});
        for (const model::Field& field : system_.message) {
          made.members.push_back(names_.take(slot + "_" + field.name));
          plan_.variables.push_back({type_of(field.type), made.members.back(), 0});
        }
      }
    }
  }

  void name_messages() {
    for (const model::Field& field : system_.message) {
      plan_.arriving.push_back(hide("arriving_" + field.name));
      plan_.sending.push_back(hide("sending_" + field.name));
    }
  }

  void spell(std::uint16_t e) {
    Spelling& spelling = plan_.spelling.emplace_back();
    for (std::uint16_t f = 0; f < plan_.fields[e].size(); ++f)
      spelling[{Owner::Endpoint, 0, f}] = plan_.fields[e][f];
    for (std::uint16_t f = 0; f < plan_.arriving.size(); ++f)
      spelling[{Owner::Message, model::kArriving, f}] = plan_.arriving[f];
    for (std::uint16_t a = 0; a < machine(e).arguments.size(); ++a)
      spelling[{Owner::Argument, 0, a}] =
          hide(system_.endpoints[e] + "_given_" + machine(e).arguments[a].name);
    spell_parameters(spelling);
  }

  void spell_parameters(Spelling& spelling) const {
    model::Values values = model::default_parameters(model_);
    for (const auto& [parameter, value] : system_.bounds.parameters) values[parameter] = value;
    for (std::uint16_t p = 0; p < values.size(); ++p)
      spelling[{Owner::Parameter, 0, p}] = std::to_string(values[p]);
  }

  // ---- what may happen ------------------------------------------------------------------------------------

  void find_reactions(std::uint16_t e) {
    const auto paths = model::paths(*model_.pool, machine(e));
    const auto each = [&](EventKind kind, std::size_t count, const auto& name) {
      for (std::uint16_t i = 0; i < count; ++i)
        if (model::event_allowed(system_, e, kind, i)) find_reaction(e, kind, i, name(i), paths);
    };
    each(EventKind::Call, machine(e).calls.size(), [&](auto i) { return machine(e).calls[i].name; });
    each(EventKind::Timeout, machine(e).timers.size(), [&](auto i) { return machine(e).timers[i].name; });
    each(EventKind::Environment, machine(e).environment.size(),
         [&](auto i) { return machine(e).environment[i]; });
    if (!system_.message.empty())
      find_reaction(e, EventKind::Message, 0, "takes_" + machine(e).message_name, paths);
  }

  void find_reaction(std::uint16_t e, EventKind kind, std::uint16_t event, const std::string& name,
                     const std::vector<model::Path>& paths) {
    Reaction reaction{"", e, {}, {}, 0};
    for (const model::Handler& handler : machine(e).handlers)
      if (handler.kind == kind && handler.event == event) reaction.handlers.push_back(&handler);
    if (reaction.handlers.empty()) return;
    reaction.name = names_.take(system_.endpoints[e] + "_" + name);
    std::vector<std::uint16_t> chosen;
    for (const model::Path& path : paths) {
      if (path.kind != kind || path.event != event) continue;
      reaction.sends = std::max(reaction.sends, static_cast<unsigned>(path.sends.size()));
      for (std::uint16_t a : path.chosen)
        if (std::find(chosen.begin(), chosen.end(), a) == chosen.end()) chosen.push_back(a);
    }
    for (std::uint16_t a : chosen)
      if (model::is_numbered(machine(e).arguments[a])) reaction.fresh.push_back(fresh_of(e, a));
    plan_.reactions.push_back(std::move(reaction));
    add_alternatives(plan_.reactions.back(), kind, event);
  }

  const Fresh* fresh_of(std::uint16_t e, std::uint16_t argument) {
    const std::string& name = plan_.spelling[e].at({Owner::Argument, 0, argument});
    for (const Fresh& known : plan_.fresh)
      if (known.name == name) return &known;
    const model::Type& type = machine(e).arguments[argument].type;
    const std::uint16_t owner = type.space == model::Type::Space::Self ? e : peer_of(system_, e);
    return &plan_.fresh.emplace_back(
        Fresh{argument, name, type.width, system_.bounds.incarnations, numbers_of(owner)});
  }

  /// Everything that holds a number of the endpoint's sequence space.
  std::vector<std::string> numbers_of(std::uint16_t owner) const {
    std::vector<std::string> all;
    const auto add = [&](const auto& fields, const auto& names, model::Type::Space side) {
      for (std::size_t f = 0; f < fields.size(); ++f)
        if (is_numbered(fields[f], side)) all.push_back(names[f]);
    };
    for (std::uint16_t e = 0; e < system_.endpoints.size(); ++e) {
      if (e == owner) add(system_.fields[e], plan_.fields[e], model::Type::Space::Self);
      if (peer_of(system_, e) == owner) add(system_.fields[e], plan_.fields[e], model::Type::Space::Peer);
    }
    for (const Channel& channel : plan_.channels)
      for (const Slot& slot : channel.slots) {
        if (channel.from == owner) add(system_.message, slot.members, model::Type::Space::Self);
        if (channel.to == owner) add(system_.message, slot.members, model::Type::Space::Peer);
      }
    return all;
  }

  void add_alternatives(const Reaction& reaction, EventKind kind, std::uint16_t event) {
    Alternative one{&reaction, "", nullptr, {}, {}, ""};
    if (kind == EventKind::Timeout) one.condition = one.expires = plan_.armed[reaction.endpoint][event];
    if (kind != EventKind::Message) return give(one, 0);
    for (const Channel& channel : plan_.channels)
      for (const Slot& slot : channel.slots) {
        if (channel.to != reaction.endpoint) continue;
        one.arriving = &slot;
        one.condition = slot.name;
        give(one, 0);
      }
  }

  /// Every value that the bounds give to each argument that is read.
  void give(Alternative one, std::uint16_t argument) {
    const std::uint16_t e = one.reaction->endpoint;
    const auto& arguments = machine(e).arguments;
    if (argument == arguments.size()) return place(std::move(one));
    if (model::is_numbered(arguments[argument]) || !reads(*one.reaction, argument))
      return give(std::move(one), static_cast<std::uint16_t>(argument + 1));
    const model::Bounds::Listed* bound = model::bound_of(system_, e, argument);
    for (std::uint64_t value : bound ? bound->values : std::vector<std::uint64_t>{0}) {
      Alternative with = one;
      with.given.emplace_back(plan_.spelling[e].at({Owner::Argument, 0, argument}), value);
      give(std::move(with), static_cast<std::uint16_t>(argument + 1));
    }
  }

  static bool reads(const Reaction& reaction, std::uint16_t argument) {
    const Place place{Owner::Argument, 0, argument};
    for (const model::Handler* handler : reaction.handlers)
      for (const model::Step& step : handler->steps)
        for (const model::Rule& rule : step.rules) {
          const auto variables = model::variables_of(rule.guard);
          if (model::reads(rule, place) ||
              std::any_of(variables.begin(), variables.end(), [&](auto v) { return v.place() == place; }))
            return true;
        }
    return false;
  }

  /// Every place for each message on each channel.
  void place(Alternative one) {
    const auto channels = std::count_if(plan_.channels.begin(), plan_.channels.end(),
                                        [&](const Channel& c) { return c.from == one.reaction->endpoint; });
    if (one.places.size() == one.reaction->sends * static_cast<std::size_t>(channels)) {
      plan_.alternatives.push_back(std::move(one));
      return;
    }
    for (unsigned where = 0; where <= system_.bounds.slots; ++where) {
      Alternative with = one;
      with.places.push_back(where);
      place(std::move(with));
    }
  }

  // ---- what is claimed ------------------------------------------------------------------------------------

  void state_claims() {
    for (const model::Assumption& assumption : system_.assumptions)
      plan_.assumptions.push_back({"", conjuncts_of(assumption.conjuncts)});
    for (const model::Property& property : model_.properties) {
      if (property.kind != model::Property::Kind::Invariant || &model_.systems[property.system] != &system_)
        continue;
      std::vector<model::Quantified> ways{property.statement};
      if (system_.mirrored) ways.push_back(model::mirror(*model_.pool, property.statement));
      plan_.claims.push_back({hide(property.id), conjuncts_of(ways)});
    }
  }

  std::vector<std::string> conjuncts_of(const std::vector<model::Quantified>& statements) const {
    std::vector<std::string> all;
    for (const model::Quantified& statement : statements) {
      Spelling spelling;
      for (std::uint16_t e = 0; e < plan_.fields.size(); ++e)
        for (std::uint16_t f = 0; f < plan_.fields[e].size(); ++f)
          spelling[{Owner::Endpoint, e, f}] = plan_.fields[e][f];
      spell_parameters(spelling);
      bind(statement, 0, "", spelling, all);
    }
    return all;
  }

  /// The statement once for each choice of slots as its messages.
  void bind(const model::Quantified& statement, std::uint16_t k, const std::string& absent,
            Spelling& spelling, std::vector<std::string>& all) const {
    if (k == statement.from.size()) {
      all.push_back(absent.empty() ? text(statement.body, spelling)
                                   : fmt::format("({}{})", absent, text(statement.body, spelling)));
      return;
    }
    for (const Channel& channel : plan_.channels)
      for (const Slot& slot : channel.slots) {
        if (channel.from != statement.from[k]) continue;
        for (std::uint16_t f = 0; f < slot.members.size(); ++f)
          spelling[{Owner::Message, static_cast<std::uint16_t>(model::kBound + k), f}] = slot.members[f];
        bind(statement, static_cast<std::uint16_t>(k + 1), absent + "!" + slot.name + " || ", spelling, all);
      }
  }

  const model::Model& model_;
  const model::System& system_;
  // Words of Promela and of what is rendered.
  // clang-format off
  Names names_{{
      "active", "assert", "atomic", "bit", "bool", "byte", "chan", "d_step", "do", "else", "empty",
      "enabled", "end", "eval", "fi", "full", "goto", "hidden", "if", "init", "inline", "int", "keep",
      "len", "mtype", "never", "nfull", "notrace", "od", "of", "printf", "priority", "proctype", "provided",
      "run", "select", "short", "show", "skip", "timeout", "trace", "typedef", "undo", "unless", "unsigned",
      "xr", "xs", "rule_stopped", "impossible_step", "sends_so_far", "names_in_use", "spare_value"}};
  // clang-format on
  Plan plan_;
};

void judge_fields(const std::vector<model::Field>& fields, const std::string& whose,
                  std::vector<std::string>& all) {
  for (const model::Field& field : fields) {
    if (field.type.width > kWidest)
      all.push_back(fmt::format("{}{} has {} bits, and Promela computes with those of an int: at most {}",
                                whose, field.name, field.type.width, kWidest));
    if (field.ghost) all.push_back(fmt::format("{}{} is a ghost, which hooks change", whose, field.name));
  }
}

}  // namespace

std::vector<std::string> obstacles(const model::Model& model, const model::System& system) {
  std::vector<std::string> all;
  for (std::size_t e = 0; e < system.endpoints.size(); ++e) {
    judge_fields(system.fields[e], system.endpoints[e] + ".", all);
    for (const model::Argument& argument : model.machines[system.machine[e]].arguments)
      if (argument.type.width > kWidest)
        all.push_back(fmt::format("{} has {} bits, at most {} can be computed with", argument.name,
                                  argument.type.width, kWidest));
  }
  judge_fields(system.message, "a message's ", all);
  if (system.lifetime) all.push_back("time passes in it: messages have a lifetime");
  for (const model::Link& link : system.links)
    if (!link.from) all.push_back("anybody may send " + system.endpoints[link.to] + " anything");
  for (const model::Assumption& assumption : system.assumptions)
    if (assumption.kind != model::Assumption::Kind::State)
      all.push_back(assumption.name + " is assumed of steps, not of states");
  for (const model::Bounds::Listed& listed : system.bounds.arguments)
    if (listed.reuse) all.push_back("numbers that are in use may be chosen again (= any)");
  return all;
}

Plan plan(const model::Model& model, const model::System& system) { return Planner(model, system).run(); }

}  // namespace codegen::promela
