#include "scenario/trace_script.h"

#include <algorithm>

#include "model/overloaded.h"
#include "runtime/config.h"
#include "runtime/wire.h"
#include "scenario/bare_connection.h"
#include "scenario/numbers.h"
#include "scenario/play.h"
#include "scenario/socket_user.h"
#include "scenario/systems.h"
#include "scenario/trace_timers.h"

namespace scenario {
namespace {

using std::chrono_literals::operator""h;
namespace flag = runtime::flag;
using model::Occurrence;
/// Why not; nothing: all is told.
using Trouble = std::optional<std::string>;

/// The shortest time there is: just before something else happens.
constexpr Duration Instant{1};
/// Longer than every timer: what has not happened by then never does.
constexpr Duration Forever = 24h;

tcp::Parameters parameters(const model::Model& model, const model::Trace& trace) {
  tcp::Parameters result;
  for (std::size_t i = 0; i < model.parameters.size() && i < trace.parameters.size(); ++i) {
    if (model.parameters[i].name == "MSL") result.MSL = static_cast<std::uint32_t>(trace.parameters[i]);
    if (model.parameters[i].name == "R2") result.R2 = static_cast<std::uint8_t>(trace.parameters[i]);
  }
  return result;
}

/// "A33 (3.10.7.4 first), A72 (3.10.7.4 fifth)"
std::string named(const std::vector<const model::Rule*>& rules) {
  std::string text;
  for (const model::Rule* rule : rules) {
    text += (text.empty() ? "" : ", ") + rule->name;
    if (!rule->clause.empty()) text += " (" + rule->clause + ")";
  }
  return text.empty() ? "no rule" : text;
}

class Retelling {
 public:
  Retelling(const model::Model& model, const model::Trace& trace, std::uint16_t endpoint, Options options)
      : model_(model), system_(model.systems.at(trace.system)), trace_(trace), endpoint_(endpoint),
        words_(model, parameters(model, trace)), timers_(words_) {
    const tcp::Parameters chosen = parameters(model, trace), usual;
    if (chosen.MSL != usual.MSL) options.msl = chosen.MSL * runtime::Config{}.tick;
    if (chosen.R2 != usual.R2) options.r2 = chosen.R2;
    script_.options = std::move(options);
  }

  std::variant<Script, std::string> told() {
    if (system_.machine[endpoint_] != 0) return "its machine is not the specification's first, which is what scripts are played on";
    if (!words_.missing().empty()) return "its machine is no TCP: it has no " + words_.missing();
    script_.options.window = window();
    at_ = trace_.start;
    for (const Occurrence& each : trace_.steps)
      if (auto trouble = tell(each)) return std::move(*trouble);
    if (script_.statements.empty()) return "nothing happens to it";
    tell_the_end();
    return std::move(script_);
  }

 private:
  Trouble tell(const Occurrence&);
  Trouble tell(const model::Event&, const model::Outcome&);
  std::string what(const model::Event&) const;
  Trouble cause(const model::Event&, const model::Outcome&);
  Trouble call(const tcp::Event&, const Reaction&);
  Trouble fire(tcp::Timer);
  void arrive(const tcp::Segment&);
  std::uint16_t window() const;
  Trouble offer(model::Event, const model::Outcome&) const;
  void pass(Duration);
  void tell_the_end();
  void expect(const tcp::Segment&);
  void assert_state(const tcp::Tcb&);

  std::string name() const { return system_.endpoints[endpoint_]; }
  tcp::Tcb tcb() const { return words_.tcb(at_.endpoints[endpoint_]); }
  bool mine(const Occurrence& it) const { return it.kind == Occurrence::Kind::Event && it.endpoint == endpoint_; }

  void comment(const std::string& text) { script_.statements.push_back({Comment{text}}); }
  template <class What>
  void write(const What& what) {
    script_.statements.push_back({Event{{When::From::Previous, now_ - previous_, {}, {}}, what}});
    previous_ = now_;
  }
  void write(const SocketUser::Calls& calls) {
    for (const CallLine& each : calls) write<CallLine>(each);
  }

