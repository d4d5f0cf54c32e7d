#include "scenario/play.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <deque>
#include <map>

#include "model/overloaded.h"
#include "runtime/wire.h"
#include "scenario/arrow.h"
#include "scenario/numbers.h"

namespace scenario {
namespace {

using namespace std::chrono_literals;
namespace flag = runtime::flag;

std::string stamp(Time time) {
  char text[32];
  std::snprintf(text, sizeof text, "%lld.%06lld", static_cast<long long>(time.count() / 1'000'000),
                static_cast<long long>(time.count() % 1'000'000));
  std::string all = text;
  while (all.ends_with('0') && all[all.size() - 4] != '.') all.pop_back();
  return all;
}

bool would_block(const Returned& returned) {
  return returned.value < 0 && (returned.error == EAGAIN || returned.error == EINPROGRESS || returned.error == EALREADY);
}

std::string describe(const Returned& returned) {
  return print(CallLine{{}, {false, returned.value, returned.error}}).substr(print(Call{}).size() + 1);
}

/// PSH says nothing of opening and closing.
std::uint8_t compared(std::uint8_t flags) { return static_cast<std::uint8_t>(flags & ~flag::Psh); }

bool fits(const ScriptPacket& expected, const ScriptPacket& came) {
  return compared(expected.flags) == compared(came.flags) && expected.seq == came.seq && expected.length == came.length &&
         ((expected.flags & flag::Ack) == 0 || expected.ack == came.ack) && (!expected.window || expected.window == came.window) &&
         (!expected.options || *expected.options == came.options.value_or(TcpOptions{}));
}

class Player {
 public:
  Player(const Script& script, System system, Executor& executor)
      : script_(script), system_(system), executor_(executor), tolerance_(script.options.tolerance.value_or(executor.tolerance())) {}

  Played run() {
    if (run(script_.statements) && return_blocked(Time::max())) expect_silence();
    return std::move(result_);
  }

 private:
  struct Descriptor {
    int live;
    bool blocks = true;
  };
  /// A call that has not returned yet.
  struct Blocked {
    Place place;
    CallLine line;
    Time returns;
  };

  // ---- the script ----

  bool run(const std::vector<Statement>& statements) {
    return std::all_of(statements.begin(), statements.end(), [&](const Statement& each) { return take(each); });
  }

  bool take(const Statement& statement) {
    return std::visit(model::overloaded{[](const Comment&) { return true; },
                                        [&](const Event& event) { return happen(event, statement.place); },
                                        [&](const Block& block) {
                                          const auto& s = block.systems;
                                          if (std::find(s.begin(), s.end(), system_) == s.end()) return run(block.elsewhere);
                                          result_.differs.push_back(block.reason);
                                          return run(block.there);
                                        }},
                      statement.what);
  }

  bool happen(const Event& event, Place place) {
    place_ = place;
    const auto* packet = std::get_if<ScriptPacket>(&event.what);
    if (packet != nullptr && packet->expected) return expect(*packet, event.when) && retry_blocked();
    if (!wait(start(event.when))) return false;
    previous_ = std::max(previous_, executor_.now());
    const bool went_well = std::visit(
        model::overloaded{[&](const ScriptPacket& it) { return inject(it); }, [&](const CallLine& it) { return call(it, event.when); },
                          [&](const Assertion& it) { return check(it); }, [&](Unreachable it) { return inject(it); }},
        event.what);
    note_state();
    return went_well && retry_blocked();
  }

  // ---- time ----

  Time base(const When& when) const { return when.from == When::From::Previous ? previous_ : Time{0}; }

  Time start(const When& when) {
    if (when.from == When::From::Any) return executor_.now();
    return previous_ = base(when) + when.at;
  }

  bool wait(Time until) {
    if (!return_blocked(until)) return false;
    executor_.wait_until(until);
    return true;
  }

  // ---- packets ----

  bool inject(const ScriptPacket& packet) {
    catch_up();
    const bool opens = (packet.flags & (flag::Syn | flag::Ack | flag::Rst)) == flag::Syn;
    if (opens) numbers_.may_begin(executor_.state());
    draw(executor_.now(), print(packet).substr(2), false);
    executor_.inject(numbers_.to_wire(packet));
    return true;
  }

  bool inject(Unreachable message) {
    catch_up();
    tell(print(message));
    return executor_.inject_unreachable(message.code) || fail(print(message), "ICMP is not heard here");
  }

