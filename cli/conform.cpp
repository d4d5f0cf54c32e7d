// synfin conform: where this machine's kernel, or a peer, departs from a specification of TCP.
#include <fmt/core.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <system_error>

#include "cli/commands.h"
#include "cli/conform/files.h"
#include "cli/conform/report.h"
#include "cli/load.h"
#include "scenario/conform.h"
#include "scenario/kernel_ground.h"

namespace cli {
namespace {

using namespace std::chrono_literals;
using scenario::Assignment;

constexpr int Skipped = 77;

struct Arguments {
  std::string spec = "spec/tcp.synfin";
  std::string report;
  bool kernel = false;
  std::vector<std::string> only, policies;
  unsigned timeout = 280, players = 64;
  bool json = false;
};

// ---- the specification ----------------------------------------------------------------------------

void note(const std::vector<grammar::ast::MachineItem>& items, std::vector<scenario::Policy>& all) {
  for (const auto& item : items) {
    const auto* policy = std::get_if<grammar::ast::Policy>(&item);
    if (policy == nullptr) continue;
    all.push_back({policy->name.text, {policy->initial.text}});
    for (const auto& value : policy->values)
      if (value.text != policy->initial.text) all.back().values.push_back(value.text);
  }
}

std::vector<scenario::Policy> policies_of(const grammar::ast::Specification& specification) {
  std::vector<scenario::Policy> all;
  for (const auto& item : specification.items) {
    if (const auto* machine = std::get_if<grammar::ast::Machine>(&item)) note(machine->items, all);
    if (const auto* more = std::get_if<grammar::ast::Extend>(&item)) note(more->items, all);
  }
  return all;
}

model::Choice choice(const std::vector<Assignment>& policies) {
  model::Choice all;
  for (const auto& it : policies) all.policies.push_back({it.name, it.value});
  return all;
}

/// Empty with a message if one is none.
std::optional<std::vector<Assignment>> assignments(const std::vector<std::string>& texts) {
  std::vector<Assignment> all;
  for (const auto& text : texts) {
    const auto it = setting(text);
    if (!it) return fmt::print(stderr, "synfin: --policy wants name=value, not '{}'\n", text), std::nullopt;
    all.push_back({it->policy, it->value});
  }
  return all;
}

/// `loaded` outlives them, and is good.
scenario::Meanings meanings_of(const Loaded& loaded) {
  auto known = std::make_shared<std::map<std::string, model::Model>>();
  return {policies_of(loaded.specification), [&loaded, known](const std::vector<Assignment>& policies) -> const model::Model& {
            const std::string key = conformance::list(policies);
            const auto found = known->find(key);
            return found != known->end() ? found->second : known->emplace(key, meaning(loaded, choice(policies)).value()).first->second;
          }};
}

bool has_rule(const model::Model& model, const std::string& name) {
  for (const auto& handler : model.machines.front().handlers)
    for (const auto& step : handler.steps)
      if (std::any_of(step.rules.begin(), step.rules.end(), [&](const auto& rule) { return rule.name == name; })) return true;
  return false;
}

/// Under some choice of one policy.
bool may_have_rule(const scenario::Meanings& meanings, const std::string& name) {
  return std::any_of(meanings.policies.begin(), meanings.policies.end(), [&](const scenario::Policy& policy) {
    return std::any_of(policy.values.begin(), policy.values.end(),
                       [&](const std::string& value) { return has_rule(meanings.of({{policy.name, value}}), name); });
  });
}

// ---- the run --------------------------------------------------------------------------------------

class Watch {
 public:
  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }

