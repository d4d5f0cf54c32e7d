#include "checker/chart_words.h"

#include <algorithm>

#include "model/path.h"
#include "model/system.h"

namespace checker {

namespace {

using model::Type;

constexpr auto kEnd = static_cast<std::size_t>(-1);  // of the trace: every letter is known

std::string joined(const std::vector<std::string>& parts, const std::string& separator) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : separator) + part;
  return text;
}

/// x, x', x'', x''', x4, …
std::string incarnation_name(std::size_t space, std::size_t index) {
  static const std::string letters = "xyzuvw";
  std::string name(1, letters[space % letters.size()]);
  return index <= 3 ? name + std::string(index, '\'') : name + std::to_string(index);
}

/// How far a is from b, the shorter way round.
std::uint64_t distance(std::uint64_t a, std::uint64_t b, std::uint8_t width) {
  return std::min(model::truncate(a - b, width), model::truncate(b - a, width));
}

}  // namespace

ChartWords::ChartWords(const model::Model& model, const model::Trace& trace,
                       const std::vector<model::StepResult>& results,
                       const std::vector<model::Letter>& letters)
    : model_(model), system_(model.systems[trace.system]), letters_(letters) {
  find_bases(trace, results);
  find_same_everywhere(trace, results);
}

/// Each number chosen anew in a sequence space begins an incarnation.
void ChartWords::find_bases(const model::Trace& trace, const std::vector<model::StepResult>& results) {
  bases_.assign(system_.endpoints.size() + 1, {{0, ""}});
  for (std::size_t i = 0; i < results.size(); ++i) {
    const model::Occurrence& occurrence = trace.steps[i];
    if (occurrence.kind != model::Occurrence::Kind::Event) continue;
    const auto& arguments = model_.machines[system_.machine[occurrence.endpoint]].arguments;
    for (std::uint16_t a = 0; a < arguments.size() && a < occurrence.event.arguments.size(); ++a) {
      const auto& rules = results[i].outcome.rules;
      const bool chosen = arguments[a].kind == model::Argument::Kind::Fresh &&
                          std::any_of(rules.begin(), rules.end(), [&](const model::Rule* rule) {
                            return model::reads(*rule, {model::Owner::Argument, 0, a});
                          });
      if (!chosen || arguments[a].type.space == Type::Space::None) continue;
      const auto space =
          arguments[a].type.space == Type::Space::Self ? occurrence.endpoint : peer(occurrence.endpoint);
      const std::uint64_t number = occurrence.event.arguments[a];
      auto& bases = bases_[space];
      if (std::none_of(bases.begin(), bases.end(), [&](const Base& base) { return base.number == number; }))
        bases.push_back({number, incarnation_name(space, bases.size() - 1)});
    }
  }
}

/// What every message says alike is said once, below the chart.
void ChartWords::find_same_everywhere(const model::Trace& trace,
                                      const std::vector<model::StepResult>& results) {
  std::vector<const model::Flight*> flights;
  for (const model::Flight& flight : trace.start.network) flights.push_back(&flight);
  for (const model::StepResult& result : results)
    for (const model::Flight& flight : result.sent) flights.push_back(&flight);
  const auto& declared = model::spoken(model_, system_);
  for (std::size_t f = 1; f < declared.size(); ++f) {
    if (declared[f].type.kind != Type::Kind::Bits) continue;
    std::vector<std::uint64_t> values;
    for (const model::Flight* flight : flights)
      if (flight->fields[f] != 0) values.push_back(flight->fields[f]);
    if (values.size() < 2 || std::count(values.begin(), values.end(), values.front()) !=
                                 static_cast<std::ptrdiff_t>(values.size()))
      continue;
    same_everywhere_[declared[f].name] = values.front();
  }
}

std::string ChartWords::same_everywhere() const {
  std::vector<std::string> parts;
  for (const auto& [name, value] : same_everywhere_) parts.push_back(name + "=" + std::to_string(value));
  return joined(parts, ", ");
}

std::uint16_t ChartWords::peer(std::uint16_t endpoint) const {
  for (const model::Link& link : system_.links) {
    if (!link.from) continue;
    if (link.to == endpoint) return *link.from;
    if (*link.from == endpoint) return link.to;
  }
  if (system_.endpoints.size() == 2) return static_cast<std::uint16_t>(1 - endpoint);
  return static_cast<std::uint16_t>(system_.endpoints.size());
}

std::string ChartWords::number(std::uint16_t space, std::uint64_t number, std::uint8_t width,
                               std::size_t step) const {
  std::vector<Base> bases = bases_[std::min<std::size_t>(space, bases_.size() - 1)];  // nobody is outside
  for (const model::Letter& letter : letters_)  // a later letter takes precedence at the same distance
    if (letter.space == space && letter.since <= step &&
        model::truncate(number - letter.value, width) <= 0xffff)
      bases.insert(bases.begin(), Base{letter.value, letter.name});
  const auto near = std::min_element(bases.begin(), bases.end(), [&](const Base& a, const Base& b) {
    return distance(number, a.number, width) < distance(number, b.number, width);
  });
  const std::uint64_t ahead = model::truncate(number - near->number, width);
  if (near->name.empty()) return std::to_string(number);
  if (ahead == 0) return near->name;
  const std::uint64_t away = distance(number, near->number, width);
  return near->name + (ahead == away ? "+" : "-") + std::to_string(away);
}

