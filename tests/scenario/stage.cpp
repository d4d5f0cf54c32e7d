#include "tests/scenario/stage.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

#include "grammar/parse.h"
#include "model/elaborate.h"
#include "scenario/parse.h"
#include "tests/sanitized.h"

namespace scenario_test {

namespace {

/// When sanitized one in so many scripts does: what reads memory wrongly in one of them does in the others.
constexpr std::size_t kEvery = testing::kSanitized ? 6 : 1;

}  // namespace

std::vector<std::filesystem::path> scripts() {
  std::vector<std::filesystem::path> all, chosen;
  for (const auto& entry : std::filesystem::directory_iterator("tests/scenarios"))
    if (entry.path().extension() == ".pkt") all.push_back(entry.path());
  std::sort(all.begin(), all.end());
  for (std::size_t i = 0; i < all.size(); i += kEvery) chosen.push_back(all[i]);
  return chosen;
}

std::string text_of(const std::filesystem::path& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

Script script(const std::string& text) {
  auto parsed = parse(text);
  if (const auto* errors = std::get_if<std::vector<ScriptError>>(&parsed))
    throw std::runtime_error(describe("script", errors->front()));
  return std::get<Script>(parsed);
}

Stage::Stage(const Script& script, const std::string& file, std::optional<std::string> variant) {
  grammar::Sources sources;
  grammar::Diagnostics diagnostics;
  const auto tree = grammar::read(file, sources, diagnostics);
  model::Choice choice{script.options.profile, {}, std::move(variant)};
  for (const auto& policy : script.options.policies) choice.policies.push_back({policy.name, policy.value});
  if (tree) model_ = model::elaborate(*tree, choice, diagnostics);
  if (model_) return;
  std::ostringstream out;
  grammar::print(out, sources, diagnostics, false);
  throw std::runtime_error(out.str());
}

Played Stage::play(const Script& script, System system, Watch watch) const {
  switch (system) {
    case System::Evaluate: {
      auto made = evaluated_system(*model_, script.options, std::move(watch));
      if (const auto* why = std::get_if<std::string>(&made)) throw std::runtime_error(*why);
      return scenario::play(script, system, *std::get<std::unique_ptr<Executor>>(made));
    }
    case System::Generated: return scenario::play(script, system, *generated_system(script.options));
    case System::Runtime: return scenario::play(script, system, *runtime_system(script.options));
    case System::Kernel: break;
  }
  throw std::logic_error("the kernel plays elsewhere");
}

std::vector<System> systems_for(const Script& script) {
  std::vector<System> systems;
  for (const System system : {System::Evaluate, System::Generated, System::Runtime})
    if (not_for(script, system).empty() && out_of_reach(system, script.options).empty())
      systems.push_back(system);
  return systems;
}

}  // namespace scenario_test