  /// Takes what the system has sent so far, so that its numbers are known.
  void catch_up() {
    while (auto emitted = executor_.next(executor_.now())) hear(std::move(*emitted));
  }
  void hear(Emitted emitted) {
    numbers_.observe(emitted.segment);
    heard_.push_back({numbers_.to_script(emitted.segment), emitted.at});
  }

  bool expect(const ScriptPacket& packet, const When& when) {
    const bool any = when.from == When::From::Any;
    const Time first = any ? Time{0} : base(when) + when.at;
    const Time last = any ? executor_.now() + Patience : (when.latest ? base(when) + *when.latest : first);
    if (heard_.empty())
      if (auto emitted = executor_.next(last + tolerance_)) hear(std::move(*emitted));
    const std::string wanted = print(packet) + (any ? "" : " at " + stamp(first) + (when.latest ? "~" + stamp(last) : ""));
    if (heard_.empty()) return fail(wanted, "");
    const Heard came = heard_.front();
    heard_.pop_front();
    draw(came.at, print(came.packet).substr(2), true);
    note_state();
    previous_ = std::max(previous_, came.at);
    const bool in_time = any || (came.at >= first - tolerance_ && came.at <= last + tolerance_);
    return (fits(packet, came.packet) && in_time) || fail(wanted, print(came.packet) + " at " + stamp(came.at));
  }

  /// At the end of the script: whatever has been sent by now had to be expected.
  void expect_silence() {
    place_ = {};
    if (heard_.empty())
      if (auto emitted = executor_.next(executor_.now() + std::min(tolerance_, Silence))) hear(std::move(*emitted));
    if (heard_.empty()) return;
    draw(heard_.front().at, print(heard_.front().packet).substr(2), true);
    fail("nothing more", print(heard_.front().packet) + " at " + stamp(heard_.front().at));
  }

  // ---- calls ----

  bool call(const CallLine& line, const When& when) {
    const bool opens = line.call.operation == Operation::Socket;
    const auto known = descriptors_.find(line.call.descriptor);
    if (!opens && known == descriptors_.end()) return fail("descriptor " + std::to_string(line.call.descriptor) + " to be open", "it is not");
    if (when.returns && blocked_) return fail("one call that blocks at a time", print(blocked_->line) + " has not returned");
    if (line.call.operation == Operation::GetFlags) return compare(line, {known->second.blocks ? 2 : 0x802, 0});
    if (line.call.operation == Operation::SetFlags) {
      known->second.blocks = line.call.value == 0;
      return compare(line, {0, 0});
    }
    catch_up();
    if (line.call.operation == Operation::Connect) numbers_.may_begin(executor_.state());
    const Returned returned = executor_.perform(live(line.call));
    const bool blocks = would_block(returned) && !opens && known->second.blocks;
    if (!blocks) return compare(line, returned);
    if (!when.returns) return fail(print(line), "it blocks: a blocking call is written a...b, a socket that does not block with fcntl(…, F_SETFL, O_RDWR|O_NONBLOCK)");
    blocked_ = Blocked{place_, line, base(when) + *when.returns};
    tell(print(line.call) + " …");
    return true;
  }

  Call live(Call call) const {
    if (call.operation != Operation::Socket) call.descriptor = descriptors_.at(call.descriptor).live;
    return call;
  }

  bool compare(const CallLine& line, const Returned& returned) {
    tell(print(line.call) + " " + describe(returned));
    const bool descriptor = line.call.operation == Operation::Socket || line.call.operation == Operation::Accept;
    if (descriptor && returned.value >= 0) return name(line, returned);
    if (line.call.operation == Operation::Close && returned.value == 0) descriptors_.erase(line.call.descriptor);
    if (line.call.operation == Operation::GetError && returned.error == 0) return compare_error(line, returned);
    const Expected& e = line.result;
    return e.any || (e.value == returned.value && e.error == returned.error) || fail(print(line), describe(returned));
  }

  /// The script's name of a descriptor is its own.
  bool name(const CallLine& line, const Returned& returned) {
    const Expected& e = line.result;
    if (e.any || e.value < 0) return fail(print(line), "a descriptor, which needs a number here: = 3");
    const int number = static_cast<int>(e.value);
    return descriptors_.emplace(number, Descriptor{static_cast<int>(returned.value)}).second ||
           fail("a new descriptor", "descriptor " + std::to_string(number) + " is open already");
  }

  bool compare_error(const CallLine& line, const Returned& returned) {
    CallLine came = line;
    came.call.value = returned.value;
    return line.call.value == returned.value || fail(print(line), print(came));
  }

