#include "model/mutants.h"

#include <catch2/catch.hpp>
#include <set>

#include "tests/model/text.h"

namespace {

using model::Mutants;

constexpr const char* kDoor = R"(
machine Door {
  state SHUT initial
  state OPEN, AJAR
  message Knock { N : serial8 of sender;  CTL : flags { LOUD, LATE } }
  variable next, heard : serial8 of self
  variable count : u8
  timer spring
  let full = count > 3
  on call push {
    rule D1 in SHUT when not full and count != 9 { count := count + 1;  start spring;  send <N=next><CTL=LOUD,LATE>;  goto OPEN }
    rule D2 otherwise { }
  }
  on timeout spring { rule D3 when next < heard { cancel spring }  rule D4 otherwise { } }
}
system Hall { endpoint D : Door }
invariant H1 Few in Hall: D.full or D.count < 4
)";

struct Case {
  grammar::Sources sources;
  grammar::ast::Specification tree;
};

Case door() {
  Case c;
  grammar::Diagnostics diagnostics;
  const auto file = grammar::parse(c.sources.add({"door", kDoor}), c.sources, diagnostics);
  c.tree.items = file.value().items;
  return c;
}

std::size_t number(const Mutants& mutants, const std::string& id) {
  for (std::size_t i = 0; i < mutants.all().size(); ++i)
    if (mutants.all()[i].id == id) return i;
  FAIL("no mutant " + id);
  return 0;
}

model::Model mutated(const std::string& id) {
  auto c = door();
  Mutants mutants(c.tree, c.sources);
  grammar::Diagnostics diagnostics;
  auto model = model::elaborate(mutants.specification(number(mutants, id)), {}, diagnostics);
  REQUIRE(model);
  return *model;
}

}  // namespace

TEST_CASE("each kind of single edit is found where the text has one") {
  const auto c = door();
  const Mutants mutants(c.tree, c.sources);
  std::set<std::string> ids;
  for (const auto& mutant : mutants.all()) CHECK(ids.insert(mutant.id).second);
  for (const char* id :
       {"D1 negate 1", "D1 drop-guard 1", "D1 drop-condition 1", "D1 swap-operator 1", "D1 drop-assignment 1",
        "D1 off-by-one 1", "D1 off-by-one 2", "D1 drop-start 1", "D1 drop-send 1", "D1 wrong-value 1",
        "D1 drop-flag 2", "D1 drop-goto 1", "D1 wrong-state 2", "D3 plain-comparison 1", "D3 boundary 1",
        "D3 drop-cancel 1", "full boundary 1"})
    CHECK(ids.contains(id));
}

TEST_CASE("a mutant says where it is and what it changes") {
  const auto c = door();
  const Mutants mutants(c.tree, c.sources);
  const auto& mutant = mutants.all()[number(mutants, "D1 wrong-state 1")];
  CHECK(c.sources.text(mutant.place) == "OPEN");
  CHECK(mutant.before == "OPEN");
  CHECK(mutant.after == "SHUT");
}

TEST_CASE("a mutant differs from the original in one place, and the original stays") {
  auto c = door();
  Mutants mutants(c.tree, c.sources);
  const auto changed = mutated("D1 drop-send 1");
  CHECK(model::testing::rule_named(changed.machines[0], "D1").effects.size() == 3);
  const auto pool = std::make_shared<model::ExprPool>();
  grammar::Diagnostics diagnostics;
  (void)mutants.specification(number(mutants, "D1 drop-send 1"));
  const auto again =
      model::elaborate(mutants.specification(number(mutants, "D1 drop-start 1")), {}, diagnostics, pool);
  REQUIRE(again);
  CHECK(model::testing::rule_named(again->machines[0], "D1").effects.size() == 3);
}

TEST_CASE("a let is mutated for rules and not for claims") {
  auto c = door();
  Mutants mutants(c.tree, c.sources);
  const auto pool = std::make_shared<model::ExprPool>();
  grammar::Diagnostics diagnostics;
  const auto original = model::elaborate(c.tree, {}, diagnostics, pool);
  const auto mutant =
      model::elaborate(mutants.specification(number(mutants, "full boundary 1")), {}, diagnostics, pool);
  REQUIRE(original);
  REQUIRE(mutant);
  CHECK(original->properties[0].statement.body == mutant->properties[0].statement.body);
  CHECK(model::testing::rule_named(original->machines[0], "D1").guard !=
        model::testing::rule_named(mutant->machines[0], "D1").guard);
}

TEST_CASE("a plain comparison takes serial numbers for numbers") {
  const auto model = mutated("D3 plain-comparison 1");
  CHECK(model::testing::rule_named(model.machines[0], "D3").guard.op() == model::Op::Less);
}
