// synfin check: the verdicts on a specification, as a table with charts or as JSON.
#include "cli/check.h"

#include <fmt/color.h>
#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <thread>

#include "checker/chart.h"
#include "checker/check.h"
#include "checker/dead_rules.h"
#include "checker/smt/text.h"
#include "cli/commands.h"
#include "cli/emit_script.h"
#include "cli/interrupt.h"
#include "cli/load.h"
#include "grammar/diagnostic.h"
#include "model/overloaded.h"

namespace cli {
namespace {

using checker::PropertyReport;
using model::overloaded;
using model::Property;

const char* word(const checker::Verdict& verdict) {
  return std::visit(overloaded{[](const checker::Proved&) { return "proved"; },
                               [](const checker::Refuted&) { return "refuted"; },
                               [](const checker::Unknown&) { return "unknown"; }},
                    verdict);
}

const char* word(Property::Kind kind) {
  switch (kind) {
    case Property::Kind::Invariant: return "invariant";
    case Property::Kind::Transition: return "transition";
    case Property::Kind::Response: return "response";
    case Property::Kind::Reachable: return "reachable";
    case Property::Kind::Deterministic: return "deterministic";
  }
  return "";
}

std::string valuation(const model::Model& model) {
  constexpr std::size_t kWidth = 110;
  std::string text = model.profile.empty() ? " " : "  " + model.profile + ":";
  std::size_t line = text.size();
  for (const auto& setting : model.valuation) {
    const std::string word = setting.policy + "=" + setting.value;
    if (line + 1 + word.size() > kWidth) {
      text += "\n ";
      line = 1;
    }
    text += " " + word;
    line += 1 + word.size();
  }
  return text;
}

std::string joined(const std::vector<std::string>& words, const char* between = ", ") {
  std::string text;
  for (const auto& w : words) text += (text.empty() ? "" : between) + w;
  return text;
}

fmt::text_style style(const checker::Verdict& verdict) {
  if (std::holds_alternative<checker::Proved>(verdict)) return fmt::fg(fmt::terminal_color::green);
  if (std::holds_alternative<checker::Refuted>(verdict)) return fmt::fg(fmt::terminal_color::red);
  return fmt::fg(fmt::terminal_color::yellow);
}

// ---- the table --------------------------------------------------------------------------------------

/// Who checked a verdict again, and who should have and did not.
std::string checked_again(const PropertyReport& report) {
  std::string text = joined(report.rechecked_by);
  for (const auto& it : report.not_confirmed_by)
    text += fmt::format("{}not {}: {}, {} of {} obligations", text.empty() ? "" : "; ", it.solver, it.why, it.unanswered, it.asked);
  return text.empty() && std::holds_alternative<checker::Proved>(report.verdict) ? "not checked again" : text;
}

void print_line(const PropertyReport& report, bool coloured) {
  auto verdict = fmt::format("{:8}", word(report.verdict));
  if (coloured) verdict = fmt::format(style(report.verdict), "{}", verdict);
  std::vector<std::string> assumed;
  for (const auto& use : report.assumptions) assumed.push_back(use.name);
  fmt::print("  {:6} {:32} {} {:10} {:7.2f} s  {}{}\n", report.property->id, report.property->name, verdict, report.engine,
             report.seconds, checked_again(report), assumed.empty() ? "" : "  assuming " + joined(assumed));
}

void print_details(const model::Model& model, const PropertyReport& report, bool coloured) {
  std::visit(overloaded{
                 [](const checker::Proved&) {},
                 [&](const checker::Refuted& refuted) {
                   fmt::print("\n{} {} is violated: {}\n\n", report.property->id, report.property->name, refuted.explanation);
                   if (report.property->kind != Property::Kind::Deterministic)
                     fmt::print("{}\n", checker::chart(model, refuted.trace, {.colour = coloured, .property = report.property}));
                 },
                 [&](const checker::Unknown& unknown) {
                   fmt::print("         {}{}\n", unknown.reason,
                              unknown.depth ? fmt::format(" (no violation up to depth {})", unknown.depth) : "");
                   if (!unknown.counterexample_to_induction.empty()) fmt::print("{}\n", unknown.counterexample_to_induction);
                 },
             },
             report.verdict);
}

void print_notes(const checker::Report& report) {
  std::vector<std::string> assumed, approximated, shown;
  for (const auto& property : report.properties) {
    for (const auto& use : property.assumptions)
      if (auto line = fmt::format("{}: {}", use.name, use.doc); std::ranges::find(assumed, line) == assumed.end())
        assumed.push_back(line);
    if (const auto* proved = std::get_if<checker::Proved>(&property.verdict)) {
      for (const auto& s : proved->certificate.symmetries)
        if (std::ranges::find(shown, s) == shown.end()) shown.push_back(s);
      for (const auto& s : proved->certificate.over_approximated)
        if (std::ranges::find(approximated, s) == approximated.end()) approximated.push_back(s);
    }
  }
  auto list = [](const char* title, const std::vector<std::string>& lines) {
    if (lines.empty()) return;
    fmt::print("\n{}\n", title);
    for (const auto& line : lines) fmt::print("  {}\n", line);
  };
  list("assumed:", assumed);
  list("symmetries shown and used:", shown);
  list("made arbitrary for them:", approximated);
}

// ---- JSON -------------------------------------------------------------------------------------------

nlohmann::ordered_json json(const PropertyReport& report) {
  nlohmann::ordered_json out;
  out["id"] = report.property->id;
  out["name"] = report.property->name;
  out["kind"] = word(report.property->kind);
  out["verdict"] = word(report.verdict);
  out["engine"] = report.engine;
  out["seconds"] = report.seconds;
  out["cpu_seconds"] = report.cpu_seconds;
  out["rechecked_by"] = nlohmann::json::array();
  for (const auto& solver : report.rechecked_by) out["rechecked_by"].push_back(solver.substr(0, solver.find(' ')));
  out["not_confirmed_by"] = nlohmann::json::array();
  for (const auto& it : report.not_confirmed_by)
    out["not_confirmed_by"].push_back({{"solver", it.solver.substr(0, it.solver.find(' '))}, {"unanswered", it.unanswered}, {"asked", it.asked}, {"why", it.why}});
  out["assumptions"] = nlohmann::json::array();
  for (const auto& use : report.assumptions) out["assumptions"].push_back(use.name);
  std::visit(overloaded{
                 [&](const checker::Proved& p) { out["depth"] = nullptr; out["obligations"] = p.certificate.obligations.size(); },
                 [&](const checker::Refuted& r) { out["depth"] = r.trace.steps.size(); out["explanation"] = r.explanation; },
                 [&](const checker::Unknown& u) { out["depth"] = u.depth; out["reason"] = u.reason; },
             },
             report.verdict);
  return out;
}

nlohmann::ordered_json json(const std::string& file, const model::Model& model, const checker::Report& report,
                            const checker::Findings& findings) {
  nlohmann::ordered_json out;
  out["file"] = file;
  if (model.variant) out["variant"] = model.variant->id;
  out["valuation"] = nlohmann::ordered_json::object();
  for (const auto& setting : model.valuation) out["valuation"][setting.policy] = setting.value;
  out["properties"] = nlohmann::json::array();
  for (const auto& property : report.properties) out["properties"].push_back(json(property));
  out["dead_rules"] = findings.dead;
  out["unexercised_rules"] = findings.unexercised;
  out["vacuous"] = findings.vacuous;
  out["interrupted"] = report.interrupted;
  return out;
}

// ---- certificates -----------------------------------------------------------------------------------

std::string file_name(std::string name) {
  for (char& c : name)
    if (!std::isalnum(static_cast<unsigned char>(c)) && c != '-' && c != '_') c = '_';
  return name;
}

/// Asked before anything is proved: a proof of minutes should not be lost to a directory that cannot be written to.
bool can_write_to(const std::string& directory) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  const auto probe = directory + "/.synfin";
  if (!write_file(probe, "")) {
    fmt::print(stderr, "synfin: cannot write to the directory {}: {}\n", directory, std::strerror(errno));
    return false;
  }
  std::filesystem::remove(probe, error);
  return true;
}

/// One file per obligation, named after property, path and lemma; false if one cannot be written.
bool write_certificate(const std::string& directory, const PropertyReport& report) {
  const auto* proved = std::get_if<checker::Proved>(&report.verdict);
  if (proved == nullptr) return true;
  unsigned number = 0;
  for (const auto& obligation : proved->certificate.obligations) {
    if (obligation.expects_sat || obligation.vacuous) continue;
    auto path = fmt::format("{}/{}-{:03}-{}.smt2", directory, report.property->id, ++number, file_name(obligation.name).substr(0, 120));
    if (write_file(path, checker::smt::file(obligation))) continue;
    fmt::print(stderr, "synfin: cannot write {}\n", path);
    return false;
  }
  return true;
}

// ---- the command ------------------------------------------------------------------------------------

Exit exit_code(const checker::Report& report, const checker::Findings& findings) {
  if (report.interrupted) return Exit::Interrupted;
  bool unknown = false;
  for (const auto& property : report.properties) {
    if (std::holds_alternative<checker::Refuted>(property.verdict)) return Exit::Refuted;
    unknown = unknown || std::holds_alternative<checker::Unknown>(property.verdict);
  }
  if (!findings.dead.empty() || !findings.vacuous.empty()) return Exit::Refuted;
  return unknown ? Exit::Unknown : Exit::Ok;
}

void print_findings(const checker::Findings& findings) {
  if (!findings.dead.empty()) fmt::print("\ndead rules (a fault): {}\n", joined(findings.dead));
  if (!findings.vacuous.empty()) fmt::print("\nvacuous (a fault): {}\n", joined(findings.vacuous));
  if (!findings.unexercised.empty()) fmt::print("\nnever exercised by these systems: {}\n", joined(findings.unexercised));
}

bool emit_scripts(const CheckArguments& arguments, const std::vector<model::Setting>& policies, const model::Model& model, const checker::Report& report) {
  Emission emission{arguments.scripts, arguments.file, {}, arguments.json};
  emission.options.profile = arguments.profile;
  for (const auto& each : policies) emission.options.policies.push_back({each.policy, each.value});
  return emit_scripts(emission, model, report);
}

void print_unknown(const model::Model& model, const std::vector<std::string>& names) {
  std::vector<std::string> known;
  for (const auto& property : model.properties) known.insert(known.end(), {property.id, property.name});
  for (const auto& name : names) {
    const auto near = grammar::nearest(name, known);
    fmt::print(stderr, "synfin: no property named {}{}\n", name, near.empty() ? "" : "; did you mean '" + near + "'?");
  }
}

void print_interrupted(const checker::Report& report) {
  const auto stand = report.properties.size();
  fmt::print(stderr, "interrupted: {}\n", stand == 0 ? "no verdict stands" : stand == 1 ? "one verdict stands" : fmt::format("{} verdicts stand", stand));
}

Exit check_model(const CheckArguments& arguments, const std::vector<model::Setting>& policies, const model::Model& model, const std::stop_token& stop) {
  checker::Options options;
  options.properties = arguments.properties;
  options.engine = arguments.engine;
  options.recheck = !arguments.no_recheck;
  options.limits.jobs = arguments.jobs;
  options.limits.timeout = std::chrono::seconds(arguments.timeout);
  options.limits.stop = stop;
  const bool coloured = !arguments.json && colour(STDOUT_FILENO);
  const bool live = !arguments.json && isatty(STDERR_FILENO);
  if (live) options.progress = [](const std::string& what) { fmt::print(stderr, "\r\033[K  {} …", what); };
  if (!arguments.json) {
    if (model.variant) fmt::print("{}: {} {}\n{}\n", arguments.file, model.variant->id, model.variant->name, model.variant->doc);
    else fmt::print("{}\n", arguments.file);
    fmt::print("{}\n\n", valuation(model));
  }
  bool written = true;
  options.on_report = [&](const PropertyReport& report) {
    if (!arguments.certificates.empty()) written = write_certificate(arguments.certificates, report) && written;
    if (live) fmt::print(stderr, "\r\033[K");
    if (arguments.json) return;
    print_line(report, coloured);
    print_details(model, report, coloured);
    std::fflush(stdout);
  };
  auto report = checker::check(model, options);
  if (live) fmt::print(stderr, "\r\033[K");
  if (!report.unknown_names.empty()) {
    print_unknown(model, report.unknown_names);
    return Exit::Usage;
  }
  // Whether a rule or a property says anything is asked of the whole specification, not of a selection from it.
  checker::Findings findings;
  if (arguments.properties.empty() && arguments.engine.empty() && !model.variant && !report.interrupted)
    findings = checker::findings(model, options.limits, report.memory);
  if (stop.stop_requested() && !report.interrupted) {
    findings = {};  // what was not answered looks like an answer
    report.interrupted = true;
  }
  if (!written) return Exit::Usage;
  if (!arguments.scripts.empty() && !emit_scripts(arguments, policies, model, report)) return Exit::Usage;
  if (arguments.json) {
    fmt::print("{}\n", json(arguments.file, model, report, findings).dump(2));
  } else {
    print_notes(report);
    print_findings(findings);
  }
  if (report.interrupted) print_interrupted(report);
  return exit_code(report, findings);
}

}  // namespace

