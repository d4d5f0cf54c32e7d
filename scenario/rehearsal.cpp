#include "scenario/rehearsal.h"

#include <algorithm>

#include "model/overloaded.h"
#include "runtime/wire.h"
#include "scenario/systems.h"

namespace scenario {
namespace {

using namespace std::chrono_literals;
namespace flag = runtime::flag;

When later(Duration after) { return {When::From::Previous, after, std::nullopt, std::nullopt}; }

/// A call that the machine does not hear of.
bool prepares(const Action& action) {
  const auto* call = std::get_if<Call>(&action.what);
  return call != nullptr && (call->operation == Operation::Socket || call->operation == Operation::Bind ||
                             call->operation == Operation::SetFlags || call->operation == Operation::SetOption);
}

}  // namespace

Rehearsal::Rehearsal(const Options& options, const Observed& observed, Asserting asserting)
    : told_(observed.told), asserting_(asserting), window_(options.window.value_or(65535)) {
  told_->clear();
  executor_ = machine_system(*observed.machine, options);
  script_.options = options;
}

void Rehearsal::take(const Action& action) {
  const auto* call = std::get_if<Call>(&action.what);
  if (call != nullptr && call->operation != Operation::Socket && !is_open(call->descriptor)) return;
  actions_.push_back(action);
  if (const auto* silence = std::get_if<Silence>(&action.what)) return stay_silent(silence->most);
  // In between the system may have sent something: then it counts from there.
  const Time due = previous_ + action.after;
  while (const auto emitted = executor_->next(due)) hear(*emitted);
  executor_->wait_until(due);
  const When when = later(since_previous());
  std::visit(model::overloaded{[&](const ScriptPacket& it) { inject(it, when); }, [&](const Call& it) { perform(it, when); },
                               [](const Silence&) {}},
             action.what);
  hear();
  assert_state(asserting_ == Asserting::Always && !prepares(action));
}

std::uint32_t Rehearsal::counted(std::uint32_t number) const {
  WireSegment segment;
  segment.seq = number;
  return numbers_.to_script(segment).seq;
}

int Rehearsal::next_descriptor() const {
  return static_cast<int>(std::find(open_.begin(), open_.end(), false) - open_.begin());
}

bool Rehearsal::is_open(int descriptor) const {
  return descriptor > 2 && static_cast<std::size_t>(descriptor) < open_.size() && open_[static_cast<std::size_t>(descriptor)];
}

void Rehearsal::write(const When& when, decltype(Event::what) what) {
  script_.statements.push_back({Event{when, std::move(what)}, {static_cast<std::uint32_t>(script_.statements.size() + 1), 1}});
  const auto& all = told_->rules;
  rules_.emplace_back(all.begin() + static_cast<std::ptrdiff_t>(ruled_), all.end());
  ruled_ = all.size();
  previous_ = executor_->now();
}

// ---- what is done ---------------------------------------------------------------------------------

void Rehearsal::inject(const ScriptPacket& packet, const When& when) {
  if ((packet.flags & (flag::Syn | flag::Ack | flag::Rst)) == flag::Syn) numbers_.may_begin(executor_->state());
  executor_->inject(numbers_.to_wire(packet));
  write(when, packet);
}

void Rehearsal::perform(const Call& call, const When& when) {
  if (call.operation == Operation::Connect) numbers_.may_begin(executor_->state());
  const bool of_player = call.operation == Operation::SetFlags || call.operation == Operation::GetFlags;
  const tcp::Tcb of_connection = told_->tcb;
  const Returned returned = of_player ? Returned{} : executor_->perform(call);
  if (call.operation == Operation::Listen && executor_->state() != tcp::State::LISTEN) told_->tcb = of_connection;  // the listener's is another
  note_call(call, returned);
  CallLine line{call, {false, returned.value, returned.error}};
  if (call.operation == Operation::GetError) line = {call, {false, 0, 0}}, line.call.value = returned.value;
  write(when, line);
}

void Rehearsal::note_call(const Call& call, const Returned& returned) {
  if (call.operation == Operation::Read && returned.value > 0) has_read_ = true;
  const bool opens = call.operation == Operation::Socket || call.operation == Operation::Accept;
  if (opens && returned.value >= 0) {
    const auto which = static_cast<std::size_t>(returned.value);
    if (open_.size() <= which) open_.resize(which + 1);
    open_[which] = true;
    if (call.operation == Operation::Accept) connection_ = static_cast<int>(returned.value);
  }
  if (call.operation == Operation::Listen && returned.value == 0) listener_ = call.descriptor;
  if (call.operation == Operation::Connect) connection_ = call.descriptor;
  if (call.operation != Operation::Close) return;
  open_[static_cast<std::size_t>(call.descriptor)] = false;
  if (listener_ == call.descriptor) listener_.reset();
  if (connection_ == call.descriptor) connection_.reset();
}

void Rehearsal::stay_silent(Duration most) {
  if (const auto emitted = executor_->next(executor_->now() + most)) {
    hear(*emitted);
    hear();
    return assert_state(asserting_ == Asserting::Always);
  }
  assert_state(true);
}

// ---- what comes of it -----------------------------------------------------------------------------

void Rehearsal::hear() {
  while (const auto emitted = executor_->next(executor_->now())) hear(*emitted);
}

void Rehearsal::hear(const Emitted& emitted) {
  numbers_.observe(emitted.segment);
  ScriptPacket packet = numbers_.to_script(emitted.segment);
  if ((packet.flags & flag::Rst) == 0) window_ = emitted.segment.window;
  packet.options.reset();
  if (asserting_ == Asserting::Always || has_read_) packet.window.reset();
  write(later(since_previous()), packet);
}

void Rehearsal::assert_state(bool always) {
  const auto state = executor_->state();
  if (state != asserted_ || always) write(later(since_previous()), Assertion{StateIs{state}});
  asserted_ = state;
  assert_time_wait();
}

void Rehearsal::assert_time_wait() {
  const auto left = executor_->time_wait_left();
  const auto aged = [&](Duration left_of_it) { return left_of_it + 1s <= time_wait_lasts_; };  // else it would be the same if it had begun anew
  const auto ends = left ? std::optional(executor_->now() + *left) : std::nullopt;
  const bool begins = ends != time_wait_ends_;
  const bool shows = asserting_ == Asserting::Always ? !time_wait_ends_ || aged(*time_wait_ends_ - executor_->now()) : begins;
  time_wait_ends_ = ends;
  if (!left) return;
  if (begins) time_wait_lasts_ = *left;
  if (shows) write(later(since_previous()), Assertion{TimeWaitLeft{*left}});
}

}  // namespace scenario
