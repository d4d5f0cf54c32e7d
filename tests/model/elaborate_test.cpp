// What a text means: the model that elaboration makes of it.
#include <catch2/catch.hpp>
#include <filesystem>

#include "model/path.h"
#include "model/print.h"
#include "tests/model/text.h"

using namespace model;
using namespace model::testing;

namespace {

const std::string kLight = R"(
machine Light "a crossing" {
  state RED initial
  state GREEN, YELLOW
  group MOVING = all except RED
  policy night : { dark, blinking } = dark
  const LIMIT : u8 in 1 .. 10 = 3
  const STEP = 2
  enum Colour { WARM, COLD }
  message Press {
    who : u8;  number : serial32 of sender;  heard : serial32 of receiver
    urgent : flags { NOW, LATER }
    let LOUD = who > 3 or NOW
    let END = number + LATER + 1
  }
  variable waiting : u8 = 7
  variable wide : u16
  variable on_time : bool
  variable colour : Colour = COLD
  variable mine : serial32 of self
  variable theirs, seen : serial32 of peer
  timer change
  timer rest = 2 * LIMIT
  input pressure : u16
  fresh ticket : serial32 of self
  signal walk(count : u8)
  let busy = waiting >= LIMIT
  let above(x) = waiting > x
  let answer = <number=mine><heard=theirs><urgent=NOW>
  action rest_now { cancel change;  start rest when busy;  goto RED }
)";

std::string light(const std::string& more) { return kLight + more + "\n}\n"; }

/// The guard of a rule of the machine, in the language's notation.
std::string guard(const std::string& condition) {
  Model m = model_of(light("on message press { rule R1 when " + condition + " { } }"));
  return print(m, m.machines[0], rule_named(m.machines[0], "R1").guard);
}

/// What a rule assigns.
std::string assigned(const std::string& effect) {
  Model m = model_of(light("on message press { rule R1 otherwise { " + effect + " } }"));
  const Assign& assign = std::get<Assign>(rule_named(m.machines[0], "R1").effects.at(0));
  return print(m, m.machines[0], assign.value, &m.machines[0].fields[assign.field].type);
}

const Step& only_step(const Model& m) { return m.machines[0].handlers.at(0).steps.at(0); }

}  // namespace

TEST_CASE("a machine's declarations become its fields, arguments and parameters") {
  Model m =
      model_of(light("on call press(n : u8) { rule R1 otherwise { } } on call hit(n : u8, m : u16) { rule R2 "
                     "otherwise { } }"));
  const Machine& light = m.machines.at(0);
  std::vector<std::string> fields, arguments;
  for (const Field& field : light.fields) fields.push_back(field.name);
  for (const Argument& argument : light.arguments) arguments.push_back(argument.name);
  CHECK(fields == std::vector<std::string>{"state", "waiting", "wide", "on_time", "colour", "mine", "theirs",
                                           "seen", "change.armed", "rest.armed"});
  CHECK(arguments == std::vector<std::string>{"pressure", "ticket", "n", "m"});
  CHECK(light.calls.at(1).arguments == std::vector<std::uint16_t>{2, 3});
  CHECK(light.fields[1].initial == 7);
  CHECK(light.fields[4].initial == 1);
  CHECK(light.fields[0].type.width == 2);
  CHECK(light.fields[4].type.width == 1);
  CHECK(light.state_count == 3);
  CHECK(light.groups.at(0).states == 0b110);
  CHECK(light.clause == "a crossing");
  CHECK(light.timers.at(1).armed == 9);
  CHECK(print(m, light, light.timers.at(1).duration) == "u32(LIMIT * 2)");
  CHECK_FALSE(light.timers.at(0).duration);
  REQUIRE(m.parameters.size() == 1);
  CHECK(m.parameters[0].high == 10);
  CHECK(light.message.at(4).name == "urgent.LATER");
  CHECK(m.enums.at(light.fields[4].type.enumeration).values == std::vector<std::string>{"WARM", "COLD"});
}

TEST_CASE("literals take the type of the other operand and numbers widen") {
  CHECK(guard("waiting + 1 > STEP") == "waiting + 1 > 2");
  CHECK(guard("wide = waiting") == "wide = u16(waiting)");
  CHECK(guard("waiting + on_time > 3") == "waiting + u8(on_time) > 3");
  CHECK(guard("1 + on_time = 2") == "u32(on_time) + 1 = 2");
  CHECK(guard("min(waiting, wide) = 2^4") == "(if u16(waiting) < wide then u16(waiting) else wide) = 16");
  CHECK(assigned("wide := waiting") == "u16(waiting)");
  CHECK(assigned("waiting := u8(wide * 3)") == "u8(wide * 3)");
}