 private:
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

std::string kernel_version() {
  utsname it{};
  uname(&it);
  return fmt::format("{} {}", it.sysname, it.release);
}

scenario::Campaign campaign_of(const Arguments& arguments, const std::vector<Assignment>& policies, const Watch& watch) {
  scenario::Campaign campaign;
  campaign.policies = policies;
  campaign.only = {arguments.only.begin(), arguments.only.end()};
  campaign.over = [&arguments, &watch] { return watch.seconds() > arguments.timeout; };
  if (isatty(STDERR_FILENO) != 0)
    campaign.told = [&watch](std::size_t done, std::size_t known) {
      if (done % 50 == 0 || done == known) fmt::print(stderr, "\r{} of {} scripts, {:.0f} s ", done, known, watch.seconds());
    };
  return campaign;
}

int ask(const Arguments& arguments, const Loaded& loaded) {
  const auto policies = assignments(arguments.policies);
  if (!policies) return static_cast<int>(Exit::Usage);
  if (!meaning(loaded, choice(*policies))) return static_cast<int>(Exit::BadInput);
  const auto meanings = meanings_of(loaded);
  for (const auto& name : arguments.only)
    if (!may_have_rule(meanings, name)) return fmt::print(stderr, "synfin: no rule is called '{}'\n", name), static_cast<int>(Exit::Usage);
  const Watch watch;
  const scenario::KernelHome home;
  scenario::Players players(scenario::kernel_ground, arguments.players);
  auto made = scenario::conform(meanings, players, campaign_of(arguments, *policies, watch));
  if (isatty(STDERR_FILENO) != 0) fmt::print(stderr, "\r\033[K");
  if (const auto* why = std::get_if<std::string>(&made)) {
    fmt::print(stderr, "{}: error: {}\n", arguments.spec, *why);
    return static_cast<int>(Exit::BadInput);
  }
  auto& found = std::get<scenario::Conformance>(made);
  const conformance::Question question{kernel_version() + ", this machine's kernel", arguments.spec, watch.seconds()};
  if (!arguments.report.empty() && !conformance::record(arguments.report, question, scenario::kernel_ground, found))
    return static_cast<int>(Exit::Usage);
  if (arguments.json) fmt::print("{}\n", conformance::json(question, found).dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
  else conformance::show(question, found);
  return static_cast<int>(conformance::allowed_by_none(found) == 0 ? Exit::Ok : Exit::Refuted);
}

int run(const Arguments& arguments) {
  const auto loaded = load(arguments.spec);
  if (!loaded) return static_cast<int>(Exit::BadInput);
  try {
    return ask(arguments, *loaded);
  } catch (const std::system_error& error) {
    if (!scenario::kernel_out_of_reach(error.code())) throw;
    fmt::print("SKIPPED: {}: it needs root or user namespaces, and /dev/net/tun\n", error.what());
    return Skipped;
  }
}

}  // namespace

void add_conform(CLI::App& app, int& result) {
  auto arguments = std::make_shared<Arguments>();
  auto* command = app.add_subcommand("conform", "where this machine's kernel departs from a specification of TCP: found by playing what the specification says");
  command->add_flag("--kernel", arguments->kernel, "its sockets, in network namespaces of their own")->required();
  command->add_option("--spec", arguments->spec, "the specification");
  command->add_option("--only", arguments->only, "rules: no scripts but those in which one of them applies, and a few that lead there")
      ->delimiter(',')
      ->allow_extra_args(false);
  command->add_option("--policy", arguments->policies, "name=value, to begin with")->allow_extra_args(false);
  command->add_option("--timeout", arguments->timeout, "seconds, after which no more scripts are begun")->check(CLI::Range(1, 86400));
  command->add_option("--players", arguments->players, "who play at once; most wait most of the time")->check(CLI::Range(1, 256));
  command->add_option("--report", arguments->report, "a folder for the script and the capture (pcap) of each deviation");
  command->add_flag("--json", arguments->json, "what was found as JSON");
  command->footer(
      "Each deviation comes with its rule, clause and dialogue, is seen twice, and is allowed by a choice of the specification's policies,\n"
      "or by none. Exit codes: 0 every deviation is allowed by a policy, 1 one is not, 3 bad input, 4 usage or system, 77 not on this machine.\n"
      "examples:\n"
      "  synfin conform --kernel\n"
      "  synfin conform --kernel --report deviations\n"
      "  synfin conform --kernel --only A73,A44t --json");
  command->callback([arguments, &result] { result = run(*arguments); });
}

}  // namespace cli
