#include "model/run.h"

#include <catch2/catch.hpp>

#include "tests/model/toys.h"

namespace model {

namespace {

using namespace testing::game;

constexpr std::uint16_t kA = 0, kB = 1;

/// A game on one of the toy's systems, played occurrence by occurrence.
struct Game {
  Model model = testing::game::model();
  const System& system;
  Values parameters{3};
  Configuration now;
  std::string why;

  explicit Game(std::size_t index = 0) : system(model.systems[index]), now(initial(model, system)) {}

  std::optional<StepResult> attempt(const Occurrence& occurrence) {
    return step(model, system, parameters, now, occurrence, &why);
  }
  StepResult play(const Occurrence& occurrence) {
    auto result = attempt(occurrence);
    INFO(why);
    REQUIRE(result);
    now = result->after;
    return *result;
  }
};

Occurrence serve(std::uint16_t player, std::uint64_t number) {
  return {Occurrence::Kind::Event, player, {EventKind::Call, kServe, {}, {number}}, std::nullopt};
}
Occurrence deliver(std::uint16_t player, std::size_t index) {
  return {Occurrence::Kind::Event, player, {EventKind::Message, 0, {}, {}}, index};
}
Occurrence impatience(std::uint16_t player) {
  return {Occurrence::Kind::Event, player, {EventKind::Timeout, 0, {}, {}}, std::nullopt};
}
Occurrence quit(std::uint16_t player) {
  return {Occurrence::Kind::Event, player, {EventKind::Call, kQuit, {}, {}}, std::nullopt};
}
Occurrence rain(std::uint16_t player) {
  return {Occurrence::Kind::Event, player, {EventKind::Environment, 0, {}, {}}, std::nullopt};
}
Occurrence thrown(std::uint16_t player, Values ball) {
  return {Occurrence::Kind::Event, player, {EventKind::Message, 0, std::move(ball), {}}, std::nullopt};
}
Occurrence forget(std::size_t index) { return {Occurrence::Kind::Forget, 0, {}, index}; }
Occurrence tick() { return {Occurrence::Kind::Tick, 0, {}, std::nullopt}; }

}  // namespace

TEST_CASE("a system begins with initial endpoints and an empty network") {
  Game game;
  CHECK(game.now.endpoints == std::vector<Values>{{kIdle, 0, 0, 0, 0, 0}, {kIdle, 0, 0, 0, 0, 0}});
  CHECK(game.now.network.empty());
  CHECK(game.now.identities == 1);
}

TEST_CASE("a step runs the machine, then the hooks, then sends") {
  Game game;
  StepResult result = game.play(serve(kA, 42));
  CHECK(game.now.endpoints[kA] == Values{kPlaying, 42, 0, 1, /*id*/ 1, /*left*/ 3});
  CHECK(game.now.endpoints[kB] == Values{kIdle, 0, 0, 0, 0, 0});
  CHECK(result.sent == std::vector<Flight>{{kA, kB, {42, 0, /*by*/ 1, /*ttl*/ 2}}});
  CHECK(game.now.network == result.sent);
  CHECK(result.outcome.state == game.now.endpoints[kA]);
  CHECK(game.now.identities == 2);
}

TEST_CASE("a message that arrives stays in the network and may arrive again") {
  Game game;
  game.play(serve(kA, 42));
  game.play(deliver(kB, 0));
  CHECK(game.now.endpoints[kB] == Values{kPlaying, 42, 1, 1, /*id*/ 2, 3});
  CHECK(game.now.network.size() == 2);
  CHECK(game.now.network[1] == Flight{kB, kA, {42, 1, 2, 2}});
  game.play(deliver(kB, 0));
  CHECK(game.now.endpoints[kB][kCount] == 2);
  CHECK(game.now.network.size() == 2);  // it is a set: the same answer is in it already
}

TEST_CASE("a message arrives only where it was sent to, and as it was sent") {
  Game game;
  game.play(serve(kA, 42));
  CHECK_FALSE(game.attempt(deliver(kA, 0)));
  CHECK(game.why == "the message is not for A");
  CHECK_FALSE(game.attempt(deliver(kB, 1)));
  Occurrence other = deliver(kB, 0);
  other.event.message = {43, 0, 1, 2};
  CHECK_FALSE(game.attempt(other));
  other.event.message = {42, 0, 1, 2};
  CHECK(game.attempt(other));
  CHECK_FALSE(game.attempt(thrown(kB, {42, 0})));
}

TEST_CASE("a forgotten message is gone") {
  Game game;
  CHECK_FALSE(game.attempt(forget(0)));
  game.play(serve(kA, 42));
  game.play(forget(0));
  CHECK(game.now.network.empty());
}

TEST_CASE("time passes for messages and for timers") {
  Game game;
  game.play(serve(kA, 42));
  game.play(tick());
  CHECK(game.now.network[0].fields[kBallTtl] == 1);
  CHECK(game.now.endpoints[kA][kPatienceLeft] == 2);
  CHECK_FALSE(game.attempt(impatience(kA)));
  CHECK(game.why == "patience has time left");
  game.play(tick());
  CHECK(game.now.network.empty());
  game.play(tick());
  game.play(tick());
  CHECK(game.now.endpoints[kA][kPatienceLeft] == 0);
  game.play(impatience(kA));
  CHECK(game.now.endpoints[kA] == Values{kIdle, 42, 0, 0, 1, 0});
  CHECK_FALSE(game.attempt(impatience(kA)));
  CHECK(game.why == "patience does not run");
}

TEST_CASE("a cancelled timer has nothing left") {
  Game game;
  game.parameters = {1};
  game.play(serve(kA, 42));
  game.play(deliver(kB, 0));
  CHECK(game.now.endpoints[kB][kPatienceLeft] == 1);
  game.play(deliver(kA, 1));
  CHECK(game.now.endpoints[kA] == Values{kDone, 42, 0, 0, 1, 0});
}

TEST_CASE("only what the system allows happens") {
  Game game;
  game.play(serve(kA, 42));
  CHECK_FALSE(game.attempt(quit(kA)));
  CHECK(game.why == "nobody calls quit");
  CHECK_FALSE(game.attempt(rain(kA)));
  CHECK(game.why == "rain does not happen in this system");
}

TEST_CASE("an assumption about a choice forbids the choice, and nothing else") {
  Game game;
  game.parameters = {0};
  game.play(serve(kA, 42));
  game.play(tick());
  Configuration before = game.now;
  game.now.endpoints[kA][kState] = kIdle;
  CHECK_FALSE(game.attempt(serve(kA, 42)));
  CHECK(game.why == "the assumption FreshNumber forbids it");
  CHECK(game.attempt(serve(kA, 43)));
  CHECK(game.attempt(serve(kB, 42)));
  game.now = before;
  CHECK(game.attempt(serve(kA, 42)));  // S2 chooses nothing
}

TEST_CASE("assumptions about arrivals, steps and states forbid what breaks them") {
  Game game;
  ExprPool& p = *game.model.pool;
  auto assume = [&](Assumption::Kind kind, std::vector<std::uint16_t> from, Expr body) {
    game.model.systems[0].assumptions = {{"It", "", kind, 0, kB, {{std::move(from), body}}, {}}};
  };
  game.play(serve(kA, 42));
  Expr arrived = p.variable(Sort{8}, {Owner::Message, kArriving, kBallNumber});
  Expr old_state = p.variable(Sort{2}, {Owner::Old, kB, kState}),
       state = p.variable(Sort{2}, {Owner::Endpoint, kB, kState});
  Expr from_b = p.variable(Sort{8}, {Owner::Message, kBound, kBallHits});

  assume(Assumption::Kind::Arrival, {}, p.negate(p.equal(arrived, p.bits(8, 42))));
  CHECK_FALSE(game.attempt(deliver(kB, 0)));
  assume(Assumption::Kind::Arrival, {}, p.equal(arrived, p.bits(8, 42)));
  CHECK(game.attempt(deliver(kB, 0)));
  assume(Assumption::Kind::Step, {}, p.equal(state, old_state));
  CHECK_FALSE(game.attempt(deliver(kB, 0)));
  assume(Assumption::Kind::State, {kB}, p.equal(from_b, p.bits(8, 0)));
  CHECK_FALSE(game.attempt(deliver(kB, 0)));
  CHECK(game.attempt(tick()));
}

TEST_CASE("anybody may send to an open endpoint, whose own messages leave") {
  Game game(1);
  game.play(thrown(0, {9, 0}));
  CHECK(game.now.endpoints[0] == Values{kPlaying, 9, 1, 1});
  CHECK(game.now.network.empty());
  StepResult result = game.play(thrown(0, {9, 1}));
  CHECK(result.sent == std::vector<Flight>{{0, kNobody, {9, 2}}});
  CHECK_FALSE(game.attempt(thrown(0, {300, 1})));
  CHECK_FALSE(game.attempt(thrown(0, {9})));
  CHECK_FALSE(game.attempt(tick()));
  CHECK_FALSE(game.attempt(forget(0)));
  game.play(quit(0));
  game.play(rain(0));
}

TEST_CASE("an event that nobody handles leads nowhere") {
  Game game(1);
  StepResult result = game.play(quit(0));
  CHECK_FALSE(result.outcome.handled);
  CHECK(game.now == initial(game.model, game.system));
}

TEST_CASE("identities of things that are gone are given again, and when all are in use nothing can begin") {
  Game game;
  game.play(serve(kA, 42));
  game.now.identities = 32;
  game.play(serve(kB, 43));
  CHECK(game.now.endpoints[kB][kId] == 2);  // A has 1, and B had 0 until now
  CHECK(game.now.identities == 32);
  for (std::uint64_t i = 0; i < 32; ++i) game.now.network.push_back({kA, kB, {7, 0, i, 2}});
  game.now.endpoints[kB][kState] = kIdle;
  CHECK_FALSE(game.attempt(serve(kB, 44)));
  CHECK(game.why == "no identity is left");
}

TEST_CASE("a statement about messages is about every live one from the right sender") {
  Game game;
  ExprPool& p = *game.model.pool;
  Expr first = p.variable(Sort{8}, {Owner::Message, kBound, kBallHits});
  Expr second = p.variable(Sort{8}, {Owner::Message, kBound + 1, kBallHits});
  auto holds_now = [&](const Quantified& statement) {
    return holds(game.model, game.system, game.parameters, game.now, statement);
  };
  const Quantified unhit{{kA}, p.equal(first, p.bits(8, 0))};
  const Quantified equal{{kA, kB}, p.equal(first, second)};
  CHECK(holds_now({{kA}, p.boolean(false)}));
  game.play(serve(kA, 42));
  CHECK_FALSE(holds_now({{kA}, p.boolean(false)}));
  CHECK(holds_now(unhit));
  CHECK(holds_now(equal));
  game.play(deliver(kB, 0));
  CHECK(holds_now(unhit));
  CHECK_FALSE(holds_now({{kB}, unhit.body}));
  CHECK_FALSE(holds_now(equal));
  CHECK(holds_now(mirror(p, Quantified{{kB}, unhit.body})));
}

TEST_CASE("a transition property is about the step taken") {
  Game game;
  ExprPool& p = *game.model.pool;
  auto flag = [&](StepFlag which, std::uint16_t subject) {
    return p.variable(Sort{0}, {Owner::Flag, static_cast<std::uint16_t>(which), subject});
  };
  auto property = [&](Hook::Kind on, std::uint16_t endpoint, Expr body) {
    Property it;
    it.kind = Property::Kind::Transition;
    it.on = on;
    it.endpoint = endpoint;
    it.statement.body = body;
    return it;
  };
  auto check = [&](const Occurrence& occurrence, const Property& it) {
    auto result = game.attempt(occurrence);
    REQUIRE(result);
    return holds_on_step(game.model, game.system, game.parameters, game.now, occurrence, *result, it);
  };
  const Expr no = p.boolean(false);

  CHECK(check(serve(kA, 42), property(Hook::Kind::Step, kA, flag(StepFlag::IsCall, kServe))));
  CHECK_FALSE(check(serve(kA, 42), property(Hook::Kind::Step, kA, flag(StepFlag::IsArrival, 0))));
  CHECK(check(serve(kA, 42),
              property(Hook::Kind::Step, kA,
                       p.conjoin(flag(StepFlag::Assigned, kNumber), flag(StepFlag::Started, 0)))));
  CHECK_FALSE(check(serve(kA, 42), property(Hook::Kind::Step, kA, flag(StepFlag::Emitted, 0))));
  CHECK(check(serve(kA, 42), property(Hook::Kind::Step, kB, no)));
  CHECK(check(serve(kA, 42), property(Hook::Kind::Arrival, kA, no)));
  CHECK(check(tick(), property(Hook::Kind::Step, kA, no)));
  CHECK_FALSE(check(tick(), property(Hook::Kind::Tick, kA, no)));

  Expr sent = p.variable(Sort{8}, {Owner::Message, kSent, kBallHits});
  Expr arrived = p.variable(Sort{8}, {Owner::Message, kArriving, kBallHits});
  Expr was = p.variable(Sort{8}, {Owner::Old, kB, kCount}),
       is = p.variable(Sort{8}, {Owner::Endpoint, kB, kCount});
  Expr one = p.bits(8, 1);
  game.play(serve(kA, 42));
  CHECK(check(deliver(kB, 0), property(Hook::Kind::Send, kB, p.equal(sent, p.add(arrived, one)))));
  CHECK(check(deliver(kB, 0), property(Hook::Kind::Arrival, kB, p.equal(is, p.add(was, one)))));
  CHECK_FALSE(check(deliver(kB, 0), property(Hook::Kind::Arrival, kB, p.equal(sent, arrived))));
}

TEST_CASE("the mirror swaps the endpoints and leaves the messages") {
  ExprPool p;
  auto at = [&](Owner owner, std::uint16_t which) { return p.variable(Sort{8}, {owner, which, 2}); };
  Expr e = p.conjoin({p.less(at(Owner::Endpoint, 0), at(Owner::Old, 1)),
                      p.less(at(Owner::Message, 0), at(Owner::Message, 1))});
  Expr mirrored = p.conjoin({p.less(at(Owner::Endpoint, 1), at(Owner::Old, 0)),
                             p.less(at(Owner::Message, 0), at(Owner::Message, 1))});
  CHECK(mirror(p, e) == mirrored);
  CHECK(mirror(p, mirrored) == e);
}

}  // namespace model