TEST_CASE("serial numbers are compared on their circle") {
  CHECK(guard("theirs < seen") == "theirs < seen");
  CHECK(guard("press.number in [theirs .. seen]") == "arriving.number - theirs <= seen - theirs");
  CHECK(guard("press.number in [theirs .. theirs + pressure)") == "arriving.number - theirs < u32(pressure)");
  CHECK(guard("wide in [1 .. 5)") == "wide >= 1 and wide < 5");
  CHECK(guard("mine - ticket = 1") == "mine - ticket = 1");
  CHECK(assigned("theirs := press.END") == "arriving.number + u32(arriving.urgent.LATER) + 1");
  Model m =
      model_of(light("on message press { rule R1 when theirs <= seen { } rule R2 when seen > theirs { } }"));
  ExprPool& pool = *m.pool;
  auto field = [&](std::uint16_t i) { return pool.variable({32}, {Owner::Endpoint, 0, i}); };
  CHECK(rule_named(m.machines[0], "R1").guard ==
        pool.disjoin(pool.equal(field(6), field(7)), pool.serial_less(field(6), field(7))));
  CHECK(rule_named(m.machines[0], "R2").guard == pool.serial_less(field(6), field(7)));
}

TEST_CASE("names of messages, flags, states, timers and lets are found") {
  CHECK(guard("press.NOW and not press.urgent.LATER") == "arriving.urgent.NOW and not arriving.urgent.LATER");
  CHECK(guard("press.LOUD") == "arriving.urgent.NOW or arriving.who > 3");
  CHECK(guard("rest.armed and busy") == "rest.armed and LIMIT <= waiting");
  CHECK(guard("state in MOVING") == "state in { GREEN, YELLOW }");
  CHECK(guard("state = RED and colour != WARM") == "state = RED and colour != WARM");
  CHECK(guard("above(press.who)") == "arriving.who < waiting");
  CHECK(assigned("colour := if busy then WARM else COLD") == "if LIMIT <= waiting then WARM else COLD");
}

TEST_CASE("the lets that a handler uses are remembered with their arguments") {
  Model m = model_of(
      light("on message press { rule R1 when busy and above(press.who) { } rule R2 when not busy { } }"));
  const std::vector<NamedValue>& lets = m.machines[0].lets;
  REQUIRE(lets.size() == 2);
  CHECK(lets[0].name == "busy");
  CHECK(lets[1].name == "above(press.who)");
}

TEST_CASE("effects come in order, actions in place, and a message has a value for every field") {
  Model m = model_of(
      light("on message press { rule R1 otherwise { send answer;  rest_now;  mine := ticket;  stop } }"));
  const Rule& rule = rule_named(m.machines[0], "R1");
  REQUIRE(rule.effects.size() == 5);
  const Send& send = std::get<Send>(rule.effects[0]);
  REQUIRE(send.fields.size() == 5);
  CHECK(send.fields[0] == m.pool->bits(8, 0));
  CHECK(print(m, m.machines[0], send.fields[1]) == "mine");
  CHECK(send.fields[3].is_true());
  CHECK(send.fields[4].is_false());
  CHECK(std::get<CancelTimer>(rule.effects[1]).condition.is_true());
  CHECK(print(m, m.machines[0], std::get<StartTimer>(rule.effects[2]).condition) == "LIMIT <= waiting");
  CHECK(std::get<Assign>(rule.effects[3]).field == 0);
  CHECK(print(m, m.machines[0], std::get<Assign>(rule.effects[4]).value) == "ticket");
  CHECK(rule.stops);
}

TEST_CASE("otherwise is what no earlier rule of the step takes") {
  Model m = model_of(
      light("on message press { rule R1 in RED { } rule R2 in GREEN when busy { } rule R3 otherwise { } }"));
  const Rule& rest = rule_named(m.machines[0], "R3");
  CHECK(rest.states == 0b110);
  CHECK(print(m, m.machines[0], rest.guard) == "not (LIMIT <= waiting and state = GREEN)");
}

