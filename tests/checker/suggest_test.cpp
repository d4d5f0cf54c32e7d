#include "checker/suggest.h"

#include <catch2/catch.hpp>

#include "checker/check.h"
#include "checker/redundancy.h"
#include "checker/samples.h"
#include "tests/checker/specification.h"
#include "tests/model/text.h"

namespace {

using checker::Suggestion;
using checker::testing::load;
using model::Model;
using model::testing::model_of;

const checker::Limits kLimits;

Model without_lemma(const std::string& path, const std::string& name) {
  auto model = load(path);
  const auto gone = std::erase_if(model.lemmas, [&](const auto& lemma) { return lemma.name == name; });
  REQUIRE(gone == 1);
  return model;
}

bool is_proved(const Model& model, const std::string& id) {
  checker::Options options;
  options.properties = {id};
  options.engine = "induction";
  options.recheck = false;
  return std::holds_alternative<checker::Proved>(checker::check(model, options).properties.at(0).verdict);
}

std::string text(const Model& model, const Suggestion& suggestion) {
  std::string text;
  for (const auto& lemma : suggestion.lemmas) text += checker::written(model, lemma) + "\n";
  return text;
}

const std::string kTickets = R"(
machine Server {
  state OPEN initial
  message Ticket { N : u8;  PRICE : u8 }
  variable next : u8
  on call give { rule G1 otherwise { send <N=next><PRICE=3>;  next := next + 1 } }
  on message ticket { rule G2 otherwise { } }
}
machine Client {
  state WAITING initial
  state SERVED
  message Ticket { N : u8;  PRICE : u8 }
  variable paid : u8
  on message ticket { rule C1 otherwise { paid := ticket.PRICE;  goto SERVED } }
}
system Counter {
  endpoint S : Server
  endpoint C : Client
  network S -> C : lossy, duplicating, reordering, forgetting
}
invariant T1 Price in Counter: C.state = SERVED => C.paid = 3
)";

}  // namespace

TEST_CASE("the lemma that is missing in the mutual exclusion is found, pasted, and proves the claim") {
  const auto model = without_lemma("spec/examples/mutex.synfin", "the_turn_keeps_out");
  REQUIRE_FALSE(is_proved(model, "X1"));
  const auto suggestion = checker::suggest(model, 0, {}, kLimits);
  CHECK(suggestion.open == std::vector<std::string>{"X1"});
  CHECK(suggestion.proved == suggestion.open);
  CHECK(suggestion.confirmed);
  CHECK(suggestion.lemmas.size() == 2);  // a half each
  CHECK(suggestion.untrue > 0);
  const auto pasted = model::testing::elaborated_file("spec/examples/mutex.synfin");
  REQUIRE(pasted.model);
  auto source = std::string(pasted.sources.at(0).text());
  source = source.substr(0, source.find("/// Who is inside has the turn"));
  CHECK_FALSE(is_proved(model_of(source), "X1"));
  CHECK(is_proved(model_of(source + text(model, suggestion)), "X1"));
}

TEST_CASE("a lemma about messages is found by what the claim compares") {
  const auto model = model_of(kTickets);
  REQUIRE_FALSE(is_proved(model, "T1"));
  const auto suggestion = checker::suggest(model, 0, {}, kLimits);
  CHECK(text(model, suggestion) == "lemma suggested_1 in Counter for s from S: s.PRICE = 3\n");
  CHECK(is_proved(model_of(kTickets + text(model, suggestion)), "T1"));
}

TEST_CASE("what was asked for the least set is really the least: one lemma less and the claim is lost") {
  auto model = without_lemma("spec/examples/alternating_bit.synfin", "frames_are_old");
  const auto suggestion = checker::suggest(model, 0, {}, kLimits);
  REQUIRE(suggestion.confirmed);
  REQUIRE_FALSE(suggestion.lemmas.empty());
  for (std::size_t left_out = 0; left_out < suggestion.lemmas.size(); ++left_out) {
    auto less = model;
    for (std::size_t i = 0; i < suggestion.lemmas.size(); ++i)
      if (i != left_out) less.lemmas.push_back(suggestion.lemmas[i]);
    CHECK_FALSE(is_proved(less, "F1"));
  }
}

