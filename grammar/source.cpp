#include "grammar/source.h"

#include <algorithm>

namespace grammar {

namespace {

/// Some editors begin a file of UTF-8 with a mark; it is no part of the text.
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// A carriage return without a line feed ended lines once, and still does: it is read as one.
void end_lines(std::string& text) {
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n')) text[i] = '\n';
}

}  // namespace

Source::Source(std::string name, std::string text)
    : name_(std::move(name)), text_(std::move(text)), line_starts_{0} {
  if (text_.starts_with(kByteOrderMark)) text_ = text_.substr(kByteOrderMark.size());
  end_lines(text_);
  for (std::size_t i = 0; i < text_.size(); ++i) {
    if (text_[i] == '\n') line_starts_.push_back(i + 1);
  }
}

LineColumn Source::locate(std::size_t offset) const {
  const auto after =
      std::upper_bound(line_starts_.begin(), line_starts_.end(), std::min(offset, text_.size()));
  const auto line = static_cast<std::size_t>(after - line_starts_.begin());
  return {line, std::min(offset, text_.size()) - line_starts_[line - 1] + 1};
}

std::string_view Source::line(std::size_t number) const {
  if (number == 0 || number > line_starts_.size()) return {};
  const std::string_view rest = std::string_view(text_).substr(line_starts_[number - 1]);
  return rest.substr(0, rest.find_first_of("\r\n"));
}

}  // namespace grammar