Exit check(const CheckArguments& arguments) {
  auto loaded = load(arguments.file);
  if (!loaded) return Exit::BadInput;
  model::Choice choice{arguments.profile, {}, std::nullopt};
  for (const auto& text : arguments.policies) {
    auto one = setting(text);
    if (!one) {
      fmt::print(stderr, "synfin: '{}' is not policy=value\n", text);
      return Exit::Usage;
    }
    choice.policies.push_back(*one);
  }
  if (!arguments.certificates.empty() && !can_write_to(arguments.certificates)) return Exit::Usage;
  std::vector<std::optional<std::string>> variants;
  if (!arguments.variant.empty()) variants.emplace_back(arguments.variant);
  else for (const auto& info : model::variants(loaded->specification)) variants.emplace_back(info.id);
  if (variants.empty()) variants.emplace_back(std::nullopt);
  const Interrupt interrupt;
  Exit worst = Exit::Ok;
  for (const auto& variant : variants) {
    choice.variant = variant;
    auto model = meaning(*loaded, choice);
    if (!model) return Exit::BadInput;
    if (model->properties.empty()) {
      fmt::print(stderr, "synfin: nothing is claimed in {}: no invariant, transition, response, reachable or deterministic\n", arguments.file);
      return Exit::BadInput;
    }
    auto result = check_model(arguments, choice.policies, *model, interrupt.token());
    if (result == Exit::Usage || result == Exit::Interrupted) return result;
    if (result == Exit::Refuted || worst == Exit::Ok) worst = result;
  }
  return worst;
}

