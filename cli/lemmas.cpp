// synfin lemmas: which of the written lemmas the claims need, and which would help them.
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <nlohmann/json.hpp>
#include <thread>

#include "checker/minimize.h"
#include "cli/cache.h"
#include "cli/choice.h"
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/lemmas/show.h"

namespace cli {
namespace {

struct LemmasArguments {
  std::string file, profile;
  std::vector<std::string> systems, properties, policies;
  bool minimize = false, suggest = false, json = false, no_cache = false;
  unsigned jobs = 1;
  unsigned timeout = 300;
  std::uint32_t conflicts = 1'000'000;
  checker::Scope scope;
};

/// The names that the command line gives, all of them known; a message if one is not.
bool are_known(const char* what, const std::vector<std::string>& names, const std::vector<std::string>& known) {
  const auto wrong = std::ranges::find_if(names, [&](const auto& name) { return std::ranges::find(known, name) == known.end(); });
  if (wrong != names.end()) misspelt(what, *wrong, known);
  return wrong == names.end();
}

bool are_named(const LemmasArguments& arguments, const model::Model& model) {
  std::vector<std::string> systems, claims;
  for (const auto& system : model.systems) systems.push_back(system.name);
  for (const auto& property : model.properties) claims.insert(claims.end(), {property.id, property.name});
  return are_known("system", arguments.systems, systems) && are_known("property", arguments.properties, claims);
}

class Lemmas {
 public:
  Lemmas(const LemmasArguments& arguments, const model::Model& model, std::stop_token stop)
      : arguments_(arguments), model_(model), live_(!arguments.json && isatty(STDERR_FILENO) != 0) {
    limits_.jobs = arguments.jobs;
    limits_.timeout = std::chrono::seconds(arguments.timeout);
    limits_.solver_conflicts = arguments.conflicts;
    limits_.stop = std::move(stop);
    limits_.answers = cached_answers(!arguments.no_cache);
  }

  Exit run() {
    const auto systems = chosen();
    if (systems.empty()) {
      fmt::print(stderr, "synfin: {} of what is asked for in {}\n", arguments_.minimize ? "no lemma" : "no system", arguments_.file);
      return Exit::BadInput;
    }
    for (const std::uint16_t system : systems) {
      arguments_.minimize ? minimize(system) : suggest(system);
      if (limits_.stop.stop_requested()) break;
    }
    erase_progress();
    if (arguments_.json) fmt::print("{}\n", nlohmann::ordered_json{{"file", arguments_.file}, {"systems", told_}, {"interrupted", limits_.stop.stop_requested()}}.dump(2));
    if (!limits_.stop.stop_requested()) return worst_;
    fmt::print(stderr, "interrupted: what was not asked by then is unknown\n");
    return Exit::Interrupted;
  }

 private:
  /// Those named; those of the claims named; all. To be minimized they must have lemmas.
  std::vector<std::uint16_t> chosen() const {
    std::vector<std::uint16_t> systems;
    for (std::uint16_t s = 0; s < model_.systems.size(); ++s)
      if (is_chosen(s) && (arguments_.suggest || std::ranges::any_of(model_.lemmas, [&](const auto& lemma) { return lemma.system == s; }))) systems.push_back(s);
    return systems;
  }

  bool is_chosen(std::uint16_t system) const {
    if (!arguments_.systems.empty()) return std::ranges::find(arguments_.systems, model_.systems[system].name) != arguments_.systems.end();
    if (arguments_.properties.empty()) return true;
    return std::ranges::any_of(model_.properties, [&](const model::Property& property) {
      const auto named = [&](const std::string& name) { return name == property.id || name == property.name; };
      return property.kind != model::Property::Kind::Deterministic && property.system == system && std::ranges::any_of(arguments_.properties, named);
    });
  }

  checker::Limits limits_for(const std::string& system) const {
    auto limits = limits_;
    if (live_) limits.progress = [system](std::string_view what) { fmt::print(stderr, "\r\033[K  {}: {} …", system, what); };
    return limits;
  }

  static double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

  void minimize(std::uint16_t system) {
    tell(system, [&](const auto& limits) { return checker::minimize(model_, system, arguments_.properties, limits); });
  }