TEST_CASE("a step with a condition is skipped by a rule that nobody wrote") {
  Model m = model_of(light(
      "on message press { first \"look\" when busy { rule R1 when press.NOW { } rule R2 otherwise { } } }"));
  const Step& step = only_step(m);
  REQUIRE(step.rules.size() == 3);
  CHECK(step.rules[0].implicit);
  CHECK(print(m, m.machines[0], step.rules[0].guard) == "LIMIT > waiting");
  CHECK(print(m, m.machines[0], step.rules[2].guard) == "LIMIT <= waiting and not arriving.urgent.NOW");
}

TEST_CASE("policies are decided: by default, by a profile, by the user, by a variant") {
  std::string text =
      light("on message press { rule R1 when night = dark { } rule R2 when night != dark { } }") +
      "profile lit { night = blinking }\nvariant M1 Dark of Light { policy night = dark }\n";
  Model by_default = model_of(text);
  CHECK(by_default.machines[0].rules_off == std::vector<std::string>{"R2"});
  CHECK(only_step(by_default).rules.size() == 1);
  CHECK(by_default.valuation.at(0).value == "dark");
  Model by_profile = model_of(text, {.profile = "lit", .policies = {}, .variant = {}});
  CHECK(by_profile.machines[0].rules_off == std::vector<std::string>{"R1"});
  CHECK(by_profile.profile == "lit");
  Model by_user = model_of(text, {.profile = "", .policies = {{"night", "blinking"}}, .variant = {}});
  CHECK(by_user.valuation.at(0).value == "blinking");
  Model by_variant = model_of(text, {.profile = "lit", .policies = {}, .variant = "M1"});
  CHECK(by_variant.valuation.at(0).value == "dark");
}

TEST_CASE("what a file claims under a profile is claimed where its decisions are made") {
  std::string text =
      light("on message press { rule R1 otherwise { } }") +
      "system One { endpoint E : Light }\nclaims under lit\n"
      "invariant P1 Always in One: true\nlemma always in One: true\nrun Stands in One { }\n"
      "profile lit { night = blinking }\nvariant M1 Lit of Light refutes P1 { policy night = blinking }\n";
  Model by_default = model_of(text);
  CHECK(by_default.properties.empty());
  CHECK(by_default.lemmas.empty());
  CHECK(by_default.runs.size() == 1);  // played if somebody asks for it
  REQUIRE(by_default.elsewhere.size() == 1);
  CHECK(by_default.elsewhere[0].id == "P1");
  CHECK(by_default.elsewhere[0].profile == "lit");
  for (const Choice& choice :
       std::vector<Choice>{{.profile = "lit", .policies = {}, .variant = {}},
                           {.profile = "", .policies = {{"night", "blinking"}}, .variant = {}},
                           {.profile = "", .policies = {}, .variant = "M1"}}) {
    Model decided = model_of(text, choice);
    CHECK(decided.properties.size() == 1);
    CHECK(decided.lemmas.size() == 1);
    CHECK(decided.elsewhere.empty());
  }
}

TEST_CASE("a rule that can never apply for another reason than a policy stays") {
  Model m = model_of(light("on message press { rule R1 when false { } rule R2 otherwise { } }"));
  CHECK(m.machines[0].rules_off.empty());
  CHECK(only_step(m).rules.size() == 2);
}

TEST_CASE("a variant replaces, removes and inserts rules") {
  std::string text =
      light("on message press { rule R1 when busy { goto GREEN } rule R2 when not busy { goto YELLOW } }") +
      "variant M1 A of Light { replace R1 { waiting := 0 } }\nvariant M2 B of Light { remove R2 }\n"
      "variant M3 C of Light { insert before R2 rule R9 when press.NOW { goto RED } }\n";
  auto with = [&](const char* id) { return model_of(text, {.profile = "", .policies = {}, .variant = id}); };
  Model replaced = with("M1");
  CHECK(std::get<Assign>(rule_named(replaced.machines[0], "R1").effects.at(0)).field == 1);
  CHECK(print(replaced, replaced.machines[0], rule_named(replaced.machines[0], "R1").guard) ==
        "LIMIT <= waiting");
  REQUIRE(replaced.variant);
  CHECK(replaced.variant->name == "A");
  Model removed = with("M2");
  CHECK(only_step(removed).rules.at(1).implicit);
  CHECK(only_step(removed).rules.at(1).effects.empty());
  CHECK(print(removed, removed.machines[0], only_step(removed).rules.at(1).guard) == "LIMIT > waiting");
  Model inserted = with("M3");
  CHECK(only_step(inserted).rules.at(1).name == "R9");
}

