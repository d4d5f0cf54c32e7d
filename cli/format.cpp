// synfin fmt: the canonical layout of a specification's text.
#include "grammar/format.h"

#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>
#include <sstream>

#include "cli/commands.h"
#include "cli/load.h"
#include "cli/output.h"
#include "grammar/diagnostic.h"

namespace cli {
namespace {

struct FormatArguments {
  std::vector<std::string> files;
  bool check = false;
  bool print = false;
};

Exit format_one(const FormatArguments& arguments, const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  if (!in || !(text << in.rdbuf())) {
    fmt::print(stderr, "synfin: cannot read {}\n", path);
    return Exit::BadInput;
  }
  grammar::Sources sources;
  grammar::Diagnostics diagnostics;
  auto file = sources.add({path, text.str()});
  auto formatted = grammar::format(file, sources, diagnostics);
  grammar::print(std::cerr, sources, diagnostics, colour(STDERR_FILENO));
  if (!formatted) return Exit::BadInput;
  if (arguments.print) fmt::print("{}", *formatted);
  if (arguments.print || *formatted == text.str()) return Exit::Ok;
  if (arguments.check) {
    fmt::print("{} is not formatted\n", path);
    return Exit::Refuted;
  }
  if (write_file(path, *formatted)) return Exit::Ok;
  fmt::print(stderr, "synfin: cannot write {}: {}\n", path, std::strerror(errno));
  return Exit::Usage;
}

}  // namespace

void add_format(CLI::App& app, int& result) {
  auto arguments = std::make_shared<FormatArguments>();
  auto* command = app.add_subcommand("fmt", "lay out a specification's text canonically, in place");
  command->add_option("FILES", arguments->files, "the files")->required();
  command->add_flag("--check", arguments->check, "write nothing; exit 1 if a file would change");
  command->add_flag("--print", arguments->print, "write to standard output instead");
  command->footer("example:\n  synfin fmt --check spec/tcp.synfin");
  command->callback([arguments, &result] {
    for (const auto& path : arguments->files) result = std::max(result, static_cast<int>(format_one(*arguments, path)));
  });
}

}  // namespace cli
