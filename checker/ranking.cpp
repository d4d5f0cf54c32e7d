#include "checker/ranking.h"

#include <algorithm>

#include "checker/failures.h"
#include "checker/induction.h"
#include "model/run.h"
#include "model/system.h"

namespace checker {

using model::Expr;
using model::Fairness;
using model::Property;

namespace {

bool relies_on_delivery(const Property& response) {
  return std::any_of(response.fairness.begin(), response.fairness.end(),
                     [](const Fairness& fair) { return fair.kind == Fairness::Kind::Delivery; });
}

class Ranking {
 public:
  Ranking(Induction& induction, const Property& property, Wanted wanted = Wanted::Open)
      : induction_(induction),
        property_(property),
        wanted_(wanted),
        encoding_(induction.encoding()),
        pool_(encoding_.vocabulary().pool()) {}

  Verdict run() {
    if (relies_on_delivery(property_))
      return Unknown{"fair delivery needs a measure over the network: not proved by this engine", 0, {}};
    Induction::Result result = induction_.lemmas();
    if (!result.inductive()) return induction_.shaky();
    induction_.settle(all(), result);
    if (result.inductive()) return Proved{std::move(result.certificate)};
    return not_shown(property_.id + " is not proved by its measure:", result.failures);
  }

  std::vector<Induction::Case> all() {
    begin();
    std::vector<Induction::Case> cases{some_event_helps()};
    for (std::uint16_t e = 0; e < induction_.system().endpoints.size(); ++e)
      for (const Move& move : induction_.moves(e)) add(move, cases);
    if (induction_.tick()) add(*induction_.tick(), cases);
    return cases;
  }

  std::vector<Induction::Case> about(const std::vector<const Move*>& moves) {
    begin();
    std::vector<Induction::Case> cases;
    for (const Move* move : moves) add(*move, cases);
    return cases;
  }

 private:
  /// A fair event of one endpoint, or the tick.
  struct Event {
    Fairness::Kind kind;
    std::uint16_t event = 0;
    std::uint16_t endpoint = 0;
  };

  void begin() {
    find_events();
    waiting_ = waiting(encoding_.before());
  }

  void add(const Move& move, std::vector<Induction::Case>& cases) {
    add_freedom(move, cases);
    if (!induction_.is_impossible(move)) add_progress(move, cases);
  }

  void find_events() {
    for (const auto& fair : property_.fairness)
      for (std::uint16_t e = 0; e < induction_.system().endpoints.size(); ++e) {
        const bool tick = fair.kind == Fairness::Kind::Tick;
        if (tick ? e == 0 : (!fair.endpoint || *fair.endpoint == e) && happens_at(fair, e))
          events_.push_back({fair.kind, fair.event, e});
      }
  }

  /// A call that nobody makes helps nobody.
  bool happens_at(const Fairness& fair, std::uint16_t endpoint) const {
    return fair.kind != Fairness::Kind::Call ||
           model::call_allowed(induction_.system(), endpoint, fair.event);
  }

  Expr at(const StateTerm& state, Expr e) const {
    Scene scene;
    scene.now = &state;
    return read(pool_, e, scene);
  }

  Expr waiting(const StateTerm& state) const {
    return pool_.conjoin(at(state, property_.trigger), pool_.negate(at(state, property_.target)));
  }

  /// Lexicographic, unsigned.
  Expr lower(const StateTerm& after, const StateTerm& before) const {
    Expr less = pool_.boolean(false);
    for (auto it = property_.measure.rbegin(); it != property_.measure.rend(); ++it) {
      const Expr now = at(after, *it), then = at(before, *it);
      less = pool_.disjoin(pool_.less(now, then), pool_.conjoin(pool_.equal(now, then), less));
    }
    return less;
  }

  Expr same(const StateTerm& after, const StateTerm& before) const {
    std::vector<Expr> parts;
    for (const Expr component : property_.measure)
      parts.push_back(pool_.equal(at(after, component), at(before, component)));
    return pool_.conjoin(std::move(parts));
  }

  Expr advances(const StateTerm& after, const StateTerm& before) const {
    return pool_.disjoin(at(after, property_.target),
                         pool_.conjoin(at(after, property_.trigger), lower(after, before)));
  }

  model::Mask handled(const Event& event) const {
    const auto& machine = machine_of(event);
    const auto kind =
        event.kind == Fairness::Kind::Timeout ? model::EventKind::Timeout : model::EventKind::Call;
    model::Mask mask = 0;
    for (const auto& handler : machine.handlers)
      if (handler.kind == kind && handler.event == event.event) mask |= handler.states;
    return mask;
  }

  const model::Machine& machine_of(const Event& event) const {
    return induction_.model().machines[induction_.system().machine[event.endpoint]];
  }

