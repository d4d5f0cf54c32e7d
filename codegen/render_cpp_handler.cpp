#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "codegen/cpp_expression.h"
#include "codegen/record.h"
#include "codegen/render_cpp.h"

namespace codegen {
namespace {

constexpr std::size_t kCommentColumn = 100;

std::string joined(const std::vector<std::string>& parts, std::string_view separator) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : std::string(separator)) + part;
  return text;
}

// ---- statements ----

std::string flags_text(const Plan& plan, const MemberValue& it) {
  if (it.maybe.empty()) return it.on.empty() ? "0" : joined(it.on, " | ");
  std::vector<std::string> parts = it.on;
  for (const FlagValue& flag : it.maybe) {
    const std::string condition = condition_text(plan, flag.value);
    parts.push_back(fmt::format("(({}) ? {} : 0u)", condition, flag.bit));
  }
  return fmt::format("static_cast<u{}>({})", it.bytes * 8, joined(parts, " | "));
}

std::string timers_text(const TimerOperation& it) {
  if (it.all) return fmt::format("{}(t, out, kAllTimers);", it.start ? "start" : "cancel");
  std::vector<std::string> bits;
  for (const std::string& timer : it.timers) bits.push_back(fmt::format("bit(Timer::{})", timer));
  return fmt::format("{}(t, out, {});", it.start ? "start" : "cancel", joined(bits, " | "));
}

struct StatementRenderer {
  const Plan& plan;
  Lines& lines;

  void operator()(const Set& it) const {
    const std::string target = it.target.object + "." + it.target.member;
    if (it.target.bit.empty() && !it.target.boolean)
      return lines.add(fmt::format("{} = {};", target, stored_text(plan, it.value, it.target.bytes)));
    const std::string value = condition_text(plan, it.value);
    lines.add(it.target.bit.empty() ? fmt::format("{} = ({}) ? 1 : 0;", target, value)
                                    : fmt::format("put({}, {}, {});", target, it.target.bit, value));
  }

  void operator()(const SendMessage& it) const {
    std::vector<std::string> parts;
    for (const MemberValue& member : it.members) {
      const std::string value =
          member.flags ? flags_text(plan, member) : stored_text(plan, member.value, member.bytes);
      if (value != "0") parts.push_back(fmt::format(".{} = {}", member.member, value));
    }
    lines.wrapped("send(out, {", parts, ",", "});");
  }

  void operator()(const TimerOperations& it) const {
    if (!it.condition.expr) {
      for (const TimerOperation& operation : it.then) lines.add(timers_text(operation));
      return;
    }
    const std::string test = fmt::format("if ({}) ", condition_text(plan, it.condition));
    if (it.otherwise.empty() && it.then.size() == 1) return lines.add(test + timers_text(it.then.front()));
    lines.open(test + "{");
    for (const TimerOperation& operation : it.then) lines.add(timers_text(operation));
    if (!it.otherwise.empty()) {
      lines.close("} else {");
      lines.indent();
      for (const TimerOperation& operation : it.otherwise) lines.add(timers_text(operation));
    }
    lines.close();
  }

  void operator()(const EmitSignal& it) const {
    for (const ArgumentValue& argument : it.arguments)
      lines.add(
          fmt::format("out.{} = {};", argument.member, stored_text(plan, argument.value, argument.bytes)));
    lines.add(fmt::format("emit(out, Signal::{});", it.signal));
  }

  void operator()(const Perform& it) const {
    const Action& action = plan.actions.at(it.action);
    lines.add(fmt::format("{}({});", action.name, arguments_text(plan, action.uses, false)));
  }

  void operator()(const SetError& it) const { lines.add(fmt::format("out.error = Error::{};", it.error)); }
};

// ---- rules ----

class HandlerRenderer {
 public:
  HandlerRenderer(const Plan& plan, const Handler& handler, Lines& lines)
      : plan_(plan), handler_(handler), lines_(lines) {}

  void render() {
    lines_.open(
        fmt::format("void {}({}) {{", handler_.name, arguments_text(plan_, handler_uses(handler_), true)));
    if (!handler_.expires.empty())
      lines_.add(fmt::format("if (!expire(t, bit(Timer::{}))) return;", handler_.expires));
    if (handler_.uses.message)
      lines_.add(
          fmt::format("const {}& {} = event.{};", plan_.message, plan_.message_object, plan_.message_object));
    for (std::size_t i = 0; i < handler_.steps.size(); ++i) render(handler_.steps[i], i);
    lines_.close();
    lines_.blank();
  }

