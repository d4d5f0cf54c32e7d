// synfin mutate: how much of a specification its claims hold fast, measured by single edits.
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <random>
#include <thread>

#include "checker/check.h"
#include "cli/certificates/writer.h"
#include "cli/choice.h"
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/mutation/results.h"
#include "cli/mutation/workers.h"
#include "cli/output.h"
#include "grammar/diagnostic.h"
#include "model/digest.h"

namespace cli {
namespace {

struct MutateArguments {
  std::string file, output, certificates, profile;
  std::vector<std::string> policies, mutants;
  std::size_t sample = 0;  // 0: all
  std::uint64_t seed = 1;
  unsigned jobs = 1;
  unsigned timeout = 60;
  bool json = false, proved = false;
};

/// The texts, and what else decides what a verdict is.
std::string digest(const MutateArguments& arguments, const Loaded& loaded, const model::Model& model) {
  std::string text = fmt::format("{} s\n", arguments.timeout);
  for (const auto& setting : model.valuation) text += setting.policy + "=" + setting.value + "\n";
  for (std::uint32_t i = 0; i < loaded.sources.size(); ++i) text += loaded.sources.at(i).text();
  return model::sha256(text);
}

/// The same numbers on every machine: by the generator's own words, not by a distribution of the library.
std::vector<std::size_t> sample(std::size_t of, std::size_t size, std::uint64_t seed) {
  std::vector<std::size_t> numbers(of);
  for (std::size_t i = 0; i < of; ++i) numbers[i] = i;
  if (size == 0 || size >= of) return numbers;
  std::mt19937_64 random(seed);
  for (std::size_t i = 0; i < size; ++i) std::swap(numbers[i], numbers[i + random() % (of - i)]);
  numbers.resize(size);
  return numbers;
}

class Mutating {
 public:
  Mutating(const MutateArguments& arguments, const Loaded& loaded, const model::Choice& choice, const model::Model& model)
      : arguments_(arguments), loaded_(loaded), choice_(choice), model_(model), mutants_(loaded.specification, loaded.sources), results_(arguments.file, digest(arguments, loaded, model), mutants_.all().size()) {
    std::map<std::string, std::size_t> order;
    for (std::size_t i = 0; i < mutants_.all().size(); ++i) order[mutants_.all()[i].id] = i;
    results_.set_order(std::move(order));
  }

  Exit run() {
    const Interrupt interrupt;
    if (!arguments_.output.empty() && std::filesystem::exists(arguments_.output) && !results_.resume(arguments_.output))
      return fmt::print(stderr, "synfin: {} holds results of another specification or timeout; move it away to begin anew\n", arguments_.output), Exit::Usage;
    auto numbers = chosen();
    if (!numbers) return Exit::Usage;
    std::erase_if(*numbers, [&](std::size_t number) { return results_.has(number); });
    if (!arguments_.proved && !numbers->empty())
      if (const auto exit = prove_original(interrupt.token()); exit != Exit::Ok) return exit;
    checker::Limits limits;
    limits.timeout = std::chrono::seconds(arguments_.timeout);
    limits.stop = interrupt.token();
    std::size_t done = 0;
    mutation::judge({loaded_, choice_, mutants_.all(), limits, arguments_.jobs}, *numbers,
                    [&](std::size_t number, mutation::Result result, const checker::Certificate& equivalence) {
                      progress(fmt::format("{}/{} {} {}", ++done, numbers->size(), result.id, result.verdict));
                      written_ = write(result.id, equivalence) && written_;
                      results_.add(number, std::move(result));
                      return written_ = save() && written_;
                    });
    progress({});
    if (!written_) return Exit::Usage;
    if (arguments_.json)
      fmt::print("{}\n", results_.json().dump(2));
    else
      results_.print();
    if (!interrupt.token().stop_requested()) return Exit::Ok;
    fmt::print(stderr, "interrupted: {} of {} mutants judged{}\n", done, numbers->size(), arguments_.output.empty() ? "" : "; run again to go on");
    return Exit::Interrupted;
  }

 private:
  std::optional<std::vector<std::size_t>> chosen() const {
    const auto& all = mutants_.all();
    if (arguments_.mutants.empty()) return sample(all.size(), arguments_.sample, arguments_.seed);
    std::vector<std::size_t> numbers;
    for (const auto& id : arguments_.mutants) {
      const auto found = std::find_if(all.begin(), all.end(), [&](const auto& mutant) { return mutant.id == id; });
      if (found != all.end()) {
        numbers.push_back(static_cast<std::size_t>(found - all.begin()));
        continue;
      }
      std::vector<std::string> known;
      for (const auto& mutant : all) known.push_back(mutant.id);
      const auto near = grammar::nearest(id, known);
      fmt::print(stderr, "synfin: no mutant named '{}'{}\n", id, near.empty() ? "" : "; did you mean '" + near + "'?");
      return std::nullopt;
    }
    return numbers;
  }

