#include <fmt/format.h>

#include <algorithm>

#include "codegen/record.h"
#include "codegen/render_cpp.h"

namespace codegen {
namespace {

void render_aliases(Lines& lines) {
  for (const unsigned bits : {8, 16, 32, 64})
    lines.add(fmt::format("using u{0} [[maybe_unused]] = std::uint{0}_t;", bits));
  lines.blank();
}

void render_serial(std::uint8_t width, Lines& lines) {
  const std::string suffix = width == 32 ? std::string() : fmt::format("_{}", width);
  const unsigned bits = width > 32 ? 64 : 32;
  const std::uint64_t half = std::uint64_t{1} << (width - 1);
  const std::string unit = bits == 64 ? "ull" : "u";
  const std::string ahead =
      width == bits ? std::string("b - a - 1u") : fmt::format("((b - a - 1u) & {}{})", half * 2 - 1, unit);
  lines.add("// 0 < b - a < half of the circle, RFC 1982.");
  lines.open(fmt::format("constexpr bool serial_less{0}(u{1} a, u{1} b) {{", suffix, bits));
  lines.add(fmt::format("return {} < {}{};", ahead, half - 1, unit));
  lines.close();
  lines.blank();
}

void render_states(const Plan& plan, Lines& lines) {
  if (!plan.primitives.in) return;
  const unsigned bits = plan.states.size() > 32 ? 64 : 32;
  lines.add(fmt::format("constexpr u{0} bit(State state) {{ return u{0}{{1}} << static_cast<u32>(state); }}",
                        bits));
  lines.add(fmt::format(
      "constexpr bool in(State state, u{0} states) {{ return (bit(state) & states) != 0; }}", bits));
  for (const auto& [name, mask, used] : plan.groups) {
    if (!used) continue;
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < plan.states.size(); ++i)
      if ((mask >> i & 1) != 0) parts.push_back(fmt::format("bit({})", plan.states[i]));
    lines.wrapped(fmt::format("constexpr u{} {} = ", bits, name), parts, " |", ";");
  }
  lines.blank();
}

void render_flags(const Plan& plan, Lines& lines) {
  if (plan.primitives.has) lines.add("constexpr bool has(u32 bits, u32 bit) { return (bits & bit) != 0; }");
  if (plan.primitives.put) {
    lines.add("template <class Bits>");
    lines.add(
        "constexpr void put(Bits& bits, Bits bit, bool on) { bits = static_cast<Bits>(on ? bits | bit : bits "
        "& ~u32{bit}); }");
  }
  if (plan.primitives.has || plan.primitives.put) lines.blank();
}

void render_timers(const Plan& plan, Lines& lines) {
  if (plan.timer_bytes == 0) return;
  const std::string type = fmt::format("u{}", plan.timer_bytes * 8);
  const auto operation = [&](const char* name, const char* sign, const char* into, const char* outof) {
    lines.open(fmt::format("inline void {}({}& t, Output& out, u32 timers) {{", name, plan.block));
    lines.add(fmt::format("t.timers = static_cast<{}>(t.timers {}timers);", type, sign));
    lines.add(fmt::format("out.{0} = static_cast<{1}>(out.{0} | timers);", into, type));
    lines.add(fmt::format("out.{0} = static_cast<{1}>(out.{0} & ~timers);", outof, type));
    lines.close();
    lines.blank();
  };
  if (plan.primitives.all_timers) {
    const std::size_t count =
        std::ranges::find(plan.enums, std::string("Timer"), &Enumeration::name)->values.size();
    lines.add(fmt::format("constexpr u32 kAllTimers = {};", (std::uint64_t{1} << count) - 1));
    lines.blank();
  }
  if (plan.primitives.start) operation("start", "| ", "started", "cancelled");
  if (plan.primitives.cancel) operation("cancel", "& ~", "cancelled", "started");
  if (!plan.primitives.expire) return;
  lines.add("// False if the timer does not run.");
  lines.open(fmt::format("inline bool expire({}& t, u32 timer) {{", plan.block));
  lines.add("const bool armed = (t.timers & timer) != 0;");
  lines.add(fmt::format("t.timers = static_cast<{}>(t.timers & ~timer);", type));
  lines.add("return armed;");
  lines.close();
  lines.blank();
}

void render_send(const Plan& plan, Lines& lines) {
  if (plan.max_sends == 0) return;
  lines.open(fmt::format("inline void send(Output& out, const {}& message) {{", plan.message));
  if (plan.max_sends == 1) {
    lines.add("out.sends[0] = message;");
    lines.add("out.send_count = 1;");
  } else {
    lines.add("if (out.send_count >= kMaxSends) return;  // no path sends more");
    lines.add("out.sends[out.send_count] = message;");
    lines.add("out.send_count = static_cast<u8>(out.send_count + 1u);");
  }
  lines.close();
  lines.blank();
}

void render_emit(const Plan& plan, Lines& lines) {
  if (!plan.primitives.emit) return;
  lines.add(
      fmt::format("inline void emit(Output& out, Signal signal) {{ out.signals = "
                  "static_cast<u{}>(out.signals | bit(signal)); }}",
                  plan.signal_bytes * 8));
  lines.blank();
}

void render_trace(Lines& lines) {
  lines.open(
      "inline void trace([[maybe_unused]] Output& out, [[maybe_unused]] u32 step, [[maybe_unused]] Rule "
      "rule) {");
  lines.add("if constexpr (SYNFIN_TRACE_RULES != 0) out.rules[step] = rule;");
  lines.close();
  lines.blank();
}

}  // namespace

void render_primitives(const Plan& plan, Lines& lines) {
  render_aliases(lines);
  for (const std::uint8_t width : plan.serial_widths) render_serial(width, lines);
  render_states(plan, lines);
  render_flags(plan, lines);
  render_timers(plan, lines);
  render_send(plan, lines);
  render_emit(plan, lines);
  render_trace(lines);
}

}  // namespace codegen
