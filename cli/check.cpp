// synfin check: the verdicts on a specification, as a table with charts or as JSON.
#include "cli/check.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <thread>

#include "checker/check.h"
#include "checker/dead_rules.h"
#include "cli/cache.h"
#include "cli/certificates/writer.h"
#include "cli/choice.h"
#include "cli/commands.h"
#include "cli/emit_script.h"
#include "cli/interrupt.h"
#include "cli/load.h"
#include "cli/output.h"
#include "cli/verdicts/json.h"
#include "cli/verdicts/table.h"
#include "cli/verdicts/words.h"

namespace cli {
namespace {

using checker::PropertyReport;

/// Everything that the command line asks of each model: the specification's, or one for each variant.
class Checking {
 public:
  Checking(const CheckArguments& arguments, const Loaded& loaded, std::vector<model::Setting> policies, std::stop_token stop)
      : arguments_(arguments), loaded_(loaded), policies_(std::move(policies)), stop_(std::move(stop)), live_(!arguments.json && isatty(STDERR_FILENO)), answers_(cached_answers(!arguments.no_cache)) {}

  Exit run(const model::Model& model) {
    verdicts::Table table(arguments_.file, model);
    if (!arguments_.certificates.empty()) writer_.emplace(folder(arguments_.certificates, model), loaded_, model);
    if (!arguments_.json) table.print_heading();
    auto report = checker::check(model, options(model, table));
    erase_progress();
    if (!report.unknown_names.empty()) return misspelt(model, report.unknown_names);
    const auto findings = ask_for_findings(model, report);
    if (writer_ && !(written_ && writer_->finish())) return Exit::Usage;
    if (!arguments_.scripts.empty() && !emit_scripts(model, report)) return Exit::Usage;
    if (!emit_traces(model, report)) return Exit::Usage;
    if (arguments_.json) {
      told_.push_back(verdicts::json(arguments_.file, model, report, findings));
    } else {
      if (arguments_.kept) verdicts::print_kept(model, report);
      verdicts::print_notes(report);
      verdicts::print_findings(findings);
      verdicts::print_remembered(report);
    }
    if (report.interrupted) print_interrupted(report);
    if (report.interrupted) return Exit::Interrupted;
    return model.variant ? of_variant(model, report) : of_specification(report, findings);
  }

  /// One object, or of several variants an array.
  void print_json() const {
    if (!told_.empty()) fmt::print("{}\n", (told_.size() == 1 ? told_.front() : told_).dump(2));
  }

 private:
  checker::Options options(const model::Model& model, verdicts::Table& table) {
    checker::Options options;
    options.properties = arguments_.properties;
    options.beyond_variant = arguments_.kept;
    options.engine = arguments_.engine;
    options.recheck = !arguments_.no_recheck;
    options.limits = limits();
    if (live_) options.progress = options.limits.progress = [](std::string_view what) { fmt::print(stderr, "\r\033[K  {} …", what); };
    options.on_report = [this, &model, &table](const PropertyReport& report) { show(model, report, table); };
    return options;
  }

  /// What is asked for once for each variant is in a folder for each: the names are the same. None stays none.
  std::string folder(const std::string& asked, const model::Model& model) const {
    const bool alone = !model.variant || !arguments_.variant.empty() || model::variants(loaded_.specification).size() == 1;
    return alone || asked.empty() ? asked : asked + "/" + model.variant->id;
  }

  checker::Limits limits() const {
    checker::Limits limits;
    limits.jobs = arguments_.jobs;
    limits.timeout = std::chrono::seconds(arguments_.timeout);
    limits.max_states = arguments_.states;
    limits.max_bytes = arguments_.memory * 1'000'000;
    limits.symmetry = !arguments_.no_symmetry;
    limits.stop = stop_;
    limits.answers = answers_;
    return limits;
  }

  void show(const model::Model& model, const PropertyReport& report, verdicts::Table& table) {
    if (writer_) written_ = writer_->add(report) && written_;
    erase_progress();
    if (arguments_.json) return;
    verdicts::Manner manner{colour(STDOUT_FILENO), !arguments_.properties.empty()};
    manner.brief = arguments_.kept && !checker::is_to_be_refuted(model, *report.property);
    table.print(report, manner);
  }