  const model::Model& model_;
  const model::System& system_;
  const model::Trace& trace_;
  const std::uint16_t endpoint_;
  const Vocabulary words_;
  TraceTimers timers_;
  SocketUser user_;
  Numbers numbers_;
  model::Configuration at_;  // before the step that is told
  Script script_;
  Time now_{0}, previous_{0};
};

/// The largest that the trace offers.
std::uint16_t Retelling::window() const {
  std::uint16_t largest = 0;
  for (const Occurrence& each : trace_.steps)
    if (mine(each) && each.event.kind != model::EventKind::Environment) largest = std::max(largest, words_.event(each.event).rcv_wnd);
  return largest;
}

Trouble Retelling::tell(const Occurrence& occurrence) {
  std::string why;
  auto result = model::step(model_, system_, trace_.parameters, at_, occurrence, &why);
  if (!result) return "the trace does not replay: " + why;
  if (occurrence.kind == Occurrence::Kind::Tick) pass(runtime::Config{}.tick);
  Trouble trouble;
  if (mine(occurrence) && result->outcome.handled) trouble = tell(occurrence.event, result->outcome);
  at_ = std::move(result->after);
  return trouble;
}

Trouble Retelling::tell(const model::Event& event, const model::Outcome& outcome) {
  if (auto trouble = cause(event, outcome)) return trouble;
  const tcp::Tcb before = tcb(), after = words_.tcb(outcome.state);
  const Reaction reaction = words_.reaction(outcome);
  comment(what(event) + ": " + named(outcome.rules) + (reaction.error != tcp::Error::none ? ", refused" : ""));
  for (const tcp::Segment& segment : reaction.sends) expect(segment);
  timers_.follow(reaction, after, event.kind == model::EventKind::Message && before.una != after.una, now_);
  write(user_.after(reaction, after.state));
  assert_state(after);
  return std::nullopt;
}

// ---- what is done to the endpoint -----------------------------------------------------------------

std::string Retelling::what(const model::Event& event) const {
  if (event.kind == model::EventKind::Message) return "arrives";
  return event.kind == model::EventKind::Call ? words_.machine.calls[event.event].name : "timeout " + words_.machine.timers[event.event].name;
}

Trouble Retelling::cause(const model::Event& event, const model::Outcome& outcome) {
  const auto& machine = words_.machine;
  if (event.kind == model::EventKind::Environment)
    return name() + " suffers a " + machine.environment.at(event.event) + ", which no script can say";
  const tcp::Event told = words_.event(event);
  if (auto trouble = offer(event, outcome)) return trouble;
  switch (event.kind) {
    case model::EventKind::Call: return call(told, words_.reaction(outcome));
    case model::EventKind::Timeout:
      return fire(static_cast<tcp::Timer>(std::find(words_.timers.begin(), words_.timers.end(), event.event) - words_.timers.begin()));
    case model::EventKind::Message: arrive(told.segment); break;
    case model::EventKind::Environment: break;
  }
  return std::nullopt;
}

/// A refused call changes nothing, and no socket makes it.
Trouble Retelling::call(const tcp::Event& event, const Reaction& reaction) {
  if (reaction.error != tcp::Error::none) return std::nullopt;
  if (event.kind == tcp::EventKind::open_active) numbers_.may_begin(tcb().state);
  const auto made = user_.call(event, tcb().state);
  if (const auto* why = std::get_if<std::string>(&made)) return name() + " makes " + *why;
  write(std::get<SocketUser::Calls>(made));
  return std::nullopt;
}

Trouble Retelling::fire(tcp::Timer timer) {
  if (const auto other = timers_.ahead_of(timer))
    return std::string("the timer ") + tcp::name(timer) + " of " + name() + " fires where the timer " + tcp::name(*other) +
           " is due earlier";
  now_ = std::max(now_, timers_.due(timer));
  timers_.fired(timer);
  return std::nullopt;
}

/// A segment is under way for a moment, so that it can be seen whether it restarts the 2MSL timer.
void Retelling::arrive(const tcp::Segment& segment) {
  if (tcb().state == tcp::State::TIME_WAIT) pass(Instant);
  const WireSegment wire = to_wire(segment);
  if ((wire.flags & (flag::Syn | flag::Ack | flag::Rst)) == flag::Syn) numbers_.may_begin(tcb().state);
  WireSegment acknowledged;
  acknowledged.seq = wire.ack;
  ScriptPacket packet;
  packet.flags = wire.flags;
  packet.seq = wire.seq;
  packet.length = wire.length;
  if ((wire.flags & flag::Ack) != 0) packet.ack = numbers_.to_script(acknowledged).seq;
  packet.window = wire.window;
  write(packet);
}

/// The trace says nothing of what a step does not read; then any window is right.
Trouble Retelling::offer(model::Event event, const model::Outcome& outcome) const {
  event.arguments.resize(words_.machine.arguments.size());
  const auto window = words_.argument("rcv_wnd");
  if (event.arguments[window] == *script_.options.window) return std::nullopt;
  event.arguments[window] = *script_.options.window;
  const auto again = model::step(words_.machine, trace_.parameters, at_.endpoints[endpoint_], event);
  const auto fields = static_cast<std::ptrdiff_t>(words_.machine.fields.size());  // ghosts follow
  if (again.rules == outcome.rules && std::equal(again.state.begin(), again.state.begin() + fields, outcome.state.begin()))
    return std::nullopt;
  return "the receive window of " + name() + " changes by itself";
}

/// The model's timers fire in their own steps, and not because time has come to them.
void Retelling::pass(Duration time) { now_ = std::max(now_, std::min(now_ + time, timers_.earliest() - Instant)); }

/// A response that is violated stays so for ever.
void Retelling::tell_the_end() {
  if (!trace_.loop_start) return;
  const auto loop = trace_.steps.begin() + static_cast<std::ptrdiff_t>(*trace_.loop_start);
  if (std::any_of(loop, trace_.steps.end(), [&](const Occurrence& it) { return mine(it); })) return comment("and so on, for ever");
  comment("nothing else, for ever");
  pass(Forever);
  assert_state(tcb());
}

// ---- what it does ---------------------------------------------------------------------------------

void Retelling::expect(const tcp::Segment& segment) {
  const WireSegment wire = to_wire(segment);
  numbers_.observe(wire);
  ScriptPacket packet = numbers_.to_script(wire);
  packet.window.reset();
  write(packet);
}

void Retelling::assert_state(const tcp::Tcb& now) {
  write(Assertion{StateIs{now.state}});
  const Time due = timers_.due(tcp::Timer::time_wait);
  if (now.state == tcp::State::TIME_WAIT && due != runtime::Never) write(Assertion{TimeWaitLeft{due - now_}});
}

}  // namespace

std::variant<Script, std::string> trace_script(const model::Model& model, const model::Trace& trace, std::uint16_t endpoint,
                                               Options options) {
  return Retelling(model, trace, endpoint, std::move(options)).told();
}

std::string departure(const model::Model& model, const Script& script) {
  const auto made = evaluated_system(model, script.options);
  if (const auto* why = std::get_if<std::string>(&made)) return *why;
  const auto played = play(script, System::Evaluate, *std::get<std::unique_ptr<Executor>>(made));
  if (!played.mismatch) return "";
  return "expected " + played.mismatch->expected + ", instead " +
         (played.mismatch->instead.empty() ? "nothing" : played.mismatch->instead);
}

}  // namespace scenario
