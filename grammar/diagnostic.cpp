#include "grammar/diagnostic.h"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "grammar/utf8.h"

namespace grammar {
namespace {

constexpr std::size_t widest_excerpt =
    160;  // columns of a source line; generated files may have lines of a megabyte

struct Paint {
  bool on;
  std::string operator()(const char* code, const std::string& text) const {
    return on ? fmt::format("\033[{}m{}\033[0m", code, text) : text;
  }
};

/// What a terminal may be given: control characters and broken UTF-8 become '?', each byte by itself.
std::string printable(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    const bool control = length == 1 && (text[0] < ' ' || text[0] == '\x7f') && text[0] != '\t';
    result += length == 0 || control ? std::string_view("?") : text.substr(0, length);
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return result;
}

/// Blanks as wide as `text` on a terminal: tabs stay tabs, a character of several bytes counts once.
std::string padding(std::string_view text) {
  const std::string shown = printable(text);
  std::string result;
  for (std::string_view rest = shown; !rest.empty(); rest.remove_prefix(utf8_length(rest))) {
    result += rest[0] == '\t' ? '\t' : ' ';
  }
  return result;
}

/// `offset` moved back to the beginning of the character around it; where there is none, left as it is.
std::size_t character_start(std::string_view text, std::size_t offset) {
  for (std::size_t back = 1; back < 4 && back <= offset && offset < text.size(); ++back) {
    if (utf8_length(text.substr(offset - back)) > back) return offset - back;
  }
  return offset;
}

/// The line in which the span begins, and carets below the part of the span on that line.
void excerpt(std::ostream& out, const Source& source, Span span, const Paint& paint) {
  if (source.text().empty()) return;
  const LineColumn at = source.locate(span.begin);
  const std::string_view line = source.line(at.line);
  const std::size_t column = std::min(at.column - 1, line.size());
  const std::size_t from = column < widest_excerpt ? 0 : character_start(line, column - widest_excerpt / 2);
  const std::string_view shown = line.substr(from, character_start(line, from + widest_excerpt) - from);
  const std::size_t length = std::min<std::size_t>(span.end - span.begin, shown.size() - (column - from));
  const std::string carets = padding(shown.substr(column - from, length));
  const std::string number = std::to_string(at.line);
  const std::string margin(number.size(), ' ');
  out << number << " | " << printable(shown) << '\n'
      << margin << " | " << padding(shown.substr(0, column - from))
      << paint("1;31", std::string(std::max<std::size_t>(carets.size(), 1), '^')) << '\n';
}

std::string place(const Source& source, Span span) {
  const LineColumn at = source.locate(span.begin);
  return fmt::format("{}:{}:{}", source.name(), at.line, at.column);
}

void print(std::ostream& out, const Sources& sources, const Diagnostic& diagnostic, const Paint& paint) {
  const Source& source = sources.at(diagnostic.span.file);
  const std::string code = fmt::format("error[E{:03}]:", static_cast<int>(diagnostic.code));
  out << place(source, diagnostic.span) << ": " << paint("1;31", code) << ' ' << printable(diagnostic.message)
      << '\n';
  excerpt(out, source, diagnostic.span, paint);
  for (const Note& note : diagnostic.notes) {
    out << place(sources.at(note.span.file), note.span) << ": " << paint("1;36", "note:") << ' '
        << printable(note.message) << '\n';
    excerpt(out, sources.at(note.span.file), note.span, paint);
  }
  if (!diagnostic.help.empty()) out << paint("1;32", "help:") << ' ' << printable(diagnostic.help) << '\n';
}

std::size_t edit_distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

}  // namespace

void print(std::ostream& out, const Sources& sources, const Diagnostics& diagnostics, bool colour) {
  for (const Diagnostic& diagnostic : diagnostics.all()) print(out, sources, diagnostic, Paint{colour});
  if (diagnostics.left_off())
    out << "… and more errors: only the first " << diagnostics.all().size() << " are told\n";
}

std::string nearest(const std::string& name, const std::vector<std::string>& candidates) {
  std::string best;
  std::size_t best_distance = name.size() / 3 + 1;  // at most a third of the letters wrong
  if (name.size() > 1) ++best_distance;
  for (const std::string& candidate : candidates) {
    const std::size_t longest = std::max(name.size(), candidate.size());
    if (longest - std::min(name.size(), candidate.size()) >= best_distance) continue;
    const std::size_t distance = edit_distance(name, candidate);
    if (distance >= best_distance || distance >= longest) continue;
    best = candidate;
    best_distance = distance;
  }
  return best;
}

}  // namespace grammar
