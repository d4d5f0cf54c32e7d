#include "tests/model/toys.h"

namespace model::testing {

namespace {

constexpr Mask mask(std::initializer_list<std::uint16_t> states) {
  Mask result = 0;
  for (std::uint16_t state : states) result |= Mask{1} << state;
  return result;
}

constexpr Mask kAll = mask({0, 1, 2});

Type boolean() { return {}; }
Type bits(std::uint8_t width) { return {.kind = Type::Kind::Bits, .width = width}; }
Type states() { return {.kind = Type::Kind::Enum, .width = 2}; }
Type identity() { return {.kind = Type::Kind::Identity, .width = 5}; }

Field field(std::string name, Type type, bool ghost = false) {
  Field result;
  result.name = std::move(name);
  result.type = type;
  result.ghost = ghost;
  return result;
}

Rule rule(std::string name, Mask in, Expr guard, std::vector<Effect> effects, bool stops = false) {
  Rule result;
  result.name = std::move(name);
  result.states = in;
  result.guard = guard;
  result.effects = std::move(effects);
  result.stops = stops;
  return result;
}

Rule implicit(Expr guard) {
  Rule result = rule("", kAll, guard, {});
  result.implicit = true;
  return result;
}

Handler handler(EventKind kind, std::uint16_t event, Mask in, std::vector<std::vector<Rule>> steps) {
  Handler result{kind, event, in, {}, {}};
  for (std::vector<Rule>& rules : steps) result.steps.push_back({"", "", std::move(rules), {}});
  return result;
}

Expr place(Model& m, Type type, Owner owner, std::uint16_t which, std::uint16_t index) {
  return m.pool->variable(type.sort(), {owner, which, index});
}

}  // namespace

namespace light {

Model model() {
  Model m;
  ExprPool& p = *m.pool;
  m.enums.push_back({"Light.state", {"RED", "GREEN", "YELLOW"}});
  m.parameters.push_back({"LIMIT", bits(8), 1, 10, 3, ""});

  Machine light;
  light.name = "Light";
  light.state_count = 3;
  light.fields = {field("state", states()), field("waiting", bits(8)), field("change.armed", boolean()),
                  field("rest.armed", boolean())};
  light.arguments = {{"n", bits(8), Argument::Kind::Call, ""}};
  light.calls = {{"press", {0}, ""}};
  light.environment = {"blackout"};
  light.signals = {{"walk", {field("count", bits(8))}, ""}};
  light.errors = {"too many"};

  Expr state = place(m, states(), Owner::Endpoint, 0, kState),
       waiting = place(m, bits(8), Owner::Endpoint, 0, kWaiting);
  Expr n = place(m, bits(8), Owner::Argument, 0, 0), limit = place(m, bits(8), Owner::Parameter, 0, 0);
  Expr yes = p.boolean(true), zero = p.bits(8, 0);
  auto at = [&](State s) { return p.bits(2, s); };
  auto is = [&](State s) { return p.equal(state, at(s)); };
  light.timers = {{"change", kChangeArmed, {}, ""},
                  {"rest", kRestArmed, p.multiply(p.bits(8, 2), limit), ""}};

  Expr crowded = p.less_equal(limit, waiting), nobody = p.equal(waiting, zero);
  light.handlers = {
      // Count; then decide, which sees the count; then, in the state reached, tell.
      handler(EventKind::Call, 0, mask({kRed, kYellow}),
              {{rule("R1", mask({kRed}), p.negate(crowded),
                     {StartTimer{kChange, nobody}, Assign{kWaiting, p.add(waiting, n)}}),
                rule("R2", mask({kRed}), crowded, {Reply{0}}, true), rule("R3", mask({kYellow}), yes, {})},
               {rule("R4", mask({kRed}), crowded,
                     {Assign{kState, at(kGreen)}, CancelTimer{kChange, yes}, StartTimer{kRest, yes}}),
                rule("R5", mask({kRed, kYellow}), p.negate(p.conjoin(crowded, is(kRed))), {})},
               {rule("R6", mask({kGreen}), yes, {Emit{0, {waiting}}, Assign{kWaiting, zero}}),
                rule("R7", mask({kRed, kYellow}), p.conjoin(nobody, is(kRed)), {CancelTimer{kChange, yes}}),
                implicit(p.negate(p.disjoin(is(kGreen), p.conjoin(nobody, is(kRed)))))}}),
      handler(EventKind::Call, 0, mask({kGreen}), {{rule("R8", kAll, yes, {Emit{0, {n}}})}}),
      handler(EventKind::Timeout, kChange, mask({kRed, kGreen}),
              {{rule("R9", mask({kRed}), yes, {Assign{kState, at(kGreen)}, StartTimer{kRest, yes}}),
                rule("R10", mask({kGreen}), yes, {StartTimer{kChange, p.less(zero, waiting)}})}}),
      handler(EventKind::Timeout, kRest, mask({kGreen, kYellow}),
              {{rule("R11", mask({kGreen}), yes, {Assign{kState, at(kYellow)}, StartTimer{kRest, yes}}),
                rule("R12", mask({kYellow}), yes, {Assign{kState, at(kRed)}})}}),
      handler(EventKind::Environment, 0, kAll,
              {{rule("blackout", kAll, yes, {CancelTimer{kRest, yes}, Assign{kState, at(kRed)}})}}),
  };
  m.machines.push_back(std::move(light));
  return m;
}

}  // namespace light

namespace game {

namespace {

Machine player(Model& m) {
  ExprPool& p = *m.pool;
  Machine player;
  player.name = "Player";
  player.state_count = 3;
  player.fields = {field("state", states()), field("number", bits(8)), field("count", bits(8)),
                   field("patience.armed", boolean())};
  player.message_name = "Ball";
  player.message = {field("number", bits(8)), field("hits", bits(8))};
  player.arguments = {{"pick", bits(8), Argument::Kind::Fresh, ""}};
  player.calls = {{"serve", {}, ""}, {"quit", {}, ""}};
  player.environment = {"rain"};
  player.signals = {{"over", {}, ""}};
  player.errors = {"playing"};

  Expr number = place(m, bits(8), Owner::Endpoint, 0, kNumber),
       count = place(m, bits(8), Owner::Endpoint, 0, kCount);
  Expr ball = place(m, bits(8), Owner::Message, kArriving, kBallNumber);
  Expr hits = place(m, bits(8), Owner::Message, kArriving, kBallHits);
  Expr pick = place(m, bits(8), Owner::Argument, 0, 0), limit = place(m, bits(8), Owner::Parameter, 0, 0);
  Expr yes = p.boolean(true), one = p.bits(8, 1);
  auto go = [&](State s) { return Assign{kState, p.bits(2, s)}; };
  player.timers = {{"patience", kPatienceArmed, limit, ""}};

  player.handlers = {
      handler(EventKind::Call, kServe, kAll,
              {{rule("S1", mask({kIdle, kDone}), yes,
                     {Assign{kNumber, pick}, Assign{kCount, p.bits(8, 0)}, Send{{number, p.bits(8, 0)}},
                      StartTimer{0, yes}, go(kPlaying)}),
                rule("S2", mask({kPlaying}), yes, {Reply{0}})}}),
      handler(EventKind::Call, kQuit, mask({kPlaying}),
              {{rule("Q1", kAll, yes, {CancelTimer{0, yes}, go(kIdle)})}}),
      handler(
          EventKind::Message, 0, mask({kIdle, kPlaying}),
          {{rule("M1", mask({kIdle}), yes, {Assign{kNumber, ball}, go(kPlaying)}),
            rule("M2", mask({kPlaying}), p.equal(ball, number), {}),
            rule("M3", mask({kPlaying}), p.negate(p.equal(ball, number)), {}, true)},
           {rule("M4", kAll, p.less(hits, limit),
                 {Assign{kCount, p.add(count, one)}, Send{{ball, p.add(hits, one)}}, StartTimer{0, yes}}),
            rule("M5", kAll, p.negate(p.less(hits, limit)), {CancelTimer{0, yes}, Emit{0, {}}, go(kDone)})}}),
      handler(EventKind::Timeout, 0, kAll, {{rule("T1", kAll, yes, {go(kIdle)})}}),
      handler(EventKind::Environment, 0, kAll, {{rule("rain", kAll, yes, {go(kDone)})}}),
  };
  return player;
}

Hook naming(Model& m, std::uint16_t player) {
  ExprPool& p = *m.pool;
  Expr assigned = place(m, boolean(), Owner::Flag, static_cast<std::uint16_t>(StepFlag::Assigned), kNumber);
  Expr fresh = place(m, identity(), Owner::Flag, static_cast<std::uint16_t>(StepFlag::NewIdentity), 0);
  Expr old = place(m, identity(), Owner::Old, player, kId);
  return {Hook::Kind::Step, player, {{{Owner::Endpoint, player, kId}, p.ite(assigned, fresh, old)}}};
}

Hook signing(Model& m, std::uint16_t player) {
  return {Hook::Kind::Send,
          player,
          {{{Owner::Message, kSent, kBallBy}, place(m, identity(), Owner::Endpoint, player, kId)}}};
}

/// A number chosen is not that of any ball of this player in the air.
Assumption fresh_number(Model& m, std::uint16_t player) {
  ExprPool& p = *m.pool;
  Expr pick = place(m, bits(8), Owner::Argument, 0, 0);
  Expr ball = place(m, bits(8), Owner::Message, kBound, kBallNumber);
  return {"FreshNumber",
          "",
          Assumption::Kind::Choice,
          0,
          player,
          {{{player}, p.negate(p.equal(pick, ball))}},
          {}};
}

}  // namespace

Model model() {
  Model m;
  m.enums.push_back({"Player.state", {"IDLE", "PLAYING", "DONE"}});
  m.parameters.push_back({"LIMIT", bits(8), 1, 10, 3, ""});
  m.machines.push_back(player(m));

  System court;
  court.name = "Court";
  court.endpoints = {"A", "B"};
  court.machine = {0, 0};
  std::vector<Field> fields = m.machines[0].fields;
  fields.push_back(field("id", identity(), true));
  fields.push_back(field("patience.left", bits(8)));
  court.fields = {fields, fields};
  court.message = m.machines[0].message;
  court.message.push_back(field("by", identity(), true));
  court.message.push_back(field("ttl", bits(8)));
  court.links = {{0, 1}, {1, 0}};
  court.mirrored = court.forgetting = true;
  court.lifetime = m.pool->bits(8, 2);
  court.call_allowed = {{true, false}, {true, false}};
  court.environment_allowed = {{false}, {false}};
  for (std::uint16_t player : {std::uint16_t{0}, std::uint16_t{1}}) {
    court.hooks.push_back(naming(m, player));
    court.hooks.push_back(signing(m, player));
    court.assumptions.push_back(fresh_number(m, player));
  }
  m.systems.push_back(std::move(court));

  System wall;
  wall.name = "Wall";
  wall.endpoints = {"E"};
  wall.machine = {0};
  wall.fields = {m.machines[0].fields};
  wall.message = m.machines[0].message;
  wall.links = {{std::nullopt, 0}};
  wall.call_allowed = {{true, true}};
  wall.environment_allowed = {{true}};
  m.systems.push_back(std::move(wall));
  return m;
}

}  // namespace game

}  // namespace model::testing
