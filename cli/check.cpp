// synfin check: the verdicts on a specification, or on those of a folder, as tables with charts or as JSON.
#include "cli/check.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <thread>

#include "cli/checking/checking.h"
#include "cli/checking/folder.h"
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/output.h"

namespace cli {
namespace {

using checking::Checking;
using checking::File;

Exit run(Checking& checking, const File& file) {
  Exit worst = Exit::Ok;
  for (const auto& part : file.parts) {
    const auto result = checking.run(file, part);
    worst = checking::worse(worst, result);
    if (result == Exit::Usage || result == Exit::Interrupted) break;
  }
  return worst;
}

/// One object, or of several parts an array.
void print_json(const nlohmann::ordered_json& told) {
  if (!told.empty()) fmt::print("{}\n", (told.size() == 1 ? told.front() : told).dump(2));
}

Exit check_file(const CheckArguments& arguments) {
  auto loaded = load(arguments.file);
  if (!loaded) return Exit::BadInput;
  auto opened = checking::open(arguments, arguments.file, std::move(*loaded));
  if (const auto* refusal = std::get_if<checking::Refusal>(&opened)) {
    if (!refusal->why.empty()) fmt::print(stderr, "synfin: {}\n", refusal->why);
    return refusal->exit;
  }
  auto& file = std::get<File>(opened);
  const auto names = checking::known(file);
  bool misspelt = false;
  for (const auto& name : arguments.properties) {
    if (std::ranges::find(names, name) != names.end()) continue;
    checking::unknown(file, name);
    misspelt = true;
  }
  if (misspelt) return Exit::Usage;
  if (!arguments.properties.empty()) checking::select(file, arguments.properties);
  const Interrupt interrupt;
  Checking checking(arguments, false, interrupt.token());
  const Exit worst = run(checking, file);
  if (worst != Exit::Usage) print_json(checking.told());
  return worst;
}

void print_summary(const Checking& checking, std::size_t files) {
  const auto& tally = checking.tally();
  fmt::print("\n{} proved, {} refuted, {} unknown in {} file{}; {:.1f} s\n", tally.proved, tally.refuted, tally.unknown, files, files == 1 ? "" : "s",
             checking.seconds());
}

Exit check_folder(const CheckArguments& arguments) {
  const Interrupt interrupt;
  Checking checking(arguments, true, interrupt.token());
  const auto opened = checking::open_folder(arguments);
  if (const auto* exit = std::get_if<Exit>(&opened)) return *exit;
  const auto& folder = std::get<checking::Folder>(opened);
  Exit worst = folder.worst;
  std::size_t files = 0;
  for (const auto& file : folder.files) {
    const auto result = run(checking, file);
    if (result == Exit::Usage) return result;
    worst = checking::worse(worst, result);
    ++files;
    if (result == Exit::Interrupted) break;
  }
  if (arguments.json)
    fmt::print("{}\n", checking.told().dump(2));
  else
    print_summary(checking, files);
  return worst;
}

}  // namespace

Exit check(const CheckArguments& arguments) {
  for (const auto* folder : {&arguments.certificates, &arguments.scripts, &arguments.traces.itf, &arguments.traces.svg, &arguments.traces.pcap})
    if (!folder->empty() && !can_write_to(*folder)) return Exit::Usage;
  std::error_code error;  // then it is no folder
  return std::filesystem::is_directory(arguments.file, error) ? check_folder(arguments) : check_file(arguments);
}

void add_check(CLI::App& app, int& result) {
  auto arguments = std::make_shared<CheckArguments>();
  arguments->jobs = std::max(1u, std::thread::hardware_concurrency());
  auto* command = app.add_subcommand("check", "prove the properties of a specification, or show how they fail");
  command->add_option("FILE", arguments->file, "the specification, of a file with a variant the properties that it refutes; or a folder: every *.synfin directly in it")->required();
  auto* property = command->add_option("--property,-p", arguments->properties, "only these, by id or name")->delimiter(',')->allow_extra_args(false);
  std::vector<std::string> engines;
  for (const auto& engine : checker::engines()) engines.emplace_back(engine.name);
  command->add_option("--engine,-e", arguments->engine, "only this engine")->check(CLI::IsMember(engines));
  command->add_option("--policy", arguments->policies, "policy=value, over the profile")->delimiter(',')->allow_extra_args(false);
  command->add_option("--profile", arguments->profile, "a set of policies that the specification names");
  command->add_option("--variant", arguments->variant, "only this variant of the file, by id or name");
  command->add_flag("--kept", arguments->kept, "of a variant, also which of the other claims it keeps")->excludes(property);
  command->add_option("--jobs,-j", arguments->jobs, "solver threads")->check(CLI::Range(1u, 256u));
  command->add_option("--timeout", arguments->timeout,
                      "seconds for one engine on one property, and for each solver on one obligation of its proof (there at most 120)")
      ->check(CLI::Range(1u, 31'536'000u));
  command->add_option("--states", arguments->states, "a search stops at this many states (5000000)")->check(CLI::Range(1u, 4'000'000'000u));
  command->add_option("--memory", arguments->memory, "a search stops at this many megabytes")->check(CLI::Range(1u, 1'000'000u));
  command->add_flag("--no-symmetry", arguments->no_symmetry, "a search counts every state as it is: names, mirror images and dead values too");
  command->add_flag("--json", arguments->json, "the verdicts as JSON (docs/json.md)");
  command->add_flag("--no-recheck", arguments->no_recheck, "do not check proofs again");
  command->add_flag("--no-cache", arguments->no_cache, "ask the solvers everything, also what they have answered in earlier runs");
  command->add_option("--certificates", arguments->certificates, "write each proof obligation as an SMT-LIB file here, and a manifest (synfin recheck); those of an earlier run go");
  command->add_option("--emit-script", arguments->scripts, "write each counterexample and witness as packet scripts (docs/scripts.md) here");
  add_trace_folders(*command, arguments->traces);
  command->footer(
      "examples:\n"
      "  synfin check spec/tcp.synfin\n"
      "  synfin check spec\n"
      "  synfin check spec/tcp.synfin --property P11 --certificates /tmp/p11\n"
      "  synfin check spec/tcp.synfin --property P33 --policy time_wait_rst=honour\n"
      "  synfin check spec/examples/mutex.synfin --engine explore --states 100000 --memory 100\n"
      "  synfin check spec/variants/m01-two-way-handshake.synfin --emit-script /tmp/m01 --emit-svg /tmp/m01 --emit-pcap /tmp/m01");
  command->callback([arguments, &result] { result = static_cast<int>(check(*arguments)); });
}

}  // namespace cli
