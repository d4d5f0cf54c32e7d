// synfin policies: what each choice that a specification leaves costs, claim by claim.
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <thread>

#include "checker/check.h"
#include "checker/replay.h"
#include "cli/cache.h"
#include "cli/choice.h"
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/load.h"
#include "cli/output.h"
#include "cli/policies/choices.h"
#include "cli/policies/show.h"
#include "cli/verdicts/words.h"
#include "grammar/diagnostic.h"
#include "model/digest.h"
#include "model/overloaded.h"
#include "model/slice.h"

namespace cli {
namespace {

using checker::PropertyReport;
using policies::Cell;
using policies::Column;

struct PoliciesArguments {
  std::string file;
  std::vector<std::string> properties, policies;  // empty: all
  std::string record;                             // a file; empty: none
  unsigned jobs = 1;
  unsigned timeout = 60;
  std::uint64_t states = 500'000;
  bool json = false, markdown = false;
};

Exit complain(const std::string& what, Exit exit) {
  fmt::print(stderr, "synfin: {}\n", what);
  return exit;
}

/// The rules of a counterexample's last step, which is where it goes wrong; of a response where the loop ends.
std::string last_step(const model::Model& model, const model::Trace& trace) {
  const auto states = checker::configurations(model, trace);
  if (trace.steps.empty() || states.size() <= trace.steps.size()) return {};
  const auto last = model::step(model, model.systems[trace.system], trace.parameters, states[trace.steps.size() - 1], trace.steps.back());
  std::vector<std::string> rules;
  for (const auto* rule : last ? last->outcome.rules : std::vector<const model::Rule*>{}) rules.push_back(rule->name);
  return fmt::format("in {} step{}{}{}", trace.steps.size(), trace.steps.size() == 1 ? "" : "s", rules.empty() ? "" : ", the last ", verdicts::joined(rules, " "));
}

Cell cell(const model::Model& model, const PropertyReport& report) {
  Cell cell;
  cell.property = report.property->id;
  cell.verdict = verdicts::word(report.verdict);
  cell.engine = report.engine;
  cell.seconds = report.seconds;
  std::visit(model::overloaded{[](const checker::Proved&) {},
                               [&](const checker::Refuted& it) {
                                 const auto* trace = verdicts::trace_of(report);
                                 cell.why = trace == nullptr ? it.explanation : last_step(model, *trace);
                                 cell.depth = static_cast<unsigned>(it.trace.steps.size());
                               },
                               [&](const checker::Unknown& it) {
                                 cell.why = it.reason;
                                 cell.depth = it.depth;
                               }},
             report.verdict);
  return cell;
}

class Comparison {
 public:
  Comparison(const PoliciesArguments& arguments, const Loaded& loaded) : arguments_(arguments), loaded_(loaded) {
    made_.file = arguments.file;
  }

  Exit run() {
    auto choices = policies::choices(loaded_.specification);
    if (!read_record()) return complain(arguments_.record + " is no record of this command", Exit::BadInput);
    if (!known(choices)) return Exit::Usage;
    if (choices.size() == 1) return complain("no policies in " + arguments_.file, Exit::BadInput);
    for (const auto& choice : choices) {
      const auto exit = add_column(choice);
      if (exit != Exit::Ok) return exit;
    }
    if (arguments_.json) fmt::print("{}\n", policies::json(made_).dump(2));
    if (arguments_.markdown) fmt::print("{}", policies::markdown(made_));
    return Exit::Ok;
  }

 private:
  bool read_record() {
    std::ifstream in(arguments_.record);
    if (arguments_.record.empty() || !in) return true;
    const auto before = policies::record(nlohmann::ordered_json::parse(in, nullptr, false));
    if (before) before_ = *before;
    return before.has_value();
  }

  /// Leaves those that were asked for, and the default.
  bool known(std::vector<policies::Choice>& choices) const {
    std::vector<std::string> names;
    for (const auto& choice : choices)
      if (!choice.policy.empty() && std::ranges::find(names, choice.policy) == names.end()) names.push_back(choice.policy);
    for (const auto& wanted : arguments_.policies)
      if (std::ranges::find(names, wanted) == names.end()) return misspelt("policy", wanted, names), false;
    std::erase_if(choices, [&](const auto& it) {
      return !arguments_.policies.empty() && it.name != "default" && std::ranges::find(arguments_.policies, it.policy) == arguments_.policies.end();
    });
    return true;
  }

  bool is_wanted(const model::Property& property) const {
    const auto& wanted = arguments_.properties;
    return wanted.empty() || std::ranges::any_of(wanted, [&](const auto& it) { return it == property.id || it == property.name; });
  }

  Exit add_column(const policies::Choice& choice) {
    const auto model = meaning(loaded_, choice.made);
    if (!model) return Exit::BadInput;
    if (const auto exit = check_names(*model); exit != Exit::Ok) return exit;
    made_.columns.push_back({choice.name, {}});
    std::map<std::string, std::string> slices;
    std::vector<std::string> open;
    for (const auto& property : model->properties) {
      if (!is_wanted(property)) continue;
      const auto& slice = slices[property.id] = model::sha256(model::slice(*model, property));
      if (!remember(property.id, slice)) open.push_back(property.id);
    }
    if (!open.empty() && !ask(*model, open, slices)) return complain("interrupted", Exit::Interrupted);
    in_order_of(*model);
    if (!arguments_.json && !arguments_.markdown) fmt::print("{}", policies::text(made_.columns.back(), made_.columns.front(), colour(STDOUT_FILENO)));
    std::fflush(stdout);
    return keep() ? Exit::Ok : Exit::Usage;
  }

