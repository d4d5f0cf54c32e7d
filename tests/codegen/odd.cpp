#include "tests/codegen/odd.h"

#include <array>
#include <random>

namespace codegen::testing {

using namespace model;

namespace {

constexpr std::array<std::uint8_t, 11> kWidths = {1, 3, 7, 8, 12, 16, 20, 32, 33, 48, 64};
constexpr std::uint16_t kStates = 5, kTimers = 9, kFlags = 9;
constexpr Mask kAll = (Mask{1} << kStates) - 1;

Type bits(std::uint8_t width) { return {.kind = Type::Kind::Bits, .width = width}; }
Type boolean() { return {}; }
Type states() { return {.kind = Type::Kind::Enum, .width = 3, .enumeration = 0}; }
Type colour() { return {.kind = Type::Kind::Enum, .width = 2, .enumeration = 1}; }

Field field(std::string name, Type type) {
  Field result;
  result.name = std::move(name);
  result.type = type;
  return result;
}

class Builder {
 public:
  Model build() {
    model_.enums = {{"Odd.state", {"A", "B", "C", "D", "E"}}, {"Colour", {"RED", "GREEN", "BLUE", "class"}}};
    model_.parameters = {{"LIMIT", bits(20), 1, 1000000, 1000, ""}, {"SMALL", bits(7), 1, 100, 9, ""}};
    declare();
    make_actions();
    for (std::uint16_t call = 0; call < kCalls; ++call) {
      machine_.calls.push_back({"call" + std::to_string(call), {}, ""});
      machine_.handlers.push_back(handler(call));
    }
    model_.machines.push_back(std::move(machine_));
    return std::move(model_);
  }

 private:
  ExprPool& pool() { return *model_.pool; }
  std::uint32_t below(std::size_t count) { return static_cast<std::uint32_t>(random_() % count); }

  void variable(const Type& type, Owner owner, std::uint16_t index) {
    const Expr e = pool().variable(type.sort(), {owner, 0, index});
    if (type.kind == Type::Kind::Enum) return;
    (type.width == 0 ? truths_ : numbers_).push_back(e);
  }

  void declare() {
    machine_.name = "Odd";
    machine_.state_count = kStates;
    machine_.fields.push_back(field("state", states()));
    machine_.fields.push_back(field("tint", colour()));
    for (const std::uint8_t width : kWidths)
      machine_.fields.push_back(field("f" + std::to_string(width), bits(width)));
    for (int i = 0; i < 10; ++i) machine_.fields.push_back(field("b" + std::to_string(i), boolean()));
    for (std::uint16_t i = 0; i < kTimers; ++i) {
      machine_.timers.push_back(
          {"t" + std::to_string(i), static_cast<std::uint16_t>(machine_.fields.size()), {}, ""});
      machine_.fields.push_back(field("t" + std::to_string(i) + ".armed", boolean()));
    }
    machine_.arguments = {{"x64", bits(64), Argument::Kind::Input, ""},
                          {"x16", bits(16), Argument::Kind::Input, ""},
                          {"int", bits(7), Argument::Kind::Input, ""},
                          {"yes", boolean(), Argument::Kind::Fresh, ""}};
    machine_.message_name = "Note";
    machine_.message = {field("wide", bits(64)), field("tint", colour()), field("narrow", bits(12)),
                        field("bare", boolean())};
    for (std::uint16_t i = 0; i < kFlags; ++i)
      machine_.message.push_back(field("MORE.g" + std::to_string(i), boolean()));
    machine_.signals = {{"told", {field("v", bits(48)), field("b", boolean()), field("c", colour())}, ""},
                        {"bell", {}, ""}};
    machine_.errors = {"no luck", "no luck!", "42"};
    for (std::uint16_t i = 1; i < machine_.fields.size(); ++i)
      variable(machine_.fields[i].type, Owner::Endpoint, i);
    for (std::uint16_t i = 0; i < machine_.arguments.size(); ++i)
      variable(machine_.arguments[i].type, Owner::Argument, i);
    for (std::uint16_t i = 0; i < model_.parameters.size(); ++i)
      variable(model_.parameters[i].type, Owner::Parameter, i);
    machine_.groups = {{"PAIR", 3}, {"REST", kAll & ~Mask{3}}};
  }

