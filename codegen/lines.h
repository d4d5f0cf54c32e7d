// Text under construction: lines at a depth of indentation, long lists wrapped.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace codegen {

class Lines {
 public:
  void add(std::string_view line);
  void blank();
  /// `line` and what follows it one deeper, until close().
  void open(std::string_view line);
  void close(std::string_view line = "}");
  void indent() { ++depth_; }
  void outdent() { --depth_; }
  /// "first part, part, …last", broken after a separator where a line would get too long.
  void wrapped(std::string_view first, const std::vector<std::string>& parts, std::string_view separator,
               std::string_view last, std::string_view continuation = "    ");

  std::string take() { return std::move(text_); }

 private:
  std::string text_;
  std::size_t depth_ = 0;
};

/// One line of text for a comment: line breaks become spaces.
std::string one_line(std::string_view text);

}  // namespace codegen
