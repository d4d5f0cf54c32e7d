#include "model/print.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <string_view>

namespace model {

namespace {

/// A place's name and type; the type is null where there is none to tell.
struct Named {
  std::string name;
  const Type* type = nullptr;
};
using Naming = std::function<Named(Place)>;

/// How tightly an operator binds; an operand that binds less is put in brackets.
enum Binding : int { kLoose, kOr, kAnd, kNot, kCompare, kSum, kProduct, kAtom };

struct Text {
  std::string text;
  Binding binding;
};

/// Writes one expression.
class Printer {
 public:
  Printer(const Model& model, Naming naming) : model_(model), naming_(std::move(naming)) {}

  std::string write(Expr e, Binding around = kLoose, const Type* type = nullptr) const {
    Text text = text_of(e, type);
    return text.binding < around ? "(" + text.text + ")" : text.text;
  }

 private:
  Text text_of(Expr e, const Type* type) const;
  Text constant(Expr e, const Type* type) const;
  Text negation(Expr e) const;
  Text disjunction(Expr e) const;
  Text infix(Expr e, const char* sign, Binding binding) const;
  Text comparison(Expr a, std::string_view sign, Expr b) const;
  std::string membership(Expr e) const;
  /// The type of a variable or of what a choice chooses from: names the values of enumerations.
  const Type* type_of(Expr e) const;

