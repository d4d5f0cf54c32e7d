#include "model/path.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "tests/model/agreement.h"
#include "tests/model/random_event.h"
#include "tests/model/toys.h"

namespace model {

namespace {

std::vector<std::string> labels(const std::vector<Path>& paths, EventKind kind, std::uint16_t event = 0) {
  std::vector<std::string> found;
  for (const Path& path : paths)
    if (path.kind == kind && path.event == event) found.push_back(path.label());
  return found;
}

const Path& labelled(const std::vector<Path>& paths, const std::string& label) {
  auto it = std::find_if(paths.begin(), paths.end(), [&](const Path& path) { return path.label() == label; });
  REQUIRE(it != paths.end());
  return *it;
}

void require_agreement(const Model& model, unsigned seed) {
  const Machine& machine = model.machines[0];
  const std::vector<Path> all = paths(*model.pool, machine);
  std::mt19937 random(seed);
  for (int i = 0; i < 20000; ++i) {
    testing::Drawing draw(model, random);
    const Values state = draw.state(machine);
    std::string why;
    const bool agrees = testing::path_agrees(model, machine, all, state, draw.event(machine), &why);
    INFO(why);
    REQUIRE(agrees);
  }
}

}  // namespace

TEST_CASE("paths follow the text, and what a rule did prunes what comes after it") {
  Model model = testing::light::model();
  auto all = paths(*model.pool, model.machines[0]);
  // R3 R4 and R3 R6 need another state; after R4 it is GREEN, so that only R6 can follow; after R5 it is not.
  CHECK(labels(all, EventKind::Call) ==
        std::vector<std::string>{"R1 R4 R6", "R1 R5 R7", "R1 R5", "R2", "R3 R5", "R8"});
}

TEST_CASE("a path's terms are over the state before the event") {
  Model model = testing::light::model();
  ExprPool& p = *model.pool;
  auto all = paths(p, model.machines[0]);
  const Path& path = labelled(all, "R1 R4 R6");
  Expr waiting = p.variable(Sort{8}, {Owner::Endpoint, 0, testing::light::kWaiting});
  Expr n = p.variable(Sort{8}, {Owner::Argument, 0, 0});
  CHECK(path.states == Mask{1} << testing::light::kRed);
  REQUIRE(path.signals.size() == 1);
  CHECK(path.signals[0].arguments == std::vector{p.add(waiting, n)});
  REQUIRE(path.updates.size() == 4);
  CHECK(path.updates[0] ==
        std::pair<std::uint16_t, Expr>{testing::light::kState, p.bits(2, testing::light::kGreen)});
  CHECK(path.updates[1] == std::pair<std::uint16_t, Expr>{testing::light::kWaiting, p.bits(8, 0)});
  CHECK(path.updates[2].second.is_false());
  CHECK(path.updates[3].second.is_true());
  REQUIRE(path.started.size() == 2);
  CHECK(path.started[0].condition == p.equal(waiting, p.bits(8, 0)));
  CHECK(path.started[1].condition.is_true());
  CHECK(path.assigned == std::vector<std::uint16_t>{testing::light::kState, testing::light::kWaiting});
}

TEST_CASE("a timeout asks for its timer and disarms it") {
  Model model = testing::light::model();
  ExprPool& p = *model.pool;
  auto all = paths(p, model.machines[0]);
  Expr armed = p.variable(Sort{0}, {Owner::Endpoint, 0, testing::light::kChangeArmed});
  const Path& path = labelled(all, "R9");
  CHECK(path.guard == p.conjoin(armed, in_states(p, model.machines[0], Mask{1} << testing::light::kRed)));
  CHECK(path.updates[1] == std::pair<std::uint16_t, Expr>{testing::light::kChangeArmed, p.boolean(false)});
}

TEST_CASE("a path knows which fresh values its effects read") {
  Model model = testing::game::model();
  auto all = paths(*model.pool, model.machines[0]);
  CHECK(labelled(all, "S1").chosen == std::vector<std::uint16_t>{0});
  CHECK(labelled(all, "M1 M4").chosen.empty());
}

TEST_CASE("being in some state is no condition") {
  Model model = testing::light::model();
  CHECK(in_states(*model.pool, model.machines[0], 0b111).is_true());
  CHECK(in_states(*model.pool, model.machines[0], 0).is_false());
}

TEST_CASE("of a traffic light, paths and step agree") { require_agreement(testing::light::model(), 1); }
TEST_CASE("of a ping-pong player, paths and step agree") { require_agreement(testing::game::model(), 2); }

TEST_CASE("a path that lies is noticed") {
  Model model = testing::light::model();
  const Machine& machine = model.machines[0];
  auto all = paths(*model.pool, machine);
  for (Path& path : all)
    if (path.label() == "R2") path.updates.emplace_back(testing::light::kWaiting, model.pool->bits(8, 0));
  std::string why;
  CHECK_FALSE(testing::path_agrees(model, machine, all, {testing::light::kRed, 3, 0, 0}, {}, &why));
  CHECK(why == "R2 is wrong about the state");
}

}  // namespace model
