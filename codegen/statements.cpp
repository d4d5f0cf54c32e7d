#include "codegen/statements.h"

#include <algorithm>

#include "codegen/names.h"
#include "model/overloaded.h"

namespace codegen {

using model::Expr;
using model::Machine;
using model::overloaded;
using model::Owner;
using model::Place;
using model::Rule;

namespace {

bool reads_any(Expr e, const std::set<std::uint16_t>& fields) {
  if (fields.empty()) return false;
  return std::ranges::any_of(model::variables_of(e), [&](Expr variable) {
    return variable.place().owner == Owner::Endpoint && fields.contains(variable.place().field);
  });
}

const Enumeration& enumeration(const Plan& plan, std::string_view name) {
  return *std::ranges::find(plan.enums, name, &Enumeration::name);
}

class Writer {
 public:
  Writer(const Machine& machine, const Plan& plan, const Facts& facts, std::size_t step)
      : machine_(machine), plan_(plan), facts_(facts), step_(step) {}

  std::vector<Statement> write(const EffectRange& range) {
    for (std::size_t i = 0; i < range.effects.size();) {
      if (const std::size_t count = perform(range, i)) {
        i += count;
        continue;
      }
      std::visit([&](const auto& it) { write(it); }, range.effects[i]);
      ++i;
    }
    return std::move(statements_);
  }

 private:
  Value value(Expr e) const { return {e, step_, {changed_.begin(), changed_.end()}, nullptr, std::nullopt}; }

  /// Calls the outermost action that begins with effect `i` and has a function; how many effects it covers,
  /// or 0.
  std::size_t perform(const EffectRange& range, std::size_t i) {
    for (const model::Performed& it : range.performed) {
      if (it.first - range.first != i || it.count == 0) continue;
      const auto effects = range.effects.subspan(i, it.count);
      const auto found = std::ranges::find_if(plan_.actions, [&](const Action& action) {
        return std::ranges::equal(action.effects, effects, same);
      });
      if (found == plan_.actions.end()) continue;
      statements_.push_back(Perform{static_cast<std::size_t>(found - plan_.actions.begin())});
      changed_.merge(changed_by(machine_, effects));
      return it.count;
    }
    return 0;
  }

  void write(const model::Assign& it) {
    const Access& target = plan_.access.at({Owner::Endpoint, 0, it.field});
    Set set{target, value(it.value)};
    set.value.enumeration = target.enumeration;
    statements_.push_back(std::move(set));
    changed_.insert(it.field);
  }

  void write(const model::Send& it) {
    SendMessage send;
    for (std::size_t i = 0; i < it.fields.size(); ++i) {
      const Access& access =
          plan_.access.at({Owner::Message, model::kArriving, static_cast<std::uint16_t>(i)});
      MemberValue& member = member_of(send, access);
      if (access.bit.empty()) {
        member.value = value(it.fields[i]);
        member.value.enumeration = access.enumeration;
      } else if (it.fields[i].is_true()) {
        member.on.push_back(access.bit);
      } else if (!it.fields[i].is_false()) {
        member.maybe.push_back({access.bit, value(it.fields[i])});
      }
    }
    statements_.push_back(std::move(send));
  }

  /// In the order of the record.
  MemberValue& member_of(SendMessage& send, const Access& access) const {
    if (send.members.empty())
      for (const Member& member : std::ranges::find(plan_.records, plan_.message, &Record::name)->members)
        if (is_field(member.name))
          send.members.push_back({member.name, static_cast<std::uint8_t>(member.bytes), {}, false, {}, {}});
    MemberValue& found = *std::ranges::find(send.members, access.member, &MemberValue::member);
    found.flags = !access.bit.empty();
    return found;
  }

  /// False for the reserved bytes.
  bool is_field(const std::string& member) const {
    return std::ranges::any_of(plan_.access, [&](const auto& it) {
      return it.first.owner == Owner::Message && it.second.member == member;
    });
  }

  void write(const model::StartTimer& it) { operate(true, it.timer, it.condition); }
  void write(const model::CancelTimer& it) { operate(false, it.timer, it.condition); }

  void operate(bool start, std::uint16_t timer, Expr condition) {
    if (!reads_any(condition, changed_)) {
      if (facts_.implies(condition))
        condition = Expr();
      else if (facts_.refutes(condition))
        return;
    }
    TimerOperations& group = group_for(condition);
    const bool opposite = condition && group.condition.expr != condition;
    auto& list = opposite ? group.otherwise : group.then;
    if (list.empty() || list.back().start != start) list.push_back({start, {}, false});
    list.back().timers.push_back(enumeration(plan_, "Timer").values.at(timer).name);
    list.back().all = list.back().timers.size() > 1 && names_all(list.back().timers);
    changed_.insert(machine_.timers[timer].armed);
  }

