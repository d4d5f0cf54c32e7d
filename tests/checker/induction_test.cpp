#include <catch2/catch.hpp>

#include "checker/dead_rules.h"
#include "checker/induction.h"
#include "checker/smt/recheck.h"
#include "checker/symmetry.h"
#include "tests/checker/specification.h"
#include "tests/model/text.h"

namespace {

using checker::Induction;
using checker::Proved;
using checker::Unknown;
using checker::Verdict;
using model::Model;
using model::testing::model_of;

const checker::Limits kLimits;

Verdict verdict(const Model& model, const std::string& id) {
  const auto& property = checker::testing::property(model, id);
  Induction induction(model, property.system, kLimits);
  return property.kind == model::Property::Kind::Invariant ? induction.invariants()
                                                           : induction.transition(property);
}

/// A server that numbers the tickets it gives, and a client that keeps the last one.
const std::string kTickets = R"(
machine Server "gives tickets" {
  state OPEN initial
  message Ticket { N : serial32 of sender;  PRICE : u8 }
  variable next : serial32 of self
  on call give { rule G1 otherwise { send <N=next><PRICE=3>;  next := next + 1 } }
  on message ticket { rule G2 otherwise { } }
}
machine Client "keeps the last ticket" {
  state WAITING initial
  state SERVED
  message Ticket { N : serial32 of sender;  PRICE : u8 }
  variable last : serial32 of peer
  variable paid : u8
  on message ticket { rule C1 otherwise { last := ticket.N;  paid := ticket.PRICE;  goto SERVED } }
}
system Counter {
  endpoint S : Server
  endpoint C : Client
  network S <-> C : lossy, duplicating, reordering, forgetting
  assume Young:
    for s from S: S.next - s.N <= 1000
}
)";

}  // namespace

TEST_CASE("an invariant is proved with its lemma about messages, and both solvers confirm it") {
  const Model model = model_of(kTickets + R"(
    invariant T1 Price in Counter: C.state = SERVED => C.paid = 3
    lemma price in Counter for s from S: s.PRICE = 3
  )");
  const auto proved = verdict(model, "T1");
  REQUIRE(std::holds_alternative<Proved>(proved));
  const auto& certificate = std::get<Proved>(proved).certificate;
  CHECK(certificate.obligations.size() >= 1);
  CHECK(checker::smt::ask_z3(certificate, {}).agrees());
  CHECK(checker::smt::ask_cvc5(certificate, {}).agrees());
}

TEST_CASE("without the lemma the verdict is unknown and shows the step that fails") {
  const Model model = model_of(kTickets + "invariant T1 Price in Counter: C.state = SERVED => C.paid = 3");
  const auto failed = verdict(model, "T1");
  REQUIRE(std::holds_alternative<Unknown>(failed));
  const auto& unknown = std::get<Unknown>(failed);
  CHECK(unknown.reason == "it rests on what is not inductive in Counter: invariant T1");
  REQUIRE(unknown.rests_on.size() == 1);
  CHECK(unknown.rests_on[0].steps == std::vector<std::string>{"C: C1"});
  CHECK(unknown.rests_on[0].pictured == "C: C1");
  CHECK(unknown.rests_on[0].picture.find("arriving:") != std::string::npos);
  CHECK(unknown.rests_on[0].picture.find("C before:") != std::string::npos);
}

TEST_CASE("a claim about steps that needs no lemma is proved though a lemma of its system is not inductive") {
  const Model model = model_of(kTickets + R"(
    lemma served in Counter: C.state = SERVED
    transition T2 Served in Counter on arrival of t at C: C.state = SERVED and C.paid = t.PRICE
    transition T3 Price in Counter on arrival of t at C: C.paid = 3
  )");
  CHECK(std::holds_alternative<Proved>(verdict(model, "T2")));
  REQUIRE(std::holds_alternative<Unknown>(verdict(model, "T3")));
  CHECK(std::get<Unknown>(verdict(model, "T3")).reason ==
        "it rests on what is not inductive in Counter: lemma served");
}

TEST_CASE("a lemma that no message can satisfy fails where a message is sent: nothing is proved from it") {
  const Model model = model_of(kTickets + R"(
    invariant T1 Price in Counter: C.state = WAITING
    lemma nothing_is_sent in Counter for s from S: s.PRICE = 4 and s.PRICE = 5
  )");
  const auto failed = verdict(model, "T1");
  REQUIRE(std::holds_alternative<Unknown>(failed));
  REQUIRE_FALSE(std::get<Unknown>(failed).rests_on.empty());
  CHECK(std::get<Unknown>(failed).rests_on.front().statement == "lemma nothing_is_sent");
  CHECK(std::get<Unknown>(failed).rests_on.front().reading == "of the message sending");
}

TEST_CASE("an invariant that is false at the beginning is not proved") {
  const Model model = model_of(kTickets + "invariant T1 Served in Counter: C.state = SERVED");
  const auto failed = verdict(model, "T1");
  REQUIRE(std::holds_alternative<Unknown>(failed));
  REQUIRE(std::get<Unknown>(failed).rests_on.size() == 1);
  CHECK(std::get<Unknown>(failed).rests_on.front().name == "T1");
  CHECK(std::get<Unknown>(failed).rests_on.front().steps.front() == "initially");
}