  // ---- expressions ----

  Expr number(std::uint8_t width, int depth) {
    if (depth == 0 || below(6) == 0) {
      if (below(4) == 0) return pool().bits(width, below(2) == 0 ? below(4) : random_());
      return pool().resize({width}, numbers_[below(numbers_.size())]);
    }
    switch (below(8)) {
      case 0:
      case 1: return pool().add(number(width, depth - 1), number(width, depth - 1));
      case 2:
      case 3: return pool().subtract(number(width, depth - 1), number(width, depth - 1));
      case 4: return pool().multiply(number(width, depth - 1), number(width, depth - 1));
      case 5: return pool().ite(truth(depth - 1), number(width, depth - 1), number(width, depth - 1));
      case 6: return pool().resize({width}, truth(depth - 1));
      default: return pool().resize({width}, number(kWidths[below(kWidths.size())], depth - 1));
    }
  }

  Expr truth(int depth) {
    if (depth == 0 || below(8) == 0) return truths_[below(truths_.size())];
    const std::uint8_t width = kWidths[below(kWidths.size())];
    switch (below(10)) {
      case 0: return pool().negate(truth(depth - 1));
      case 1: return pool().conjoin(truth(depth - 1), truth(depth - 1));
      case 2: return pool().disjoin(truth(depth - 1), truth(depth - 1));
      case 3: return pool().equal(number(width, depth - 1), number(width, depth - 1));
      case 4: return pool().less(number(width, depth - 1), number(width, depth - 1));
      case 5: return pool().less_equal(number(width, depth - 1), number(width, depth - 1));
      case 6:
        return width == 1 ? truth(depth - 1)
                          : pool().serial_less(number(width, depth - 1), number(width, depth - 1));
      case 7: return pool().equal(truth(depth - 1), truth(depth - 1));
      case 8: return pool().ite(truth(depth - 1), truth(depth - 1), truth(depth - 1));
      default:
        return pool().equal(pool().variable({3}, {Owner::Endpoint, 0, 0}), pool().bits(3, below(kStates)));
    }
  }

  Expr shade() {
    const Expr now = pool().variable({2}, {Owner::Endpoint, 0, 1});
    const Expr some = below(2) == 0 ? now : pool().bits(2, below(4));
    return below(2) == 0 ? some : pool().ite(truth(1), pool().bits(2, below(4)), some);
  }

  // ---- rules ----

  std::uint16_t index(std::size_t count) { return static_cast<std::uint16_t>(below(count)); }

  Expr value_for(const Type& type) {
    if (type.kind == Type::Kind::Enum) return shade();
    return type.width == 0 ? truth(3) : number(type.width, 3);
  }

  Effect effect() {
    switch (below(7)) {
      case 0: {
        Send send;
        for (const Field& it : machine_.message)
          send.fields.push_back(below(2) == 0 ? pool().constant(it.type.sort(), below(2))
                                              : value_for(it.type));
        return send;
      }
      case 1:
        return StartTimer{index(kTimers),
                          below(2) == 0 ? pool().boolean(true) : atoms_[below(atoms_.size())]};
      case 2:
        return CancelTimer{index(kTimers), below(2) == 0 ? pool().boolean(true)
                                                         : pool().negate(atoms_[below(atoms_.size())])};
      case 3: {
        const std::uint16_t signal = index(machine_.signals.size());
        Emit emit{signal, {}};
        for (const Field& it : machine_.signals[signal].parameters)
          emit.arguments.push_back(value_for(it.type));
        return emit;
      }
      case 4:
        return below(2) == 0 ? Effect(Reply{index(machine_.errors.size())})
                             : Effect(Assign{0, pool().bits(3, below(kStates))});
      default: {
        const std::uint16_t target =
            static_cast<std::uint16_t>(1 + below(machine_.fields.size() - kTimers - 1));
        return Assign{target, value_for(machine_.fields[target].type)};
      }
    }
  }

