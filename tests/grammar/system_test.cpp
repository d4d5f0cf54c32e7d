#include "tests/grammar/text.h"

using namespace grammar;

TEST_CASE("endpoints, networks, calls and the environment are read") {
  CHECK(system_item("endpoint A, B : T mirrored") == "(endpoint [A B] T yes)");
  CHECK(system_item("endpoint E : T") == "(endpoint [E] T no)");
  CHECK(system_item("network A <-> B : lossy, reordering, lifetime MSL") ==
        "(network A B yes [lossy reordering] MSL)");
  CHECK(system_item("network * -> E") == "(network - E no [] -)");
  CHECK(system_item("network A -> B : lossy") == "(network A B no [lossy] -)");
  CHECK(system_item("calls except send, abort  calls open") == "(calls yes [send abort]) (calls no [open])");
  CHECK(system_item("environment crash, boot") == "(environment [crash boot])");
  CHECK(system_item("calls open of A, close  environment crash of E") ==
        "(calls no [(of open A) close]) (environment [(of crash E)])");
  CHECK(system_item("bounds { isn of A = any }") == "(bounds [(bound (of isn A) [1])])");
}

TEST_CASE("ghosts belong to an endpoint or to messages") {
  CHECK(system_item("ghost E.id : identity = 0  ghost Segment.ig : identity  ghost g : u8") ==
        "(ghost E id (type identity -) 0 \"\") (ghost Segment ig (type identity -) \"null\" \"\") (ghost - g "
        "(type u8 -) \"null\" \"\")");
}

TEST_CASE("hooks run on steps, arrivals, sends and ticks") {
  CHECK(system_item("on step of E { peer(E).y := if assigned(E.i) then new else old(E.y) }") ==
        "(hook \"step\" - E [(:= (member (call peer [E]) y) (if (call assigned [(member E i)]) new (call old "
        "[(member E y)])))])");
  CHECK(system_item("on arrival of s at E { }  on send of s by E { }  on tick { }") ==
        "(hook \"arrival\" s E []) (hook \"send\" s E []) (hook \"tick\" - - [])");
}

TEST_CASE("an assumption is a list of conjuncts, each perhaps over messages") {
  CHECK(
      system_item(
          "assume F on choice of isn by E: for s from E: a for s, t from peer(E): b; c and d; e let f = 1") ==
      "(assume F \"choice\" isn E [(conjunct (for [s] E) a) (conjunct (for [s t] (call peer [E])) b) "
      "(conjunct - (and c d))"
      " (conjunct - e)] \"\") (let f [] 1 \"\")");
  CHECK(system_item("assume F \"text\" on arrival of s at E: a") ==
        "(assume F \"arrival\" s E [(conjunct - a)] \"\")");
  CHECK(system_item("assume F on step of E: a") == "(assume F \"step\" - E [(conjunct - a)] \"\")");
  CHECK(system_item("assume F: a") == "(assume F \"state\" - - [(conjunct - a)] \"\")");
}

TEST_CASE("bounds are numbers, and the words new and any are 0 and 1") {
  CHECK(system_item("bounds { slots = 1;  w = 0, 2^16  isn = new;  x = any }") ==
        "(bounds [(bound slots [1]) (bound w [0 65536]) (bound isn [0]) (bound x [1])])");
}

TEST_CASE("claims carry an id, a name, a clause and documentation") {
  CHECK(tree("/// d\ndeterministic P60 D \"3\": M") == "[][(deterministic P60 D [] \"3\" M \"d\")]");
  CHECK(tree("invariant P1 I in S: a") == "[][(invariant P1 I [] \"\" S - a \"\")]");
  CHECK(tree("invariant P1 I \"c\" in S for s from A: a") ==
        "[][(invariant P1 I [] \"c\" S (for [s] A) a \"\")]");
  CHECK(tree("invariant P1 I [A13, D01] \"c\" in S: a") == "[][(invariant P1 I [A13 D01] \"c\" S - a \"\")]");
  CHECK(tree("reachable R1 R in S: a") == "[][(reachable R1 R [] \"\" S a \"\")]");
  CHECK(tree("lemma l in S for s, t from B: a lemma m in S: b") ==
        "[][(lemma l S (for [s t] B) a \"\") (lemma m S - b \"\")]");
}

TEST_CASE("a transition is of a step or of an arrival") {
  CHECK(tree("transition P T in S on step of A for s from A: a") ==
        "[][(transition P T [] \"\" S \"step\" - A (for [s] A) a \"\")]");
  CHECK(tree("transition P T in S on arrival of m at A: a") ==
        "[][(transition P T [] \"\" S \"arrival\" m A - a \"\")]");
}

TEST_CASE("a response names its fairness and its measure") {
  CHECK(
      tree("response P R \"c\" in S under fair(t of E), fair(tick): p and q ~> r by decreasing (e, f - 1)") ==
      "[][(response P R [] \"c\" S [(fair t E) (fair tick -)] (and p q) r [e (- f 1)] \"\")]");
  CHECK(tree("response P R in S: p ~> q") == "[][(response P R [] \"\" S [] p q [] \"\")]");
}

TEST_CASE("a file says under which profile it claims, and its words may be names") {
  CHECK(tree("claims under p  profile claims { under = claims }") ==
        "[][(claims under p) (profile claims [(setting under claims)] \"\")]");
  CHECK(outcome("claims p").codes == std::vector<int>{1});
}

TEST_CASE("a profile is a list of settings") {
  CHECK(tree("profile p { a = b; c = d e = f }  profile q { }") ==
        "[][(profile p [(setting a b) (setting c d) (setting e f)] \"\") (profile q [] \"\")]");
}

TEST_CASE("a variant states its changes and what they refute") {
  CHECK(
      tree("variant M1 N of T refutes P1, P2 { replace A { stop } remove B; insert before C rule Z when a { }"
           " insert after D rule Y otherwise { } policy p = v  drop F  bounds { isn = any } }") ==
      "[][(variant M1 N T [P1 P2] [(replace A [(stop)]) (remove B) (before C (rule Z [] \"\" [] a no [] "
      "\"\"))"
      " (after D (rule Y [] \"\" [] \"null\" yes [] \"\")) (setting p v) (drop F) (bounds [(bound isn "
      "[1])])] \"\")]");
  CHECK(tree("variant M1 N of T { }") == "[][(variant M1 N T [] [] \"\")]");
}
