// synfin cover: packet scripts that take every transition of a specification, written from it.
#include <fmt/core.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "checker/succession.h"
#include "cli/choice.h"
#include "cli/commands.h"
#include "cli/load.h"
#include "cli/output.h"
#include "scenario/cover.h"

namespace cli {
namespace {

using scenario::Cover;

struct CoverArguments {
  std::string spec, folder;
  std::vector<std::string> policies;
  scenario::Effort effort;
  bool missed = false;
};

std::vector<scenario::Assignment> assignments(const std::vector<model::Setting>& policies) {
  std::vector<scenario::Assignment> all;
  for (const auto& it : policies) all.push_back({it.policy, it.value});
  return all;
}

std::string file_name(std::size_t number) { return fmt::format("cover-{:03}_transitions.pkt", number); }

bool write(const std::string& folder, const Cover& cover) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  for (std::size_t i = 0; i < cover.scripts.size(); ++i) {
    const std::string path = (std::filesystem::path(folder) / file_name(i + 1)).string();
    scenario::Script script = cover.scripts[i].script;
    if (cover.scripts[i].paced)
      script.options.not_on.push_back({scenario::System::Runtime, "our stack is free here: congestion control after a loss, windows after reading"});
    for (const auto number : cover.scripts[i].reached) script.options.covers.push_back(cover.rules[number]->name);
    if (write_file(path, scenario::print(script))) continue;
    fmt::print(stderr, "{}: error: the script cannot be written: {}\n", path, error ? error.message() : std::generic_category().message(errno));
    return false;
  }
  return true;
}

void show(const Cover& cover) {
  fmt::print("{} scripts: {} of {} live rules, {} transitions from one rule to the next\n", cover.scripts.size(), cover.reached.size(),
             cover.rules.size(), cover.transitions.size());
  for (std::size_t i = 0; i < cover.rules.size(); ++i) {
    if (cover.reached.contains(static_cast<scenario::RuleNumber>(i))) continue;
    const auto why = scenario::beyond_sockets(cover.rules[i]->name);
    fmt::print("  not reached: {:6} {}\n", cover.rules[i]->name, why.empty() ? "not found" : why);
  }
}

/// Of rules that scripts reach.
std::vector<checker::Succession> missed(const model::Model& model, const Cover& cover) {
  std::set<checker::Succession> asked;
  for (const auto first : cover.reached)
    for (const auto second : cover.reached)
      if (!cover.transitions.contains({first, second})) asked.insert({cover.rules[first], cover.rules[second]});
  return checker::possible_successions(model, asked, {});
}

void show(const Cover& cover, const std::vector<checker::Succession>& missed) {
  fmt::print("{} of the {} transitions that nothing excludes; missed:", cover.transitions.size(), cover.transitions.size() + missed.size());
  const model::Rule* last = nullptr;
  for (const auto& [first, second] : missed) {
    if (first != last) fmt::print("\n  {:6} then", first->name);
    fmt::print(" {}", second->name);
    last = first;
  }
  fmt::print("{}\n", missed.empty() ? " none" : "");
}

int run(const CoverArguments& arguments) {
  const auto opened = cli::opened(arguments.spec, arguments.policies);
  if (const auto* exit = std::get_if<Exit>(&opened)) return static_cast<int>(*exit);
  const auto& [loaded, choice, model] = std::get<Opened>(opened);
  if (!arguments.folder.empty() && !can_write_to(arguments.folder)) return static_cast<int>(Exit::Usage);
  const auto derived = scenario::derive(model, assignments(choice.policies), arguments.effort);
  if (const auto* why = std::get_if<std::string>(&derived)) {
    fmt::print(stderr, "{}: error: {}\n", arguments.spec, *why);
    return static_cast<int>(Exit::BadInput);
  }
  const auto& cover = std::get<Cover>(derived);
  show(cover);
  if (arguments.missed) show(cover, missed(model, cover));
  if (!arguments.folder.empty() && !write(arguments.folder, cover)) return static_cast<int>(Exit::Usage);
  return static_cast<int>(Exit::Ok);
}

}  // namespace

void add_cover(CLI::App& app, int& result) {
  auto arguments = std::make_shared<CoverArguments>();
  auto* command = app.add_subcommand("cover", "packet scripts that take every transition of a specification of TCP, written from it");
  command->add_option("SPEC", arguments->spec, "the specification")->required();
  command->add_option("-o,--output", arguments->folder, "where the scripts go");
  command->add_option("--policy", arguments->policies, "policy=value")->delimiter(',')->allow_extra_args(false);
  command->add_option("--seed", arguments->effort.seed, "of the search")->check(CLI::NonNegativeNumber);
  command->add_option("--rehearsals", arguments->effort.rehearsals, "of the search: the more, the more it finds")
      ->check(CLI::Range(std::size_t{1}, std::size_t{1'000'000}));
  command->add_flag("--missed", arguments->missed, "also the transitions that no script takes, though neither guards nor lemmas exclude them (a minute)");
  command->footer(
      "examples:\n"
      "  synfin cover spec/tcp.synfin -o cover && synfin play cover/*.pkt\n"
      "  synfin cover spec/tcp.synfin --missed");
  command->callback([arguments, &result] { result = run(*arguments); });
}

}  // namespace cli
