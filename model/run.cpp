#include "model/run.h"

#include <algorithm>

#include "model/facts.h"
#include "model/path.h"
#include "model/system.h"

namespace model {

namespace {

bool fits(const std::vector<Field>& fields, const Values& values) {
  for (std::size_t i = 0; i < values.size(); ++i)
    if (truncate(values[i], fields[i].type.width) != values[i]) return false;
  return true;
}

/// One occurrence, worked out.
class Happening {
 public:
  Happening(const Model& model, const System& system, const Values& parameters, const Configuration& before,
            const Occurrence& occurrence, std::string& why)
      : model_(model),
        system_(system),
        parameters_(parameters),
        before_(before),
        occurrence_(occurrence),
        why_(why),
        endpoint_(occurrence.endpoint) {
    result_.after = before;
    show_parameters(parameters_, environment_);
  }

  std::optional<StepResult> forget() {
    if (!system_.forgetting) return refuse("this network forgets nothing");
    if (!occurrence_.delivered || *occurrence_.delivered >= before_.network.size())
      return refuse("no such message");
    auto& network = result_.after.network;
    network.erase(network.begin() + static_cast<std::ptrdiff_t>(*occurrence_.delivered));
    return checked();
  }

  std::optional<StepResult> tick() {
    if (!system_.lifetime) return refuse("no time passes in this system");
    const std::size_t ttl = system_.message.size() - 1;
    auto& network = result_.after.network;
    std::erase_if(network, [&](const Flight& flight) { return flight.fields[ttl] <= 1; });
    for (Flight& flight : network) --flight.fields[ttl];
    for (std::uint16_t i = 0; i < result_.after.endpoints.size(); ++i) pass_time(i);

    std::optional<std::uint64_t> identity = new_identity(system_, before_);
    if (!identity) return refuse("no identity is left");
    Facts facts(model_.machines[system_.machine[0]], nullptr, {}, *identity);
    see_step(facts);
    run_hooks(Hook::Kind::Tick);
    take_identity(*identity);
    return checked();
  }

  std::optional<StepResult> event() {
    if (endpoint_ >= before_.endpoints.size()) return refuse("no such endpoint");
    event_ = occurrence_.event;
    if (!possible()) return std::nullopt;
    result_.outcome = step(machine(), parameters_, before_.endpoints[endpoint_], event_);
    if (!result_.outcome.handled) return std::move(result_);

    arguments_ = event_.arguments;
    arguments_.resize(std::max(arguments_.size(), machine().arguments.size()), 0);
    environment_.row(Owner::Argument) = arguments_.data();
    event_.message.resize(system_.message.size(), 0);
    environment_.row(Owner::Message, kArriving) = event_.message.data();
    if (!assumed_before()) return std::nullopt;

    std::optional<std::uint64_t> identity = new_identity(system_, before_);
    if (!identity) return refuse("no identity is left");
    Facts facts(machine(), &event_, result_.outcome, *identity);
    move(facts);
    take_identity(*identity);
    if (!assumed(Assumption::Kind::Step, result_.after)) return std::nullopt;
    return checked();
  }

 private:
  const Machine& machine() const { return model_.machines[system_.machine[endpoint_]]; }
  Values& now() { return result_.after.endpoints[endpoint_]; }

  std::nullopt_t refuse(std::string reason) {
    why_ = std::move(reason);
    return std::nullopt;
  }

  bool refused(std::string reason) {
    why_ = std::move(reason);
    return false;
  }

  // ---- what may happen ----

  bool possible() {
    switch (event_.kind) {
      case EventKind::Call:
        if (event_.event >= machine().calls.size()) return refused("no such call");
        return call_allowed(system_, endpoint_, event_.event) ||
               refused("nobody calls " + machine().calls[event_.event].name);
      case EventKind::Environment:
        if (event_.event >= machine().environment.size()) return refused("no such event of the environment");
        return environment_allowed(system_, endpoint_, event_.event) ||
               refused(machine().environment[event_.event] + " does not happen in this system");
      case EventKind::Timeout: return timer_is_due();
      case EventKind::Message: return message_is_there();
    }
    return false;
  }

