#include <algorithm>
#include <map>

#include "model/evaluate.h"
#include "model/facts.h"
#include "scenario/machine.h"

namespace scenario {
namespace {

/// Where in a specification's machine the names of TCP are.
class Vocabulary {
 public:
  Vocabulary(const model::Model& model, const tcp::Parameters& parameters)
      : machine(model.machines.front()), parameters_(model::default_parameters(model)) {
    for (const auto& name : model.enums[machine.state_enum].values) states.push_back(state_called(name));
    set(model, "MSL", parameters.MSL);
    set(model, "R1", parameters.R1);
    set(model, "R2", parameters.R2);
    set(model, "R2_SYN", parameters.R2_SYN);
    set(model, "PROBES", parameters.PROBES);
    set(model, "SEND_BUFFER", parameters.SEND_BUFFER);
    state = field("state"), una = field("una"), nxt = field("nxt"), rnxt = field("rnxt");
    wnd = field("wnd"), queued = field("queued"), retransmissions = field("retransmissions"),
    probes = field("probes");
    for (const auto& [name, bit] : {std::pair{"syn_acked", tcp::TcbFlag::syn_acked},
                                    {"fin_sent", tcp::TcbFlag::fin_sent},
                                    {"close_queued", tcp::TcbFlag::close_queued}})
      bits.push_back({field(name), bit});
    for (const auto& [name, bit] : {std::pair{"SYN", tcp::CTL::SYN},
                                    {"ACK", tcp::CTL::ACK},
                                    {"FIN", tcp::CTL::FIN},
                                    {"RST", tcp::CTL::RST}})
      flags.push_back({index(machine.message, std::string("CTL.") + name), bit});
    seq = index(machine.message, "SEQ"), ack = index(machine.message, "ACK"),
    wnd_sent = index(machine.message, "WND"), len = index(machine.message, "LEN");
    for (std::uint32_t i = 0; i < tcp::kTimers; ++i)
      timers.push_back(index(machine.timers, tcp::name(static_cast<tcp::Timer>(i))));
    for (std::uint32_t i = 0; i < tcp::kSignals; ++i)
      signals.push_back(index(machine.signals, tcp::name(static_cast<tcp::Signal>(i))));
    for (const auto& argument : machine.arguments)
      if (!arguments_of({}).contains(argument.name)) missing_ = argument.name;
  }

  /// The first name that is not there, or empty.
  const std::string& missing() const { return missing_; }
  const model::Values& parameters() const { return parameters_; }

  model::Event event(const tcp::Event& event) const {
    model::Event result;
    const std::string kind = tcp::name(event.kind);
    if (event.kind == tcp::EventKind::segment) {
      result.kind = model::EventKind::Message;
    } else if (const std::string timeout = "timeout_"; kind.starts_with(timeout)) {
      result.kind = model::EventKind::Timeout;
      result.event = static_cast<std::uint16_t>(find(machine.timers, kind.substr(timeout.size())));
    } else {
      result.event = static_cast<std::uint16_t>(find(machine.calls, kind));
    }
    result.message = message(event.segment);
    const auto arguments = arguments_of(event);
    for (const auto& argument : machine.arguments) result.arguments.push_back(arguments.at(argument.name));
    return result;
  }

  tcp::Segment segment(const model::Values& values) const {
    tcp::Segment segment;
    segment.SEQ = static_cast<std::uint32_t>(values[seq]);
    segment.ACK = static_cast<std::uint32_t>(values[ack]);
    segment.WND = static_cast<std::uint16_t>(values[wnd_sent]);
    segment.LEN = static_cast<std::uint16_t>(values[len]);
    for (const auto& [where, bit] : flags)
      if (values[where] != 0) segment.CTL |= bit;
    return segment;
  }

  /// What hosts read of a state.
  tcp::Tcb tcb(const model::Values& values) const {
    tcp::Tcb tcb;
    tcb.state = states.at(values[state]);
    tcb.una = static_cast<std::uint32_t>(values[una]);
    tcb.nxt = static_cast<std::uint32_t>(values[nxt]);
    tcb.rnxt = static_cast<std::uint32_t>(values[rnxt]);
    tcb.wnd = static_cast<std::uint16_t>(values[wnd]);
    tcb.queued = static_cast<std::uint32_t>(values[queued]);
    tcb.retransmissions = static_cast<std::uint8_t>(values[retransmissions]);
    tcb.probes = static_cast<std::uint8_t>(values[probes]);
    for (const auto& [where, bit] : bits)
      if (values[where] != 0) tcb.flags |= bit;
    for (std::uint32_t i = 0; i < tcp::kTimers; ++i)
      if (values[machine.timers[timers[i]].armed] != 0) tcb.timers |= tcp::bit(static_cast<tcp::Timer>(i));
    return tcb;
  }

  tcp::Error error(const std::string& text) const {
    for (std::uint32_t i = 0; i < tcp::kErrors; ++i)
      if (text == tcp::name(static_cast<tcp::Error>(i))) return static_cast<tcp::Error>(i);
    return tcp::Error::connection_does_not_exist;
  }

  const model::Machine& machine;
  std::vector<std::size_t> timers, signals;

 private:
  template <class Items>
  static std::size_t find(const Items& items, const std::string& name) {
    return static_cast<std::size_t>(
        std::find_if(items.begin(), items.end(), [&](const auto& it) { return it.name == name; }) -
        items.begin());
  }
  template <class Items>
  std::size_t index(const Items& items, const std::string& name) {
    const auto found = find(items, name);
    if (found == items.size()) missing_ = name;
    return found;
  }
  std::size_t field(const std::string& name) { return index(machine.fields, name); }

