#include "codegen/locals.h"

#include <algorithm>
#include <concepts>
#include <map>

#include <fmt/format.h>

#include "codegen/names.h"
#include "codegen/state_test.h"
#include "model/overloaded.h"

namespace codegen {

using model::Expr;
using model::Machine;
using model::Op;
using model::Owner;

namespace {

using Fields = std::set<std::uint16_t>;

/// An expression between two changes of what it reads: `epoch` counts steps, 0 is the beginning.
struct Version {
  Expr expr;
  std::size_t epoch;
  friend bool operator<(const Version& a, const Version& b) {
    return a.expr != b.expr ? b.expr < a.expr : a.epoch < b.epoch;
  }
};

struct Readers {
  std::size_t count = 0, conditions = 0;
  std::size_t first = 0, last = 0;  // steps
  bool before_when = false;         // used by the test of `when` itself, in step `first`
};

class Search {
 public:
  Search(const Machine& machine, const std::vector<Fields>& kills) : machine_(machine), kills_(kills) {}

  /// Parents before their operands: ids grow with creation.
  void run(Handler& handler) {
    for_each_value(handler, [&](Value& value, Position position) {
      use(value.expr, value.step, {value.dirty.begin(), value.dirty.end()}, position);
    });
    while (!open_.empty()) {
      const auto [version, uses] = *open_.begin();
      open_.erase(open_.begin());
      if (is_local(version.expr, uses)) {
        found_.emplace_back(version, uses);
        const bool outer = uses.before_when || uses.first != uses.last;
        use_operands(version, {1, uses.conditions > 0, uses.first, uses.first, outer});
      } else {
        use_operands(version, uses);
      }
    }
  }

  const std::vector<std::pair<Version, Readers>>& found() const { return found_; }

  std::size_t epoch(Expr e, std::size_t step) const {
    for (std::size_t i = step; i > 0; --i)
      if (reads(e, kills_[i - 1])) return i;
    return 0;
  }

  bool reads(Expr e, const Fields& fields) const {
    if (fields.empty()) return false;
    return std::ranges::any_of(model::variables_of(e), [&](Expr variable) {
      return variable.place().owner == Owner::Endpoint && fields.contains(variable.place().field);
    });
  }

 private:
  void use(Expr e, std::size_t step, const Fields& dirty, Position position) {
    if (e.op() == Op::Constant || e.op() == Op::Variable) return;
    if (reads(e, dirty)) {
      for (Expr arg : e.args()) use(arg, step, dirty, position);
      return;
    }
    add({e, epoch(e, step)}, {1, position != Position::Effect, step, step, position == Position::When});
  }

  void add(const Version& version, const Readers& more) {
    const auto [found, added] = open_.emplace(version, more);
    if (added) return;
    Readers& uses = found->second;
    uses.before_when =
        (more.first <= uses.first && more.before_when) || (uses.first <= more.first && uses.before_when);
    uses.first = std::min(uses.first, more.first);
    uses.last = std::max(uses.last, more.last);
    uses.count += more.count;
    uses.conditions += more.conditions;
  }

  /// The operands of a local are used where it is computed; those of anything else where it is used itself.
  void use_operands(const Version& version, const Readers& uses) {
    for (Expr arg : version.expr.args())
      if (arg.op() != Op::Constant && arg.op() != Op::Variable) add({arg, epoch(arg, uses.first)}, uses);
  }

  bool is_let(Expr e) const {
    return std::ranges::find(machine_.lets, e, &model::NamedValue::value) != machine_.lets.end();
  }

  bool is_local(Expr e, const Readers& uses) const {
    if (uses.count < 2 || e.op() == Op::Not || states_of(e, all_states(machine_))) return false;
    return is_let(e) || (uses.conditions > 0 && operators(e) >= 2);
  }

  static std::size_t operators(Expr e) {
    std::size_t count = e.args().empty() || e.op() == Op::Not || e.op() == Op::Resize ? 0 : 1;
    for (Expr arg : e.args()) count += operators(arg);
    return count;
  }

