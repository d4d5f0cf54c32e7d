// The tables of a Markdown text, with the places of their cells: pages that people and programs read.
#pragma once

#include <string>
#include <vector>

#include "grammar/diagnostic.h"
#include "grammar/source.h"

namespace cli::coverage {

struct Cell {
  std::string text;
  grammar::Span span;
};
using Cells = std::vector<Cell>;

struct Table {
  std::string title;  // of the section that it stands in
  Cells header;
  std::vector<Cells> rows;

  /// The number of the column with this heading; the number of columns if there is none.
  std::size_t column(const std::string& heading) const;
};

/// A file's text, in `sources`; E005 and E004 if it cannot be had.
std::uint32_t open(const std::string& path, grammar::Sources& sources, grammar::Diagnostics& diagnostics);

/// All tables outside of fenced blocks. E001: a header without its line of dashes, a row that is not closed
/// or has more or fewer cells than its header.
std::vector<Table> tables(std::uint32_t file, const grammar::Sources& sources,
                          grammar::Diagnostics& diagnostics);

}  // namespace cli::coverage