std::string ChartWords::value(const Type& type, std::uint64_t value, std::uint16_t self, std::uint16_t peer,
                              std::size_t step) const {
  switch (type.kind) {
    case Type::Kind::Bool: return value ? "true" : "false";
    case Type::Kind::Identity: return "#" + std::to_string(value);
    case Type::Kind::Bits: return std::to_string(value);
    case Type::Kind::Enum: return model_.enums[type.enumeration].values.at(value);
    case Type::Kind::Serial: break;
  }
  if (type.space == Type::Space::None) return std::to_string(value);
  return number(type.space == Type::Space::Self ? self : peer, value, type.width, step);
}

std::string ChartWords::state(std::uint16_t endpoint, const model::Values& values) const {
  const model::Machine& machine = model_.machines[system_.machine[endpoint]];
  return model_.enums[machine.state_enum].values.at(values[0]);
}

std::string ChartWords::message(std::uint16_t from, std::uint16_t to, const model::Values& fields,
                                std::size_t step) const {
  const auto& declared = model_.machines[system_.machine[to < system_.machine.size() ? to : from]].message;
  const std::uint16_t sender = from < system_.machine.size() ? from : peer(to);  // as the receiver sees it
  std::string text;
  for (std::size_t f = 0; f < declared.size() && f < fields.size();) {
    const std::string prefix = declared[f].name.substr(0, declared[f].name.find('.'));
    if (prefix == declared[f].name) {
      const bool telling = fields[f] != 0 || declared[f].type.kind == Type::Kind::Enum;
      if (f == 0 || (telling && !same_everywhere_.contains(prefix)))
        text += "<" + prefix + "=" + value(declared[f].type, fields[f], sender, to, step) + ">";
      ++f;
      continue;
    }
    std::vector<std::string> set;
    for (; f < declared.size() && declared[f].name.starts_with(prefix + "."); ++f)
      if (fields[f]) set.push_back(declared[f].name.substr(prefix.size() + 1));
    if (!set.empty()) text += "<" + prefix + "=" + joined(set, ",") + ">";
  }
  return text;
}

std::string ChartWords::event(const model::Occurrence& occurrence) const {
  if (occurrence.kind == model::Occurrence::Kind::Tick) return "a tick";
  if (occurrence.kind == model::Occurrence::Kind::Forget) return "forgotten";
  const model::Machine& machine = model_.machines[system_.machine[occurrence.endpoint]];
  switch (occurrence.event.kind) {
    case model::EventKind::Message: return "";
    case model::EventKind::Timeout: return "timeout " + machine.timers[occurrence.event.event].name;
    case model::EventKind::Environment: return machine.environment[occurrence.event.event];
    case model::EventKind::Call: break;
  }
  const model::Call& call = machine.calls[occurrence.event.event];
  std::vector<std::string> given;
  for (std::uint16_t a : call.arguments)
    if (a < occurrence.event.arguments.size() && occurrence.event.arguments[a] != 0)
      given.push_back(machine.arguments[a].name + "=" +
                      value(machine.arguments[a].type, occurrence.event.arguments[a], occurrence.endpoint,
                            peer(occurrence.endpoint), kEnd));
  return given.empty() ? call.name : call.name + "(" + joined(given, ", ") + ")";
}

std::string ChartWords::rules(const model::Outcome& outcome) {
  std::vector<std::string> names;
  for (const model::Rule* rule : outcome.rules)
    if (!rule->implicit) names.push_back(rule->name);
  return joined(names, " ");
}

std::string ChartWords::clauses(const model::Outcome& outcome) {
  std::vector<std::string> parts;
  std::string section;
  for (const model::Rule* rule : outcome.rules) {
    if (rule->clause.empty()) continue;
    const std::size_t space = rule->clause.find(' ');
    const bool same = space != std::string::npos && rule->clause.substr(0, space) == section;
    const std::string part = same ? rule->clause.substr(space + 1) : rule->clause;
    section = rule->clause.substr(0, space);
    if (std::find(parts.begin(), parts.end(), part) == parts.end()) parts.push_back(part);
  }
  return joined(parts, ", ");
}

std::string ChartWords::spoken_of(std::uint16_t endpoint, const model::Values& values,
                                  const model::Property& property) const {
  std::vector<bool> wanted(values.size(), false);
  const auto look = [&](model::Expr e) {
    if (!e) return;
    for (model::Expr variable : model::variables_of(e)) {
      const model::Place place = variable.place();
      const bool of_endpoint = place.owner == model::Owner::Endpoint || place.owner == model::Owner::Old;
      const bool either = system_.mirrored || place.which == endpoint;
      if (of_endpoint && either && place.field < wanted.size()) wanted[place.field] = true;
    }
  };
  for (model::Expr e : {property.statement.body, property.trigger, property.target}) look(e);
  std::vector<std::string> parts;
  for (std::size_t f = 1; f < wanted.size(); ++f) {
    const model::Field& field = system_.fields[endpoint][f];
    if (wanted[f] && !field.ghost)
      parts.push_back(field.name + "=" + value(field.type, values[f], endpoint, peer(endpoint), kEnd));
  }
  return joined(parts, " ");
}

}  // namespace checker
