#include <algorithm>
#include <map>

#include "model/elaborate_context.h"

namespace model::elaboration {
namespace {

/// Reads one run: the names of its events, the values that are given, its letters and expectations.
class RunReader {
 public:
  RunReader(Context& context, const SystemNames& names)
      : context_(context), system_(context.model.systems[names.index]), scope_(system_scope(names)) {}

  /// What the heading gives at every step: each name to every machine that has it.
  void heading(const std::vector<ast::Given>& tree) {
    for (const auto& each : tree) {
      std::vector<std::string> known;
      bool found = false;
      for (std::uint16_t machine : machines_of(system_)) {
        if (auto index = argument(each.name, machine, known)) {
          found = true;
          give(heading_[machine], *index, each, machine);
        }
      }
      if (!found) context_.unknown(each.name, "no input or parameter is called", known);
    }
  }

  std::optional<RunStep> step(const ast::RunStep& tree) {
    RunStep result{};
    result.kind = kind(tree.kind);
    result.span = tree.span;
    if (tree.endpoint) {
      auto endpoint = endpoint_named(*tree.endpoint);
      if (!endpoint) return std::nullopt;
      result.endpoint = *endpoint;
    }
    result.given = given(tree.given, system_.machine[result.endpoint]);
    const Machine& machine = context_.model.machines[system_.machine[result.endpoint]];
    switch (tree.kind) {
      case ast::RunStep::Kind::Call:
        return event(std::move(result), EventKind::Call,
                     find(*tree.subject, "no call is named", machine.calls));
      case ast::RunStep::Kind::Timeout:
        return event(std::move(result), EventKind::Timeout,
                     find(*tree.subject, "no timer is called", machine.timers));
      case ast::RunStep::Kind::Environment:
        return event(std::move(result), EventKind::Environment,
                     among(*tree.subject, "no event of the environment is called", machine.environment));
      case ast::RunStep::Kind::Expect:
        return with_value(std::move(result), condition_of(context_, scope_, tree.value));
      case ast::RunStep::Kind::Name: {
        result.letter = tree.subject->text;
        auto value = typed_of(context_, scope_, *tree.value);
        return with_value(std::move(result), value ? std::optional(value->expr) : std::nullopt);
      }
      case ast::RunStep::Kind::Deliver:
      case ast::RunStep::Kind::Repeat:
      case ast::RunStep::Kind::Lose:
      case ast::RunStep::Kind::Tick: break;
    }
    return result;
  }

 private:
  using Given = std::vector<std::pair<std::uint16_t, Expr>>;

  /// What the heading gives to the machine, then what the step does.
  Given given(const std::vector<ast::Given>& tree, std::uint16_t machine) {
    Given result = heading_[machine];
    for (const auto& each : tree) {
      std::vector<std::string> known;
      if (auto index = argument(each.name, machine, known)) {
        give(result, *index, each, machine);
      } else {
        context_.unknown(each.name, "no input or parameter is called", known);
      }
    }
    return result;
  }

  void give(Given& list, std::uint16_t argument, const ast::Given& tree, std::uint16_t machine) {
    const Type& type = context_.model.machines[machine].arguments[argument].type;
    if (auto value = number(*tree.value, type)) list.emplace_back(argument, *value);
  }

  /// Its index in the machine; what the machine knows is added to `known`.
  std::optional<std::uint16_t> argument(const ast::Name& name, std::uint16_t machine,
                                        std::vector<std::string>& known) const {
    std::optional<std::uint16_t> found;
    const std::vector<Argument>& arguments = context_.model.machines[machine].arguments;
    for (std::uint16_t i = 0; i < arguments.size(); ++i) {
      known.push_back(arguments[i].name);
      if (!found && arguments[i].name == name.text) found = i;
    }
    return found;
  }

  static RunStep::Kind kind(ast::RunStep::Kind kind) {
    switch (kind) {
      case ast::RunStep::Kind::Call:
      case ast::RunStep::Kind::Timeout:
      case ast::RunStep::Kind::Environment: return RunStep::Kind::Event;
      case ast::RunStep::Kind::Deliver: return RunStep::Kind::Deliver;
      case ast::RunStep::Kind::Repeat: return RunStep::Kind::Repeat;
      case ast::RunStep::Kind::Lose: return RunStep::Kind::Lose;
      case ast::RunStep::Kind::Tick: return RunStep::Kind::Tick;
      case ast::RunStep::Kind::Name: return RunStep::Kind::Name;
      case ast::RunStep::Kind::Expect: return RunStep::Kind::Expect;
    }
    return RunStep::Kind::Tick;
  }

  static std::optional<RunStep> event(RunStep step, EventKind kind, std::optional<std::uint16_t> index) {
    if (!index) return std::nullopt;
    step.event_kind = kind;
    step.event = *index;
    return step;
  }

  static std::optional<RunStep> with_value(RunStep step, std::optional<Expr> value) {
    if (!value || !*value) return std::nullopt;
    step.value = *value;
    return step;
  }

  /// A number given from outside has no sequence space: whoever writes it down says what it stands for.
  std::optional<Expr> number(const ast::Expr& tree, Type type) {
    if (type.kind == Type::Kind::Serial) type.kind = Type::Kind::Bits;
    type.space = Type::Space::None;
    return stored_value(context_, scope_, tree, type, kNoSpace);
  }

  template <class Named>
  std::optional<std::uint16_t> find(const ast::Name& name, const char* what, const std::vector<Named>& list) {
    std::vector<std::string> known;
    for (const auto& each : list) known.push_back(each.name);
    return among(name, what, known);
  }
  std::optional<std::uint16_t> endpoint_named(const ast::Name& name) {
    return among(name, "no endpoint is called", system_.endpoints);
  }
  std::optional<std::uint16_t> among(const ast::Name& name, const char* what,
                                     const std::vector<std::string>& known) {
    auto at = std::find(known.begin(), known.end(), name.text);
    if (at != known.end()) return static_cast<std::uint16_t>(at - known.begin());
    context_.unknown(name, what, known);
    return std::nullopt;
  }

  Context& context_;
  const System& system_;
  Scope scope_;
  std::map<std::uint16_t, Given> heading_;  // by machine
};

}  // namespace

void elaborate_run(Context& context, const ast::Run& tree) {
  const SystemNames* names = system_named(context, tree.system);
  if (!names) return;
  context.system = &context.model.systems[names->index];
  for (const Run& other : context.model.runs) {
    if (other.name != tree.name.text) continue;
    context.error(Code::DuplicateName, tree.name.span, "there is already a run '" + other.name + "'",
                  {{other.span, "the first one"}});
    return;
  }
  RunReader reader(context, *names);
  Run run{tree.name.text, tree.clause, tree.doc, names->index, {}, tree.span};
  reader.heading(tree.given);
  for (const auto& each : tree.steps)
    if (auto step = reader.step(each)) run.steps.push_back(std::move(*step));
  context.model.runs.push_back(std::move(run));
}

}  // namespace model::elaboration
