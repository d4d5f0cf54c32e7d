// The compiled machine of pseudo-random rules does what the reference semantics says.
#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "model/evaluate.h"
#include "odd.hpp"
#include "tests/codegen/odd.h"
#include "tests/sanitized.h"

namespace {

using model::Machine;
using model::Values;

/// Fields in the order of the machine; numbers first, then the flags, then the timers.
template <class Block, class Visit>
void for_each_number(Block& t, const Visit& visit) {
  visit(t.f1), visit(t.f3), visit(t.f7), visit(t.f8), visit(t.f12), visit(t.f16), visit(t.f20), visit(t.f32),
      visit(t.f33), visit(t.f48), visit(t.f64);
}

constexpr std::size_t kFirstNumber = 2, kNumbers = 11, kFlags = 10, kTimers = 9;

odd::Ocb block_of(const Values& values) {
  odd::Ocb t;
  t.state = static_cast<odd::State>(values[0]);
  t.tint = static_cast<odd::Colour>(values[1]);
  std::size_t at = kFirstNumber;
  for_each_number(t, [&](auto& number) {
    number = static_cast<std::remove_reference_t<decltype(number)>>(values[at++]);
  });
  for (std::size_t i = 0; i < kFlags; ++i) t.flags = static_cast<std::uint16_t>(t.flags | values[at++] << i);
  for (std::size_t i = 0; i < kTimers; ++i)
    t.timers = static_cast<std::uint16_t>(t.timers | values[at++] << i);
  return t;
}

Values values_of(const odd::Ocb& t) {
  Values values = {static_cast<std::uint64_t>(t.state), static_cast<std::uint64_t>(t.tint)};
  for_each_number(t, [&](const auto& number) { values.push_back(number); });
  for (std::size_t i = 0; i < kFlags; ++i) values.push_back(t.flags >> i & 1U);
  for (std::size_t i = 0; i < kTimers; ++i) values.push_back(t.timers >> i & 1U);
  return values;
}

Values values_of(const odd::Note& note) {
  Values values = {note.wide, static_cast<std::uint64_t>(note.tint), note.narrow, note.bare};
  for (std::size_t i = 0; i < 9; ++i) values.push_back(note.MORE >> i & 1U);
  return values;
}

/// What the output of the generated code stands for, as text.
std::string text(const odd::Output& out) {
  std::string text;
  for (const odd::Rule rule : out.rules)
    if (rule != odd::Rule::none) text += std::string(odd::name(rule)) + " ";
  for (std::size_t i = 0; i < out.send_count; ++i)
    text += fmt::format("send({}) ", fmt::join(values_of(out.sends[i]), ","));
  if (odd::signalled(out, odd::Signal::told))
    text += fmt::format("told({},{},{}) ", out.told_v, out.told_b, static_cast<unsigned>(out.told_c));
  if (odd::signalled(out, odd::Signal::bell)) text += "bell ";
  return text +
         fmt::format("started {:b} cancelled {:b} {}", out.started, out.cancelled, odd::name(out.error));
}

/// The same of the model's outcome. Of a signal only the last one counts, of a timer the last operation.
std::string text(const Machine& machine, const model::Outcome& outcome) {
  std::string text;
  for (const model::Rule* rule : outcome.rules) text += rule->name + " ";
  for (const Values& sent : outcome.sends) text += fmt::format("send({}) ", fmt::join(sent, ","));
  for (std::uint16_t signal = 0; signal < 2; ++signal) {
    const auto found = std::find_if(outcome.signals.rbegin(), outcome.signals.rend(),
                                    [&](const model::Emitted& it) { return it.signal == signal; });
    if (found == outcome.signals.rend()) continue;
    text += signal == 1 ? "bell " : fmt::format("told({}) ", fmt::join(found->arguments, ","));
  }
  std::uint32_t started = 0, cancelled = 0;
  for (const auto* list : {&outcome.started, &outcome.cancelled})
    for (const std::uint16_t timer : *list)
      (outcome.state[machine.timers[timer].armed] != 0 ? started : cancelled) |= 1U << timer;
  return text + fmt::format("started {:b} cancelled {:b} {}", started, cancelled,
                            outcome.errors.empty() ? "" : machine.errors[outcome.errors.back()]);
}

class Draw {
 public:
  std::uint64_t value(std::uint8_t width) {
    switch (random_() % 6) {
      case 0: return model::truncate(random_() % 3, width);
      case 1: return model::truncate(~(random_() % 3), width);
      case 2:
        return model::truncate((std::uint64_t{1} << (width == 0 ? 0 : width - 1)) + random_() % 3 - 1, width);
      default: return model::truncate(random_(), width);
    }
  }
  Values state(const Machine& machine) {
    Values values;
    for (const model::Field& field : machine.fields) values.push_back(value(field.type.width));
    values[0] = random_() % machine.state_count;
    return values;
  }

 private:
  std::mt19937_64 random_{42};
};

}  // namespace

TEST_CASE("code for numbers of any width and guards of any shape does what the model says") {
  const model::Model model = codegen::testing::odd();
  const Machine& machine = model.machines[0];
  Draw draw;
  for (std::uint32_t i = 0; i < ::testing::repetitions(400'000); ++i) {
    const Values state = draw.state(machine);
    const Values parameters = {draw.value(20), draw.value(7)};
    model::Event event{
        model::EventKind::Call, static_cast<std::uint16_t>(i % codegen::testing::kCalls), {}, {}};
    for (const model::Argument& argument : machine.arguments)
      event.arguments.push_back(draw.value(argument.type.width));

    const model::Outcome expected = model::step(machine, parameters, state, event);
    odd::Ocb t = block_of(state);
    odd::Event given;
    given.kind = static_cast<odd::EventKind>(event.event);
    given.x64 = event.arguments[0];
    given.x16 = static_cast<std::uint16_t>(event.arguments[1]);
    given.int_ = static_cast<std::uint8_t>(event.arguments[2]);
    given.yes = static_cast<std::uint8_t>(event.arguments[3]);
    odd::Output out;
    odd::step({.LIMIT = static_cast<std::uint32_t>(parameters[0]),
               .SMALL = static_cast<std::uint8_t>(parameters[1])},
              t, given, out);

    const std::string wanted = text(machine, expected);
    if (values_of(t) != expected.state || text(out) != wanted) {
      FAIL("call " << event.event << "\n"
                   << fmt::format("before   {}\nexpected {}\ngot      {}\n", fmt::join(state, " "),
                                  fmt::join(expected.state, " "), fmt::join(values_of(t), " "))
                   << "expected " << wanted << "\ngot      " << text(out));
    }
  }
}
