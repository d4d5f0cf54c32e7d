// synfin play: packet scripts, played on the specification, the generated code, our stack and the kernel.
#include <fmt/core.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <system_error>

#include "cli/choice.h"
#include "cli/commands.h"
#include "cli/load.h"
#include "scenario/kernel_host.h"
#include "scenario/parse.h"
#include "scenario/play.h"
#include "scenario/systems.h"

namespace cli {
namespace {

using scenario::Script;
using scenario::System;

struct PlayArguments {
  std::vector<std::string> scripts;
  std::vector<std::string> on;
  std::string spec = "spec/tcp.synfin";
  bool spec_given = false;
  std::string variant;
  bool tun = false;
  bool json = false;
};

/// How a script went on one system.
struct Verdict {
  System system;
  std::string skipped;  // why; empty: it was played
  scenario::Played played;
  std::set<std::string> rules;  // of the specification, that applied on evaluate
};

// ---- input ----------------------------------------------------------------------------------------

/// At most one octet more than a script may have.
std::optional<std::string> read(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::string text(scenario::LargestScript + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (in.bad() || (in.gcount() == 0 && !in.eof())) return std::nullopt;
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
}

bool says_something(const Script& script) {
  return std::any_of(script.statements.begin(), script.statements.end(),
                     [](const auto& statement) { return !std::holds_alternative<scenario::Comment>(statement.what); });
}

std::optional<Script> script(const std::string& path) {
  const auto text = read(path);
  if (!text) {
    fmt::print(stderr, "{}: error: the script cannot be read\n", path);
    return std::nullopt;
  }
  auto parsed = scenario::parse(*text);
  if (auto* good = std::get_if<Script>(&parsed)) {
    if (says_something(*good)) return std::move(*good);
    fmt::print(stderr, "{}:1:1: error: expected at least one event; the script ends\n", path);
    return std::nullopt;
  }
  for (const auto& error : std::get<std::vector<scenario::ScriptError>>(parsed))
    fmt::print(stderr, "{}", scenario::describe(path, error));
  return std::nullopt;
}

/// Empty with a message if one of the names is nobody's.
std::optional<std::vector<System>> systems(const std::vector<std::string>& names) {
  std::vector<System> result;
  for (const auto& name : names) {
    const auto system = scenario::system_of(name);
    if (!system) {
      fmt::print(stderr, "synfin: nobody plays by the name of '{}'; there are evaluate, generated, runtime and kernel\n", name);
      return std::nullopt;
    }
    if (std::ranges::find(result, *system) == result.end()) result.push_back(*system);
  }
  if (result.empty()) result = {System::Evaluate, System::Generated, System::Runtime};
  return result;
}

/// With a message if an option is for somebody who does not play.
bool heeded(const PlayArguments& arguments, const std::vector<System>& on) {
  const auto idle = [&](const char* option, bool given, System system) {
    if (!given || std::ranges::find(on, system) != on.end()) return false;
    fmt::print(stderr, "synfin: {} is for {}, which does not play here: add it to --on, or leave {} out\n", option, scenario::name(system), option);
    return true;
  };
  return !idle("--spec", arguments.spec_given, System::Evaluate) && !idle("--variant", !arguments.variant.empty(), System::Evaluate) &&
         !idle("--tun", arguments.tun, System::Runtime);
}

// ---- playing --------------------------------------------------------------------------------------

class Theatre {
 public:
  Theatre(const PlayArguments& arguments, const std::string& path) : arguments_(arguments), path_(path) {}

  /// Empty, with messages printed, if the specification is not good, or the script asks for a policy that it does not have.
  std::optional<Verdict> play(const Script& script, System system) {
    Verdict verdict{system, scenario::not_for(script, system), {}, {}};
    if (verdict.skipped.empty()) verdict.skipped = scenario::out_of_reach(system, script.options);
    if (!verdict.skipped.empty()) return verdict;
    try {
      const auto executor = make(script, system, [&](const model::Rule& rule) { verdict.rules.insert(rule.name); });
      if (!executor) return std::nullopt;
      verdict.played = scenario::play(script, system, *executor);
    } catch (const std::system_error& error) {
      if (!scenario::kernel_out_of_reach(error.code())) throw;
      verdict.skipped = error.what();
    }
    return verdict;
  }

 private:
  std::unique_ptr<scenario::Executor> make(const Script& script, System system, scenario::Watch watch) {
    switch (system) {
      case System::Generated: return scenario::generated_system(script.options);
      case System::Runtime:
        return arguments_.tun ? scenario::runtime_system_over_tun(script.options) : scenario::runtime_system(script.options);
      case System::Evaluate: return evaluated(script, std::move(watch));
      case System::Kernel: return scenario::kernel_system(script.options);
    }
    return nullptr;
  }

  std::unique_ptr<scenario::Executor> evaluated(const Script& script, scenario::Watch watch) {
    const auto loaded = load(arguments_.spec);
    if (!loaded) return nullptr;
    const auto choice = choice_of(script, *loaded);
    if (!choice) return nullptr;
    model_ = meaning(*loaded, *choice);
    if (!model_) return nullptr;
    auto made = scenario::evaluated_system(*model_, script.options, std::move(watch));
    if (const auto* why = std::get_if<std::string>(&made)) {
      fmt::print(stderr, "{}: error: {}\n", arguments_.spec, *why);
      return nullptr;
    }
    return std::move(std::get<std::unique_ptr<scenario::Executor>>(made));
  }

  /// The command line has been looked at before: what is wrong is the script's.
  std::optional<model::Choice> choice_of(const Script& script, const Loaded& loaded) const {
    std::vector<std::string> policies;
    for (const auto& policy : script.options.policies) policies.push_back(policy.name + "=" + policy.value);
    auto made = chosen(loaded, policies, script.options.profile, arguments_.variant);
    if (auto* good = std::get_if<model::Choice>(&made)) return std::move(*good);
    fmt::print(stderr, "{}: error: {}, says {}\n", path_, std::get<std::string>(made), arguments_.spec);
    return std::nullopt;
  }

  const PlayArguments& arguments_;
  const std::string& path_;
  std::optional<model::Model> model_;
};

// ---- output ---------------------------------------------------------------------------------------

std::string place(const std::string& path, const scenario::Place& at) {
  return at.line == 0 ? path + ": at the end" : fmt::format("{}:{}:{}", path, at.line, at.column);
}

void show(const std::string& path, const Verdict& verdict) {
  const char* on = scenario::name(verdict.system);
  if (!verdict.skipped.empty()) return fmt::print("{}: not on {}: {}\n", path, on, verdict.skipped);
  const auto& mismatch = verdict.played.mismatch;
  if (!mismatch) {
    fmt::print("{}: on {}: as written\n", path, on);
    for (const auto& reason : verdict.played.differs) fmt::print("  it differs: {}\n", reason);
    return;
  }
  fmt::print("{}: on {}: not as written\n", place(path, mismatch->place), on);
  fmt::print("  expected  {}\n  instead   {}\n\nthe dialogue so far, {} on the left, the tester on the right:\n\n", mismatch->expected,
             mismatch->instead.empty() ? "nothing" : mismatch->instead, on);
  for (const auto& line : verdict.played.chart) fmt::print("{}\n", line);
  fmt::print("\n");
}

nlohmann::json json(const Verdict& verdict) {
  nlohmann::json result{{"on", scenario::name(verdict.system)}};
  if (!verdict.skipped.empty()) {
    result.update({{"verdict", "skipped"}, {"reason", verdict.skipped}});
    return result;
  }
  const auto& mismatch = verdict.played.mismatch;
  result.update({{"verdict", mismatch ? "failed" : "passed"}, {"chart", verdict.played.chart}, {"differs", verdict.played.differs}});
  if (!verdict.rules.empty()) result["rules"] = verdict.rules;
  if (mismatch) {
    result.update({{"line", mismatch->place.line}, {"column", mismatch->place.column}, {"expected", mismatch->expected}, {"instead", mismatch->instead}});
  }
  return result;
}

int exit_code(const std::vector<Verdict>& verdicts) {
  const auto failed = [](const Verdict& v) { return v.played.mismatch.has_value(); };
  if (std::any_of(verdicts.begin(), verdicts.end(), failed)) return static_cast<int>(Exit::Refuted);
  const auto skipped = [](const Verdict& v) { return !v.skipped.empty(); };
  return static_cast<int>(std::all_of(verdicts.begin(), verdicts.end(), skipped) ? Exit::Skipped : Exit::Ok);
}

/// The verdicts of one script; empty, with messages printed, if it or the specification is not good.
std::vector<Verdict> play(const PlayArguments& arguments, const Script& script, const std::vector<System>& on, const std::string& path) {
  Theatre theatre(arguments, path);
  std::vector<Verdict> verdicts;
  for (const System system : on) {
    auto verdict = theatre.play(script, system);
    if (!verdict) return {};
    if (!arguments.json) show(path, *verdict);
    std::fflush(stdout);  // what is known is told, whatever interrupts the next
    verdicts.push_back(std::move(*verdict));
  }
  return verdicts;
}

/// The only variant of the file is meant, as by `synfin check`. With a message if there is none of that name, or it is to be chosen.
Exit choose_variant(PlayArguments& arguments) {
  if (arguments.variant.empty() && !arguments.spec_given) return Exit::Ok;
  const auto loaded = load(arguments.spec);
  if (!loaded) return Exit::BadInput;
  if (!arguments.variant.empty()) return cli::choice(*loaded, {}, {}, arguments.variant) ? Exit::Ok : Exit::Usage;
  const auto variants = model::variants(loaded->specification);
  if (variants.size() > 1) {
    std::string ids;
    for (const auto& each : variants) ids += (ids.empty() ? "" : ", ") + each.id;
    fmt::print(stderr, "synfin: {} has several variants: say --variant and one of {}\n", arguments.spec, ids);
    return Exit::Usage;
  }
  if (variants.empty()) return Exit::Ok;
  arguments.variant = variants.front().id;
  fmt::print(stderr, "evaluate plays variant {} {} of {}\n", variants.front().id, variants.front().name, arguments.spec);
  return Exit::Ok;
}

int run(PlayArguments arguments) {
  const auto on = systems(arguments.on);
  if (!on || !heeded(arguments, *on)) return static_cast<int>(Exit::Usage);
  if (const auto exit = choose_variant(arguments); exit != Exit::Ok) return static_cast<int>(exit);
  std::vector<Verdict> all;
  nlohmann::json told = nlohmann::json::array();
  bool good = true;
  for (const std::string& path : arguments.scripts) {
    const auto read_script = script(path);
    auto verdicts = read_script ? play(arguments, *read_script, *on, path) : std::vector<Verdict>{};
    good = good && !verdicts.empty();
    if (verdicts.empty()) continue;
    told.push_back({{"script", path}, {"covers", read_script->options.covers}, {"results", nlohmann::json::array()}});
    for (const Verdict& each : verdicts) told.back()["results"].push_back(json(each));
    std::move(verdicts.begin(), verdicts.end(), std::back_inserter(all));
  }
  if (arguments.json) fmt::print("{}\n", told.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
  return good ? exit_code(all) : static_cast<int>(Exit::BadInput);
}

}  // namespace

void add_play(CLI::App& app, int& result) {
  auto arguments = std::make_shared<PlayArguments>();
  auto* command = app.add_subcommand("play", "play packet scripts (docs/scripts.md) on the specification, the generated code, our stack and the kernel");
  command->add_option("SCRIPT", arguments->scripts, "the scripts, *.pkt")->required();
  command->add_option("--on", arguments->on, "who is the system under test: evaluate, generated, runtime (these three), kernel")
      ->delimiter(',')
      ->allow_extra_args(false);
  auto* spec = command->add_option("--spec", arguments->spec, "what evaluate plays");
  command->add_option("--variant", arguments->variant, "of the specification, by id or name; the only one of its file needs no naming");
  command->add_flag("--tun", arguments->tun, "runtime plays in real time, over a TUN device");
  command->add_flag("--json", arguments->json, "the verdicts as JSON, an array (docs/json.md)");
  command->footer(
      "Exit codes: 0 as written, 1 not as written, 3 bad input, 4 usage or system, 77 not for this system, or not on this machine.\n"
      "examples:\n"
      "  synfin play tests/scenarios/listen_syn.pkt\n"
      "  synfin play tests/scenarios/listen_syn.pkt --on evaluate,runtime --json\n"
      "  synfin play tests/scenarios/k37-*.pkt --on kernel\n"
      "  synfin play tests/scenarios/listen_syn.pkt --on evaluate --spec spec/variants/m01-two-way-handshake.synfin --variant M01");
  command->callback([arguments, spec, &result] {
    arguments->spec_given = spec->count() != 0;
    result = run(*arguments);
  });
}

}  // namespace cli