namespace {

const std::string kPair = R"(
system Pair {
  endpoint A, B : Light mirrored
  network A <-> B : lossy, duplicating, lifetime LIFE
  calls except hit
  environment storm
  ghost E.id : identity
  ghost E.first : bool = true
  ghost Press.from : identity
  on step of E {
    E.id := if assigned(E.mine) then new else old(E.id)
    E.first := E.id = peer(E).id
  }
  on send of s by E { s.from := E.id }
  let distance(E, v) = E.mine - v
  assume Fresh on choice of ticket by E:
    for s from E: ticket - s.number <= 5;
    E.mine != ticket
  assume Quiet on arrival of s at E: s.who != 7
  bounds { slots = 2;  LIMIT = 2;  LIFE = 4;  pressure = 0, 4;  ticket = any;  depth = 9 }
}
invariant P1 Ahead "1" in Pair for s from B: distance(B, s.number) <= 3 and s.ttl <= LIFE
transition P2 Still in Pair on arrival of seg at A for s, t from A: seg.NOW and happens(arrival) and sending.LATER => A.state = old(A.state) and s.number = t.number
response P3 Ends in Pair under fair(rest of E), fair(tick), fair(hit of A): A.state = RED ~> A.state in MOVING by decreasing (A.waiting, if A.busy then 1 else 0)
reachable R1 Both in Pair: A.state = GREEN and B.rest.left > 0
deterministic P60 One: Light
lemma known in Pair for s from A: s.from = A.id or A.busy
)";

Model pair_model(const Choice& choice = {}) {
  return model_of(
      light("const LIFE : u32 in 1 .. 9 = 2\n on call hit { rule R1 otherwise { } } on call miss { rule R2 "
            "otherwise { mine := ticket } }"
            "on environment storm { rule R3 otherwise { } } on environment fog { rule R4 otherwise { } }") +
          kPair + "variant M1 Lax of Light { drop Fresh  bounds { slots = 3; ticket = new } }\n",
      choice);
}

}  // namespace

TEST_CASE("a system has its machine's fields, ghosts, and clocks if messages have a lifetime") {
  Model m = pair_model();
  const System& pair = m.systems.at(0);
  REQUIRE(pair.fields.at(1).size() == 13);
  CHECK(pair.fields[1][10].name == "id");
  CHECK(pair.fields[1][11].initial == 1);
  CHECK(pair.fields[1][12].name == "rest.left");
  CHECK(pair.message.at(5).name == "from");
  CHECK(pair.message.at(6).name == "ttl");
  CHECK(pair.links.size() == 2);
  CHECK((pair.mirrored && pair.lossy && pair.duplicating && !pair.reordering && !pair.forgetting));
  CHECK(pair.call_allowed == std::vector(2, std::vector<bool>{false, true}));
  CHECK(pair.environment_allowed == std::vector(2, std::vector<bool>{true, false}));
  CHECK(print(m, pair, *pair.lifetime) == "LIFE");
}

TEST_CASE("hooks are made for every endpoint, later assignments seeing earlier ones") {
  Model m = pair_model();
  const System& pair = m.systems.at(0);
  REQUIRE(pair.hooks.size() == 4);
  const Hook& step = pair.hooks.at(1);
  CHECK(step.endpoint == 1);
  REQUIRE(step.sets.size() == 2);
  CHECK(print(m, pair, step.sets[0].value) == "if assigned(mine) then new else old(B.id)");
  CHECK(print(m, pair, step.sets[1].value) == "A.id = (if assigned(mine) then new else old(B.id))");
  const Hook& send = pair.hooks.at(2);
  CHECK(send.kind == Hook::Kind::Send);
  CHECK(send.sets.at(0).target == Place{Owner::Message, kSent, 5});
  CHECK(print(m, pair, send.sets[0].value) == "A.id");
}

TEST_CASE("assumptions are made for every endpoint") {
  Model m = pair_model();
  const System& pair = m.systems.at(0);
  REQUIRE(pair.assumptions.size() == 4);
  const Assumption& fresh = pair.assumptions.at(1);
  CHECK(fresh.kind == Assumption::Kind::Choice);
  CHECK(fresh.subject == 1);
  CHECK(fresh.endpoint == 1);
  REQUIRE(fresh.conjuncts.size() == 2);
  CHECK(fresh.conjuncts[0].from == std::vector<std::uint16_t>{1});
  CHECK(print(m, pair, fresh.conjuncts[0].body) == "ticket - s.number <= 5");
  CHECK(print(m, pair, fresh.conjuncts[1].body) == "ticket != B.mine");
  CHECK(print(m, pair, pair.assumptions.at(2).conjuncts.at(0).body) == "arriving.who != 7");
}

