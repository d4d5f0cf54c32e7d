#include "cli/checking/checking.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/cache.h"
#include "cli/choice.h"
#include "cli/emit_script.h"
#include "cli/verdicts/json.h"
#include "cli/verdicts/words.h"
#include "model/digest.h"
#include "model/overloaded.h"
#include "model/slice.h"

namespace cli::checking {
namespace {

using checker::PropertyReport;

std::vector<const model::Property*> proved(const checker::Report& report) {
  std::vector<const model::Property*> claims;
  for (const auto& each : report.properties)
    if (std::holds_alternative<checker::Proved>(each.verdict)) claims.push_back(each.property);
  return claims;
}

void print_interrupted(const checker::Report& report) {
  const auto stand = report.properties.size();
  const std::string count = stand == 0 ? "no verdict stands" : std::to_string(stand) + " verdicts stand";
  fmt::print(stderr, "interrupted: {}\n", stand == 1 ? "one verdict stands" : count);
}

template <typename Verdict>
bool some(const std::vector<PropertyReport>& reports) {
  return std::any_of(reports.begin(), reports.end(), [](const auto& each) { return std::holds_alternative<Verdict>(each.verdict); });
}

Exit of_specification(const checker::Report& report, const checker::Findings& findings) {
  const bool faulty = !findings.dead.empty() || !findings.vacuity.claims.empty() || !findings.vacuity.unmet.empty();
  if (faulty || some<checker::Refuted>(report.properties)) return Exit::Refuted;
  return some<checker::Unknown>(report.properties) ? Exit::Unknown : Exit::Ok;
}

void not_refuted(const Loaded& loaded, const model::VariantInfo& variant, const PropertyReport& report) {
  const bool proved = std::holds_alternative<checker::Proved>(report.verdict);
  fmt::print(stderr, "{}: {}: variant {} says that it refutes {} {}, which is {}\n", place(loaded, variant.span), proved ? "error" : "warning", variant.id,
             report.property->id, report.property->name, proved ? "proved of it" : "not known");
}

/// By a variant that names them; all others were looked for before.
Exit unknown_claims(const model::Model& model, const std::vector<std::string>& names) {
  std::vector<std::string> known;
  for (const auto& property : model.properties) known.insert(known.end(), {property.id, property.name});
  for (const auto& name : names) cli::misspelt("property", name, known);
  return Exit::Usage;
}

void print_shared(const std::map<std::string, std::string>& as_in) {
  std::map<std::string, std::size_t> counts;
  for (const auto& [id, file] : as_in) ++counts[file];
  for (const auto& [file, count] : counts) fmt::print("  as in {}: {}\n", file, count == 1 ? "one claim" : std::to_string(count) + " claims");
}

/// By profile.
std::map<std::string, std::vector<std::string>> left_out(const File& file) {
  std::map<std::string, std::vector<std::string>> ids;
  for (const auto& each : file.left_out) ids[each.profile].push_back(each.id);
  return ids;
}

void print_left_out(const File& file) {
  for (const auto& [profile, ids] : left_out(file)) fmt::print("  claimed under {}, and not here: {}\n", profile, verdicts::joined(ids, ", "));
}

}  // namespace

Checking::Checking(const CheckArguments& arguments, bool shared, std::stop_token stop)
    : arguments_(arguments),
      shared_(shared),
      stop_(std::move(stop)),
      live_(!arguments.json && isatty(STDERR_FILENO)),
      answers_(cached_answers(!arguments.no_cache)),
      told_(std::make_unique<nlohmann::ordered_json>(nlohmann::ordered_json::array())) {}

Checking::~Checking() = default;

Exit Checking::run(const File& file, const Part& part) {
  const auto asked = this->asked(file, part);
  verdicts::Table table(file.path, part.model);
  if (!arguments_.json) {
    if (begun_) fmt::print("\n");
    table.print_heading();
    print_shared(asked.as_in);
    print_left_out(file);
  }
  begun_ = true;
  const bool nothing_left = !asked.as_in.empty() && asked.properties.empty();
  if (!nothing_left) return ask(asked, table);
  if (arguments_.json) told_->push_back(verdicts::json(file.path, part.model, {}, {}, asked.as_in));
  return Exit::Ok;
}

/// What a variant refutes is its own affair, and asked in any case.
Checking::Asked Checking::asked(const File& file, const Part& part) {
  Asked asked{file, part, part.properties, {}};
  if (!shared_ || part.model.variant) return asked;
  std::vector<std::string> own;
  for (const auto& property : part.model.properties) {
    if (!part.properties.empty() && std::ranges::find(part.properties, property.id) == part.properties.end()) continue;
    const auto [known, is_new] = judged_.emplace(property.id + " " + model::sha256(model::slice(part.model, property)), file.path);
    if (is_new)
      own.push_back(property.id);
    else
      asked.as_in.emplace(property.id, known->second);
  }
  if (!asked.as_in.empty()) asked.properties = std::move(own);
  return asked;
}

Exit Checking::ask(const Asked& asked, verdicts::Table& table) {
  const auto& model = asked.part.model;
  writer_.reset();
  if (!arguments_.certificates.empty()) writer_.emplace(folder(arguments_.certificates, asked), asked.file.loaded, model);
  auto report = checker::check(model, options(asked, table));
  erase_progress();
  if (!report.unknown_names.empty()) return unknown_claims(model, report.unknown_names);
  const auto findings = ask_for_findings(asked, report);
  if (writer_ && !(written_ && writer_->finish())) return Exit::Usage;
  if (!arguments_.scripts.empty() && !emit_scripts(asked, report)) return Exit::Usage;
  if (!emit_traces(asked, report)) return Exit::Usage;
  tell(asked, report, findings);
  if (report.interrupted) print_interrupted(report);
  if (report.interrupted) return Exit::Interrupted;
  return model.variant ? of_variant(asked, report) : of_specification(report, findings);
}

void Checking::tell(const Asked& asked, const checker::Report& report, const checker::Findings& findings) {
  if (arguments_.json) return told_->push_back(verdicts::json(asked.file.path, asked.part.model, report, findings, asked.as_in));
  if (arguments_.kept) verdicts::print_kept(asked.part.model, report);
  verdicts::print_notes(report);
  verdicts::print_findings(findings);
  verdicts::print_remembered(report);
}

checker::Options Checking::options(const Asked& asked, verdicts::Table& table) {
  checker::Options options;
  options.properties = asked.properties;
  options.beyond_variant = arguments_.kept;
  options.engine = arguments_.engine;
  options.recheck = !arguments_.no_recheck;
  options.limits = limits();
  if (live_) options.progress = options.limits.progress = [](std::string_view what) { fmt::print(stderr, "\r\033[K  {} …", what); };
  options.on_report = [this, &asked, &table](const PropertyReport& report) { show(asked.part.model, report, table); };
  return options;
}

/// What is asked for once for each file, and for each part of one, is in a folder for each: the names are the same. None stays none.
std::string Checking::folder(const std::string& wanted, const Asked& asked) const {
  if (wanted.empty()) return wanted;
  std::filesystem::path path(wanted);
  if (asked.file.path != arguments_.file) path /= std::filesystem::path(asked.file.path).stem();
  if (!asked.part.folder.empty()) path /= asked.part.folder;
  return path.string();
}

checker::Limits Checking::limits() const {
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

void Checking::show(const model::Model& model, const PropertyReport& report, verdicts::Table& table) {
  std::visit(model::overloaded{[&](const checker::Proved&) { ++tally_.proved; },
                               [&](const checker::Refuted&) { ++tally_.refuted; },
                               [&](const checker::Unknown&) { ++tally_.unknown; }},
             report.verdict);
  if (writer_) written_ = writer_->add(report) && written_;
  erase_progress();
  if (arguments_.json) return;
  verdicts::Manner manner{colour(STDOUT_FILENO), !arguments_.properties.empty()};
  manner.brief = arguments_.kept && !checker::is_to_be_refuted(model, *report.property);
  table.print(report, manner);
}

void Checking::erase_progress() const {
  if (live_) fmt::print(stderr, "\r\033[K");
}

/// Whether rules ever apply is asked of the whole specification, whether a claim that is proved says anything of a selection, too.
checker::Findings Checking::ask_for_findings(const Asked& asked, checker::Report& report) {
  const auto& model = asked.part.model;
  if (model.variant || report.interrupted) return {};
  const bool whole = asked.part.whole && arguments_.engine.empty();
  checker::Findings findings;
  if (whole)
    findings = checker::findings(model, limits(), report.memory);
  else
    findings.vacuity = checker::vacuity(model, proved(report), limits(), report.memory);
  report.interrupted = stop_.stop_requested();  // then what was not answered looks like an answer
  return report.interrupted ? checker::Findings{} : findings;
}

bool Checking::emit_scripts(const Asked& asked, const checker::Report& report) const {
  Emission emission{folder(arguments_.scripts, asked), asked.file.path, {}, arguments_.json};
  emission.options.profile = asked.part.model.profile;
  for (const auto& text : arguments_.policies)
    if (const auto one = setting(text)) emission.options.policies.push_back({one->policy, one->value});
  return cli::emit_scripts(emission, asked.part.model, report);
}

bool Checking::emit_traces(const Asked& asked, const checker::Report& report) const {
  const auto& wanted = arguments_.traces;
  const TraceFolders folders{folder(wanted.itf, asked), folder(wanted.svg, asked), folder(wanted.pcap, asked)};
  return std::ranges::all_of(report.properties, [&](const PropertyReport& each) {
    const auto* trace = verdicts::trace_of(each);
    if (trace == nullptr) return true;
    const auto* refuted = std::get_if<checker::Refuted>(&each.verdict);
    const auto& claim = *each.property;
    const auto description = claim.id + " " + claim.name + (refuted ? " is violated: " + refuted->explanation : ": a witness");
    NamedTrace named{claim.id, description, asked.file.path, asked.part.model, *trace, {}, arguments_.json};
    named.chart.property = &claim;
    named.chart.witness = refuted == nullptr;
    return emit_trace(folders, named);
  });
}

/// It is as it should be if it refutes everything that it says; that one of those is proved is an error of its text.
Exit Checking::of_variant(const Asked& asked, const checker::Report& report) const {
  const auto& model = asked.part.model;
  std::vector<PropertyReport> named, others;
  for (const auto& each : report.properties) (checker::is_to_be_refuted(model, *each.property) ? named : others).push_back(each);
  for (const auto& each : named)
    if (!std::holds_alternative<checker::Refuted>(each.verdict)) not_refuted(asked.file.loaded, *model.variant, each);
  if (some<checker::Proved>(named)) return Exit::BadInput;
  const auto& counted = arguments_.kept ? named : report.properties;  // what it keeps besides is only told
  if (some<checker::Unknown>(counted)) return Exit::Unknown;
  return some<checker::Refuted>(counted) ? Exit::Refuted : Exit::Ok;
}

}  // namespace cli::checking