  /// What is not proved of the original says nothing of a mutant.
  Exit prove_original(const std::stop_token& stop) const {
    checker::Options options;
    options.limits.jobs = arguments_.jobs;
    options.limits.stop = stop;
    options.recheck = false;
    options.progress = [this](const std::string& what) { progress(what); };
    const auto report = checker::check(model_, options);
    progress({});
    if (report.interrupted) return Exit::Interrupted;
    for (const auto& each : report.properties) {
      if (std::holds_alternative<checker::Proved>(each.verdict)) continue;
      const bool refuted = std::holds_alternative<checker::Refuted>(each.verdict);
      fmt::print(stderr, "{}: error: {} {} is {}: only a specification that is proved has mutants; see synfin check\n",
                 place(loaded_, each.property->span), each.property->id, each.property->name, refuted ? "refuted" : "unknown");
      return refuted ? Exit::Refuted : Exit::Unknown;
    }
    return Exit::Ok;
  }

  void progress(const std::string& what) const {
    if (arguments_.json || isatty(STDERR_FILENO) == 0) return;
    fmt::print(stderr, "\r\033[K{}{}", what.empty() ? "" : "  ", what);
  }

  bool write(const std::string& id, const checker::Certificate& equivalence) const {
    return arguments_.certificates.empty() || certificates::write_certificate(arguments_.certificates, id, equivalence);
  }

  bool save() const {
    if (arguments_.output.empty() || write_file(arguments_.output, results_.json().dump(1) + "\n")) return true;
    fmt::print(stderr, "synfin: cannot write {}: {}\n", arguments_.output, std::strerror(errno));
    return false;
  }

  const MutateArguments& arguments_;
  const Loaded& loaded_;
  const model::Choice& choice_;
  const model::Model& model_;
  model::Mutants mutants_;
  mutation::Results results_;
  bool written_ = true;
};

Exit run(const MutateArguments& arguments) {
  const auto opened = cli::opened(arguments.file, arguments.policies, arguments.profile);
  if (const auto* exit = std::get_if<Exit>(&opened)) return *exit;
  const auto& [loaded, choice, model] = std::get<Opened>(opened);
  if (model.properties.empty()) {
    fmt::print(stderr, "synfin: nothing is claimed in {}: no mutant could be noticed\n", arguments.file);
    return Exit::BadInput;
  }
  if (!arguments.output.empty() && !can_write_file(arguments.output)) return Exit::Usage;
  if (!arguments.certificates.empty() && !can_write_to(arguments.certificates)) return Exit::Usage;
  return Mutating(arguments, loaded, choice, model).run();
}

}  // namespace

void add_mutate(CLI::App& app, int& result) {
  auto arguments = std::make_shared<MutateArguments>();
  arguments->jobs = std::max(1u, std::thread::hardware_concurrency());
  auto* command = app.add_subcommand("mutate", "single edits of a specification, and which of them its claims notice");
  command->add_option("FILE", arguments->file, "the specification")->required();
  auto* sample = command->add_option("--sample", arguments->sample, "only so many, chosen at random")->check(CLI::PositiveNumber);
  command->add_option("--seed", arguments->seed, "of the sample")->check(CLI::NonNegativeNumber);
  command->add_option("--mutant,-m", arguments->mutants, "only these, by id")->excludes(sample);
  command->add_option("--output,-o", arguments->output, "results are written here after each mutant; those that are here already are kept");
  command->add_option("--jobs,-j", arguments->jobs, "mutants at a time")->check(CLI::Range(1u, 256u));
  command->add_option("--timeout", arguments->timeout, "seconds to look for counterexamples to one mutant, and for its proofs as many")
      ->check(CLI::Range(1u, 86'400u));
  command->add_flag("--proved", arguments->proved, "synfin check has proved the specification: do not prove it first");
  command->add_option("--policy", arguments->policies, "policy=value, over the profile")->delimiter(',')->allow_extra_args(false);
  command->add_option("--profile", arguments->profile, "a set of policies that the specification names");
  command->add_option("--certificates", arguments->certificates, "write the proofs that mutants are equivalent as SMT-LIB files here");
  command->add_flag("--json", arguments->json, "the results as JSON (docs/json.md)");
  command->footer(
      "examples:\n"
      "  synfin mutate spec/examples/mutex.synfin\n"
      "  synfin mutate spec/tcp.synfin --sample 50 --seed 7 -o mutation.json    # again: goes on\n"
      "  synfin mutate spec/tcp.synfin --mutant \"A13 wrong-state 1\"");
  command->callback([arguments, &result] { result = static_cast<int>(run(*arguments)); });
}

}  // namespace cli