void add_check(CLI::App& app, int& result) {
  auto arguments = std::make_shared<CheckArguments>();
  arguments->jobs = std::max(1u, std::thread::hardware_concurrency());
  auto* command = app.add_subcommand("check", "prove the properties of a specification, or show how they fail");
  command->add_option("FILE", arguments->file, "the specification; of a file with a variant, the properties that it refutes")->required();
  command->add_option("--property,-p", arguments->properties, "only these, by id or name");
  std::vector<std::string> engines;
  for (const auto& engine : checker::engines()) engines.emplace_back(engine.name);
  command->add_option("--engine,-e", arguments->engine, "only this engine")->check(CLI::IsMember(engines));
  command->add_option("--policy", arguments->policies, "policy=value, over the profile");
  command->add_option("--profile", arguments->profile, "a set of policies that the specification names");
  command->add_option("--variant", arguments->variant, "only this variant of the file");
  command->add_option("--jobs,-j", arguments->jobs, "solver threads")->check(CLI::Range(1u, 256u));
  command->add_option("--timeout", arguments->timeout,
                      "seconds for one engine on one property, and for each solver on one obligation of its proof (there at most 120)")
      ->check(CLI::Range(1u, 31'536'000u));
  command->add_flag("--json", arguments->json, "one JSON object on standard output");
  command->add_flag("--no-recheck", arguments->no_recheck, "do not check proofs again");
  command->add_option("--certificates", arguments->certificates, "write each proof obligation as an SMT-LIB file here");
  command->add_option("--emit-script", arguments->scripts, "write each counterexample and witness as packet scripts (docs/scripts.md) here");
  command->footer(
      "examples:\n"
      "  synfin check spec/tcp.synfin\n"
      "  synfin check spec/tcp.synfin --property P11 --certificates /tmp/p11\n"
      "  synfin check spec/tcp.synfin --property P33 --policy time_wait_rst=honour\n"
      "  synfin check spec/variants/m01-two-way-handshake.synfin --emit-script /tmp/m01");
  command->callback([arguments, &result] { result = static_cast<int>(check(*arguments)); });
}

}  // namespace cli
