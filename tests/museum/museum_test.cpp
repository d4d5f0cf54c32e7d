// Each counterexample of the museum on the generated code of its variant.
#include <catch2/catch.hpp>
#include <filesystem>
#include <set>

#include "checker/check.h"
#include "checker/replay.h"
#include "tests/checker/specification.h"
#include "tests/generated/correspondence.h"
#include "tests/museum/code.h"
#include "tests/museum/variants.h"

namespace {

using model::Occurrence;
using namespace generated::testing;

std::vector<std::string> files() {
  std::set<std::string> all;
  for (const auto& entry : std::filesystem::directory_iterator("spec/variants"))
    if (entry.path().extension() == ".synfin") all.insert(entry.path().string());
  return {all.begin(), all.end()};
}

tcp::Parameters parameters_of_trace(const model::Model& model, const model::Values& values) {
  tcp::Parameters result;
  const auto given = [&](const std::string& name) {
    const auto found = std::ranges::find(model.parameters, name, &model::Parameter::name);
    return values.at(static_cast<std::size_t>(found - model.parameters.begin()));
  };
  result.MSL = static_cast<std::uint32_t>(given("MSL"));
  result.SEND_BUFFER = static_cast<std::uint32_t>(given("SEND_BUFFER"));
  result.R1 = static_cast<std::uint8_t>(given("R1"));
  result.R2 = static_cast<std::uint8_t>(given("R2"));
  result.R2_SYN = static_cast<std::uint8_t>(given("R2_SYN"));
  result.PROBES = static_cast<std::uint8_t>(given("PROBES"));
  REQUIRE(parameters_of(model, result) == values);
  return result;
}

std::vector<std::string> names(const std::vector<const model::Rule*>& rules) {
  std::vector<std::string> result;
  for (const auto* rule : rules) result.push_back(rule->name);
  return result;
}

/// Every event of the trace, from the state that its endpoint is in, on the variant's code; returns how many.
std::size_t play(const model::Model& model, const model::Trace& trace, museum::Code code) {
  const auto& machine = model.machines.at(0);
  const auto& system = model.systems.at(trace.system);
  const auto parameters = parameters_of_trace(model, trace.parameters);
  const auto states = checker::configurations(model, trace);
  REQUIRE(states.size() == trace.steps.size() + 1);
  std::size_t played = 0;
  for (std::size_t i = 0; i < trace.steps.size(); ++i) {
    const auto& step = trace.steps[i];
    if (step.kind != Occurrence::Kind::Event || step.event.kind == model::EventKind::Environment) continue;
    INFO("step " << i + 1);
    const auto result = model::step(model, system, trace.parameters, states[i], step);
    REQUIRE(result);
    const auto before = tcb_of(machine, states[i].endpoints.at(step.endpoint));
    const auto found = code(parameters, before, event_of(machine, step.event));
    CHECK(difference_in_effect(machine, result->outcome, found.t, found.out) == "");
    CHECK(found.rules == names(result->outcome.rules));
    ++played;
  }
  return played;
}

}  // namespace

TEST_CASE("Each counterexample of the museum plays on the generated code of its variant") {
  std::size_t variants = 0;
  for (const auto& file : files())
    for (const auto& id : museum::variants(file)) {
      INFO(id);
      ++variants;
      const auto model = checker::testing::load(file, id);
      checker::Options options;
      options.recheck = false;
      const auto report = checker::check(model, options);
      CHECK(report.properties.size() == model.variant->refutes.size());
      for (const auto& it : report.properties) {
        INFO(it.property->id);
        const auto* refuted = std::get_if<checker::Refuted>(&it.verdict);
        REQUIRE(refuted != nullptr);
        CHECK(play(model, refuted->trace, museum::codes().at(id)) > 0);
      }
    }
  CHECK(variants == museum::codes().size());
}
