#include "tests/model/agreement.h"

#include <algorithm>

namespace model::testing {

namespace {

/// What a path says the event does to the state, in the terms of an outcome.
class Prediction {
 public:
  Prediction(const Path& path, const Environment& environment, const Values& state)
      : path_(path), environment_(environment), state_(state) {}

  /// Empty if the outcome is as predicted, or what is not.
  std::string difference(const Outcome& outcome) const {
    if (outcome.state != state()) return "the state";
    if (outcome.rules != path_.rules) return "the rules";
    if (outcome.sends != sends()) return "what was sent";
    if (outcome.started != taken(path_.started)) return "the timers started";
    if (outcome.cancelled != taken(path_.cancelled)) return "the timers cancelled";
    if (!same_signals(outcome.signals)) return "the signals";
    if (outcome.errors != path_.errors) return "the errors";
    if (outcome.assigned != path_.assigned) return "the fields assigned";
    return {};
  }

 private:
  Values values_of(const std::vector<Expr>& expressions) const {
    Values values;
    for (Expr e : expressions) values.push_back(evaluate(e, environment_));
    return values;
  }

  Values state() const {
    Values after = state_;
    for (auto [field, value] : path_.updates) after[field] = evaluate(value, environment_);
    return after;
  }

  std::vector<Values> sends() const {
    std::vector<Values> messages;
    for (const Send& send : path_.sends) messages.push_back(values_of(send.fields));
    return messages;
  }

  template <typename Timed>
  std::vector<std::uint16_t> taken(const std::vector<Timed>& timed) const {
    std::vector<std::uint16_t> timers;
    for (const Timed& it : timed)
      if (evaluate(it.condition, environment_)) timers.push_back(it.timer);
    return timers;
  }

  bool same_signals(const std::vector<Emitted>& emitted) const {
    return std::equal(path_.signals.begin(), path_.signals.end(), emitted.begin(), emitted.end(),
                      [&](const Emit& said, const Emitted& done) {
                        return said.signal == done.signal && values_of(said.arguments) == done.arguments;
                      });
  }

  const Path& path_;
  const Environment& environment_;
  const Values& state_;
};

bool is_about(const Path& path, const Event& event) {
  return path.kind == event.kind && (event.kind == EventKind::Message || path.event == event.event);
}

bool says(std::string* why, const std::string& text) {
  if (why) *why = text;
  return text.empty();
}

}  // namespace

bool path_agrees(const Model& model, const Machine& machine, const std::vector<Path>& paths,
                 const Values& state, const Event& event, std::string* why) {
  const Values parameters = default_parameters(model);
  Values arguments = event.arguments, message = event.message;
  arguments.resize(machine.arguments.size(), 0);
  message.resize(machine.message.size(), 0);
  Environment environment;
  environment.row(Owner::Parameter) = parameters.data();
  environment.row(Owner::Endpoint) = state.data();
  environment.row(Owner::Argument) = arguments.data();
  environment.row(Owner::Message, kArriving) = message.data();

  const Path* taken = nullptr;
  for (const Path& path : paths) {
    if (!is_about(path, event)) continue;
    const bool in_states = path.states >> state[0] & 1;
    if (!evaluate(path.guard, environment)) continue;
    if (!in_states) return says(why, path.label() + " is taken outside of its states");
    if (taken) return says(why, "both " + taken->label() + " and " + path.label() + " are taken");
    taken = &path;
  }

  const Outcome outcome = step(model, machine, state, event);
  if (!outcome.handled)
    return says(why, taken ? taken->label() + " is taken, but nobody handles the event" : "");
  if (!taken) return says(why, "no path is taken");
  std::string difference = Prediction(*taken, environment, state).difference(outcome);
  return says(why, difference.empty() ? "" : taken->label() + " is wrong about " + difference);
}

}  // namespace model::testing
