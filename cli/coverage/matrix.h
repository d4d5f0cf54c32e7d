// The catalogue crossed with those who name its rows: what `synfin coverage` shows, and what is wrong with
// it.
#pragma once

#include <string>
#include <vector>

#include "cli/coverage/catalogue.h"
#include "cli/coverage/mentions.h"

namespace cli::coverage {

/// A row with all who name it, each once, in the order of the text.
struct Line {
  Row row;
  std::vector<std::string> rules, claims, scripts;
  const Reason* reason = nullptr;

  bool by_host() const { return reason != nullptr && reason->by_host; }
  bool open() const { return row.required && rules.empty() && reason == nullptr; }
  bool contradictory() const { return !rules.empty() && reason != nullptr; }
};

struct Matrix {
  std::vector<Line> lines;       // in the order of the catalogue
  grammar::Diagnostics unknown;  // E101: what is named and is no row
};

constexpr std::size_t MostReasons = 15;

/// The rows at fault; what is unknown is in the matrix.
struct Faults {
  std::vector<std::string> open, contradictory;
  bool too_many_reasons = false;

  bool none() const { return open.empty() && contradictory.empty() && !too_many_reasons; }
};

/// `reasons` must outlive the result.
Matrix cross(const std::vector<Row>& rows, const std::vector<Reason>& reasons,
             const std::vector<Mention>& mentions);

/// `reasons`: those why nothing answers.
Faults faults(const Matrix& matrix, std::size_t reasons);

}  // namespace cli::coverage