  void suggest(std::uint16_t system) {
    tell(system, [&](const auto& limits) { return checker::suggest(model_, system, arguments_.scope, limits); });
  }

  template <class Find>
  void tell(std::uint16_t system, const Find& find) {
    const double before = cpu_seconds();
    const auto found = find(limits_for(model_.systems[system].name));
    const lemmas::Search search{model_, system, cpu_seconds() - before};
    erase_progress();
    worst_ = std::max(worst_, lemmas::is_decided(found) ? Exit::Ok : Exit::Unknown);
    if (arguments_.json)
      told_.push_back(lemmas::json(search, found));
    else
      lemmas::print(search, found);
  }

  void erase_progress() const {
    if (live_) fmt::print(stderr, "\r\033[K");
  }

  const LemmasArguments& arguments_;
  const model::Model& model_;
  bool live_;  // somebody looks on
  checker::Limits limits_;
  Exit worst_ = Exit::Ok;
  nlohmann::ordered_json told_ = nlohmann::ordered_json::array();
};

Exit run(const LemmasArguments& arguments) {
  const auto opened = cli::opened(arguments.file, arguments.policies, arguments.profile);
  if (const auto* exit = std::get_if<Exit>(&opened)) return *exit;
  const auto& model = std::get<Opened>(opened).model;
  if (!are_named(arguments, model)) return Exit::Usage;
  const Interrupt interrupt;
  return Lemmas(arguments, model, interrupt.token()).run();
}

}  // namespace

void add_lemmas(CLI::App& app, int& result) {
  auto arguments = std::make_shared<LemmasArguments>();
  arguments->jobs = std::max(1u, std::thread::hardware_concurrency());
  auto* command = app.add_subcommand("lemmas", "which of the written lemmas are needed, and which would help");
  command->add_option("FILE", arguments->file, "the specification")->required();
  auto* what = command->add_option_group("what");
  what->add_flag("--minimize", arguments->minimize, "which lemmas the claims need: none of those can be left out");
  auto* suggest = what->add_flag("--suggest", arguments->suggest, "lemmas like those that are there, which every step keeps: if claims are not proved, such as prove them");
  what->require_option(1);
  command->add_flag("--all", arguments->scope.all, "also those that follow from what is written, or are not needed")->needs(suggest);
  command->add_option("--states", arguments->scope.states, "of a search, in which candidates have to be true (20000)")->check(CLI::Range(1u, 4'000'000'000u))->needs(suggest);
  command->add_option("--candidates", arguments->scope.candidates, "so many of those that are true are put to the solvers, the shortest (1000)")->check(CLI::Range(1u, 100'000u))->needs(suggest);
  command->add_option("--system", arguments->systems, "only these systems")->delimiter(',')->allow_extra_args(false);
  command->add_option("--property,-p", arguments->properties, "needed for these claims, by id or name, and for the invariants of their systems")
      ->delimiter(',')
      ->allow_extra_args(false);
  command->add_option("--policy", arguments->policies, "policy=value, over the profile")->delimiter(',')->allow_extra_args(false);
  command->add_option("--profile", arguments->profile, "a set of policies that the specification names");
  command->add_option("--jobs,-j", arguments->jobs, "solver threads")->check(CLI::Range(1u, 256u));
  command->add_option("--conflicts", arguments->conflicts, "a question is unknown after so many conflicts of the solver (1000000)")->check(CLI::Range(1u, 1u << 30));
  command->add_option("--timeout", arguments->timeout, "seconds for one system; what is not known by then is unknown")->check(CLI::Range(1u, 31'536'000u));
  command->add_flag("--json", arguments->json, "the results as JSON (docs/json.md)");
  command->add_flag("--no-cache", arguments->no_cache, "ask the solvers everything, also what they have answered in earlier runs");
  command->footer(
      "examples:\n"
      "  synfin lemmas spec/examples/mutex.synfin --minimize\n"
      "  synfin lemmas spec/tcp.synfin --minimize --system Lone,Timed\n"
      "  synfin lemmas spec/examples/mutex.synfin --suggest");
  command->callback([arguments, &result] { result = static_cast<int>(run(*arguments)); });
}

}  // namespace cli