  bool timer_is_due() {
    if (event_.event >= machine().timers.size()) return refused("no such timer");
    const Timer& timer = machine().timers[event_.event];
    const Values& state = before_.endpoints[endpoint_];
    if (!state[timer.armed]) return refused(timer.name + " does not run");
    auto left = left_field(model_, system_, endpoint_, event_.event);
    if (left && state[*left] != 0) return refused(timer.name + " has time left");
    return true;
  }

  bool message_is_there() {
    if (!occurrence_.delivered) return anybody_may_send();
    if (*occurrence_.delivered >= before_.network.size()) return refused("no such message in the network");
    const Flight& flight = before_.network[*occurrence_.delivered];
    if (flight.to != endpoint_) return refused("the message is not for " + system_.endpoints[endpoint_]);
    if (!event_.message.empty() && event_.message != flight.fields)
      return refused("the message in the network is another one");
    event_.message = flight.fields;
    return true;
  }

  bool anybody_may_send() {
    bool open = std::any_of(system_.links.begin(), system_.links.end(),
                            [&](const Link& link) { return !link.from && link.to == endpoint_; });
    if (!open) return refused("only what was sent arrives at " + system_.endpoints[endpoint_]);
    std::size_t size = event_.message.size();
    if (size != machine().message.size() && size != system_.message.size())
      return refused("the message has not the right fields");
    return fits(system_.message, event_.message) || refused("a field of the message is out of range");
  }

  // ---- what is assumed ----

  bool assumed_before() {
    show_endpoints(Owner::Endpoint, before_, environment_);
    if (event_.kind == EventKind::Message && !assumed(Assumption::Kind::Arrival, before_)) return false;
    return assumed(Assumption::Kind::Choice, before_);
  }

  bool assumed(Assumption::Kind kind, const Configuration& configuration) {
    for (const Assumption& assumption : system_.assumptions) {
      if (assumption.kind != kind || !concerns(assumption)) continue;
      for (const Quantified& conjunct : assumption.conjuncts)
        if (!holds_for_all(conjunct, configuration.network, environment_))
          return refused("the assumption " + assumption.name + " forbids it");
    }
    return true;
  }

  bool concerns(const Assumption& assumption) const {
    switch (assumption.kind) {
      case Assumption::Kind::State: return true;
      case Assumption::Kind::Step:
      case Assumption::Kind::Arrival: return assumption.endpoint == endpoint_;
      case Assumption::Kind::Choice: return assumption.endpoint == endpoint_ && chose(assumption.subject);
    }
    return false;
  }

  bool chose(std::uint16_t argument) const {
    const auto& rules = result_.outcome.rules;
    return std::any_of(rules.begin(), rules.end(), [&](const Rule* rule) {
      return reads(*rule, {Owner::Argument, 0, argument});
    });
  }

  /// The result, if the state reached is one that is assumed.
  std::optional<StepResult> checked() {
    show_endpoints(Owner::Endpoint, result_.after, environment_);
    if (!assumed(Assumption::Kind::State, result_.after)) return std::nullopt;
    return std::move(result_);
  }

  // ---- what it does ----

  void move(const Facts& facts) {
    now() = result_.outcome.state;
    set_time_left();
    see_step(facts);
    sent_.assign(system_.message.size(), 0);
    environment_.row(Owner::Message, kSent) = sent_.data();
    run_hooks(Hook::Kind::Step);
    if (event_.kind == EventKind::Message) run_hooks(Hook::Kind::Arrival);
    for (const Values& message : result_.outcome.sends) send(message);
    result_.outcome.state = now();
  }

  void see_step(const Facts& facts) {
    facts.show_in(environment_);
    show_endpoints(Owner::Old, before_, environment_);
    show_endpoints(Owner::Endpoint, result_.after, environment_);
  }

  void run_hooks(Hook::Kind kind) {
    for (const Hook& hook : system_.hooks) {
      if (hook.kind != kind || (kind != Hook::Kind::Tick && hook.endpoint != endpoint_)) continue;
      for (const Hook::Set& set : hook.sets) target(set.target) = evaluate(set.value, environment_);
    }
  }

