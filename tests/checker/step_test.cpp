#include "checker/step.h"

#include <catch2/catch.hpp>

#include "checker/smt/recheck.h"
#include "tests/checker/specification.h"
#include "tests/model/text.h"

namespace {

using checker::Proved;
using checker::Refuted;
using model::testing::model_of;

const checker::Limits kUnlimited;

std::string machine(const std::string& handlers) {
  return R"(machine M "a machine" { state A initial  state B  variable n : u8  message Note { X : u8;  Y : u8 } )" +
         handlers + " }";
}

std::string refutation(const std::string& handlers) {
  const auto model = model_of(machine(handlers));
  const auto verdict = checker::prove_deterministic(model, 0, kUnlimited);
  const auto* refuted = std::get_if<Refuted>(&verdict);
  return refuted ? refuted->explanation : "";
}

}  // namespace

TEST_CASE("rules that overlap are refuted with a state and an event") {
  const auto text =
      refutation("on message note { rule R1 when note.X < 10 { }  rule R2 when note.X > 8 { } }");
  CHECK(text.find("two rules of the step apply:") != std::string::npos);
  CHECK(text.find("X=9") != std::string::npos);
}

TEST_CASE("a case that no rule takes is refuted with a state and an event") {
  const auto text = refutation("on call go(k : u8) { rule R1 when k < n { }  rule R2 when k > n { } }");
  CHECK(text.find("no rule of the step applies") != std::string::npos);
  CHECK(text.find("event.k=") != std::string::npos);
}

TEST_CASE("a call that a state has no handler for is refuted") {
  CHECK(refutation("on call go in A { rule R1 otherwise { } }") == "call go has no handler in B");
}

TEST_CASE("a timeout may have no handler in a state") {
  const auto model = model_of(machine("timer t  on timeout t in A { rule R1 otherwise { } }"));
  CHECK(std::holds_alternative<Proved>(checker::prove_deterministic(model, 0, kUnlimited)));
}

TEST_CASE("a step may rely on what the steps before it let through") {
  const std::string handlers = R"(on message note {
    first { rule R1 when note.X > note.Y { stop }  rule R2 otherwise { n := note.Y } }
    second { rule R3 when note.X < n { }  rule R4 when note.X = n { } }
  })";
  const auto model = model_of(machine(handlers));
  const auto verdict = checker::prove_deterministic(model, 0, kUnlimited);
  REQUIRE(std::holds_alternative<Proved>(verdict));
  CHECK(checker::smt::ask_cvc5(std::get<Proved>(verdict).certificate, {}).agrees());
}

TEST_CASE("a later step's mistake is shown with the event that gets there") {
  const auto text = refutation(R"(on message note {
    first { rule R1 when note.X > note.Y { stop }  rule R2 otherwise { n := note.Y } }
    second { rule R3 when note.X < n { }  rule R4 when note.X = n and note.X != 77 { } }
  })");
  CHECK(text.find("X=77 Y=77") != std::string::npos);
}