TEST_CASE("a claim that is false is proved by no suggestion") {
  const auto model = model_of(kTickets + "invariant T2 Free in Counter: C.paid = 0");
  const auto suggestion = checker::suggest(model, 0, {}, kLimits);
  CHECK(suggestion.open == std::vector<std::string>{"T1", "T2"});
  CHECK(suggestion.proved == std::vector<std::string>{"T1"});
  CHECK(suggestion.confirmed);  // once the other one is mended
}

TEST_CASE("what rests on a statement that a later step does not keep is open, too") {
  auto model = without_lemma("spec/examples/mutex.synfin", "the_turn_keeps_out");
  auto never = checker::testing::property(model, "X1");
  never.id = "X9";
  const auto place = model.pool->variable({2}, {model::Owner::Endpoint, 0, 1});
  never.statement.body = model.pool->equal(place, model.pool->bits(2, 0));  // P.a = AWAY: with it, X1 is kept
  model.properties.push_back(never);
  const auto suggestion = checker::suggest(model, 0, {}, kLimits);
  CHECK(suggestion.open == std::vector<std::string>{"X1", "X9"});
  CHECK(suggestion.proved == std::vector<std::string>{"X1"});
}

TEST_CASE("where nothing is open only what is new is suggested, or all of it") {
  const auto model = load("spec/examples/mutex.synfin");
  const auto fresh = checker::suggest(model, 0, {}, kLimits);
  CHECK(fresh.open.empty());
  CHECK(fresh.known > 0);
  CHECK(fresh.lemmas.size() + fresh.known == fresh.inductive);
  checker::Scope all;
  all.all = true;
  CHECK(checker::suggest(model, 0, all, kLimits).lemmas.size() == fresh.inductive);
  CHECK(checker::not_implied(model, 0, {model.lemmas.front()}, kLimits).empty());
}

TEST_CASE("what a state of the search contradicts is no candidate, and fewer states contradict less") {
  const auto model = load("spec/examples/alternating_bit.synfin");
  checker::Scope few;
  few.states = 5;
  const auto little = checker::suggest(model, 0, few, kLimits),
             much = checker::suggest(model, 0, {}, kLimits);
  CHECK(little.states < much.states);
  CHECK(little.untrue < much.untrue);
  CHECK(little.inductive < little.asked);  // the solvers find what the search did not
}

TEST_CASE("samples of a mirrored system are both ways round") {
  const auto model = load("spec/examples/sctp.synfin");
  const auto& system = model.systems.at(0);
  REQUIRE(system.mirrored);
  checker::Limits limits;
  limits.max_states = 300;
  const auto samples = checker::Samples::of(model, 0, limits);
  REQUIRE(samples);
  const auto state = [&](std::uint16_t e) {
    return model.pool->variable(system.fields[e][0].type.sort(), {model::Owner::Endpoint, e, 0});
  };
  const auto is_first = [&](std::uint16_t e) {
    return model.pool->equal(state(e), model.pool->constant(state(e).sort(), 0));
  };
  const auto count = [](const checker::Truth& truth) {
    std::size_t sum = 0;
    for (const auto word : truth) sum += static_cast<std::size_t>(__builtin_popcountll(word));
    return sum;
  };
  const auto first = count(samples->truth(is_first(0), {}));
  CHECK(first == count(samples->truth(is_first(1), {})));
  CHECK(first > 0);
  CHECK(first < count(samples->everywhere({})));
}

TEST_CASE("nothing is suggested where an event may find no rule, for then no step shows anything") {
  const auto gap = model_of(R"(
machine Counter {
  state IDLE initial
  variable n : u8
  on call work { rule C1 when n < 5 { n := n + 1 }  rule C2 when n > 5 { n := 0 } }
}
system One { endpoint E : Counter }
)");
  const auto found = checker::suggest(gap, 0, {}, kLimits);
  CHECK(found.why.find("every event") != std::string::npos);
  CHECK(found.lemmas.empty());
}

TEST_CASE("what is suggested without need is confirmed by the engines, too") {
  const auto model = model_of(R"(
machine Counter {
  state IDLE initial
  state FULL
  variable n : u8
  on call work { rule C1 in IDLE when n < 5 { n := n + 1 }  rule C2 in IDLE when n >= 5 { goto FULL }  rule C3 in FULL { } }
}
system One { endpoint E : Counter }
)");
  const auto found = checker::suggest(model, 0, {}, kLimits);
  CHECK_FALSE(found.lemmas.empty());
  CHECK(found.confirmed);
}