  void erase_progress() const {
    if (live_) fmt::print(stderr, "\r\033[K");
  }

  static Exit misspelt(const model::Model& model, const std::vector<std::string>& names) {
    std::vector<std::string> known;
    for (const auto& property : model.properties) known.insert(known.end(), {property.id, property.name});
    for (const auto& name : names) cli::misspelt("property", name, known);
    return Exit::Usage;
  }

  /// Whether rules ever apply is asked of the whole specification, whether a claim that is proved says anything of a selection, too.
  checker::Findings ask_for_findings(const model::Model& model, checker::Report& report) {
    if (model.variant || report.interrupted) return {};
    const bool whole = arguments_.properties.empty() && arguments_.engine.empty();
    checker::Findings findings;
    if (whole)
      findings = checker::findings(model, limits(), report.memory);
    else
      findings.vacuity = checker::vacuity(model, proved(report), limits(), report.memory);
    report.interrupted = stop_.stop_requested();  // then what was not answered looks like an answer
    return report.interrupted ? checker::Findings{} : findings;
  }

  static std::vector<const model::Property*> proved(const checker::Report& report) {
    std::vector<const model::Property*> claims;
    for (const auto& each : report.properties)
      if (std::holds_alternative<checker::Proved>(each.verdict)) claims.push_back(each.property);
    return claims;
  }

  bool emit_scripts(const model::Model& model, const checker::Report& report) const {
    Emission emission{folder(arguments_.scripts, model), arguments_.file, {}, arguments_.json};
    emission.options.profile = arguments_.profile;
    for (const auto& each : policies_) emission.options.policies.push_back({each.policy, each.value});
    return cli::emit_scripts(emission, model, report);
  }

  bool emit_traces(const model::Model& model, const checker::Report& report) const {
    const auto& asked = arguments_.traces;
    const TraceFolders folders{folder(asked.itf, model), folder(asked.svg, model), folder(asked.pcap, model)};
    return std::ranges::all_of(report.properties, [&](const PropertyReport& each) {
      const auto* trace = verdicts::trace_of(each);
      if (trace == nullptr) return true;
      const auto* refuted = std::get_if<checker::Refuted>(&each.verdict);
      const auto& claim = *each.property;
      NamedTrace named{claim.id, claim.id + " " + claim.name + (refuted ? " is violated: " + refuted->explanation : ": a witness"), arguments_.file, model, *trace, {}, arguments_.json};
      named.chart.property = &claim;
      named.chart.witness = refuted == nullptr;
      return emit_trace(folders, named);
    });
  }

  static void print_interrupted(const checker::Report& report) {
    const auto stand = report.properties.size();
    const std::string count = stand == 0 ? "no verdict stands" : std::to_string(stand) + " verdicts stand";
    fmt::print(stderr, "interrupted: {}\n", stand == 1 ? "one verdict stands" : count);
  }

  static Exit of_specification(const checker::Report& report, const checker::Findings& findings) {
    const bool faulty = !findings.dead.empty() || !findings.vacuity.claims.empty() || !findings.vacuity.unmet.empty();
    if (faulty || some<checker::Refuted>(report.properties)) return Exit::Refuted;
    return some<checker::Unknown>(report.properties) ? Exit::Unknown : Exit::Ok;
  }

  /// It is as it should be if it refutes everything that it says; that one of those is proved is an error of its text.
  Exit of_variant(const model::Model& model, const checker::Report& report) const {
    std::vector<PropertyReport> named, others;
    for (const auto& each : report.properties) (checker::is_to_be_refuted(model, *each.property) ? named : others).push_back(each);
    for (const auto& each : named)
      if (!std::holds_alternative<checker::Refuted>(each.verdict)) not_refuted(*model.variant, each);
    if (some<checker::Proved>(named)) return Exit::BadInput;
    const auto& counted = arguments_.kept ? named : report.properties;  // what it keeps besides is only told
    if (some<checker::Unknown>(counted)) return Exit::Unknown;
    return some<checker::Refuted>(counted) ? Exit::Refuted : Exit::Ok;
  }

