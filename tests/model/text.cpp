#include "tests/model/text.h"

#include <catch2/catch.hpp>
#include <sstream>

namespace model::testing {

std::vector<int> Elaborated::codes() const {
  std::vector<int> list;
  for (const grammar::Diagnostic& each : diagnostics.all()) list.push_back(static_cast<int>(each.code));
  return list;
}

std::string Elaborated::messages() const {
  std::ostringstream out;
  grammar::print(out, sources, diagnostics, false);
  return out.str();
}

Elaborated elaborated(const std::string& text, const Choice& choice) {
  Elaborated result;
  std::uint32_t file = result.sources.add(grammar::Source("test.synfin", text));
  std::optional<grammar::ast::File> tree = grammar::parse(file, result.sources, result.diagnostics);
  if (tree) result.model = elaborate({tree->items}, choice, result.diagnostics);
  return result;
}

Elaborated elaborated_file(const std::string& path, const Choice& choice) {
  Elaborated result;
  auto tree = grammar::read(path, result.sources, result.diagnostics);
  if (tree) result.model = elaborate(*tree, choice, result.diagnostics);
  return result;
}

Model model_of(const std::string& text, const Choice& choice) {
  Elaborated result = elaborated(text, choice);
  INFO(result.messages());
  REQUIRE(result.model);
  return *result.model;
}

const Rule& rule_named(const Machine& machine, const std::string& name) {
  for (const Handler& handler : machine.handlers) {
    for (const Step& step : handler.steps) {
      for (const Rule& rule : step.rules) {
        if (rule.name == name) return rule;
      }
    }
  }
  FAIL("no rule " << name);
  throw std::logic_error("unreachable");
}

}  // namespace model::testing