  /// Asks once more whether the call that blocks returns now.
  bool retry_blocked() {
    if (!blocked_) return true;
    const Returned returned = executor_.perform(live(blocked_->line.call));
    if (would_block(returned)) return true;
    const Blocked call = *std::exchange(blocked_, std::nullopt);
    const Place here = std::exchange(place_, call.place);
    if (executor_.now() < call.returns - tolerance_ || executor_.now() > call.returns + tolerance_)
      return fail(print(call.line) + " to return at " + stamp(call.returns), "it returned at " + stamp(executor_.now()));
    if (!compare(call.line, returned)) return false;
    note_state();
    place_ = here;
    return true;
  }

  /// In real time a call that blocks is asked again and again.
  bool ask_blocked(Time until) {
    constexpr Duration Often = 5ms;
    const Time last = std::min(until, blocked_->returns + tolerance_);
    while (blocked_ && executor_.now() < last) {
      executor_.wait_until(std::min(executor_.now() + Often, last));
      if (!retry_blocked()) return false;
    }
    return true;
  }

  /// Before time goes beyond the moment at which a blocked call has to return: it does so then, and not before.
  bool return_blocked(Time until) {
    if (!blocked_) return true;
    if (executor_.tolerance() != Duration{0} && !ask_blocked(until)) return false;
    if (!blocked_) return true;
    const Time returns = blocked_->returns;
    if (until > returns - tolerance_) {
      executor_.wait_until(returns - tolerance_ - 1us);
      if (!retry_blocked()) return false;
    }
    if (!blocked_ || until <= returns + tolerance_) return true;
    executor_.wait_until(returns + tolerance_);
    if (!retry_blocked()) return false;
    if (!blocked_) return true;
    place_ = blocked_->place;
    return fail(print(blocked_->line) + " to return at " + stamp(returns), "it still blocks");
  }

  // ---- assertions ----

  bool check(const Assertion& assertion) {
    catch_up();
    return std::visit(model::overloaded{[&](const StateIs& it) { return check_state(it); },
                                        [&](TimeWaitLeft it) { return check_time_wait(it.left); },
                                        [&](IssIsLater) {
                                          const auto later = numbers_.iss_is_later();
                                          return later.value_or(false) || fail("iss > old_nxt", later ? "it lies behind or within" : "there was no connection before");
                                        }},
                      assertion);
  }

  /// Where a listener is left there is no connection any more.
  bool check_state(const StateIs& expected) {
    const auto state = executor_.state();
    const bool gone = expected.state == tcp::State::CLOSED && state == tcp::State::LISTEN;
    return gone || state == expected.state || fail(linux_name(expected.state), linux_name(state));
  }

  bool check_time_wait(Duration expected) {
    const auto left = executor_.time_wait_left();
    const bool close = left && *left >= expected - tolerance_ && *left <= expected + tolerance_;
    return close || fail(stamp(expected) + " seconds of TIME-WAIT left", left ? stamp(*left) : "it is not in TIME-WAIT");
  }

  // ---- the chart ----

  void line(Time at, const std::string& text) {
    const std::string time = stamp(at);
    result_.chart.push_back(std::string(time.size() < 11 ? 11 - time.size() : 0, ' ') + time + " " + text);
  }
  void draw(Time at, const std::string& packet, bool from_system) { line(at, "│" + arrow(packet, from_system) + "│"); }
  void tell(const std::string& text) { line(executor_.now(), "│ " + text); }
  void note_state() {
    const auto state = executor_.state();
    if (state == state_) return;
    state_ = state;
    line(executor_.now(), tcp::name(state));
  }

  bool fail(std::string expected, std::string instead) {
    if (!result_.mismatch) result_.mismatch = Mismatch{place_, std::move(expected), std::move(instead)};
    return false;
  }

  struct Heard {
    ScriptPacket packet;
    Time at;
  };
  /// How long a packet that may come at any time is waited for.
  static constexpr Duration Patience = 120s;
  /// How long at the end nothing may come.
  static constexpr Duration Silence = 100ms;

  const Script& script_;
  const System system_;
  Executor& executor_;
  const Duration tolerance_;
  Numbers numbers_;
  std::deque<Heard> heard_;
  std::map<int, Descriptor> descriptors_;
  std::optional<Blocked> blocked_;
  Time previous_{0};
  Place place_{};
  tcp::State state_ = tcp::State::CLOSED;
  Played result_;
};

}  // namespace

std::string not_for(const Script& script, System system) {
  for (const NotOn& it : script.options.not_on)
    if (it.system == system) return it.reason;
  return "";
}

Played play(const Script& script, System system, Executor& executor) { return Player(script, system, executor).run(); }

}  // namespace scenario
