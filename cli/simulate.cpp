// synfin simulate: the runs of a specification, played by the reference semantics and drawn as charts.
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <map>

#include "checker/chart.h"
#include "cli/choice.h"
#include "cli/commands.h"
#include "cli/emit_trace.h"
#include "cli/load.h"
#include "model/play.h"

namespace cli {
namespace {

struct SimulateArguments {
  std::string file;
  std::string run;
  std::string profile, variant;
  std::vector<std::string> policies;
  TraceFolders traces;
};

Exit show(const SimulateArguments& arguments, const Loaded& loaded, const model::Model& model, const model::Run& run) {
  auto played = model::play(model, run);
  fmt::print("{}: {}\n\n", run.name, run.doc.empty() ? run.clause : run.doc);
  checker::ChartOptions options;
  options.colour = colour(STDOUT_FILENO);
  options.letters = played.letters;
  fmt::print("{}\n", checker::chart(model, played.trace, options));
  for (const auto& letter : played.letters) fmt::print("  {} = {}\n", letter.name, letter.value);
  options.colour = false;
  if (!emit_trace(arguments.traces, {run.name, run.doc.empty() ? run.clause : run.doc, arguments.file, model, played.trace, options})) return Exit::Usage;
  if (played.failure.empty()) return Exit::Ok;
  const auto& span = run.steps[played.failed_step].span;
  fmt::print("\n{}: {}\n  {}\n", place(loaded, span), loaded.sources.text(span), played.failure);
  return Exit::Refuted;
}

/// The model that a run is played on: as its file claims, unless the command line chooses.
class Stages {
 public:
  Stages(const Loaded& loaded, model::Choice choice) : loaded_(loaded), choice_(std::move(choice)) {}

  /// Null, with messages, if the text has an error.
  const model::Model* of(const model::Run& run) {
    const bool chosen = !choice_.profile.empty() || !choice_.policies.empty();
    return under(chosen ? choice_.profile : model::profile_of(loaded_.specification, run.span.file));
  }
  const model::Model* as_chosen() { return under(choice_.profile); }

 private:
  const model::Model* under(const std::string& profile) {
    const auto [found, is_new] = models_.emplace(profile, std::nullopt);
    if (is_new) found->second = meaning(loaded_, {profile, choice_.policies, choice_.variant});
    return found->second ? &*found->second : nullptr;
  }

  const Loaded& loaded_;
  model::Choice choice_;
  std::map<std::string, std::optional<model::Model>> models_;  // by profile
};

Exit run(const SimulateArguments& arguments) {
  auto loaded = load(arguments.file);
  if (!loaded) return Exit::BadInput;
  const auto choice = cli::choice(*loaded, arguments.policies, arguments.profile, arguments.variant);
  if (!choice) return Exit::Usage;
  Stages stages(*loaded, *choice);
  const auto* model = stages.as_chosen();
  if (model == nullptr) return Exit::BadInput;
  bool any = false;
  Exit worst = Exit::Ok;
  for (const auto& each : model->runs) {
    if (!arguments.run.empty() && each.name != arguments.run) continue;
    any = true;
    const auto* stage = stages.of(each);
    if (stage == nullptr) return Exit::BadInput;
    worst = std::max(worst, show(arguments, *loaded, *stage, *std::ranges::find(stage->runs, each.name, &model::Run::name)));
  }
  if (any) return worst;
  fmt::print(stderr, "synfin: {} has no run{}\n", arguments.file, arguments.run.empty() ? "" : " named " + arguments.run);
  return Exit::Usage;
}

}  // namespace

void add_simulate(CLI::App& app, int& result) {
  auto arguments = std::make_shared<SimulateArguments>();
  auto* command = app.add_subcommand("simulate", "play the runs that a specification writes down, as charts");
  command->add_option("FILE", arguments->file, "the specification")->required();
  command->add_option("--run", arguments->run, "only this run");
  command->add_option("--policy", arguments->policies, "policy=value, over the profile")->delimiter(',')->allow_extra_args(false);
  command->add_option("--profile", arguments->profile, "a set of policies that the specification names");
  command->add_option("--variant", arguments->variant, "a variant of the file, by id or name");
  add_trace_folders(*command, arguments->traces);
  command->footer(
      "examples:\n"
      "  synfin simulate spec/tcp.synfin --run Tutorial\n"
      "  synfin simulate spec/tcp.synfin --run Tutorial --emit-svg charts --emit-pcap captures");
  command->callback([arguments, &result] { result = static_cast<int>(run(*arguments)); });
}

}  // namespace cli
