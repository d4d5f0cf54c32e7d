#include "scenario/survey.h"

#include <algorithm>
#include <utility>

#include "runtime/wire.h"
#include "scenario/systems.h"

namespace scenario {
namespace {

using namespace std::chrono_literals;
namespace flag = runtime::flag;

/// Linux's least receive buffer makes this one, which one segment fills.
constexpr std::uint16_t Window = 1152;
/// Many players on few processors are late at times; nothing that a script tells apart is nearer than that.
constexpr Duration Tolerance = 700ms;
/// Since TIME-WAIT began; from then on it shows whether it begins anew.
constexpr Duration Aged = 1s;

Options options_of(const std::vector<Assignment>& policies, Role role) {
  Options options;
  if (role == Role::Any) options.window = Window;
  options.policies = policies;
  options.tolerance = Tolerance;
  return options;
}

/// The tester has sent something behind a gap.
bool leaves_a_gap(const Rehearsal& rehearsal) {
  const std::uint32_t next = rehearsal.told().tcb.rnxt;
  return std::any_of(rehearsal.actions().begin(), rehearsal.actions().end(), [&](const Action& action) {
    const auto* packet = std::get_if<ScriptPacket>(&action.what);
    if (packet == nullptr || (packet->length == 0 && (packet->flags & flag::Fin) == 0)) return false;
    return packet->seq - next - 1 < rehearsal.window();
  });
}

/// Those that make a difference in this state.
int flags_of(const tcp::Tcb& tcb, tcp::State state) {
  using namespace tcp::TcbFlag;
  return tcb.flags & (fin_sent | close_queued | released | reopened | (state == tcp::State::SYN_RECEIVED ? passive : 0));
}

Situation situation(Rehearsal& rehearsal) {
  using enum tcp::State;
  const tcp::Tcb& t = rehearsal.told().tcb;
  const auto state = rehearsal.state();
  const bool connected = rehearsal.connection().has_value();
  const bool listens = rehearsal.listener().has_value() && (state == TIME_WAIT || state == LISTEN || state == CLOSED);
  if (state == CLOSED || state == LISTEN) return {state, 0, connected, listens, {}, {}, {}, {}, {}, {}};
  const auto left = rehearsal.time_wait_left();
  const bool aged = left && *left + Aged < 60s;
  return {state, flags_of(t, state), connected, listens,
          std::min(t.nxt - t.una, 2U), t.queued == 0, t.retransmissions != 0, leaves_a_gap(rehearsal),
          rehearsal.window() == 0, aged};
}

/// What can be played on a system whose user and state are not known: its packets, each as long after the one before it.
Script packets_only(const Script& script) {
  Script result{script.options, {}};
  Duration skipped{0};
  for (const Statement& statement : script.statements) {
    Event event = std::get<Event>(statement.what);
    if (!std::holds_alternative<ScriptPacket>(event.what)) {
      skipped += event.when.at;
      continue;
    }
    event.when.at += std::exchange(skipped, Duration{0});
    result.statements.push_back({std::move(event), statement.place});
  }
  return result;
}

}  // namespace

std::variant<Survey, std::string> Survey::of(const model::Model& model, const std::vector<Assignment>& policies, Role role, Duration patience) {
  Options options = options_of(policies, role);
  auto made = observed_machine(model, parameters_of(options));
  if (auto* why = std::get_if<std::string>(&made)) return std::move(*why);
  return Survey(std::move(options), std::get<Observed>(std::move(made)), role, patience);
}

std::vector<Course> Survey::onward(const std::vector<Action>& way) const {
  Rehearsal here(options_, observed_, Asserting::Always);
  for (const Action& action : way) here.take(action);
  std::vector<Course> all;
  for (const Deed& deed : deeds(here, role_, patience_)) {
    std::vector<Action> actions = way;
    actions.insert(actions.end(), deed.begin(), deed.end());
    all.push_back(course(actions, way.size()));
  }
  return all;
}

Course Survey::course(const std::vector<Action>& actions, std::size_t before) const {
  Rehearsal rehearsal(options_, observed_, Asserting::Always);
  Course course;
  course.actions = actions;
  course.before = before;
  std::size_t ruled = 0;
  for (std::size_t i = 0; i < actions.size(); ++i) {
    if (i == before) course.state = rehearsal.state(), ruled = rehearsal.told().rules.size();
    rehearsal.take(actions[i]);
  }
  course.script = role_ == Role::Any ? rehearsal.script() : packets_only(rehearsal.script());
  const auto& rules = rehearsal.told().rules;
  course.rules.assign(rules.begin() + static_cast<std::ptrdiff_t>(ruled), rules.end());
  course.to = situation(rehearsal);
  return course;
}

}  // namespace scenario