  const Model& model_;
  Naming naming_;
};

const Type* Printer::type_of(Expr e) const {
  if (e.op() == Op::Variable) return naming_(e.place()).type;
  if (e.op() != Op::Ite) return nullptr;
  const Type* then = type_of(e.arg(1));
  return then ? then : type_of(e.arg(2));
}

Text Printer::constant(Expr e, const Type* type) const {
  if (e.sort().is_bool()) return {e.is_true() ? "true" : "false", kAtom};
  return {type ? print_value(model_, *type, e.value()) : fmt::format("{}", e.value()), kAtom};
}

/// A constant stands on the right.
Text Printer::comparison(Expr a, std::string_view sign, Expr b) const {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kTurned{
      {{"<", ">"}, {"<=", ">="}, {">", "<"}, {">=", "<="}}};
  const Type* type = type_of(a);
  if (!type) type = type_of(b);
  if (a.op() == Op::Constant && b.op() != Op::Constant) {
    std::swap(a, b);
    auto turned =
        std::find_if(kTurned.begin(), kTurned.end(), [&](const auto& pair) { return pair.first == sign; });
    if (turned != kTurned.end()) sign = turned->second;
  }
  return {fmt::format("{} {} {}", write(a, kSum, type), sign, write(b, kSum, type)), kCompare};
}

Text Printer::negation(Expr e) const {
  Expr inner = e.arg(0);
  if (inner.op() == Op::Equal) return comparison(inner.arg(0), "!=", inner.arg(1));
  if (inner.op() == Op::Less) return comparison(inner.arg(0), ">=", inner.arg(1));
  if (inner.op() == Op::LessEqual) return comparison(inner.arg(0), ">", inner.arg(1));
  return {"not " + write(inner, kNot), kNot};
}

/// "state in { A, B }" where every alternative compares one variable with a constant; else empty.
std::string Printer::membership(Expr e) const {
  Expr subject;
  std::vector<std::string> values;
  for (Expr each : e.args()) {
    if (each.op() != Op::Equal) return "";
    bool left = each.arg(0).op() == Op::Constant;
    Expr variable = each.arg(left ? 1 : 0), value = each.arg(left ? 0 : 1);
    const Type* type = type_of(variable);
    if (value.op() != Op::Constant || !type || type->kind != Type::Kind::Enum) return "";
    if (subject && subject != variable) return "";
    subject = variable;
    values.push_back(print_value(model_, *type, value.value()));
  }
  return fmt::format("{} in {{ {} }}", write(subject, kSum), fmt::join(values, ", "));
}

Text Printer::disjunction(Expr e) const {
  if (std::string set = membership(e); !set.empty()) return {set, kCompare};
  bool implication = e.args().size() == 2 && (e.arg(0).op() == Op::Not) != (e.arg(1).op() == Op::Not);
  if (!implication) return infix(e, " or ", kOr);
  bool first = e.arg(0).op() == Op::Not;
  Expr premise = e.arg(first ? 0 : 1).arg(0), conclusion = e.arg(first ? 1 : 0);
  return {write(premise, kOr) + " => " + write(conclusion, kOr), kLoose};
}

Text Printer::infix(Expr e, const char* sign, Binding binding) const {
  std::string text;
  for (Expr each : e.args()) {
    auto tighter = static_cast<Binding>(text.empty() ? binding : binding + 1);
    text += (text.empty() ? "" : sign) + write(each, tighter);
  }
  return {text, binding};
}

Text Printer::text_of(Expr e, const Type* type) const {
  switch (e.op()) {
    case Op::Constant: return constant(e, type);
    case Op::Variable: return {naming_(e.place()).name, kAtom};
    case Op::Not: return negation(e);
    case Op::And: return infix(e, " and ", kAnd);
    case Op::Or: return disjunction(e);
    case Op::Equal: return comparison(e.arg(0), "=", e.arg(1));
    case Op::Less:
    case Op::SerialLess: return comparison(e.arg(0), "<", e.arg(1));
    case Op::LessEqual: return comparison(e.arg(0), "<=", e.arg(1));
    case Op::Add: return infix(e, " + ", kSum);
    case Op::Subtract: return infix(e, " - ", kSum);
    case Op::Multiply: return infix(e, " * ", kProduct);
    case Op::Resize: return {fmt::format("u{}({})", e.sort().width, write(e.arg(0))), kAtom};
    case Op::Ite: break;
  }
  if (!type) type = type_of(e);
  return {fmt::format("if {} then {} else {}", write(e.arg(0)), write(e.arg(1), kOr, type),
                      write(e.arg(2), kOr, type)),
          kLoose};
}

// ---- the names of places
// ------------------------------------------------------------------------------------

Named field_name(const std::vector<Field>& fields, std::size_t i, const std::string& before,
                 const std::string& after = "") {
  if (i >= fields.size()) return {before + "?" + after};
  return {before + fields[i].name + after, &fields[i].type};
}

std::string message_name(std::uint16_t which) {
  if (which == kArriving) return "arriving";
  if (which == kSent) return "sending";
  return std::string(1, "stuvwxyz"[(which - kBound) % 8]);
}

template <class List>
std::string name_at(const List& list, std::size_t i) {
  if (i >= list.size()) return "?";
  if constexpr (requires { list[i].name; }) {
    return list[i].name;
  } else {
    return list[i];
  }
}

std::string flag_name(const Machine& machine, StepFlag flag, std::uint16_t subject) {
  switch (flag) {
    case StepFlag::Assigned: return "assigned(" + name_at(machine.fields, subject) + ")";
    case StepFlag::Started: return "started(" + name_at(machine.timers, subject) + ")";
    case StepFlag::Sent: return "sent";
    case StepFlag::IsArrival: return "happens(arrival)";
    case StepFlag::IsCall: return "happens(" + name_at(machine.calls, subject) + ")";
    case StepFlag::IsTimeout: return "happens(" + name_at(machine.timers, subject) + ")";
    case StepFlag::IsEnvironment: return "happens(" + name_at(machine.environment, subject) + ")";
    case StepFlag::NewIdentity: return "new";
    case StepFlag::Emitted: break;
  }
  return "signalled(" + name_at(machine.signals, subject) + ")";
}

/// What machine and system name alike.
Named common_name(const Model& model, const Machine& machine, Place place) {
  switch (place.owner) {
    case Owner::Parameter:
      return {model.parameters.at(place.field).name, &model.parameters.at(place.field).type};
    case Owner::Argument:
      return {machine.arguments.at(place.field).name, &machine.arguments.at(place.field).type};
    case Owner::Flag: return {flag_name(machine, static_cast<StepFlag>(place.which), place.field)};
    case Owner::Endpoint: return field_name(machine.fields, place.field, "");
    case Owner::Old: return field_name(machine.fields, place.field, "old(", ")");
    case Owner::Message: break;
  }
  return field_name(machine.message, place.field, message_name(place.which) + ".");
}

Named system_name(const Model& model, const System& system, Place place) {
  bool endpoint = place.owner == Owner::Endpoint || place.owner == Owner::Old;
  if (endpoint && place.which < system.endpoints.size()) {
    bool old = place.owner == Owner::Old;
    return field_name(system.fields[place.which], place.field,
                      (old ? "old(" : "") + system.endpoints[place.which] + ".", old ? ")" : "");
  }
  if (place.owner == Owner::Message)
    return field_name(system.message, place.field, message_name(place.which) + ".");
  auto named = common_name(model, model.machines[system.machine[0]], place);
  if (place.owner == Owner::Argument &&
      model.machines[system.machine[0]].arguments.at(place.field).kind != Argument::Kind::Fresh)
    named.name = "given(" + named.name + ")";
  return named;
}

}  // namespace

std::string print(const Model& model, const Machine& machine, Expr e, const Type* type) {
  return Printer(model, [&](Place place) { return common_name(model, machine, place); })
      .write(e, kLoose, type);
}

std::string print(const Model& model, const System& system, Expr e, const Type* type) {
  return Printer(model, [&](Place place) { return system_name(model, system, place); })
      .write(e, kLoose, type);
}

std::string print_value(const Model& model, const Type& type, std::uint64_t value) {
  switch (type.kind) {
    case Type::Kind::Bool: return value ? "true" : "false";
    case Type::Kind::Enum: {
      const std::vector<std::string>& values = model.enums.at(type.enumeration).values;
      return value < values.size() ? values[value] : fmt::format("{}", value);
    }
    case Type::Kind::Identity: return fmt::format("#{}", value);
    case Type::Kind::Bits:
    case Type::Kind::Serial: break;
  }
  return fmt::format("{}", value);
}

std::string print_state(const Model& model, const std::vector<Field>& fields, const Values& values) {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < std::min(fields.size(), values.size()); ++i) {
    const Field& field = fields[i];
    if (i > 0 && values[i] == 0) continue;
    bool truth = field.type.kind == Type::Kind::Bool && values[i] != 0;
    parts.push_back(truth ? field.name
                          : fmt::format("{} = {}", field.name, print_value(model, field.type, values[i])));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string print_message(const Model& model, const Machine& machine, const std::vector<Field>& fields,
                          const Values& values) {
  std::string text, group;
  std::vector<std::string> extra;
  for (std::size_t i = 0; i < std::min(fields.size(), values.size()); ++i) {
    const Field& field = fields[i];
    bool own = i < machine.message.size();
    std::size_t dot = field.name.find('.');
    if (values[i] == 0 && (i > 0 || dot != std::string::npos)) continue;
    if (!own) {
      extra.push_back(fmt::format("{}={}", field.name, print_value(model, field.type, values[i])));
    } else if (dot == std::string::npos) {
      text += fmt::format("<{}={}>", field.name, print_value(model, field.type, values[i]));
    } else if (field.name.substr(0, dot) == group) {
      text.insert(text.size() - 1, "," + field.name.substr(dot + 1));
    } else {
      group = field.name.substr(0, dot);
      text += fmt::format("<{}={}>", group, field.name.substr(dot + 1));
    }
  }
  if (!extra.empty()) text += fmt::format(" ({})", fmt::join(extra, ", "));
  return text;
}

}  // namespace model