  Expr enabled(const Event& event, const StateTerm& state) const {
    if (event.kind == Fairness::Kind::Tick) return tick_advances(state);
    const auto& machine = machine_of(event);
    const auto& fields = state[event.endpoint];
    std::vector<Expr> parts{at(state, model::in_states(pool_, machine, handled(event), event.endpoint))};
    if (event.kind == Fairness::Kind::Timeout) {
      parts.push_back(fields[machine.timers[event.event].armed]);
      if (const auto left =
              model::left_field(induction_.model(), induction_.system(), event.endpoint, event.event))
        parts.push_back(pool_.equal(fields[*left], pool_.constant(fields[*left].sort(), 0)));
    }
    return pool_.conjoin(std::move(parts));
  }

  /// What a tick would do in another state than the one before the step: its terms with that state put in.
  Expr tick_advances(const StateTerm& state) const {
    const auto& tick = induction_.tick();
    if (!tick) return pool_.boolean(false);
    StateTerm after = tick->after;
    for (auto& fields : after)
      for (Expr& value : fields) value = at(state, value);
    return advances(after, state);
  }

  /// The first `count` events: one of them is enabled.
  Expr one_of(std::size_t count, const StateTerm& state) const {
    std::vector<Expr> parts;
    for (std::size_t i = 0; i < count; ++i) parts.push_back(enabled(events_[i], state));
    return pool_.disjoin(std::move(parts));
  }

  /// Event i is the one that helps.
  Expr helps(std::size_t i, const StateTerm& state) const {
    return pool_.conjoin(enabled(events_[i], state), pool_.negate(one_of(i, state)));
  }

  Induction::Case some_event_helps() {
    still_.label = "waiting";
    still_.guard = pool_.boolean(true);
    still_.after = encoding_.before();
    Problem problem = induction_.about(
        still_, {{},
                 Induction::Known::All,
                 {waiting_},
                 {{"some fair event is enabled", one_of(events_.size(), encoding_.before())}}});
    problem.name = "a waiting state / " + property_.id + " / some event helps";
    return induction_.at(still_, std::move(problem));
  }

  bool is(const Event& event, const Move& move) const {
    if (event.kind == Fairness::Kind::Tick) return !move.endpoint;
    if (move.endpoint != event.endpoint || !move.handled || move.path->event != event.event) return false;
    return move.path->kind ==
           (event.kind == Fairness::Kind::Timeout ? model::EventKind::Timeout : model::EventKind::Call);
  }

  /// Where a fair event is to help, no assumption may forbid it: then it need not happen.
  void add_freedom(const Move& move, std::vector<Induction::Case>& cases) {
    const std::vector<Statement> demands = induction_.demands(move);
    for (std::size_t i = 0; i < events_.size(); ++i) {
      if (!is(events_[i], move)) continue;
      Problem problem = induction_.about(
          move, {demands, Induction::Known::All, {waiting_, helps(i, encoding_.before())}, {}, false});
      problem.name += " / " + property_.id + " / nothing forbids it";
      if (is_wanted(problem, wanted_)) cases.push_back(induction_.at(move, std::move(problem)));
    }
  }

  void add_progress(const Move& move, std::vector<Induction::Case>& cases) {
    const auto& before = encoding_.before();
    const Expr advanced = advances(move.after, before);
    const Expr kept = pool_.conjoin(at(move.after, property_.trigger), same(move.after, before));
    std::vector<Instance> goals{{"the measure does not increase", pool_.disjoin(advanced, kept)}};
    for (std::size_t i = 0; i < events_.size(); ++i) {
      if (is(events_[i], move))
        goals.push_back({"it lowers the measure", pool_.implies(helps(i, before), advanced)});
      goals.push_back({"what helps goes on to help",
                       pool_.implies(helps(i, before), pool_.disjoin(advanced, one_of(i + 1, move.after)))});
    }
    Problem problem = induction_.about(move, {{}, Induction::Known::All, {waiting_}, std::move(goals)});
    problem.name += " / " + property_.id;
    if (is_wanted(problem, wanted_)) cases.push_back(induction_.at(move, std::move(problem)));
  }

  Induction& induction_;
  const Property& property_;
  Wanted wanted_;
  Encoding& encoding_;
  model::ExprPool& pool_;
  std::vector<Event> events_;
  Expr waiting_;
  Move still_;
};

}  // namespace

Verdict prove_response(Induction& induction, const Property& property) {
  return Ranking(induction, property).run();
}

bool has_measure(const Property& response) {
  return !response.measure.empty() && !relies_on_delivery(response);
}

std::vector<Problem> ranked(Induction& induction, const Property& response) {
  std::vector<Problem> problems;
  for (auto& one : Ranking(induction, response, Wanted::ObviousToo).all())
    problems.push_back(std::move(one.problem));
  return problems;
}

std::vector<Induction::Case> measured(Induction& induction, const Property& property,
                                      const std::vector<const Move*>& moves) {
  return Ranking(induction, property).about(moves);
}

}  // namespace checker
