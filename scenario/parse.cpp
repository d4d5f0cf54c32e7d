#include "scenario/parse.h"

#include <algorithm>

#include "model/overloaded.h"
#include "scenario/line_grammar.h"

namespace scenario {
namespace {

constexpr std::size_t LongestExcerpt = 120;

unsigned octet(char c) { return static_cast<unsigned char>(c); }
bool control(char c) { return (octet(c) < ' ' && c != '\t') || c == 0x7f; }

/// Of the character of UTF-8 that the octet begins; 0: none does.
std::size_t length(char c) {
  const unsigned first = octet(c);
  if (first < 0x80) return 1;
  if (first >= 0xf5 || first < 0xc2) return 0;
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : 4;
}

bool blank(char c) { return c == ' ' || c == '\t'; }
/// Octets that continue a character of UTF-8.
bool continues(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

/// Where the text is no UTF-8, or has control characters; its size if nowhere.
std::size_t bad_octet(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t size = length(text[at]);
    const auto rest = text.substr(at).substr(1, size - 1);
    if (size == 0 || control(text[at]) || rest.size() + 1 != size ||
        !std::all_of(rest.begin(), rest.end(), continues))
      return at;
    at += size;
  }
  return text.size();
}

/// What may be shown on any terminal.
std::string harmless(std::string_view text) {
  std::string shown(text);
  const bool sound = bad_octet(text) == text.size();
  for (char& c : shown)
    if (control(c) || c == '\t')
      c = ' ';
    else if (!sound && octet(c) >= 0x80)
      c = '?';
  return shown;
}

std::uint32_t characters(std::string_view text) {
  return static_cast<std::uint32_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return !continues(c); }));
}

/// Where the comment begins: // or #, but not in quotation marks.
std::size_t comment_in(std::string_view line) {
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"') quoted = !quoted;
    if (!quoted && (line[i] == '#' || line.substr(i, 2) == "//")) return i;
  }
  return line.size();
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && (blank(text.back()) || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

/// Line by line: what one line says never depends on another, only where it belongs.
class Reader {
 public:
  std::variant<Script, std::vector<ScriptError>> read(std::string_view text) {
    if (text.size() > LargestScript) {
      fail(1, 1, "the script is larger than 1 MiB", "");
      return errors_;
    }
    while (!text.empty() && errors_.size() < MostErrors) {
      const auto end = std::min(text.find('\n'), text.size());
      ++number_;
      take(text.substr(0, end));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    if (block_ && errors_.empty())
      fail(block_line_, 1, "expected } before the script ends: the block that begins here is open", "");
    if (!errors_.empty()) return errors_;
    return std::move(script_);
  }

 private:
  void fail(std::uint32_t line, std::uint32_t column, std::string message, std::string_view text) {
    errors_.push_back({{line, column}, std::move(message), std::string(text)});
  }
  void fail_here(std::size_t offset, std::string message) {
    const auto begin = offset > LongestExcerpt ? offset - LongestExcerpt / 2 : 0;
    // Cut text keeps its column apart from its excerpt: long lines show no caret.
    const bool whole = line_.size() <= LongestExcerpt;
    fail(number_, characters(line_.substr(0, offset)) + 1, std::move(message),
         whole ? line_ : line_.substr(begin, LongestExcerpt));
  }

  void take(std::string_view line) {
    line_ = line;
    if (!line_.empty() && line_.back() == '\r') line_.remove_suffix(1);
    if (const auto bad = bad_octet(line_); bad != line_.size())
      return fail_here(
          bad, "expected text in UTF-8; found an octet of value " + std::to_string(octet(line_[bad])));
    const auto comment = comment_in(line_);
    const auto content = trimmed(line_.substr(0, comment));
    if (!content.empty()) return take_content(content);
    if (comment == line_.size()) return;
    const auto text = line_.substr(comment + (line_[comment] == '#' ? 1 : 2));
    add(Comment{std::string(trimmed(text))}, static_cast<std::uint32_t>(comment + 1));
  }

  void take_content(std::string_view content) {
    indent_ = static_cast<std::size_t>(content.data() - line_.data());
    auto parsed = parse_line(content);
    if (const auto* error = std::get_if<LineError>(&parsed))
      return fail_here(indent_ + error->offset, error->message);
    std::visit(model::overloaded{[&](const Option& option) { set(option); },
                                 [&](BlockBegins& it) { begin(std::move(it)); }, [&](BlockTurns) { turn(); },
                                 [&](BlockEnds) { end(); }, [&](Event& it) { happen(std::move(it)); }},
               std::get<Line>(parsed));
  }

  void add(std::variant<Comment, Event, Block> what, std::uint32_t column) {
    std::vector<Statement>& into = !block_ ? script_.statements : (turned_ ? block_->elsewhere : block_->there);
    into.push_back({std::move(what), {number_, column}});
  }
  std::uint32_t column() const { return characters(line_.substr(0, indent_)) + 1; }

  void set(const Option& option) {
    if (begun_ || block_) return fail_here(indent_, "options stand before the first event");
    option(script_.options);
  }
  void happen(Event event) {
    begun_ = true;
    if (event.when.from == When::From::Start && event.when.at < earliest_)
      return fail_here(indent_, "this time lies before the one above it");
    if (event.when.from == When::From::Start) earliest_ = event.when.at;
    if (event.when.from == When::From::Previous) earliest_ += event.when.at;
    add(std::move(event), column());
  }
  void begin(BlockBegins it) {
    if (block_) return fail_here(indent_, "blocks do not nest");
    block_ = Block{std::move(it.systems), std::move(it.reason), {}, {}};
    block_line_ = number_, block_column_ = column(), turned_ = false, before_ = earliest_;
  }
  void turn() {
    if (!block_ || turned_) return fail_here(indent_, "expected an open block (on … {) before } otherwise {");
    turned_ = true;
    std::swap(earliest_, before_);
  }
  void end() {
    if (!block_) return fail_here(indent_, "expected an open block (on … {) before }");
    script_.statements.push_back({std::move(*block_), {block_line_, block_column_}});
    block_.reset();
    earliest_ = std::min(earliest_, before_);
  }

  Script script_;
  std::vector<ScriptError> errors_;
  std::string_view line_;
  std::uint32_t number_ = 0;
  std::size_t indent_ = 0;
  bool begun_ = false;
  /// No later than any event so far may have happened; before_: on the other way through the block.
  Duration earliest_{0}, before_{0};
  std::optional<Block> block_;
  std::uint32_t block_line_ = 0, block_column_ = 0;
  bool turned_ = false;
};

}  // namespace

std::variant<Script, std::vector<ScriptError>> parse(std::string_view text) { return Reader().read(text); }

std::string describe(const std::string& file, const ScriptError& error) {
  std::string text = file + ":" + std::to_string(error.place.line) + ":" +
                     std::to_string(error.place.column) + ": error: " + error.message + "\n";
  if (error.line.empty()) return text;
  const std::string shown = harmless(error.line);
  text += "  " + shown + "\n";
  if (error.place.column <= characters(shown) + 1)
    text += "  " + std::string(error.place.column - 1, ' ') + "^\n";
  return text;
}

}  // namespace scenario
