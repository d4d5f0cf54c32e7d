#include <fmt/format.h>

#include <algorithm>

#include "codegen/cpp_expression.h"
#include "codegen/record.h"
#include "codegen/render_cpp.h"

namespace codegen {
namespace {

void render_enum(const Enumeration& it, Lines& lines) {
  if (!it.doc.empty()) lines.add("// " + it.doc);
  std::vector<std::string> names;
  for (const Enumerator& value : it.values) names.push_back(value.name);
  lines.open(fmt::format("enum class {} : {} {{", it.name, it.type));
  lines.wrapped("", names, ",", "", "");
  lines.close("};");
  if (!it.count.empty())
    lines.add(fmt::format("constexpr std::uint32_t {} = {};", it.count, it.values.size()));
  lines.blank();
}

void render_bits(const Bits& it, Lines& lines) {
  if (!it.doc.empty()) lines.add("// " + it.doc);
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < it.names.size(); ++i)
    parts.push_back(fmt::format("{} = {}", it.names[i], std::uint64_t{1} << i));
  lines.open(fmt::format("namespace {} {{", it.space));
  lines.wrapped(fmt::format("constexpr {} ", it.type), parts, ",", ";");
  lines.close();
  lines.blank();
}

void render_member(const Member& it, Lines& lines) {
  const std::string extent = it.count_name.empty() ? fmt::format("{}", it.count) : it.count_name;
  std::string line = fmt::format("{} {}{}", it.type, it.name, it.count > 0 ? "[" + extent + "]" : "");
  line += it.count > 0 ? " = {};" : it.initial.empty() ? ";" : " = " + it.initial + ";";
  if (it.doc.empty()) return lines.add(line);
  const std::string doc = "// " + one_line(it.doc);
  if (line.size() + doc.size() > 104) {
    lines.add(doc);
    lines.add(line);
  } else {
    lines.add(fmt::format("{:<40}  {}", line, doc));
  }
}

void render_record(const Plan& plan, const Record& it, Lines& lines) {
  if (it.name == "Output") {
    if (plan.max_sends > 0)
      lines.add(fmt::format("constexpr std::uint32_t kMaxSends = {};  // of one event", plan.max_sends));
    lines.add(fmt::format("constexpr std::uint32_t kMaxSteps = {};  // of one handler", plan.max_steps));
    lines.blank();
  }
  if (!it.doc.empty()) lines.add("// " + it.doc);
  lines.open(fmt::format("struct {} {{", it.name));
  for (const Member& member : it.members) render_member(member, lines);
  lines.close("};");
  lines.blank();
}

void render_mask_functions(const Plan& plan, Lines& lines) {
  if (plan.timer_bytes != 0) {
    const std::string type = unsigned_type(plan.timer_bytes);
    lines.add(
        fmt::format("constexpr {0} bit(Timer timer) noexcept {{ return static_cast<{0}>({0}{{1}} << "
                    "static_cast<unsigned>(timer)); }}",
                    type));
    lines.add(fmt::format(
        "constexpr bool armed(const {}& t, Timer timer) noexcept {{ return (t.timers & bit(timer)) != 0; }}",
        plan.block));
    lines.add(
        "constexpr bool started(const Output& out, Timer timer) noexcept { return (out.started & bit(timer)) "
        "!= 0; }");
    lines.add(
        "constexpr bool cancelled(const Output& out, Timer timer) noexcept { return (out.cancelled & "
        "bit(timer)) != 0; }");
    lines.blank();
  }
  if (plan.signal_bytes != 0) {
    const std::string type = unsigned_type(plan.signal_bytes);
    lines.add(
        fmt::format("constexpr {0} bit(Signal signal) noexcept {{ return static_cast<{0}>({0}{{1}} << "
                    "static_cast<unsigned>(signal)); }}",
                    type));
    lines.add(
        "constexpr bool signalled(const Output& out, Signal signal) noexcept { return (out.signals & "
        "bit(signal)) != 0; }");
    lines.blank();
  }
}

void render_functions(const Plan& plan, Lines& lines) {
  if (plan.timer_bytes != 0) {
    lines.add("/// How long a timer runs, in ticks; 0: the specification does not say.");
    lines.add("std::uint32_t duration(const Parameters& parameters, Timer timer) noexcept;");
    lines.blank();
  }
  lines.add(fmt::format("constexpr {0} initial() noexcept {{ return {0}{{}}; }}", plan.block));
  lines.blank();
  lines.add(
      "/// One event. The objects do not overlap. An event that the state does not handle changes nothing.");
  if (plan.timer_bytes != 0)
    lines.add("/// A timeout happens only if its timer runs, and stops it before the rules apply.");
  lines.add(
      fmt::format("void step(const Parameters& parameters, {}& __restrict t, const Event& event, Output& "
                  "__restrict out) noexcept;",
                  plan.block));
  lines.blank();
  lines.add("/// As in the specification; \"\" for no error and no rule.");
  for (const Enumeration& it : plan.enums) lines.add(fmt::format("const char* name({}) noexcept;", it.name));
  lines.add("const char* clause(Rule) noexcept;");
}

}  // namespace

std::string render_header(const Plan& plan, const std::string& banner) {
  Lines lines;
  lines.add("// " + banner);
  lines.add(fmt::format(
      "// The machine {}{}: types and declarations. No allocation, no exceptions, no input or output.",
      plan.machine, plan.clause.empty() ? "" : " (" + plan.clause + ")"));
  lines.add("#pragma once");
  lines.blank();
  lines.add("#include <cstdint>");
  lines.blank();
  lines.add(fmt::format("namespace {} {{", plan.space));
  lines.blank();
  for (const Enumeration& it : plan.enums) render_enum(it, lines);
  for (const Bits& it : plan.bits) render_bits(it, lines);
  for (const Record& it : plan.records) render_record(plan, it, lines);
  render_mask_functions(plan, lines);
  render_functions(plan, lines);
  lines.blank();
  lines.add(fmt::format("}}  // namespace {}", plan.space));
  return lines.take();
}

}  // namespace codegen
