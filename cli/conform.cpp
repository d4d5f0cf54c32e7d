// synfin conform: where this machine's kernel, or a peer, departs from a specification of TCP.
#include <fmt/core.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <map>
#include <system_error>

#include "cli/choice.h"
#include "cli/commands.h"
#include "cli/conform/files.h"
#include "cli/conform/report.h"
#include "cli/load.h"
#include "scenario/conform.h"
#include "scenario/kernel_ground.h"
#include "scenario/peer_ground.h"

namespace cli {
namespace {

using namespace std::chrono_literals;
using scenario::Assignment;

struct ConformArguments {
  std::string spec = "spec/tcp.synfin";
  std::string report, peer;
  bool kernel = false;
  std::vector<std::string> only, policies;
  unsigned timeout = 280, players = 0;
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

/// Empty with a message if one is none, or not of the specification.
std::optional<std::vector<Assignment>> assignments(const Loaded& loaded, const std::vector<std::string>& texts) {
  const auto made = cli::choice(loaded, texts);
  if (!made) return std::nullopt;
  std::vector<Assignment> all;
  for (const auto& it : made->policies) all.push_back({it.policy, it.value});
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
      if (std::any_of(step.rules.begin(), step.rules.end(), [&](const auto& rule) { return !rule.implicit && rule.name == name; })) return true;
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

/// Who is asked, and where scripts are played on it.
struct Subject {
  std::string name;
  scenario::MakeGround ground;
  scenario::Role role;
  unsigned players;
};

Subject this_kernel() { return {kernel_version() + ", this machine's kernel", scenario::kernel_ground, scenario::Role::Any, 64}; }

/// Each player in the next subnet.
Subject peer(const std::string& name, runtime::Endpoint endpoint) {
  auto subnets = std::make_shared<std::atomic<unsigned>>(1);
  return {"the peer at " + name, [endpoint, subnets] { return scenario::peer_ground(endpoint, static_cast<std::uint8_t>((*subnets)++)); },
          scenario::Role::Passive, 16};
}

/// Nothing if it is none.
std::optional<runtime::Endpoint> endpoint(const std::string& text) {
  const auto colon = text.rfind(':');
  if (colon == std::string::npos) return std::nullopt;
  const auto address = runtime::parse_address(text.substr(0, colon));
  unsigned port = 0;
  const auto [end, error] = std::from_chars(text.data() + colon + 1, text.data() + text.size(), port);
  if (!address || error != std::errc{} || end != text.data() + text.size() || port == 0 || port > 65535) return std::nullopt;
  return runtime::Endpoint{*address, static_cast<std::uint16_t>(port)};
}

scenario::Campaign campaign_of(const ConformArguments& arguments, const std::vector<Assignment>& policies, scenario::Role role, const Watch& watch) {
  scenario::Campaign campaign;
  campaign.role = role;
  campaign.policies = policies;
  campaign.only = {arguments.only.begin(), arguments.only.end()};
  campaign.over = [&arguments, &watch] { return watch.seconds() > arguments.timeout; };
  if (isatty(STDERR_FILENO) != 0)
    campaign.told = [&watch](std::size_t done, std::size_t known) {
      if (done % 50 == 0 || done == known) fmt::print(stderr, "\r{} of {} scripts, {:.0f} s ", done, known, watch.seconds());
    };
  return campaign;
}

int show(const ConformArguments& arguments, const conformance::Question& question, const scenario::MakeGround& ground, scenario::Conformance found) {
  if (!arguments.report.empty() && !conformance::record(arguments.report, question, ground, found)) return static_cast<int>(Exit::Usage);
  if (arguments.json)
    fmt::print("{}\n", conformance::json(question, found).dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
  else
    conformance::show(question, found);
  return static_cast<int>(conformance::allowed_by_none(found) == 0 ? Exit::Ok : Exit::Refuted);
}

int ask(const ConformArguments& arguments, const Loaded& loaded, const Subject& subject) {
  const auto policies = assignments(loaded, arguments.policies);
  if (!policies) return static_cast<int>(Exit::Usage);
  if (!meaning(loaded, choice(*policies))) return static_cast<int>(Exit::BadInput);
  const auto meanings = meanings_of(loaded);
  for (const auto& name : arguments.only)
    if (!may_have_rule(meanings, name)) return fmt::print(stderr, "synfin: no rule is called '{}'\n", name), static_cast<int>(Exit::Usage);
  const Watch watch;
  scenario::Players players(subject.ground, arguments.players != 0 ? arguments.players : subject.players);
  auto made = scenario::conform(meanings, players, campaign_of(arguments, *policies, subject.role, watch));
  if (isatty(STDERR_FILENO) != 0) fmt::print(stderr, "\r\033[K");
  if (auto* found = std::get_if<scenario::Conformance>(&made))
    return show(arguments, {subject.name, arguments.spec, watch.seconds()}, subject.ground, std::move(*found));
  fmt::print(stderr, "{}: error: {}\n", arguments.spec, std::get<std::string>(made));
  return static_cast<int>(Exit::BadInput);
}

int ask_peer(const ConformArguments& arguments, const Loaded& loaded) {
  const auto whom = endpoint(arguments.peer);
  if (!whom) return fmt::print(stderr, "synfin: --peer wants ADDRESS:PORT, such as 192.0.2.1:80, not '{}'\n", arguments.peer), static_cast<int>(Exit::Usage);
  const auto why = scenario::unreachable(*whom);
  if (!why.empty()) return fmt::print(stderr, "synfin: {}: {}\n", arguments.peer, why), static_cast<int>(Exit::Usage);
  return ask(arguments, loaded, peer(arguments.peer, *whom));
}

int ask_kernel(const ConformArguments& arguments, const Loaded& loaded) {
  const scenario::KernelHome home;
  return ask(arguments, loaded, this_kernel());
}

int run(const ConformArguments& arguments) {
  if (arguments.kernel == !arguments.peer.empty())
    return fmt::print(stderr, "synfin: either --kernel or --peer ADDRESS:PORT says who is asked\n"), static_cast<int>(Exit::Usage);
  const auto loaded = load(arguments.spec);
  if (!loaded) return static_cast<int>(Exit::BadInput);
  try {
    return arguments.kernel ? ask_kernel(arguments, *loaded) : ask_peer(arguments, *loaded);
  } catch (const std::system_error& error) {
    if (!scenario::kernel_out_of_reach(error.code())) throw;
    fmt::print("SKIPPED: {}: it needs root or user namespaces, and /dev/net/tun\n", error.what());
    return static_cast<int>(Exit::Skipped);
  }
}

}  // namespace

void add_conform(CLI::App& app, int& result) {
  auto arguments = std::make_shared<ConformArguments>();
  auto* command = app.add_subcommand("conform", "where this machine's kernel, or a peer, departs from a specification of TCP: found by playing it");
  command->add_flag("--kernel", arguments->kernel, "this machine's: its sockets, in network namespaces of their own");
  command->add_option("--peer", arguments->peer, "ADDRESS:PORT, where somebody listens and accepts, and does no more");
  command->add_option("--spec", arguments->spec, "the specification");
  command->add_option("--only", arguments->only, "rules: no scripts but those in which one of them applies, and a few that lead there")
      ->delimiter(',')
      ->allow_extra_args(false);
  command->add_option("--policy", arguments->policies, "name=value, to begin with")->allow_extra_args(false);
  command->add_option("--timeout", arguments->timeout, "seconds, after which no more scripts are begun")->check(CLI::Range(1, 86400));
  command->add_option("--players", arguments->players, "who play at once (64 on the kernel, 16 on a peer); most wait most of the time")->check(CLI::Range(1, 256));
  command->add_option("--report", arguments->report, "a folder for the script and the capture (pcap) of each deviation");
  command->add_flag("--json", arguments->json, "what was found as JSON");
  command->footer(
      "Each deviation comes with its rule, clause and dialogue, is seen twice, and is allowed by a choice of the specification's policies,\n"
      "or by none. A peer is asked from addresses of 198.18.0.0/16, each behind a TUN device of this machine: one that is not on this machine\n"
      "needs a route back, and this machine has to forward. Exit codes: 0 every deviation is allowed by a policy, 1 one is not, 3 bad input, 4 usage or system, 77 not on this machine.\n"
      "examples:\n"
      "  synfin conform --kernel\n"
      "  synfin conform --kernel --report deviations\n"
      "  synfin conform --kernel --only A73,A90a --json\n"
      "  synfin conform --peer 192.0.2.1:80");
  command->callback([arguments, &result] { result = run(*arguments); });
}

}  // namespace cli
