// synfin recheck: certificates against the specification that they are of, and against the installed solvers.
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <thread>

#include "checker/smt/recheck.h"
#include "cli/certificates/judgement.h"
#include "cli/certificates/read.h"
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/load.h"

namespace cli {
namespace {

struct RecheckArguments {
  std::string directory, file;
  std::vector<std::string> solvers;  // empty: those that are there
  unsigned jobs = 1;
  unsigned timeout = 120;  // seconds for one solver on one file
  bool json = false;
};

struct Solvers {
  std::vector<std::string> programs, names;
};

/// Empty with a message if one that was asked for is not there, or none is.
std::optional<Solvers> solvers(const RecheckArguments& arguments) {
  Solvers found;
  const std::vector<std::string> all{"z3", "cvc5"};
  for (const auto& program : arguments.solvers.empty() ? all : arguments.solvers) {
    if (std::ranges::find(found.programs, program) != found.programs.end()) continue;
    const auto name = checker::smt::solver_name(program);
    if (name.empty()) {
      fmt::print(stderr, "synfin: the solver {} is not there\n", program);
      if (arguments.solvers.empty()) continue;
      return std::nullopt;
    }
    found.programs.push_back(program);
    found.names.push_back(name);
  }
  if (found.programs.empty()) return std::nullopt;
  return found;
}

std::string manifest_path(const RecheckArguments& arguments) { return arguments.directory + "/" + certificates::kManifest; }

/// Nothing can be compared.
Exit reject(const RecheckArguments& arguments, const std::string& fault) {
  if (arguments.json)
    fmt::print("{}\n", nlohmann::ordered_json{{"directory", arguments.directory}, {"file", arguments.file}, {"faults", {fault}}}.dump(2));
  else
    fmt::print("{}\n\nrejected\n", fault);
  return Exit::Refuted;
}

certificates::Opinions ask(const RecheckArguments& arguments, const Solvers& solvers, const certificates::Comparison& comparison, std::stop_token stop) {
  const bool live = !arguments.json && isatty(STDERR_FILENO) != 0;
  certificates::Asking asking{solvers.programs, std::chrono::seconds(arguments.timeout), arguments.jobs, std::move(stop), {}};
  if (live) asking.progress = [](std::size_t done, std::size_t of) { fmt::print(stderr, "\r\033[K  {} of {} answers …", done, of); };
  auto opinions = certificates::ask(comparison.files, asking);
  if (live) fmt::print(stderr, "\r\033[K");
  return opinions;
}

Exit recheck(const RecheckArguments& arguments, const certificates::Manifest& manifest, const Solvers& solvers) {
  const auto loaded = load(arguments.file);
  if (!loaded) return Exit::BadInput;
  const auto model = meaning(*loaded, {"", manifest.valuation, manifest.variant});
  if (!model) return reject(arguments, arguments.file + " has no meaning under the policies and the variant of " + manifest_path(arguments));
  const Interrupt interrupt;
  const auto comparison = certificates::compare(arguments.directory, manifest, *loaded, *model);
  certificates::Recheck found{arguments.directory, arguments.file, manifest, comparison, solvers.names, {}, arguments.timeout};
  if (comparison.faults.empty()) found.opinions = ask(arguments, solvers, comparison, interrupt.token());
  found.interrupted = interrupt.token().stop_requested();
  if (arguments.json)
    fmt::print("{}\n", certificates::json(found).dump(2));
  else
    certificates::print(found);
  const auto result = certificates::result(found);
  if (!found.interrupted || result == Exit::Refuted) return result;
  fmt::print(stderr, "interrupted: not every file was asked about\n");
  return Exit::Interrupted;
}

Exit recheck(const RecheckArguments& arguments) {
  const auto listed = certificates::read_manifest(arguments.directory);
  if (!certificates::read_file(manifest_path(arguments))) {
    fmt::print(stderr, "synfin: {} cannot be read; certificates are written by synfin check --certificates DIR\n", manifest_path(arguments));
    return Exit::BadInput;
  }
  if (const auto* why = std::get_if<std::string>(&listed)) return reject(arguments, manifest_path(arguments) + " was changed after it was written: " + *why);
  const auto there = solvers(arguments);
  return there ? recheck(arguments, std::get<certificates::Manifest>(listed), *there) : Exit::Usage;
}

}  // namespace

void add_recheck(CLI::App& app, int& result) {
  auto arguments = std::make_shared<RecheckArguments>();
  arguments->jobs = std::max(1u, std::thread::hardware_concurrency());
  auto* command = app.add_subcommand("recheck", "certificates once more: against the specification, and by the solvers that are installed");
  command->add_option("DIR", arguments->directory, "what synfin check --certificates wrote")->required();
  command->add_option("SPEC", arguments->file, "the specification that they are of")->required();
  command->add_option("--solver", arguments->solvers, "only this one; without it, those of the two that are there")->check(CLI::IsMember({"z3", "cvc5"}));
  command->add_option("--jobs,-j", arguments->jobs, "solvers at once")->check(CLI::Range(1u, 256u));
  command->add_option("--timeout", arguments->timeout, "seconds for one solver on one file")->check(CLI::Range(1u, 31'536'000u));
  command->add_flag("--json", arguments->json, "what was found as JSON (docs/json.md)");
  command->footer(
      "Exit codes: 0 all confirmed, 1 something is not as it should be, 2 a file has no answer in time.\n"
      "What that shows and what it leaves to be trusted: docs/trust.md.\n"
      "\n"
      "example:\n"
      "  synfin check spec/tcp.synfin --property P60 --certificates certificates\n"
      "  synfin recheck certificates spec/tcp.synfin");
  command->callback([arguments, &result] { result = static_cast<int>(recheck(*arguments)); });
}

}  // namespace cli
