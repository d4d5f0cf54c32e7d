#include <fmt/format.h>

#include <algorithm>

#include "codegen/cpp_expression.h"
#include "codegen/names.h"
#include "codegen/record.h"
#include "codegen/render_cpp.h"

namespace codegen {
namespace {

void render_layout(const Plan& plan, Lines& lines) {
  lines.add("// No hidden padding: what is proved about the compiled code counts on these offsets.");
  for (const Record& record : plan.records) {
    lines.add(fmt::format("static_assert(sizeof({}) == {});", record.name, record.size));
    for (const Member& member : record.members)
      lines.add(
          fmt::format("static_assert(offsetof({}, {}) == {});", record.name, member.name, member.offset));
  }
  lines.blank();
}

std::string table_name(const Enumeration& it) { return fmt::format("k{}Names", it.name); }

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : one_line(text)) {
    const bool trigraph = c == '?' && result.back() == '?';
    if (c == '"' || c == '\\' || trigraph) result += '\\';
    result += c;
  }
  return result + '"';
}

void render_table(const std::string& name, const std::vector<std::string>& texts, Lines& lines) {
  std::vector<std::string> parts;
  for (const std::string& text : texts) parts.push_back(quoted(text));
  lines.wrapped(fmt::format("constexpr const char* {}[] = {{", name), parts, ",", "};");
}

void render_tables(const Plan& plan, Lines& lines) {
  for (const Enumeration& it : plan.enums) {
    std::vector<std::string> texts, clauses;
    for (const Enumerator& value : it.values) texts.push_back(value.text), clauses.push_back(value.note);
    render_table(table_name(it), texts, lines);
    if (it.name == "Rule") render_table("kRuleClauses", clauses, lines);
  }
  lines.blank();
  lines.add("template <std::size_t n, class Enum>");
  lines.open("constexpr const char* text_of(const char* const (&table)[n], Enum value) {");
  lines.add("const auto index = static_cast<std::size_t>(value);");
  lines.add("return index < n ? table[index] : \"?\";");
  lines.close();
  lines.blank();
}

void render_names(const Plan& plan, Lines& lines) {
  for (const Enumeration& it : plan.enums)
    lines.add(fmt::format("const char* name({} value) noexcept {{ return text_of({}, value); }}", it.name,
                          table_name(it)));
  lines.add("const char* clause(Rule value) noexcept { return text_of(kRuleClauses, value); }");
  lines.blank();
}

void render_duration(const Plan& plan, Lines& lines) {
  if (plan.timer_bytes == 0) return;
  const bool used = !plan.durations.empty();
  lines.open(fmt::format("std::uint32_t duration(const Parameters&{}, Timer{}) noexcept {{",
                         used ? " parameters" : "", used ? " timer" : ""));
  for (const auto& [timer, value] : plan.durations)
    lines.add(fmt::format("if (timer == Timer::{}) return {};", timer, stored_text(plan, value, 4)));
  lines.add("return 0;");
  lines.close();
  lines.blank();
}

void render_call(const Plan& plan, const Handler& handler, Lines& lines) {
  const std::string call =
      fmt::format("{}({});", handler.name, arguments_text(plan, handler_uses(handler), false));
  if (handler.states == plan.all_states) return lines.add(call);
  std::vector<std::string> labels;
  for (std::size_t i = 0; i < plan.states.size(); ++i)
    if ((handler.states >> i & 1) != 0) labels.push_back(fmt::format("case {}:", plan.states[i]));
  lines.wrapped("", labels, "", "", "");
  lines.indent();
  lines.add(call);
  lines.add("break;");
  lines.outdent();
}

void render_kind(const Plan& plan, const Dispatch& it, Lines& lines) {
  if (it.handlers.empty()) return lines.add(fmt::format("case EventKind::{}: break;", it.kind));
  lines.open(fmt::format("case EventKind::{}:", it.kind));
  const bool by_state = plan.handlers[it.handlers.front()].states != plan.all_states;
  if (by_state) lines.open("switch (t.state) {");
  for (const std::size_t handler : it.handlers) render_call(plan, plan.handlers[handler], lines);
  if (by_state) {
    lines.add("default: break;");
    lines.close();
  }
  lines.add("break;");
  lines.outdent();
}

void render_step(const Plan& plan, Lines& lines) {
  const bool parameters =
      std::ranges::any_of(plan.handlers, [](const Handler& it) { return it.uses.parameters; });
  lines.open(
      fmt::format("void step(const Parameters&{}, {}& __restrict t, const Event& event, Output& __restrict "
                  "out) noexcept {{",
                  parameters ? " parameters" : "", plan.block));
  lines.add("out = Output{};");
  lines.add("if (static_cast<u32>(t.state) >= kStates) return;");
  lines.open("switch (event.kind) {");
  for (const Dispatch& it : plan.dispatch) render_kind(plan, it, lines);
  lines.close();
  lines.close();
}

}  // namespace

std::string render_source(const Plan& plan, const std::string& banner) {
  Lines lines;
  lines.add("// " + banner);
  lines.add(
      fmt::format("// One function per handler, its steps and rules in the order of the specification, each "
                  "rule with its clause{}.",
                  plan.clause.empty() ? "" : " (a bare number: " + plan.clause + ")"));
  lines.add(fmt::format("#include \"{}.hpp\"", lower_case(plan.machine)));
  lines.blank();
  lines.add("#include <cstddef>");
  lines.blank();
  lines.add("// 0 leaves Output::rules empty.");
  lines.add("#ifndef SYNFIN_TRACE_RULES");
  lines.add("#define SYNFIN_TRACE_RULES 1");
  lines.add("#endif");
  lines.blank();
  lines.add(fmt::format("namespace {} {{", plan.space));
  lines.add("namespace {");
  lines.blank();
  render_layout(plan, lines);
  render_primitives(plan, lines);
  for (const Action& action : plan.actions) render_action(plan, action, lines);
  for (const Handler& handler : plan.handlers) render_handler(plan, handler, lines);
  render_tables(plan, lines);
  lines.add("}  // namespace");
  lines.blank();
  render_step(plan, lines);
  lines.blank();
  render_duration(plan, lines);
  render_names(plan, lines);
  lines.add(fmt::format("}}  // namespace {}", plan.space));
  return lines.take();
}

}  // namespace codegen