TEST_CASE("bounds name slots, constants and arguments") {
  Model m = pair_model();
  const Bounds& bounds = m.systems.at(0).bounds;
  CHECK(bounds.slots == 2);
  CHECK(bounds.depth == 9);
  CHECK(bounds.parameters.size() == 2);
  REQUIRE(bounds.arguments.size() == 4);  // two of each endpoint
  for (const Bounds::Listed& listed : bounds.arguments) {
    const bool ticket = m.machines[0].arguments[listed.argument].kind == Argument::Kind::Fresh;
    CHECK(listed.reuse == ticket);
    CHECK(listed.values == (ticket ? std::vector<std::uint64_t>{} : std::vector<std::uint64_t>{0, 4}));
  }
}

TEST_CASE("a variant drops assumptions and changes bounds") {
  Model m = pair_model({.profile = "", .policies = {}, .variant = "M1"});
  const System& pair = m.systems.at(0);
  CHECK(pair.assumptions.size() == 2);
  CHECK(pair.bounds.slots == 3);
  CHECK(std::none_of(pair.bounds.arguments.begin(), pair.bounds.arguments.end(),
                     [](const Bounds::Listed& listed) { return listed.reuse; }));
}

TEST_CASE("claims are over the places of their system") {
  Model m = pair_model();
  const System& pair = m.systems.at(0);
  REQUIRE(m.properties.size() == 5);
  const Property& ahead = m.properties[0];
  CHECK(ahead.statement.from == std::vector<std::uint16_t>{1});
  CHECK(print(m, pair, ahead.statement.body) == "B.mine - s.number <= 3 and s.ttl <= LIFE");
  const Property& still = m.properties[1];
  CHECK(still.on == Hook::Kind::Arrival);
  CHECK(still.statement.from == std::vector<std::uint16_t>{0, 0});
  const Property& ends = m.properties[2];
  CHECK(print(m, pair, ends.trigger) == "A.state = RED");
  CHECK(print(m, pair, ends.target) == "A.state in { GREEN, YELLOW }");
  REQUIRE(ends.measure.size() == 2);
  CHECK(print(m, pair, ends.measure[1]) == "if LIMIT <= A.waiting then 1 else 0");
  REQUIRE(ends.fairness.size() == 3);
  CHECK(ends.fairness[0].kind == Fairness::Kind::Timeout);
  CHECK_FALSE(ends.fairness[0].endpoint);
  CHECK(ends.fairness[2].kind == Fairness::Kind::Call);
  CHECK(ends.fairness[2].endpoint == std::uint16_t{0});
  CHECK(m.properties[4].kind == Property::Kind::Deterministic);
  REQUIRE(m.lemmas.size() == 1);
  CHECK(print(m, pair, m.lemmas[0].statement.body) == "LIMIT <= A.waiting or A.id = s.from");
}

TEST_CASE("every specification in the tree elaborates, with every variant and profile") {
  for (const auto& entry : std::filesystem::recursive_directory_iterator("spec")) {
    if (entry.path().extension() != ".synfin") continue;
    grammar::Sources sources;
    grammar::Diagnostics diagnostics;
    auto tree = grammar::read(entry.path().string(), sources, diagnostics);
    INFO(entry.path());
    REQUIRE(tree);
    if (elaborate(*tree, {}, diagnostics) == std::nullopt) {
      // A part of a specification may stand for a whole only with what it is imported by.
      CHECK(entry.path().parent_path() == "spec/tcp");
      continue;
    }
    for (const VariantInfo& variant : variants(*tree)) {
      INFO(variant.id);
      CHECK(elaborate(*tree, {.profile = "", .policies = {}, .variant = variant.id}, diagnostics));
    }
    if (!variants(*tree).empty()) continue;  // the profiles are of what it imports
    for (const grammar::ast::Item& item : tree->items)
      if (const auto* profile = std::get_if<grammar::ast::Profile>(&item))
        CHECK(elaborate(*tree, {.profile = profile->name.text, .policies = {}, .variant = {}}, diagnostics));
  }
}
