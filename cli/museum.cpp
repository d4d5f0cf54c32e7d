// synfin museum: every variant of a directory is tried, and refutes what it says.
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>
#include <thread>

#include "cli/commands.h"
#include "cli/in_order.h"
#include "cli/interrupt.h"
#include "cli/load.h"
#include "cli/museum/show.h"

namespace cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kOutside = "outside.md";

struct MuseumArguments {
  std::string directory = "spec/variants";
  unsigned jobs = 1;
  unsigned timeout = 60;
  bool json = false;
};

std::vector<std::string> files(const std::string& directory) {
  std::vector<std::string> result;
  for (const auto& entry : fs::directory_iterator(directory))
    if (entry.path().extension() == ".synfin") result.push_back(entry.path().string());
  std::ranges::sort(result);
  return result;
}

class Visit {
 public:
  explicit Visit(const MuseumArguments& arguments) : arguments_(arguments) { museum_.directory = arguments.directory; }

  Exit run() {
    if (!fs::is_directory(arguments_.directory)) return complain(arguments_.directory + " is no directory", Exit::Usage);
    const auto files = cli::files(arguments_.directory);
    if (!read_outside()) return Exit::BadInput;
    see(files);
    if (arguments_.json)
      fmt::print("{}\n", museum::json(museum_).dump(2));
    else
      print_rest();
    if (stop_.token().stop_requested()) return complain("interrupted", Exit::Interrupted);
    if (!readable_) return Exit::BadInput;
    if (museum_.exhibits.empty()) return complain("no variants in " + arguments_.directory, Exit::BadInput);
    return std::ranges::all_of(museum_.exhibits, &museum::Exhibit::refuted_as_named) ? Exit::Ok : Exit::Refuted;
  }

 private:
  static Exit complain(const std::string& what, Exit exit) {
    fmt::print(stderr, "synfin: {}\n", what);
    return exit;
  }

  bool read_outside() {
    const auto path = (fs::path(arguments_.directory) / kOutside).string();
    if (!fs::exists(path)) return true;
    grammar::Sources sources;
    grammar::Diagnostics diagnostics;
    museum_.outside = museum::outside(path, sources, diagnostics);
    grammar::print(std::cerr, sources, diagnostics, colour(STDERR_FILENO));
    return diagnostics.empty();
  }

  void see(const std::vector<std::string>& files) {
    checker::Limits limits;
    limits.stop = stop_.token();
    limits.timeout = std::chrono::seconds(arguments_.timeout);
    std::vector<museum::Room> rooms(files.size());
    in_order(
        files.size(), arguments_.jobs, stop_.token(), [&](std::size_t i) { rooms[i] = museum::visit(files[i], limits); },
        [&](std::size_t i) { show(rooms[i], files.size() - i - 1); });
  }

  void show(const museum::Room& room, std::size_t left) {
    readable_ = readable_ && room.readable;
    const bool live = !arguments_.json && isatty(STDERR_FILENO) != 0;
    if (live) fmt::print(stderr, "\r\033[K");
    for (const auto& exhibit : room.exhibits) {
      if (!arguments_.json) fmt::print("{}", museum::text(exhibit, colour(STDOUT_FILENO)));
      museum_.exhibits.push_back(exhibit);
    }
    std::fflush(stdout);
    if (live && left != 0) fmt::print(stderr, "  {} more …", left);
  }

  void print_rest() const {
    for (const auto& bug : museum_.outside) fmt::print("{}", museum::text(bug));
    fmt::print("\n{}", museum::summary(museum_));
  }

  const MuseumArguments& arguments_;
  const Interrupt stop_;
  museum::Museum museum_;
  bool readable_ = true;
};

}  // namespace

void add_museum(CLI::App& app, int& result) {
  auto arguments = std::make_shared<MuseumArguments>();
  arguments->jobs = std::max(1u, std::thread::hardware_concurrency());
  auto* command = app.add_subcommand("museum", "try every variant of a directory: historical bugs, and the claims that each refutes");
  command->add_option("DIR", arguments->directory, "specifications with variants; outside.md there may name tests for what is no variant")
      ->capture_default_str();
  command->add_option("--jobs,-j", arguments->jobs, "variants at a time")->check(CLI::Range(1u, 256u));
  command->add_option("--timeout", arguments->timeout, "seconds for one engine on one claim")->check(CLI::Range(1u, 31'536'000u))->capture_default_str();
  command->add_flag("--json", arguments->json, "one JSON object (docs/json.md)");
  command->footer(
      "Exits 1 if a claim that a variant names is not refuted. `synfin check FILE` draws its counterexamples.\n"
      "examples:\n"
      "  synfin museum\n"
      "  synfin museum spec/examples --json");
  command->callback([arguments, &result] { result = static_cast<int>(Visit(*arguments).run()); });
}

}  // namespace cli