  /// A conjunction of literals over few atoms, so that guards of a step contradict, repeat and imply each
  /// other.
  Expr guard() {
    std::vector<Expr> parts;
    for (std::uint32_t i = below(4); i > 0; --i) {
      Expr atom = atoms_[below(atoms_.size())];
      if (below(5) == 0) atom = pool().conjoin(atom, pool().negate(atoms_[below(atoms_.size())]));
      if (below(8) == 0) atom = pool().disjoin(atom, atoms_[below(atoms_.size())]);
      parts.push_back(below(2) == 0 ? atom : pool().negate(atom));
    }
    return pool().conjoin(std::move(parts));
  }

  /// Action 0 has three effects, action k performs action k-1 and adds some.
  void make_actions() {
    for (int i = 0; i < 4; ++i) atoms_.push_back(truth(2));
    for (std::size_t i = 0; i < 4; ++i) {
      actions_.emplace_back();
      for (int k = 0; k < 3; ++k) actions_[i].push_back(effect());
    }
  }

  void perform(Rule& rule, std::size_t action) {
    const std::size_t first = rule.effects.size(), entry = rule.performed.size();
    rule.performed.push_back({"act" + std::to_string(action), static_cast<std::uint16_t>(first), 0});
    if (action > 0) perform(rule, action - 1);
    rule.effects.insert(rule.effects.end(), actions_[action].begin(), actions_[action].end());
    rule.performed[entry].count = static_cast<std::uint16_t>(rule.effects.size() - first);
  }

  Rule rule(Expr when) {
    Rule result;
    result.name = "R" + std::to_string(++rules_);
    result.states = below(2) == 0 ? kAll : 1 + below(kAll);
    result.guard = pool().conjoin(when, guard());
    for (std::uint32_t i = below(4); i > 0; --i) {
      if (below(3) == 0)
        perform(result, below(actions_.size()));
      else
        result.effects.push_back(effect());
    }
    result.stops = below(3) == 0;
    return result;
  }

  /// Also rules meant for single states, as a switch would have them.
  model::Step step() {
    atoms_.clear();
    for (int i = 0; i < 4; ++i) atoms_.push_back(truth(2));
    const Expr when = below(3) == 0 ? atoms_[0] : pool().boolean(true);
    model::Step result{"", "", {}, {}};
    for (std::uint32_t i = 1 + below(6); i > 0; --i) result.rules.push_back(rule(when));
    if (below(3) == 0) {
      for (std::size_t i = 0; i < result.rules.size(); ++i)
        result.rules[i].states = Mask{1} << (i / 2 % kStates);
      result.rules.push_back(rule(when));
    }
    if (below(3) == 0)
      machine_.lets.push_back({"let" + std::to_string(machine_.lets.size()) + "(x)", atoms_[below(4)], ""});
    return result;
  }

  Handler handler(std::uint16_t call) {
    Handler result{EventKind::Call, call, kAll, {}, {}};
    for (int i = 0; i < 3; ++i) result.steps.push_back(step());
    if (call == 0)  // one in which nothing is left
      for (Step& one : result.steps)
        for (Rule& rule : one.rules) rule.guard = pool().boolean(false);
    return result;
  }

  std::mt19937_64 random_{20261122};
  Model model_;
  Machine machine_;
  std::vector<Expr> numbers_, truths_, atoms_;
  std::vector<std::vector<Effect>> actions_;
  std::size_t rules_ = 0;
};

}  // namespace

Model odd() { return Builder().build(); }

}  // namespace codegen::testing
