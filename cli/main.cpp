// synfin: the only place that reads the command line.
#include <fmt/core.h>
#include <malloc.h>

#include <cstdio>
#include <exception>
#include <iostream>

#include "cli/commands.h"
#include "cli/load.h"
#include "grammar/diagnostic.h"

namespace {

/// What was printed and did not arrive is no success.
int flushed(int result) {
  std::cout.flush();
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0 && std::cout.good()) return result;
  fmt::print(stderr, "synfin: standard output could not be written\n");
  return static_cast<int>(cli::Exit::Usage);
}

/// "check" for "chekc", if the first word is no subcommand; an option that is none.
std::string intended(const CLI::App& app, int argc, char** argv) {
  if (argc < 2 || !app.get_subcommands().empty()) return {};
  if (argv[1][0] == '-') return app.get_option_no_throw(argv[1]) != nullptr ? "" : fmt::format("no option is called '{}'", argv[1]);
  std::vector<std::string> known;
  for (const auto* each : app.get_subcommands([](const CLI::App*) { return true; })) known.push_back(each->get_name());
  const auto near = grammar::nearest(argv[1], known);
  return fmt::format("no subcommand is called '{}'{}", argv[1], near.empty() ? "" : "; did you mean '" + near + "'?");
}

/// Each question to a solver takes and leaves a few MB: given back to the system every time, that is a twelfth of a proof.
void keep_memory() {
  constexpr int most = 1 << 30;
  mallopt(M_TRIM_THRESHOLD, most);
  mallopt(M_MMAP_THRESHOLD, 32 << 20);  // the most that it takes
  mallopt(M_TOP_PAD, 64 << 20);
}

}  // namespace

int main(int argc, char** argv) {
  keep_memory();
  CLI::App app{
      "Synfin: write a connection's state machine once; prove it, draw its bugs, generate it, run it.\n"
      "Exit codes: 0 proved or done, 1 refuted, 2 unknown, 3 bad input, 4 usage or system, 77 skipped, 130 interrupted."};
  app.set_version_flag("--version", "synfin " SYNFIN_VERSION);
  app.require_subcommand(1);
  app.footer(
      "examples:\n"
      "  synfin check spec/tcp.synfin                          prove everything\n"
      "  synfin check spec/variants/m01-two-way-handshake.synfin   see a bug as a chart\n"
      "  synfin generate spec/tcp.synfin -o generated          write the C++ state machine\n"
      "  synfin play tests/scenarios/listen_syn.pkt            play a packet script\n"
      "  synfin COMMAND --help                                 more of each");
  int result = static_cast<int>(cli::Exit::Ok);
  cli::add_check(app, result);
  cli::add_recheck(app, result);
  cli::add_coverage(app, result);
  cli::add_cover(app, result);
  cli::add_mutate(app, result);
  cli::add_lemmas(app, result);
  cli::add_simulate(app, result);
  cli::add_generate(app, result);
  cli::add_format(app, result);
  cli::add_play(app, result);
  cli::add_conform(app, result);
  cli::add_museum(app, result);
  cli::add_policies(app, result);
  cli::add_demo(app, result);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const auto word = error.get_exit_code() == 0 ? std::string() : intended(app, argc, argv);
    if (word.empty()) return app.exit(error) == 0 ? flushed(0) : static_cast<int>(cli::Exit::Usage);
    fmt::print(stderr, "synfin: {}\nRun with --help for more information.\n", word);
    return static_cast<int>(cli::Exit::Usage);
  } catch (const std::exception& error) {
    fmt::print(stderr, "synfin: {}\n", error.what());
    return static_cast<int>(cli::Exit::Usage);
  }
  return flushed(result);
}