TEST_CASE("a statement about two messages is shown of two old ones where the state that it mentions moves") {
  const std::string pair = R"(
    invariant T2 Alike in Counter for s, t from S: s.PRICE = t.PRICE and S.next - s.N <= 1000
    lemma old in Counter for s from S: s.N != S.next
  )";
  const auto proved =
      verdict(model_of(kTickets + pair + "lemma price in Counter for s from S: s.PRICE = 3"), "T2");
  CHECK(std::holds_alternative<Proved>(proved));
  const auto failed = verdict(model_of(kTickets + pair), "T2");
  REQUIRE(std::holds_alternative<Unknown>(failed));
  REQUIRE(std::get<Unknown>(failed).rests_on.size() == 1);
  CHECK(std::get<Unknown>(failed).rests_on.front().reading.find("of the message ") == 0);
}

TEST_CASE("a value of an enumeration stays one where a goal is the opposite of what is known") {
  const Model model = model_of(R"(
    machine Switch {
      enum Mood { GLAD, SAD, CALM }
      state ON initial
      variable mood : Mood
      variable up : bool
      on call flip { rule S1 otherwise { up := not up } }
    }
    system Wall { endpoint E : Switch }
    invariant T3 Down in Wall: not E.up
    lemma no_mood in Wall: E.mood != GLAD and E.mood != SAD and E.mood != CALM
  )");
  const auto failed = verdict(model, "T3");
  REQUIRE(std::holds_alternative<Unknown>(failed));
  REQUIRE(std::get<Unknown>(failed).rests_on.size() == 1);
  CHECK(std::get<Unknown>(failed).rests_on.front().name == "no_mood");
  CHECK(std::get<Unknown>(failed).rests_on.front().steps == std::vector<std::string>{"initially"});
}

TEST_CASE("numbers are measured from one of them where nothing speaks of an absolute number") {
  const Model shifted = model_of(
      kTickets +
      "invariant T3 Near in Counter: C.state = WAITING or S.next - C.last <= 1000 or S.next != C.last");
  const auto proved = verdict(shifted, "T3");
  REQUIRE(std::holds_alternative<Proved>(proved));
  CHECK(std::get<Proved>(proved).certificate.symmetries ==
        std::vector<std::string>{"translation: measured from S.next"});
}

TEST_CASE("an unset number is made arbitrary in a proof by shifts, and named") {
  const std::string text = R"(
    machine Ping "sends its number" {
      state UP initial
      message Note { A : serial8 of sender;  B : serial8 of receiver }
      variable mine : serial8 of self
      variable yours : serial8 of peer
      on call say { rule P1 otherwise { send <A=mine> } }
      on message note { rule P2 otherwise { yours := note.A;  mine := note.B } }
    }
    system Two { endpoint X, Y : Ping mirrored  network X <-> Y : lossy, duplicating, reordering, forgetting }
    invariant Q1 Something in Two: X.yours - Y.mine <= 255
    invariant Q2 NeverFive in Two: X.mine - Y.yours != 5 or X.mine - Y.yours = 5
    lemma moving in Two: X.yours = Y.mine or X.yours != Y.mine
    lemma anything in Two for s from X: s.A - X.mine != 7 or s.B - Y.mine <= 200 or X.mine - s.A != 249
  )";
  const Model model = model_of(text);
  Induction induction(model, 0, kLimits);
  bool named = false;
  for (const auto& move : induction.moves(0))
    for (const auto& what : move.over_approximated) named = named || what == "P1: any.sending.B";
  CHECK(named);
}

TEST_CASE("endpoints that do not do the same are no mirror images, whatever the system says") {
  const std::string text = R"(
    machine Peer "counts" {
      state UP initial
      variable n : u8
      on call inc { rule I1 otherwise { n := n + 1 } }
    }
    system Even {
      endpoint X, Y : Peer mirrored
      ghost E.seen : u8
      on step of E { E.seen := E.n }
    }
    system Odd {
      endpoint X, Y : Peer mirrored
      ghost E.seen : u8
      on step of X { X.seen := X.n }
    }
  )";
  const Model model = model_of(text);
  CHECK(checker::is_mirrored(model, model.systems[0]));
  CHECK_FALSE(checker::is_mirrored(model, model.systems[1]));
  CHECK(Induction(model, 0, kLimits).movers().size() == 1);
  CHECK(Induction(model, 1, kLimits).movers().size() == 2);
}

