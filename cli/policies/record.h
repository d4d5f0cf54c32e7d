// The verdicts under each choice, as a file keeps them: what a later run need not ask again.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

namespace cli::policies {

struct Cell {
  std::string property, verdict, engine;
  std::string why;       // the counterexample in words, or why nothing is known; empty if proved
  unsigned depth = 0;    // steps of the counterexample, or searched without one
  double seconds = 0;    // on the clock
  unsigned timeout = 0;  // that an engine had
  std::string slice;     // SHA-256 of all that the claim speaks of
  bool same = false;     // nothing that the claim speaks of depends on the choice: the default's verdict
};

struct Column {
  std::string choice;
  std::vector<Cell> cells;
};

struct Record {
  std::string file;
  std::vector<Column> columns;

  /// One that was asked of the same slice; of unknown ones, with as much patience.
  const Cell* find(const std::string& property, const std::string& slice, unsigned timeout) const;
};

nlohmann::ordered_json json(const Record& record);
/// Nothing if it is no such record.
std::optional<Record> record(const nlohmann::ordered_json& json);

}  // namespace cli::policies