 private:
  void render(const Step& step, std::size_t index) {
    if (step.chain.empty() && step.cases.empty()) return;
    if (!step.title.empty()) {
      lines_.blank();
      lines_.add("// " + one_line(step.title));
    }
    for (const Local& local : step.locals) lines_.add(local_text(plan_, local));
    if (!step.when.empty()) {
      lines_.wrapped("if (", condition_texts(plan_, std::nullopt, step.when), " &&", ") {");
      lines_.indent();
    }
    for (const Local& local : step.inner) lines_.add(local_text(plan_, local));
    render_chain(step.chain, index);
    if (!step.cases.empty()) render_switch(step.cases, index);
    if (!step.when.empty()) lines_.close();
  }

  static std::string note(const Branch& branch) {
    return branch.rule.empty()
               ? "// a removed rule"
               : fmt::format("// {}{}", branch.rule, branch.note.empty() ? "" : "  " + one_line(branch.note));
  }

  void render_chain(const std::vector<Branch>& chain, std::size_t index) {
    bool inside = false;
    for (const Branch& branch : chain) {
      const std::vector<std::string> tests = condition_texts(plan_, branch.state, branch.conditions);
      if (tests.empty() && !inside) {
        lines_.add(note(branch));
        render_body(branch, index);
        return;
      }
      open(inside, tests, note(branch));
      render_body(branch, index);
      inside = true;
    }
    if (inside) lines_.close();
  }

  /// "if (…) {  // A42  RFC 5961 3.2", or with the comment inside if the line gets too long.
  void open(bool inside, const std::vector<std::string>& tests, const std::string& note) {
    const std::string start = inside ? "} else " : "";
    if (inside) lines_.outdent();
    const std::string all = joined(tests, " && ");
    const bool fits = start.size() + all.size() + note.size() + 8 <= kCommentColumn;
    const std::string end = fits ? "{  " + note : "{";
    if (tests.empty())
      lines_.add(start + end);
    else
      lines_.wrapped(start + "if (", tests, " &&", ") " + end);
    lines_.indent();
    if (!fits) lines_.add(note);
  }

  void render_body(const Branch& branch, std::size_t index) {
    if (!branch.rule.empty()) lines_.add(fmt::format("trace(out, {}, Rule::{});", index, branch.rule));
    for (const Statement& statement : branch.statements) render_statement(plan_, statement, lines_);
    if (branch.returns) lines_.add("return;");
  }

  void render_switch(const std::vector<Case>& cases, std::size_t index) {
    lines_.open("switch (t.state) {");
    bool rest = false;
    for (const Case& it : cases) {
      rest = rest || it.otherwise;
      if (it.otherwise)
        lines_.open("default:");
      else
        render_labels(it.states);
      render_chain(it.chain, index);
      if (!always_returns(it.chain)) lines_.add("break;");
      lines_.outdent();
    }
    if (!rest) lines_.add("default: break;");
    lines_.close();
  }

  void render_labels(model::Mask states) {
    std::vector<std::string> labels;
    for (std::size_t i = 0; i < plan_.states.size(); ++i)
      if ((states >> i & 1) != 0) labels.push_back(fmt::format("case {}:", plan_.states[i]));
    lines_.wrapped("", labels, "", "", "");
    lines_.indent();
  }

  static bool always_returns(const std::vector<Branch>& chain) {
    return !chain.empty() && chain.size() == 1 && chain.front().conditions.empty() && !chain.front().state &&
           chain.front().returns;
  }

  const Plan& plan_;
  const Handler& handler_;
  Lines& lines_;
};

}  // namespace

void render_statement(const Plan& plan, const Statement& statement, Lines& lines) {
  std::visit(StatementRenderer{plan, lines}, statement);
}

void render_handler(const Plan& plan, const Handler& handler, Lines& lines) {
  HandlerRenderer(plan, handler, lines).render();
}

void render_action(const Plan& plan, const Action& action, Lines& lines) {
  lines.open(fmt::format("void {}({}) {{", action.name, arguments_text(plan, action.uses, true)));
  for (const Statement& statement : action.statements) render_statement(plan, statement, lines);
  lines.close();
  lines.blank();
}

std::string arguments_text(const Plan& plan, const Uses& uses, bool declaration) {
  std::vector<std::string> parts;
  const auto add = [&](bool used, const std::string& type, const std::string& name) {
    if (used) parts.push_back(declaration ? type + " " + name : name);
  };
  add(uses.parameters, "const Parameters&", "parameters");
  add(uses.block, plan.block + "&", "t");
  add(uses.event, "const Event&", "event");
  add(uses.message, "const " + plan.message + "&", plan.message_object);
  add(uses.output, "Output&", "out");
  return joined(parts, ", ");
}

Uses handler_uses(const Handler& handler) {
  Uses uses = handler.uses;
  uses.event = uses.event || uses.message;
  uses.message = false;
  return uses;
}

}  // namespace codegen