TEST_CASE(
    "shifts keep differences and serial order: unsigned order of numbers and absolute numbers they do not") {
  const Model model = model_of(kTickets);
  Induction induction(model, 0, kLimits);
  const auto& vocabulary = induction.encoding().vocabulary();
  checker::Translation translation(vocabulary, 0);
  auto& pool = *model.pool;
  const auto next = induction.encoding().before()[0][1], last = induction.encoding().before()[1][1];
  CHECK(translation.keeps(pool.equal(next, last)));
  CHECK(translation.keeps(pool.serial_less(next, last)));
  CHECK(translation.keeps(pool.less(pool.subtract(next, last), pool.bits(32, 9))));
  CHECK_FALSE(translation.keeps(pool.less(next, last)));
  CHECK_FALSE(translation.keeps(pool.equal(next, pool.bits(32, 0))));
  CHECK_FALSE(translation.keeps(pool.equal(pool.resize({8}, next), pool.resize({8}, last))));
  CHECK(translation.fits(pool.add(last, pool.bits(32, 1)), next.place()));
  CHECK_FALSE(translation.fits(pool.bits(32, 0), next.place()));
}

TEST_CASE("a rule that no state lets through is dead, and a claim about what never happens is vacuous") {
  const std::string text = R"(
    machine Door "opens and shuts" {
      state SHUT initial
      state OPEN, BROKEN
      variable used : u8
      on call push {
        rule D1 in SHUT { used := 1;  goto OPEN }
        rule D2 in OPEN { goto SHUT }
        rule D3 in BROKEN { goto SHUT }
      }
      on call look {
        rule D4 when used > 7 and used < 3 { goto SHUT }
        rule D5 otherwise { }
      }
    }
    system House { endpoint E : Door }
    lemma sound in House: E.state != BROKEN
    transition N1 Mends in House on step of E: old(E.state) = BROKEN => E.state = SHUT
    transition N2 Opens in House on step of E: old(E.state) = SHUT and happens(push) => E.state = OPEN
    invariant N3 BrokenIsUsed in House: E.state = BROKEN => E.used = 1
    invariant N4 OpenIsUsed in House: E.state = OPEN => E.used = 1
    invariant N5 NeverBroken in House: not (E.state = BROKEN)
    response N6 Ends in House under fair(push of E): E.state = BROKEN ~> E.state = SHUT
  )";
  const Model model = model_of(text);
  checker::Memory memory;
  const auto found = checker::findings(model, kLimits, memory);
  CHECK(found.dead == std::vector<std::string>{"D3", "D4"});
  CHECK(found.vacuity.claims == std::vector<std::string>{"N1", "N3", "N6"});
  CHECK(found.vacuity.unmet.empty());
  CHECK(std::holds_alternative<Proved>(verdict(model, "N2")));
}

TEST_CASE("a rule is not dead because of a claim that is false, nor because nobody lets its event happen") {
  const Model model = model_of(R"(
    machine Door {
      state SHUT initial
      state OPEN
      on call push { rule D1 in SHUT { goto OPEN } rule D2 in OPEN { } }
      on environment storm { rule D3 otherwise { goto SHUT } }
    }
    system House { endpoint E : Door }
    invariant N1 AlwaysShut in House: E.state = SHUT
  )");
  checker::Memory memory;
  const auto found = checker::findings(model, kLimits, memory);
  CHECK(found.dead.empty());
  CHECK(found.unexercised == std::vector<std::string>{"D3"});
}

TEST_CASE("a transition claimed of a system without steps is vacuous") {
  const Model model = model_of(R"(
    machine Counter {
      state S initial
      variable x : u8
      on call c { rule R otherwise { x := x + 1 } }
    }
    system Stopped { endpoint E : Counter  assume Small: E.x < 1 }
    transition N1 Anything in Stopped on step of E: E.x = 200
  )");
  checker::Memory memory;
  CHECK(checker::findings(model, kLimits, memory).vacuity.claims == std::vector<std::string>{"N1"});
}

TEST_CASE(
    "an assumption about every state that is false at the beginning leaves nothing, and makes every claim "
    "vacuous") {
  const Model model = model_of(R"(
    machine Counter {
      state S initial
      variable x : u8
      on call c { rule R otherwise { x := x + 1 } }
    }
    system Empty { endpoint E : Counter  assume Never: E.x = 1 and E.x = 2 }
    invariant N1 Small in Empty: E.x < 7
  )");
  checker::Memory memory;
  CHECK(std::holds_alternative<Proved>(verdict(model, "N1")));
  const auto found = checker::vacuity(model, {&checker::testing::property(model, "N1")}, kLimits, memory);
  CHECK(found.claims == std::vector<std::string>{"N1"});
  CHECK(found.unmet == std::vector<std::string>{"Never"});
}

TEST_CASE("a claim about messages is vacuous if no message is ever so") {
  const Model model = model_of(kTickets + R"(
    lemma price in Counter for s from S: s.PRICE = 3
    invariant N1 Dear in Counter for s from S: s.PRICE = 9 => C.paid = 9
    invariant N2 Cheap in Counter for s from S: s.PRICE = 3 => s.PRICE < 9
  )");
  checker::Memory memory;
  const auto& n1 = checker::testing::property(model, "N1");
  const auto& n2 = checker::testing::property(model, "N2");
  CHECK(checker::vacuity(model, {&n1, &n2}, kLimits, memory).claims == std::vector<std::string>{"N1"});
}