  /// The statement just before, if it has the same condition or the opposite one; else a new one. Operations
  /// on timers do not change conditions unless these read whether a timer runs.
  TimerOperations& group_for(Expr condition) {
    if (!statements_.empty())
      if (auto* last = std::get_if<TimerOperations>(&statements_.back())) {
        const Expr before = last->condition.expr;
        const bool related = before == condition || (before && condition && opposite(before, condition));
        if (related && (!condition || !reads_timers(condition))) return *last;
      }
    statements_.push_back(TimerOperations{condition ? value(condition) : Value{}, {}, {}});
    return std::get<TimerOperations>(statements_.back());
  }

  bool names_all(const std::vector<std::string>& timers) const {
    return std::set(timers.begin(), timers.end()).size() == machine_.timers.size();
  }

  static bool opposite(Expr a, Expr b) {
    return (a.op() == model::Op::Not && a.arg(0) == b) || (b.op() == model::Op::Not && b.arg(0) == a);
  }

  bool reads_timers(Expr condition) const {
    std::set<std::uint16_t> armed;
    for (const model::Timer& timer : machine_.timers) armed.insert(timer.armed);
    return reads_any(condition, armed);
  }

  void write(const model::Emit& it) {
    const model::Signal& signal = machine_.signals.at(it.signal);
    EmitSignal emit{enumeration(plan_, "Signal").values.at(it.signal).name, {}};
    std::size_t first = 0;
    for (std::size_t i = 0; i < it.signal; ++i) first += machine_.signals[i].parameters.size();
    for (std::size_t i = 0; i < it.arguments.size(); ++i) {
      const auto& [member, bytes] = plan_.signal_members.at(first + i);
      emit.arguments.push_back({member, bytes, value(it.arguments[i])});
      const model::Type& type = signal.parameters[i].type;
      if (type.kind == model::Type::Kind::Enum) emit.arguments.back().value.enumeration = type.enumeration;
    }
    statements_.push_back(std::move(emit));
  }

  void write(const model::Reply& it) {
    statements_.push_back(SetError{enumeration(plan_, "Error").values.at(it.error + std::size_t{1}).name});
  }

  const Machine& machine_;
  const Plan& plan_;
  const Facts& facts_;
  std::size_t step_;
  std::set<std::uint16_t> changed_;
  std::vector<Statement> statements_;
};

}  // namespace

std::vector<Statement> statements_of(const Machine& machine, const Plan& plan, const EffectRange& range,
                                     const Facts& facts, std::size_t step) {
  return Writer(machine, plan, facts, step).write(range);
}

std::vector<Statement> statements_of(const Machine& machine, const Plan& plan, const Rule& rule,
                                     const Facts& facts, std::size_t step) {
  return statements_of(machine, plan, EffectRange{rule.effects, rule.performed, 0}, facts, step);
}

std::set<std::uint16_t> changed_by(const Machine& machine, std::span<const model::Effect> effects) {
  std::set<std::uint16_t> fields;
  for (const model::Effect& effect : effects)
    std::visit(
        overloaded{[&](const model::Assign& it) { fields.insert(it.field); },
                   [&](const model::StartTimer& it) { fields.insert(machine.timers[it.timer].armed); },
                   [&](const model::CancelTimer& it) { fields.insert(machine.timers[it.timer].armed); },
                   [](const model::Send&) {}, [](const model::Emit&) {}, [](const model::Reply&) {}},
        effect);
  return fields;
}

namespace {

struct SameAs {
  const model::Effect& other;
  template <class T>
  const T& as() const {
    return std::get<T>(other);
  }
  bool operator()(const model::Assign& it) const {
    return it.field == as<model::Assign>().field && it.value == as<model::Assign>().value;
  }
  bool operator()(const model::Send& it) const { return it.fields == as<model::Send>().fields; }
  bool operator()(const model::StartTimer& it) const {
    return it.timer == as<model::StartTimer>().timer && it.condition == as<model::StartTimer>().condition;
  }
  bool operator()(const model::CancelTimer& it) const {
    return it.timer == as<model::CancelTimer>().timer && it.condition == as<model::CancelTimer>().condition;
  }
  bool operator()(const model::Emit& it) const {
    return it.signal == as<model::Emit>().signal && it.arguments == as<model::Emit>().arguments;
  }
  bool operator()(const model::Reply& it) const { return it.error == as<model::Reply>().error; }
};

}  // namespace

bool same(const model::Effect& a, const model::Effect& b) {
  return a.index() == b.index() && std::visit(SameAs{b}, a);
}

}  // namespace codegen
