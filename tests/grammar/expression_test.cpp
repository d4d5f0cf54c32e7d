#include "tests/grammar/text.h"

using namespace grammar;

TEST_CASE("operators bind from loose to tight as the language says") {
  CHECK(expression("a => b or c and not d = e + f * 2") == "(=> a (or b (and c (not (= d (+ e (* f 2)))))))");
  CHECK(expression("2 * a + b * c - d") == "(- (+ (* 2 a) (* b c)) d)");
  CHECK(expression("a => b => c") == "(=> a (=> b c))");
  CHECK(expression("a - b - c") == "(- (- a b) c)");
  CHECK(expression("(a or b) and c") == "(and (or a b) c)");
  CHECK(expression("not not a") == "(not (not a))");
}

TEST_CASE("every comparison is read") {
  for (const std::string sign : {"=", "!=", "<", "<=", ">", ">="})
    CHECK(expression("a " + sign + " b") == "(" + sign + " a b)");
}

TEST_CASE("membership is of a set, a group or an interval") {
  CHECK(expression("state in { A, B }") == "(in state [A B])");
  CHECK(expression("state in GROUP and x") == "(and (in state [GROUP]) x)");
  CHECK(expression("state not in { A }") == "(not (in state [A]))");
  CHECK(expression("x in [a .. b + 1]") == "(between x a (+ b 1))");
  CHECK(expression("x not in [a..b)") == "(not (within x a b))");
  CHECK(expression("old(A.state) in { A, B } or y") == "(or (in (call old [(member A state)]) [A B]) y)");
}

TEST_CASE("a condition reaches as far as it can") {
  CHECK(expression("if a then b else c + 1") == "(if a b (+ c 1))");
  CHECK(expression("if a then (if b then c else d) else e and f") == "(if a (if b c d) (and e f))");
  CHECK(expression("x = if a then b else c or d") == "(= x (if a b (or c d)))");
}

TEST_CASE("calls and members are read from left to right") {
  CHECK(expression("peer(E).younger") == "(member (call peer [E]) younger)");
  CHECK(expression("seg.CTL.SYN") == "(member (member seg CTL) SYN)");
  CHECK(expression("min(a, u32(b) + 1)") == "(call min [a (+ (call u32 [b]) 1)])");
  CHECK(expression("f()") == "(call f [])");
}

TEST_CASE("a message literal keeps the RFC's notation and its '>' ends a field") {
  CHECK(expression("<SEQ=iss><ACK=seg.SEQ + 1><CTL=SYN,ACK>") ==
        "(message [(field SEQ iss [iss]) (field ACK (+ (member seg SEQ) 1) []) (field CTL \"null\" [SYN "
        "ACK])])");
  CHECK(expression("a < b and <X=1> = <X=(a > b)>") ==
        "(and (< a b) (= (message [(field X 1 [])]) (message [(field X (> a b) [])])))");
}

TEST_CASE("numbers go up to 2^64 - 1 and powers are folded") {
  CHECK(expression("18446744073709551615") == "18446744073709551615");
  CHECK(expression("2^31 - 1") == "(- 2147483648 1)");
  CHECK(expression("2^63 + 3^2 + 7^0 + 0^5 + 1^999999") == "(+ (+ (+ (+ 9223372036854775808 9) 1) 0) 1)");
  CHECK(expression("true or false") == "(or yes no)");
}

TEST_CASE("words of the language may be names") {
  CHECK(expression("state + timer.send + on(call, step)") ==
        "(+ (+ state (member timer send)) (call on [call step]))");
  CHECK(item("let end = start  let by = rule") == "(let end [] start \"\") (let by [] rule \"\")");
  CHECK(item("on call send(length : u16) { rule stop otherwise { signal reset  send  signal signal } }")
            .find("(on \"call\" send [(parameter length (type u16 -))]") == 0);
}

TEST_CASE("spans cover what was read, in bytes") {
  Sources sources;
  Diagnostics diagnostics;
  const std::uint32_t file = sources.add(Source("t", "// §§\nlemma l in S: aa + f(b).c"));
  const auto result = parse(file, sources, diagnostics);
  REQUIRE(result);
  const auto& lemma = std::get<ast::Lemma>(result->items[0]);
  CHECK(sources.text(lemma.span) == "lemma l in S: aa + f(b).c");
  CHECK(sources.text(lemma.body->span) == "aa + f(b).c");
  CHECK(sources.text(std::get<ast::Binary>(lemma.body->node).right->span) == "f(b).c");
}
