// The subcommands of `synfin`: each adds itself to the command line and leaves its exit code in `result`.
#pragma once

#include <CLI/CLI.hpp>

namespace cli {

void add_check(CLI::App& app, int& result);
void add_recheck(CLI::App& app, int& result);
void add_generate(CLI::App& app, int& result);
void add_format(CLI::App& app, int& result);
void add_coverage(CLI::App& app, int& result);
void add_cover(CLI::App& app, int& result);
void add_mutate(CLI::App& app, int& result);
void add_lemmas(CLI::App& app, int& result);
void add_simulate(CLI::App& app, int& result);
void add_conform(CLI::App& app, int& result);
void add_play(CLI::App& app, int& result);
void add_museum(CLI::App& app, int& result);
void add_policies(CLI::App& app, int& result);
void add_demo(CLI::App& app, int& result);

}  // namespace cli