  std::uint64_t& target(Place place) {
    return place.owner == Owner::Message ? sent_.at(place.field)
                                         : result_.after.endpoints.at(place.which).at(place.field);
  }

  void send(const Values& message) {
    std::fill(std::copy(message.begin(), message.end(), sent_.begin()), sent_.end(), 0);
    if (system_.lifetime) sent_.back() = evaluate(*system_.lifetime, environment_);
    run_hooks(Hook::Kind::Send);
    bool linked = false;
    for (const Link& link : system_.links) {
      if (link.from != endpoint_) continue;
      linked = true;
      Flight flight{endpoint_, link.to, sent_};
      auto& network = result_.after.network;
      if (std::find(network.begin(), network.end(), flight) == network.end()) network.push_back(flight);
      result_.sent.push_back(std::move(flight));
    }
    if (!linked) result_.sent.push_back({endpoint_, kNobody, sent_});
  }

  // ---- time and names ----

  void set_time_left() {
    show_endpoints(Owner::Endpoint, result_.after, environment_);
    for (std::uint16_t i = 0; i < machine().timers.size(); ++i) {
      auto left = left_field(model_, system_, endpoint_, i);
      if (!left) continue;
      const auto& started = result_.outcome.started;
      if (!now()[machine().timers[i].armed])
        now()[*left] = 0;
      else if (std::find(started.begin(), started.end(), i) != started.end())
        now()[*left] = duration_of(i);
    }
  }

  /// A machine speaks of itself as endpoint 0.
  std::uint64_t duration_of(std::uint16_t timer) {
    Environment own;
    show_parameters(parameters_, own);
    own.row(Owner::Endpoint) = now().data();
    return evaluate(machine().timers[timer].duration, own);
  }

  void pass_time(std::uint16_t endpoint) {
    const Machine& machine = model_.machines[system_.machine[endpoint]];
    for (std::uint16_t i = 0; i < machine.timers.size(); ++i)
      if (auto left = left_field(model_, system_, endpoint, i)) {
        std::uint64_t& ticks = result_.after.endpoints[endpoint][*left];
        if (ticks > 0) --ticks;
      }
  }

  void take_identity(std::uint64_t identity) {
    std::uint64_t& taken = result_.after.identities;
    if (identity >= taken && is_used(system_, result_.after, identity)) taken = identity + 1;
  }

  const Model& model_;
  const System& system_;
  const Values& parameters_;
  const Configuration& before_;
  const Occurrence& occurrence_;
  std::string& why_;
  std::uint16_t endpoint_;
  Event event_;
  Values arguments_, sent_;
  Environment environment_;
  StepResult result_;
};

}  // namespace

Configuration initial(const Model&, const System& system) {
  Configuration configuration;
  for (const std::vector<Field>& fields : system.fields) configuration.endpoints.push_back(initial(fields));
  return configuration;
}

std::optional<StepResult> step(const Model& model, const System& system, const Values& parameters,
                               const Configuration& before, const Occurrence& occurrence, std::string* why) {
  std::string unread;
  Happening happening(model, system, parameters, before, occurrence, why ? *why : unread);
  switch (occurrence.kind) {
    case Occurrence::Kind::Event: return happening.event();
    case Occurrence::Kind::Forget: return happening.forget();
    case Occurrence::Kind::Tick: return happening.tick();
  }
  return std::nullopt;
}

std::optional<std::uint16_t> left_field(const Model& model, const System& system, std::uint16_t endpoint,
                                        std::uint16_t timer) {
  const std::vector<Timer>& timers = model.machines[system.machine[endpoint]].timers;
  if (!system.lifetime || !timers[timer].duration) return std::nullopt;
  auto timed_after = std::count_if(timers.begin() + timer, timers.end(),
                                   [](const Timer& it) { return static_cast<bool>(it.duration); });
  return static_cast<std::uint16_t>(system.fields[endpoint].size() - static_cast<std::size_t>(timed_after));
}

}  // namespace model