  tcp::State state_called(const std::string& name) {
    for (std::uint32_t i = 0; i < tcp::kStates; ++i)
      if (name == tcp::name(static_cast<tcp::State>(i))) return static_cast<tcp::State>(i);
    missing_ = name;
    return tcp::State::CLOSED;
  }
  void set(const model::Model& model, const std::string& name, std::uint64_t value) {
    if (const auto found = index(model.parameters, name); found < parameters_.size())
      parameters_[found] = value;
  }
  model::Values message(const tcp::Segment& segment) const {
    model::Values values(machine.message.size());
    values[seq] = segment.SEQ, values[ack] = segment.ACK;
    values[wnd_sent] = segment.WND, values[len] = segment.LEN;
    for (const auto& [where, bit] : flags) values[where] = (segment.CTL & bit) != 0;
    return values;
  }
  static std::map<std::string, std::uint64_t> arguments_of(const tcp::Event& event) {
    return {{"isn", event.isn},
            {"rcv_wnd", event.rcv_wnd},
            {"mss", event.mss},
            {"length", event.length},
            {"backlog_full", event.backlog_full},
            {"listening", event.listening},
            {"unnamed", event.unnamed},
            {"obstacle", static_cast<std::uint64_t>(event.obstacle)},
            {"named", event.named},
            {"on_hand", event.on_hand},
            {"unread", event.unread},
            {"enabled", event.enabled}};
  }

  model::Values parameters_;
  std::string missing_;
  std::vector<tcp::State> states;
  std::size_t state = 0, una = 0, nxt = 0, rnxt = 0, wnd = 0, queued = 0, retransmissions = 0, probes = 0;
  std::size_t seq = 0, ack = 0, wnd_sent = 0, len = 0;
  std::vector<std::pair<std::size_t, std::uint8_t>> flags, bits;
};

class Evaluated final : public Machine {
 public:
  Evaluated(std::shared_ptr<const Vocabulary> words, Watch watch)
      : words_(std::move(words)), watch_(std::move(watch)), tcb_(model::initial(words_->machine.fields)) {}

  std::unique_ptr<Machine> copy() const override { return std::make_unique<Evaluated>(*this); }
  Reaction step(const tcp::Event& event) override {
    const auto outcome = model::step(words_->machine, words_->parameters(), tcb_, words_->event(event));
    tcb_ = outcome.state;
    if (watch_)
      for (const model::Rule* rule : outcome.rules) watch_(*rule);
    return reaction(outcome);
  }
  tcp::Tcb tcb() const override { return words_->tcb(tcb_); }
  std::uint32_t ticks(tcp::Timer timer) const override {
    const auto duration = words_->machine.timers[words_->timers[static_cast<std::size_t>(timer)]].duration;
    if (!duration) return 0;
    model::Environment environment;
    model::show_parameters(words_->parameters(), environment);
    return static_cast<std::uint32_t>(model::evaluate(duration, environment));
  }

 private:
  Reaction reaction(const model::Outcome& outcome) const {
    Reaction result;
    for (const auto& values : outcome.sends) result.sends.push_back(words_->segment(values));
    for (std::uint32_t i = 0; i < tcp::kTimers; ++i) note_timer(outcome, static_cast<tcp::Timer>(i), result);
    for (const auto& emitted : outcome.signals) note_signal(emitted, result);
    if (!outcome.errors.empty())
      result.error = words_->error(words_->machine.errors.at(outcome.errors.back()));
    return result;
  }
  /// The last operation on a timer is the one that left it as it is.
  void note_timer(const model::Outcome& outcome, tcp::Timer timer, Reaction& result) const {
    const auto which = static_cast<std::uint16_t>(words_->timers[static_cast<std::size_t>(timer)]);
    const auto in = [&](const std::vector<std::uint16_t>& list) {
      return std::find(list.begin(), list.end(), which) != list.end();
    };
    if (!in(outcome.started) && !in(outcome.cancelled)) return;
    const bool armed = outcome.state[words_->machine.timers[which].armed] != 0;
    (armed ? result.started : result.cancelled) |= tcp::bit(timer);
  }
  void note_signal(const model::Emitted& emitted, Reaction& result) const {
    for (std::uint32_t i = 0; i < tcp::kSignals; ++i) {
      if (words_->signals[i] != emitted.signal) continue;
      const auto signal = static_cast<tcp::Signal>(i);
      result.signals |= tcp::bit(signal);
      if (signal == tcp::Signal::text)
        result.text_count = static_cast<std::uint32_t>(emitted.arguments.at(1));
    }
  }

  std::shared_ptr<const Vocabulary> words_;
  Watch watch_;
  model::Values tcb_;
};

}  // namespace

std::variant<std::unique_ptr<Machine>, std::string> evaluated_machine(const model::Model& model,
                                                                      const tcp::Parameters& parameters,
                                                                      Watch watch) {
  if (model.machines.empty()) return "the specification has no machine";
  auto words = std::make_shared<const Vocabulary>(model, parameters);
  if (!words->missing().empty())
    return "the specification's machine is no TCP that scripts can be played on: it has no " +
           words->missing();
  return std::make_unique<Evaluated>(std::move(words), std::move(watch));
}

}  // namespace scenario
