#include <algorithm>

#include "model/elaborate_context.h"

namespace model::elaboration {
namespace {

/// Reads one run: the names of its events, the values that are given, its letters and expectations.
class RunReader {
 public:
  RunReader(Context& context, const SystemNames& names)
      : context_(context),
        system_(context.model.systems[names.index]),
        machine_(context.model.machines[system_.machine[0]]),
        scope_(system_scope(names)) {}

  using Given = std::vector<std::pair<std::uint16_t, Expr>>;

  Given given(const std::vector<ast::Given>& tree) {
    Given result;
    for (const auto& each : tree) {
      auto index = find(each.name, "no input or parameter is called", machine_.arguments);
      if (!index) continue;
      const Type& type = machine_.arguments[*index].type;
      if (auto value = number(*each.value, type)) result.emplace_back(*index, *value);
    }
    return result;
  }

  std::optional<RunStep> step(const ast::RunStep& tree) {
    RunStep result{};
    result.kind = kind(tree.kind);
    result.span = tree.span;
    result.given = given(tree.given);
    if (tree.endpoint) {
      auto endpoint = endpoint_named(*tree.endpoint);
      if (!endpoint) return std::nullopt;
      result.endpoint = *endpoint;
    }
    switch (tree.kind) {
      case ast::RunStep::Kind::Call:
        return event(std::move(result), EventKind::Call,
                     find(*tree.subject, "no call is named", machine_.calls));
      case ast::RunStep::Kind::Timeout:
        return event(std::move(result), EventKind::Timeout,
                     find(*tree.subject, "no timer is called", machine_.timers));
      case ast::RunStep::Kind::Environment:
        return event(std::move(result), EventKind::Environment, environment(*tree.subject));
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
  std::optional<std::uint16_t> environment(const ast::Name& name) {
    return among(name, "no event of the environment is called", machine_.environment);
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
  const Machine& machine_;
  Scope scope_;
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
  Run run{tree.name.text, tree.clause, tree.doc, names->index, reader.given(tree.given), {}, tree.span};
  for (const auto& each : tree.steps)
    if (auto step = reader.step(each)) run.steps.push_back(std::move(*step));
  context.model.runs.push_back(std::move(run));
}

}  // namespace model::elaboration
