#include "model/play.h"

#include <algorithm>
#include <deque>
#include <map>

#include "model/print.h"

namespace model {
namespace {

class Player {
 public:
  Player(const Model& model, const Run& run) : model_(model), run_(run), system_(model.systems[run.system]) {
    played_.trace.system = run.system;
    for (const auto& parameter : model.parameters) played_.trace.parameters.push_back(parameter.value);
    played_.trace.start = now_ = initial(model, system_);
  }

  Played play() {
    for (std::size_t i = 0; i < run_.steps.size() && played_.failure.empty(); ++i) {
      played_.failed_step = i;
      take(run_.steps[i]);
    }
    return std::move(played_);
  }

 private:
  void take(const RunStep& step) {
    switch (step.kind) {
      case RunStep::Kind::Event:
        return happen({Occurrence::Kind::Event, step.endpoint, event(step), std::nullopt});
      case RunStep::Kind::Tick: return tick();
      case RunStep::Kind::Deliver: return deliver(step, pending_[step.endpoint]);
      case RunStep::Kind::Repeat: return repeat(step);
      case RunStep::Kind::Lose: return lose(pending_[step.endpoint]);
      case RunStep::Kind::Name:
        return played_.letters.push_back(
            {step.letter, value(step.value), played_.trace.steps.size(), space(step.value)});
      case RunStep::Kind::Expect:
        if (value(step.value) == 0) played_.failure = "this is not so" + values_in(step.value);
        return;
    }
  }

  Event event(const RunStep& step) const {
    Event event{step.event_kind, step.event, {}, {}};
    event.arguments.assign(model_.machines[system_.machine[step.endpoint]].arguments.size(), 0);
    for (const auto& [argument, expr] : step.given) event.arguments[argument] = value(expr);
    return event;
  }

  void happen(const Occurrence& occurrence) {
    std::string why;
    auto result = model::step(model_, system_, played_.trace.parameters, now_, occurrence, &why);
    if (!result) {
      played_.failure = "this cannot happen: " + why;
      return;
    }
    played_.trace.steps.push_back(occurrence);
    now_ = std::move(result->after);
    for (auto& flight : result->sent)
      if (flight.to != kNobody) pending_[flight.to].push_back(std::move(flight));
  }

  /// What is on its way grows older with the network; what has died is on its way no more.
  void tick() {
    happen({Occurrence::Kind::Tick, 0, {}, std::nullopt});
    if (!played_.failure.empty()) return;
    for (auto& [endpoint, queue] : pending_) {
      for (Flight& flight : queue) age(flight);
      std::erase_if(queue, [](const Flight& flight) { return flight.fields.back() == 0; });
    }
    for (auto& [endpoint, flight] : last_) age(flight);
  }

  static void age(Flight& flight) {
    if (flight.fields.back() > 0) --flight.fields.back();
  }

  void deliver(const RunStep& step, std::deque<Flight>& queue) {
    if (queue.empty()) {
      played_.failure = "nothing is on its way there";
      return;
    }
    last_[step.endpoint] = queue.front();
    queue.pop_front();
    arrive(step, last_[step.endpoint]);
  }

  void repeat(const RunStep& step) {
    if (auto last = last_.find(step.endpoint); last != last_.end()) return arrive(step, last->second);
    played_.failure = "nothing has arrived there yet";
  }

  void arrive(const RunStep& step, const Flight& flight) {
    Occurrence occurrence{Occurrence::Kind::Event, step.endpoint, event(step), index_of(flight)};
    occurrence.event.kind = EventKind::Message;
    occurrence.event.event = 0;
    occurrence.event.message = flight.fields;
    happen(occurrence);
  }

  void lose(std::deque<Flight>& queue) {
    if (queue.empty()) {
      played_.failure = "nothing is on its way there";
      return;
    }
    Flight flight = queue.front();
    queue.pop_front();
    happen({Occurrence::Kind::Forget, flight.to, {}, index_of(flight)});
  }

  /// ": A.state is CLOSED, A.una is 3": of what an expression reads.
  std::string values_in(Expr e) const {
    std::string text;
    for (const Expr variable : variables_of(e)) {
      const Place place = variable.place();
      if (place.owner != Owner::Endpoint) continue;
      const Type& type = system_.fields[place.which][place.field].type;
      text += (text.empty() ? ": " : ", ") + print(model_, system_, variable) + " is " +
              print_value(model_, type, value(variable));
    }
    return text;
  }

  /// Past the end if it is not there any more: the step will say so.
  std::size_t index_of(const Flight& flight) const {
    const auto at = std::find(now_.network.begin(), now_.network.end(), flight);
    return static_cast<std::size_t>(at - now_.network.begin());
  }

  /// Of a field as it stands; whatever is computed from it is a number like any other.
  std::optional<std::uint16_t> space(Expr e) const {
    if (e.op() != Op::Variable || e.place().owner != Owner::Endpoint) return std::nullopt;
    const auto endpoint = e.place().which;
    switch (system_.fields[endpoint][e.place().field].type.space) {
      case Type::Space::None: break;
      case Type::Space::Self: return endpoint;
      case Type::Space::Peer:
        if (system_.endpoints.size() == 2) return static_cast<std::uint16_t>(1 - endpoint);
    }
    return std::nullopt;
  }

  std::uint64_t value(Expr e) const {
    return evaluate(e, [&](Place place) -> std::uint64_t {
      switch (place.owner) {
        case Owner::Endpoint: return now_.endpoints[place.which][place.field];
        case Owner::Parameter: return played_.trace.parameters[place.field];
        case Owner::Old:
        case Owner::Message:
        case Owner::Argument:
        case Owner::Flag: break;
      }
      return 0;
    });
  }

  const Model& model_;
  const Run& run_;
  const System& system_;
  Configuration now_;
  std::map<std::uint16_t, std::deque<Flight>> pending_;
  std::map<std::uint16_t, Flight> last_;
  Played played_;
};

}  // namespace

Played play(const Model& model, const Run& run) { return Player(model, run).play(); }

}  // namespace model
