// synfin coverage: which rules, claims and packet scripts answer which rows of a catalogue of requirements.
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/coverage/scripts.h"
#include "cli/coverage/show.h"
#include "cli/load.h"

namespace cli {
namespace {

struct CoverageArguments {
  std::string file;
  std::string catalogue = "docs/catalogue.md";
  std::string reasons = "docs/coverage.md";
  std::string scenarios;  // directory; empty: none are read
  bool json = false;
};

/// The rules that the policies' defaults switch off.
std::set<std::string> switched_off(const model::Model& model) {
  std::set<std::string> result;
  for (const auto& machine : model.machines)
    result.insert(machine.rules_off.begin(), machine.rules_off.end());
  return result;
}

/// Adds what the heads of scripts name; on an error prints it and returns false.
bool add_scripts(const CoverageArguments& arguments, Loaded& loaded, std::vector<coverage::Mention>& mentions) {
  if (arguments.scenarios.empty()) return true;
  grammar::Diagnostics diagnostics;
  auto read = coverage::scripts(arguments.scenarios, loaded.sources, diagnostics);
  grammar::print(std::cerr, loaded.sources, diagnostics, colour(STDERR_FILENO));
  fmt::print(stderr, "{}", read.errors);
  std::move(read.mentions.begin(), read.mentions.end(), std::back_inserter(mentions));
  return diagnostics.empty() && read.errors.empty();
}

Exit run(const CoverageArguments& arguments) {
  auto loaded = load(arguments.file);
  if (!loaded) return Exit::BadInput;
  const auto model = meaning(*loaded, {});
  if (!model) return Exit::BadInput;
  grammar::Diagnostics diagnostics;
  const auto rows = coverage::catalogue(arguments.catalogue, loaded->sources, diagnostics);
  const auto reasons = coverage::reasons(arguments.reasons, loaded->sources, diagnostics);
  grammar::print(std::cerr, loaded->sources, diagnostics, colour(STDERR_FILENO));
  auto mentions = coverage::mentions(loaded->specification);
  if (!add_scripts(arguments, *loaded, mentions) || !diagnostics.empty()) return Exit::BadInput;
  const auto matrix = coverage::cross(rows, reasons, mentions);
  const auto count = static_cast<std::size_t>(std::count_if(reasons.begin(), reasons.end(), [](const auto& it) { return !it.by_host; }));
  const auto faults = coverage::faults(matrix, count);
  grammar::print(std::cerr, loaded->sources, matrix.unknown, colour(STDERR_FILENO));
  if (arguments.json)
    fmt::print("{}\n", coverage::json(matrix, faults, count).dump(2));
  else
    fmt::print("{}{}", coverage::text(matrix, switched_off(*model), colour(STDOUT_FILENO)),
               coverage::summary(matrix, faults, count));
  return faults.none() && matrix.unknown.empty() ? Exit::Ok : Exit::Refuted;
}

}  // namespace

void add_coverage(CLI::App& app, int& result) {
  auto arguments = std::make_shared<CoverageArguments>();
  auto* command = app.add_subcommand(
      "coverage",
      "which rules, claims and packet scripts answer which requirements; exits 1 if some have no answer");
  command->add_option("SPEC", arguments->file, "the specification")->required();
  command->add_option("--catalogue", arguments->catalogue, "Markdown with tables of requirements")
      ->capture_default_str();
  command
      ->add_option("--reasons", arguments->reasons,
                   "Markdown with a table of rows that no rule answers, and why")
      ->capture_default_str();
  command->add_option("--scenarios", arguments->scenarios,
                      "a directory of packet scripts with --covers=ROW,ROW in their heads");
  command->add_flag("--json", arguments->json, "one JSON object on standard output");
  command->footer(
      "A row is answered by a rule of its name or with it in brackets: rule X12g [X12, D01]. Rules in "
      "parentheses are\n"
      "switched off by the policies' defaults. Every row of a table with a column 'required action' needs a "
      "rule or a\n"
      "reason, not both; at most 15 reasons. What the host of the machine does, a table of its own says.\n"
      "examples:\n"
      "  synfin coverage spec/tcp.synfin\n"
      "  synfin coverage spec/tcp.synfin --scenarios tests/scenarios --json\n"
      "  synfin coverage my.synfin --catalogue requirements.md --reasons reasons.md");
  command->callback([arguments, &result] { result = static_cast<int>(run(*arguments)); });
}

}  // namespace cli
