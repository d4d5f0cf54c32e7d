// synfin generate: the C++ state machine and its diagram, or a Promela model, written into a directory.
#include "codegen/generate.h"

#include <fmt/core.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "cli/choice.h"
#include "cli/commands.h"
#include "cli/load.h"
#include "cli/output.h"
#include "codegen/names.h"

namespace cli {
namespace {

struct GenerateArguments {
  std::string file;
  std::string directory;
  std::string target = "cpp";
  std::string machine, system;
  std::string profile;
  std::string variant;
  std::vector<std::string> policies;
  bool check = false;
};

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

/// With --check nothing is written: a file that differs is named.
bool write_or_compare(const GenerateArguments& arguments, const codegen::GeneratedFile& file, bool& same) {
  auto path = arguments.directory + "/" + file.name;
  if (arguments.check) {
    if (read_file(path) != file.text) {
      fmt::print("{} is not what the specification generates; run synfin generate again\n", path);
      same = false;
    }
    return true;
  }
  if (read_file(path) == file.text) return true;
  std::error_code error;  // then the file cannot be written either
  std::filesystem::create_directories(arguments.directory, error);
  if (write_file(path, file.text)) {
    fmt::print("wrote {}\n", path);
    return true;
  }
  fmt::print(stderr, "synfin: cannot write {}: {}\n", path, std::strerror(errno));
  return false;
}

/// Empty, with a message, if one of them has no files of its own to be written to.
std::optional<std::vector<const model::Machine*>> wanted(const GenerateArguments& arguments, const model::Model& model) {
  std::vector<const model::Machine*> machines;
  std::map<std::string, std::string> owner;  // by the name of the files
  for (const auto& machine : model.machines) {
    if (!arguments.machine.empty() && machine.name != arguments.machine) continue;
    if (machine.handlers.empty()) {
      fmt::print(stderr, "synfin: machine {} in {} has no handler: there is nothing to generate\n", machine.name, arguments.file);
      return std::nullopt;
    }
    const auto [other, is_new] = owner.emplace(codegen::lower_case(machine.name), machine.name);
    if (!is_new) {
      fmt::print(stderr, "synfin: machines {} and {} in {} would both be written to {}.hpp: rename one, or generate each with --machine into its own directory\n",
                 other->second, machine.name, arguments.file, other->first);
      return std::nullopt;
    }
    machines.push_back(&machine);
  }
  return machines;
}

codegen::Options options_of(const GenerateArguments& arguments, const Loaded& loaded) {
  codegen::Options options;
  options.version = SYNFIN_VERSION;
  options.spec = std::filesystem::path(arguments.file).filename().string();
  for (std::uint32_t i = 0; i < loaded.sources.size(); ++i) options.text += loaded.sources.at(i).text();
  return options;
}

/// The one that is named, or the only one; null with a message if there is none.
const model::System* chosen_system(const GenerateArguments& arguments, const model::Model& model) {
  std::string names;
  for (const auto& system : model.systems) {
    if (system.name == arguments.system || (arguments.system.empty() && model.systems.size() == 1)) return &system;
    names += (names.empty() ? "" : ", ") + system.name;
  }
  if (names.empty())
    fmt::print(stderr, "synfin: {} has no system: a Promela model is one of endpoints and their network\n", arguments.file);
  else if (arguments.system.empty())
    fmt::print(stderr, "synfin: {} has several systems: choose one with --system: {}\n", arguments.file, names);
  else
    fmt::print(stderr, "synfin: {} has no system named {}; there are {}\n", arguments.file, arguments.system, names);
  return nullptr;
}

Exit write_promela(const GenerateArguments& arguments, const Loaded& loaded, const model::Model& model) {
  const model::System* system = chosen_system(arguments, model);
  if (system == nullptr) return model.systems.empty() ? Exit::BadInput : Exit::Usage;
  std::vector<std::string> obstacles;
  const auto file = codegen::generate_promela(model, *system, options_of(arguments, loaded), obstacles);
  for (const std::string& why : obstacles) fmt::print(stderr, "synfin: system {} cannot be said in Promela: {}\n", system->name, why);
  if (!file) return Exit::BadInput;
  bool same = true;
  if (!write_or_compare(arguments, *file, same)) return Exit::Usage;
  return same ? Exit::Ok : Exit::Refuted;
}

Exit run(const GenerateArguments& arguments) {
  const auto opened = cli::opened(arguments.file, arguments.policies, arguments.profile, arguments.variant);
  if (const auto* exit = std::get_if<Exit>(&opened)) return *exit;
  const auto& [loaded, choice, model] = std::get<Opened>(opened);
  if (arguments.target == "promela") return write_promela(arguments, loaded, model);
  const auto machines = wanted(arguments, model);
  if (!machines) return Exit::BadInput;
  if (machines->empty()) {
    fmt::print(stderr, "synfin: {} has no machine{}\n", arguments.file, arguments.machine.empty() ? "" : " named " + arguments.machine);
    return arguments.machine.empty() ? Exit::BadInput : Exit::Usage;
  }
  bool same = true;
  for (const auto* machine : *machines)
    for (const auto& file : codegen::generate(model, *machine, options_of(arguments, loaded)))
      if (!write_or_compare(arguments, file, same)) return Exit::Usage;
  return same ? Exit::Ok : Exit::Refuted;
}

}  // namespace

void add_generate(CLI::App& app, int& result) {
  auto arguments = std::make_shared<GenerateArguments>();
  auto* command = app.add_subcommand("generate", "write the C++ state machine and a Graphviz diagram, or a Promela model for Spin");
  command->add_option("FILE", arguments->file, "the specification")->required();
  command->add_option("--output,-o", arguments->directory, "the directory to write to; made if it is not there")
      ->required()
      ->check([](const std::string& name) { return name.empty() ? "a directory has a name" : ""; });
  command->add_option("--target", arguments->target, "cpp, or promela: a system within its bounds")->check(CLI::IsMember({"cpp", "promela"}));
  command->add_option("--system", arguments->system, "of several the one that becomes a Promela model");
  command->add_option("--machine", arguments->machine, "only this machine");
  command->add_option("--policy", arguments->policies, "policy=value, over the profile")->delimiter(',')->allow_extra_args(false);
  command->add_option("--profile", arguments->profile, "a set of policies that the specification names");
  command->add_option("--variant", arguments->variant, "a variant of the file, by id or name");
  command->add_flag("--check", arguments->check, "write nothing; exit 1 if the files there differ");
  command->footer(
      "examples:\n"
      "  synfin generate spec/tcp.synfin -o generated\n"
      "  synfin generate spec/tcp.synfin -o generated --check\n"
      "  synfin generate spec/examples/alternating_bit.synfin --target promela -o /tmp/spin\n"
      "  synfin generate spec/variants/m02-no-time-wait.synfin --variant M02 -o /tmp/m02");
  command->callback([arguments, &result] { result = static_cast<int>(run(*arguments)); });
}

}  // namespace cli
