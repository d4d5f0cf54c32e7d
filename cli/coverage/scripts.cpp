#include "cli/coverage/scripts.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>

#include "cli/coverage/tables.h"
#include "scenario/parse.h"

namespace cli::coverage {
namespace {

namespace files = std::filesystem;

std::vector<files::path> script_files(const std::string& directory) {
  std::vector<files::path> result;
  std::error_code error;
  for (auto entry = files::recursive_directory_iterator(directory, error);
       !error && entry != files::recursive_directory_iterator(); entry.increment(error))
    if (entry->path().extension() == ".pkt") result.push_back(entry->path());
  std::sort(result.begin(), result.end());
  return result;
}

/// Where a script's head names a row; the file's beginning if that cannot be told.
grammar::Span place(const std::string& text, const std::string& row, std::uint32_t file) {
  for (std::size_t at = text.find("--covers="); at != std::string::npos;
       at = text.find("--covers=", at + 1)) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::size_t from = text.find('=', at) + 1;
    while (from < end) {
      const std::size_t to = std::min(text.find_first_of(", \r\n", from), end);
      if (text.compare(from, to - from, row) == 0)
        return {file, static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(to)};
      from = to + 1;
    }
  }
  return {file, 0, 0};
}

}  // namespace

Scripts scripts(const std::string& directory, grammar::Sources& sources, grammar::Diagnostics& diagnostics) {
  Scripts result;
  const auto paths = script_files(directory);
  for (const files::path& path : paths) {
    const std::uint32_t file = open(path.string(), sources, diagnostics);
    const std::string& text = sources.at(file).text();
    const auto parsed = scenario::parse(text);
    if (const auto* errors = std::get_if<std::vector<scenario::ScriptError>>(&parsed)) {
      for (const auto& error : *errors) result.errors += scenario::describe(path.string(), error);
      continue;
    }
    const std::string name = path.lexically_relative(directory).replace_extension().string();
    Mention mention{Mention::Kind::Script, {name, {file, 0, 0}}, {}};
    for (const auto& row : std::get<scenario::Script>(parsed).options.covers)
      mention.ids.push_back({row, place(text, row, file)});
    result.mentions.push_back(std::move(mention));
  }
  if (!paths.empty()) return result;
  const std::uint32_t file = sources.add(grammar::Source(directory, ""));
  diagnostics.error(grammar::Code::CannotRead, {file, 0, 0},
                    fmt::format("no packet scripts (*.pkt) in {}", directory));
  return result;
}

}  // namespace cli::coverage
