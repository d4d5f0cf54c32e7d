// A script that is written while it is played: what is done to a machine, and what the machine does, which the script then expects.
#pragma once

#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include "scenario/executor.h"
#include "scenario/numbers.h"
#include "scenario/observed_machine.h"

namespace scenario {

/// Until something is sent, or this long.
struct Silence {
  Duration most;
};

/// Of the tester, of the user, or of time.
struct Action {
  Duration after;  // the event above
  std::variant<ScriptPacket, Call, Silence> what;
};

/// When a script asserts the state, and how long TIME-WAIT lasts: where it is news, or after all that is done.
enum class Asserting : std::uint8_t { News,
                                      Always };

class Rehearsal {
 public:
  /// The machine is in its initial state, and tells nobody else.
  Rehearsal(const Options&, const Observed&, Asserting = Asserting::News);

  /// Does it, and writes down what comes of it. A call of a descriptor that is not open is left out.
  void take(const Action&);

  /// What has been done and what came of it.
  const Script& script() const { return script_; }
  /// The rules that applied with each statement of the script.
  const std::vector<std::vector<const model::Rule*>>& rules() const { return rules_; }
  const std::vector<Action>& actions() const { return actions_; }
  const Observation& told() const { return *told_; }

  // ---- what the tester and the user know ----
  tcp::State state() { return executor_->state(); }
  /// A number of the system, as scripts count.
  std::uint32_t counted(std::uint32_t number) const;
  std::optional<int> listener() const { return listener_; }
  std::optional<int> connection() const { return connection_; }
  int next_descriptor() const;
  bool is_open(int descriptor) const;
  /// RCV.WND, as the system's last segment said.
  std::uint16_t window() const { return window_; }
  std::optional<Duration> time_wait_left() { return executor_->time_wait_left(); }

 private:
  void write(const When&, decltype(Event::what));
  void perform(const Call&, const When&);
  void inject(const ScriptPacket&, const When&);
  void stay_silent(Duration most);
  /// What the system has sent until now.
  void hear();
  void hear(const Emitted&);
  void note_call(const Call&, const Returned&);
  /// Where it is news, unless `always`: the state, and when TIME-WAIT ends.
  void assert_state(bool always);
  void assert_time_wait();
  Duration since_previous() const { return executor_->now() - previous_; }

  std::shared_ptr<Observation> told_;
  std::unique_ptr<Executor> executor_;
  const Asserting asserting_;
  Numbers numbers_;
  Script script_;
  std::vector<std::vector<const model::Rule*>> rules_;
  std::size_t ruled_ = 0;  // so many rules are written down
  std::vector<Action> actions_;
  std::vector<bool> open_ = std::vector<bool>(3, true);  // descriptors
  std::optional<int> listener_, connection_;
  std::uint16_t window_ = 0;
  bool has_read_ = false;  // when to tell of the room that this makes is the host's choice (RFC 9293 3.8.6.2.2)
  Time previous_{0};
  tcp::State asserted_ = tcp::State::CLOSED;
  std::optional<Time> time_wait_ends_;
  Duration time_wait_lasts_{0};
};

}  // namespace scenario