  void not_refuted(const model::VariantInfo& variant, const PropertyReport& report) const {
    const bool proved = std::holds_alternative<checker::Proved>(report.verdict);
    fmt::print(stderr, "{}: {}: variant {} says that it refutes {} {}, which is {}\n", place(loaded_, variant.span), proved ? "error" : "warning",
               variant.id, report.property->id, report.property->name, proved ? "proved of it" : "not known");
  }

  template <typename Verdict>
  static bool some(const std::vector<PropertyReport>& reports) {
    return std::any_of(reports.begin(), reports.end(), [](const auto& each) { return std::holds_alternative<Verdict>(each.verdict); });
  }

  const CheckArguments& arguments_;
  const Loaded& loaded_;
  std::vector<model::Setting> policies_;
  std::stop_token stop_;
  bool live_;  // somebody looks on
  std::shared_ptr<checker::Answers> answers_;
  std::optional<certificates::Writer> writer_;
  bool written_ = true;  // every certificate so far
  nlohmann::ordered_json told_ = nlohmann::ordered_json::array();
};

/// Empty: the specification itself.
std::vector<std::optional<std::string>> variants(const model::Choice& choice, const Loaded& loaded) {
  if (choice.variant) return {choice.variant};
  std::vector<std::optional<std::string>> all;
  for (const auto& info : model::variants(loaded.specification)) all.emplace_back(info.id);
  return all.empty() ? std::vector<std::optional<std::string>>{std::nullopt} : all;
}

Exit check(const CheckArguments& arguments, const Loaded& loaded, model::Choice choice) {
  const Interrupt interrupt;
  Checking checking(arguments, loaded, choice.policies, interrupt.token());
  Exit worst = Exit::Ok;
  for (const auto& variant : variants(choice, loaded)) {
    choice.variant = variant;
    const auto model = meaning(loaded, choice);
    if (!model) return Exit::BadInput;
    if (model->properties.empty()) {
      fmt::print(stderr, "synfin: nothing is claimed in {}: no invariant, transition, response, reachable or deterministic\n", arguments.file);
      return Exit::BadInput;
    }
    const auto result = checking.run(*model);
    if (result == Exit::Usage) return result;
    worst = std::max(worst, result);
    if (result == Exit::Interrupted) break;
  }
  checking.print_json();
  return worst;
}

}  // namespace

Exit check(const CheckArguments& arguments) {
  const auto loaded = load(arguments.file);
  if (!loaded) return Exit::BadInput;
  const auto choice = cli::choice(*loaded, arguments.policies, arguments.profile, arguments.variant);
  if (!choice) return Exit::Usage;
  if (arguments.kept && model::variants(loaded->specification).empty()) {
    fmt::print(stderr, "synfin: {} has no variant: --kept tells which claims a variant keeps\n", arguments.file);
    return Exit::Usage;
  }
  for (const auto* folder : {&arguments.certificates, &arguments.scripts, &arguments.traces.itf, &arguments.traces.svg, &arguments.traces.pcap})
    if (!folder->empty() && !can_write_to(*folder)) return Exit::Usage;
  return check(arguments, *loaded, *choice);
}

void add_check(CLI::App& app, int& result) {
  auto arguments = std::make_shared<CheckArguments>();
  arguments->jobs = std::max(1u, std::thread::hardware_concurrency());
  auto* command = app.add_subcommand("check", "prove the properties of a specification, or show how they fail");
  command->add_option("FILE", arguments->file, "the specification; of a file with a variant, the properties that it refutes")->required();
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
      "  synfin check spec/tcp.synfin --property P11 --certificates /tmp/p11\n"
      "  synfin check spec/tcp.synfin --property P33 --policy time_wait_rst=honour\n"
      "  synfin check spec/examples/mutex.synfin --engine explore --states 100000 --memory 100\n"
      "  synfin check spec/variants/m01-two-way-handshake.synfin --emit-script /tmp/m01 --emit-svg /tmp/m01 --emit-pcap /tmp/m01");
  command->callback([arguments, &result] { result = static_cast<int>(check(*arguments)); });
}

}  // namespace cli