  Exit check_names(const model::Model& model) const {
    std::vector<std::string> known;
    for (const auto& property : model.properties) known.insert(known.end(), {property.id, property.name});
    for (const auto& name : arguments_.properties)
      if (std::ranges::find(known, name) == known.end()) return misspelt("property", name, known), Exit::Usage;
    return known.empty() ? complain("nothing is claimed in " + arguments_.file, Exit::BadInput) : Exit::Ok;
  }

  bool remember(const std::string& property, const std::string& slice) {
    const auto* known = made_.find(property, slice, arguments_.timeout);
    if (known == nullptr) known = before_.find(property, slice, arguments_.timeout);
    if (known == nullptr) return false;
    Cell cell = *known;
    cell.same = is_the_default(property, slice);
    made_.columns.back().cells.push_back(std::move(cell));
    return true;
  }

  bool is_the_default(const std::string& property, const std::string& slice) const {
    return made_.columns.size() > 1 && std::ranges::any_of(made_.columns.front().cells, [&](const auto& it) { return it.property == property && it.slice == slice; });
  }

  /// False if somebody interrupts.
  bool ask(const model::Model& model, const std::vector<std::string>& open, std::map<std::string, std::string>& slices) {
    checker::Options options;
    options.properties = open;
    options.recheck = false;
    options.limits.jobs = arguments_.jobs;
    options.limits.timeout = std::chrono::seconds(arguments_.timeout);
    options.limits.max_states = arguments_.states;
    options.limits.stop = stop_.token();
    options.limits.answers = answers_;
    const bool live = isatty(STDERR_FILENO) != 0;
    if (live) options.progress = [&](const std::string& what) { fmt::print(stderr, "\r\033[K  {}: {} …", made_.columns.back().choice, what); };
    options.on_report = [&](const PropertyReport& report) {
      Cell one = cell(model, report);
      one.slice = slices.at(one.property);
      one.timeout = arguments_.timeout;
      made_.columns.back().cells.push_back(std::move(one));
      keep();
    };
    const auto report = checker::check(model, options);
    if (live) fmt::print(stderr, "\r\033[K");
    return !report.interrupted;
  }

  void in_order_of(const model::Model& model) {
    auto& cells = made_.columns.back().cells;
    const auto place = [&](const Cell& cell) { return std::ranges::find(model.properties, cell.property, &model::Property::id) - model.properties.begin(); };
    std::ranges::sort(cells, {}, place);
  }

  /// What an earlier run knew and this one has not come to stays in the file.
  bool keep() {
    if (arguments_.record.empty()) return true;
    policies::Record all = made_;
    for (const auto& column : before_.columns)
      if (std::ranges::find(all.columns, column.choice, &Column::choice) == all.columns.end()) all.columns.push_back(column);
    if (write_file(arguments_.record, policies::json(all).dump(1) + "\n")) return true;
    fmt::print(stderr, "synfin: cannot write {}: {}\n", arguments_.record, std::strerror(errno));
    return false;
  }

  const PoliciesArguments& arguments_;
  const Loaded& loaded_;
  const Interrupt stop_;
  const std::shared_ptr<checker::Answers> answers_ = cached_answers(true);
  policies::Record made_, before_;
};

Exit run(const PoliciesArguments& arguments) {
  const auto loaded = load(arguments.file);
  if (!loaded) return Exit::BadInput;
  if (!arguments.record.empty() && !can_write_file(arguments.record)) return Exit::Usage;
  return Comparison(arguments, *loaded).run();
}

}  // namespace

void add_policies(CLI::App& app, int& result) {
  auto arguments = std::make_shared<PoliciesArguments>();
  arguments->file = "spec/tcp.synfin";
  arguments->jobs = std::max(1u, std::thread::hardware_concurrency());
  auto* command = app.add_subcommand("policies", "what each choice that a specification leaves costs, claim by claim");
  command->add_option("FILE", arguments->file, "the specification")->capture_default_str();
  command->add_option("--property,-p", arguments->properties, "only these claims, by id or name")->delimiter(',')->allow_extra_args(false);
  command->add_option("--policy", arguments->policies, "only the values of these policies, without the profiles")->delimiter(',')->allow_extra_args(false);
  command->add_option("--record,-o", arguments->record, "a file for the verdicts; what stands there is not asked again");
  command->add_option("--jobs,-j", arguments->jobs, "solver threads")->check(CLI::Range(1u, 256u));
  command->add_option("--timeout", arguments->timeout, "seconds for one engine on one claim")->check(CLI::Range(1u, 31'536'000u))->capture_default_str();
  command->add_option("--states", arguments->states, "states that a search may visit for one claim")->capture_default_str();
  auto* json = command->add_flag("--json", arguments->json, "one JSON object (docs/json.md)");
  command->add_flag("--markdown", arguments->markdown, "one table: a row for each claim, a column for each choice")->excludes(json);
  command->footer(
      "Each policy takes each of its other values, one at a time; then come the profiles. Proofs are not checked again, and refutations are\n"
      "replayed; `synfin check FILE -p CLAIM --policy policy=value` checks one again, or draws its chart.\n"
      "examples:\n"
      "  synfin policies spec/tcp.synfin --policy time_wait_rst -p P33\n"
      "  synfin policies spec/tcp.synfin -o policies.json      resumes where it was interrupted");
  command->callback([arguments, &result] { result = static_cast<int>(run(*arguments)); });
}

}  // namespace cli
