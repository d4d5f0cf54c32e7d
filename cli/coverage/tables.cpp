#include "cli/coverage/tables.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string_view>

namespace cli::coverage {
namespace {

using grammar::Code;
using grammar::Span;

constexpr std::size_t MostBytes = std::size_t{1} << 20U;
constexpr std::string_view Blanks = " \t\r";

/// One line of the text.
struct TextLine {
  std::string_view text;
  Span span;

  bool in_table() const { return !text.empty() && text.front() == '|'; }
};

std::vector<TextLine> lines(std::uint32_t file, std::string_view text) {
  std::vector<TextLine> result;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view whole = text.substr(at, end - at);
    const std::size_t from = std::min(whole.find_first_not_of(Blanks), whole.size());
    const std::size_t to = from == whole.size() ? from : whole.find_last_not_of(Blanks) + 1;
    const auto begin = static_cast<std::uint32_t>(at + from), past = static_cast<std::uint32_t>(at + to);
    result.push_back({whole.substr(from, to - from), {file, begin, past}});
    at = end + 1;
  }
  return result;
}

Cell cell(const TextLine& line, std::size_t from, std::size_t to) {
  const std::size_t first = std::min(line.text.find_first_not_of(Blanks, from), to);
  while (to > first && Blanks.find(line.text[to - 1]) != std::string_view::npos) --to;
  Cell result{{},
              {line.span.file, line.span.begin + static_cast<std::uint32_t>(first),
               line.span.begin + static_cast<std::uint32_t>(to)}};
  for (std::size_t i = first; i < to; ++i)
    if (line.text[i] != '\\' || i + 1 == to || line.text[i + 1] != '|') result.text += line.text[i];
  return result;
}

/// `| a | b |`: what stands between the bars; `\|` is none.
std::optional<Cells> cells(const TextLine& line, grammar::Diagnostics& diagnostics) {
  Cells result;
  std::size_t from = 1;
  for (std::size_t i = 1; i < line.text.size(); ++i) {
    if (line.text[i] != '|' || line.text[i - 1] == '\\') continue;
    result.push_back(cell(line, from, i));
    from = i + 1;
  }
  if (from == line.text.size() && !result.empty()) return result;
  diagnostics.error(Code::UnexpectedToken, line.span, "a row of a table that does not end with '|'");
  return std::nullopt;
}

bool is_dashes(const Cell& cell) {
  return cell.text.find('-') != std::string::npos && cell.text.find_first_not_of("-:") == std::string::npos;
}

/// Two lines that begin a table: its header and dashes.
std::optional<Cells> header(const TextLine& first, const TextLine* second, grammar::Diagnostics& diagnostics) {
  auto result = cells(first, diagnostics);
  if (!result) return std::nullopt;
  const auto dashes = second == nullptr ? std::nullopt : cells(*second, diagnostics);
  if (dashes && std::all_of(dashes->begin(), dashes->end(), is_dashes)) return result;
  diagnostics.error(Code::UnexpectedToken, first.span, "the header of a table without a line |---| below it");
  return std::nullopt;
}

/// The lines [first, last) as one table.
std::optional<Table> table(const std::vector<TextLine>& all, std::size_t first, std::size_t last,
                           grammar::Diagnostics& diagnostics) {
  auto head = header(all[first], first + 1 < last ? &all[first + 1] : nullptr, diagnostics);
  if (!head) return std::nullopt;
  Table result{{}, std::move(*head), {}};
  for (std::size_t i = first + 2; i < last; ++i) {
    auto row = cells(all[i], diagnostics);
    if (!row) continue;
    if (row->size() == result.header.size()) {
      result.rows.push_back(std::move(*row));
      continue;
    }
    diagnostics.error(
        Code::UnexpectedToken, all[i].span,
        fmt::format("a row of {} cells in a table of {} columns", row->size(), result.header.size()),
        {{all[first].span, "the table begins here"}}, "write '|' inside a cell as '\\|'");
  }
  return result;
}

/// "## Title" -> "Title"
std::string without_signs(std::string_view heading) {
  return std::string(heading.substr(std::min(heading.find_first_not_of("# "), heading.size())));
}

}  // namespace

std::size_t Table::column(const std::string& heading) const {
  const auto found =
      std::find_if(header.begin(), header.end(), [&](const Cell& each) { return each.text == heading; });
  return static_cast<std::size_t>(found - header.begin());
}

std::uint32_t open(const std::string& path, grammar::Sources& sources, grammar::Diagnostics& diagnostics) {
  std::error_code error;
  std::ifstream in(path, std::ios::binary);
  std::string text(MostBytes + 1, '\0');
  const bool readable = std::filesystem::is_regular_file(path, error) && in.is_open();
  if (readable) in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(readable ? static_cast<std::size_t>(in.gcount()) : 0);
  const bool large = text.size() > MostBytes;
  if (large) text.clear();
  const std::uint32_t file = sources.add(grammar::Source(path, std::move(text)));
  if (!readable) diagnostics.error(Code::CannotRead, {file, 0, 0}, fmt::format("cannot be read: {}", path));
  if (large) diagnostics.error(Code::FileTooLarge, {file, 0, 0}, fmt::format("larger than 1 MiB: {}", path));
  return file;
}

std::vector<Table> tables(std::uint32_t file, const grammar::Sources& sources,
                          grammar::Diagnostics& diagnostics) {
  const std::vector<TextLine> all = lines(file, sources.at(file).text());
  std::vector<Table> result;
  std::string title;
  bool fenced = false;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].text.starts_with("```")) fenced = !fenced;
    if (!fenced && all[i].text.starts_with('#')) title = without_signs(all[i].text);
    if (fenced || !all[i].in_table()) continue;
    std::size_t last = i;
    while (last < all.size() && all[last].in_table()) ++last;
    if (auto each = table(all, i, last, diagnostics)) {
      each->title = title;
      result.push_back(std::move(*each));
    }
    i = last - 1;
  }
  return result;
}

}  // namespace cli::coverage
