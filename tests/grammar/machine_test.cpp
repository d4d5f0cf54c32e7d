#include "tests/grammar/text.h"

using namespace grammar;

TEST_CASE(
    "constants, enumerations and messages may stand outside the machines, which speak one of the messages") {
  CHECK(
      tree("const N = 3  enum T { A, B }  message M { X : u8 }  machine K { message M  state S }") ==
      "[][(const N (type  -) - 3 \"\") (enum T [A B] \"\") (message M [(field X (type u8 -) \"\")] [] \"\") "
      "(machine K \"\" [(speaks M) (state [S] - \"\")] \"\")]");
}

TEST_CASE("a machine has a name, a source and documentation") {
  CHECK(tree("/// One.\n// no\n/// Two.\nmachine M \"a clause\" { }") ==
        "[][(machine M \"a clause\" [] \"One.\nTwo.\")]");
  CHECK(tree("extend M { timer t }") == "[][(extend M [(timer t \"null\" \"\")])]");
}

TEST_CASE("states, groups, policies, constants and enums are read") {
  CHECK(item("state A initial  state B, C") == "(state [A] A \"\") (state [B C] - \"\")");
  CHECK(item("group G = A, B") == "(group G [A B] no \"\")");
  CHECK(item("group G = all except A, B") == "(group G [A B] yes \"\")");
  CHECK(item("policy p : { on, off } = off") == "(policy p [on off] off \"\")");
  CHECK(item("const L : u32 in 1 .. 2^30 = 5") == "(const L (type u32 -) 1 1073741824 5 \"\")");
  CHECK(item("const S = 2") == "(const S (type  -) - 2 \"\")");
  CHECK(item("enum E { X, Y }") == "(enum E [X Y] \"\")");
}

TEST_CASE("a message has fields, flags and lets") {
  CHECK(item("message M { SEQ, ACK : serial32 of sender;  /// Octets.\n LEN : u16  CTL : flags { SYN, FIN }  "
             "let L = LEN }") ==
        "(message M [(field SEQ (type serial32 sender) \"\") (field ACK (type serial32 sender) \"\")"
        " (field LEN (type u16 -) \"Octets.\") (field CTL (flags [SYN FIN]) \"\")] [(let L [] LEN \"\")] "
        "\"\")");
}

TEST_CASE("variables, timers, inputs and signals are read") {
  CHECK(item("variable a, b : serial32 of self = 1") ==
        "(variable a (type serial32 self) 1 \"\") (variable b (type serial32 self) 1 \"\")");
  CHECK(item("timer t  timer u = 2 * M") == "(timer t \"null\" \"\") (timer u (* 2 M) \"\")");
  CHECK(item("input w : u16  fresh i : serial32 of self") ==
        "(input w (type u16 -) \"\") (fresh i (type serial32 self) \"\")");
  CHECK(item("signal s  signal text(a : u32, b : bool)") ==
        "(signal s [] \"\") (signal text [(parameter a (type u32 -)) (parameter b (type bool -))] \"\")");
}

TEST_CASE("lets and actions have parameters") {
  CHECK(item("let f(a, b) = a + b") == "(let f [a b] (+ a b) \"\")");
  CHECK(item("action go(a) { stop }  action no { }") ==
        "(action go [a] [(stop)] \"\") (action no [] [] \"\")");
}

TEST_CASE("effects need no separator") {
  CHECK(
      item("action a { x := 1 E.y := 2; send m goto S start t when x = 1 start u cancel v when z; cancel w\n"
           "signal s signal s(1, x) error \"no\" go go(1) stop }") ==
      "(action a [] [(:= x 1) (:= (member E y) 2) (send m) (goto S) (start t (= x 1)) (start u \"null\") "
      "(cancel v z)"
      " (cancel w \"null\") (signal s []) (signal s [1 x]) (error \"no\") (perform go []) (perform go [1]) "
      "(stop)] \"\")");
}

TEST_CASE("each kind of event has its handler") {
  CHECK(item("on call c(n : u8) in A, B { }") == "(on \"call\" c [(parameter n (type u8 -))] [A B] [] \"\")");
  CHECK(item("on segment seg { }") == "(on \"message\" seg [] [] [] \"\")");
  CHECK(item("on timeout t in A { }") == "(on \"timeout\" t [] [A] [] \"\")");
  CHECK(item("on environment crash { }") == "(on \"environment\" crash [] [] [] \"\")");
}

TEST_CASE("a rule has ids, a clause, states, a guard or otherwise, and documentation") {
  CHECK(
      item(
          "on call c { /// why\n rule R [A, D] \"3.1\" in S, T when x = 1 { stop } rule Q otherwise { } }") ==
      "(on \"call\" c [] [] [(step  \"\" \"null\" [(rule R [A D] \"3.1\" [S T] (= x 1) no [(stop)] \"why\")"
      " (rule Q [] \"\" [] \"null\" yes [] \"\")])] \"\")");
}

TEST_CASE("rules outside of steps stand in one step, in the order of the text") {
  CHECK(item("on call c { rule A { } rule B { } first \"title\" when x { rule C { } } second { } rule D { } "
             "}") ==
        "(on \"call\" c [] [] ["
        "(step  \"\" \"null\" [(rule A [] \"\" [] \"null\" no [] \"\") (rule B [] \"\" [] \"null\" no [] "
        "\"\")])"
        " (step first \"title\" x [(rule C [] \"\" [] \"null\" no [] \"\")])"
        " (step second \"\" \"null\" [])"
        " (step  \"\" \"null\" [(rule D [] \"\" [] \"null\" no [] \"\")])] \"\")");
}
