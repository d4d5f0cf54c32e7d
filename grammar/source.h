// Where text came from: the input files of one run and byte spans inside them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace grammar {

/// Half-open byte range [begin, end) of the file with index `file` in a Sources.
struct Span {
  std::uint32_t file = 0;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  friend bool operator==(const Span&, const Span&) = default;
};

/// One-based, as editors count; a column counts bytes.
struct LineColumn {
  std::size_t line = 1;
  std::size_t column = 1;
};

/// One input file held in memory. Line numbers are computed only when printing.
class Source {
 public:
  Source(std::string name, std::string text);

  const std::string& name() const { return name_; }
  const std::string& text() const { return text_; }
  LineColumn locate(std::size_t offset) const;
  std::string_view line(std::size_t number) const;

 private:
  std::string name_;
  std::string text_;
  std::vector<std::size_t> line_starts_;
};

/// All files of one run, in the order in which they were opened: the file given first, then its imports.
class Sources {
 public:
  std::uint32_t add(Source source) {
    files_.push_back(std::move(source));
    return static_cast<std::uint32_t>(files_.size() - 1);
  }
  const Source& at(std::uint32_t file) const { return files_.at(file); }
  std::size_t size() const { return files_.size(); }
  /// The text that a span covers.
  std::string_view text(Span span) const {
    return std::string_view(at(span.file).text()).substr(span.begin, span.end - span.begin);
  }

 private:
  std::vector<Source> files_;
};

}  // namespace grammar