  const Machine& machine_;
  const std::vector<Fields>& kills_;
  std::map<Version, Readers> open_;
  std::vector<std::pair<Version, Readers>> found_;
};

/// `Any`: Statement or const Statement.
template <class Any, class Visit>
void visit_values(Any& statement, const Visit& visit) {
  std::visit(model::overloaded{[&](std::convertible_to<const Set&> auto& it) { visit(it.value); },
                               [&](std::convertible_to<const SendMessage&> auto& it) {
                                 for (auto& member : it.members) {
                                   if (member.value.expr) visit(member.value);
                                   for (auto& flag : member.maybe) visit(flag.value);
                                 }
                               },
                               [&](std::convertible_to<const TimerOperations&> auto& it) {
                                 if (it.condition.expr) visit(it.condition);
                               },
                               [&](std::convertible_to<const EmitSignal&> auto& it) {
                                 for (auto& argument : it.arguments) visit(argument.value);
                               },
                               [](const SetError&) {}, [](const Perform&) {}},
             statement);
}

void visit_branches(std::vector<Branch>& chain, const std::function<void(Value&, Position)>& visit) {
  for (Branch& branch : chain) {
    for (Value& condition : branch.conditions) visit(condition, Position::Condition);
    for (Statement& statement : branch.statements)
      visit_values(statement, [&](Value& value) { visit(value, Position::Effect); });
  }
}

std::string wanted_name(const Machine& machine, Expr e, std::size_t& unnamed) {
  const auto let = std::ranges::find(machine.lets, e, &model::NamedValue::value);
  if (let != machine.lets.end())
    return let->name.substr(0, let->name.find('('));  // new_ack(seg) is called new_ack
  return fmt::format("{}_{}", e.sort().is_bool() ? "test" : "value", ++unnamed);
}

}  // namespace

void for_each_value(Statement& statement, const std::function<void(Value&)>& visit) {
  visit_values(statement, visit);
}

void for_each_value(const Statement& statement, const std::function<void(const Value&)>& visit) {
  visit_values(statement, visit);
}

void for_each_value(Handler& handler, const std::function<void(Value&, Position)>& visit) {
  for (Step& step : handler.steps) {
    for (Value& condition : step.when) visit(condition, Position::When);
    visit_branches(step.chain, visit);
    for (Case& it : step.cases) visit_branches(it.chain, visit);
  }
}

void add_locals(const Machine& machine, const std::vector<Fields>& kills, const std::set<std::string>& taken,
                Handler& handler) {
  Search search(machine, kills);
  search.run(handler);

  auto found = search.found();
  std::ranges::sort(found, [](const auto& a, const auto& b) {
    return std::pair(a.second.first, a.first.expr.id()) < std::pair(b.second.first, b.first.expr.id());
  });
  Names names(taken);
  std::size_t unnamed = 0;
  std::vector<std::pair<Version, std::string>> named;
  const auto tell = [&](Value& value) {
    auto visible = std::make_shared<LocalNames>();
    const Fields dirty(value.dirty.begin(), value.dirty.end());
    for (const auto& [version, name] : named)
      if (search.epoch(version.expr, value.step) == version.epoch && !search.reads(version.expr, dirty))
        visible->emplace(version.expr, name);
    value.names = std::move(visible);
  };
  for (const auto& [version, uses] : found) {
    Local local{names.take(wanted_name(machine, version.expr, unnamed)),
                {version.expr, uses.first, {}, nullptr, std::nullopt}};
    tell(local.value);
    named.emplace_back(version, local.name);
    Step& step = handler.steps[uses.first];
    const bool inner = uses.first == uses.last && !uses.before_when && !step.when.empty();
    (inner ? step.inner : step.locals).push_back(std::move(local));
  }
  for_each_value(handler, [&](Value& value, Position) { tell(value); });
}

}  // namespace codegen
