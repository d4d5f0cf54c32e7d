#include "cli/policies/record.h"

#include <nlohmann/json.hpp>

namespace cli::policies {
namespace {

using Json = nlohmann::ordered_json;

Json json(const Cell& cell) {
  Json out{{"property", cell.property}, {"verdict", cell.verdict}, {"engine", cell.engine}, {"depth", cell.depth}, {"seconds", cell.seconds}};
  out["timeout"] = cell.timeout;
  if (!cell.why.empty()) out["why"] = cell.why;
  if (cell.same) out["same"] = true;
  out["slice"] = cell.slice;
  return out;
}

Cell cell(const Json& json) {
  return {json.at("property"), json.at("verdict"), json.at("engine"), json.value("why", ""), json.at("depth"),
          json.at("seconds"), json.at("timeout"), json.at("slice"), json.value("same", false)};
}

}  // namespace

const Cell* Record::find(const std::string& property, const std::string& slice, unsigned timeout) const {
  for (const auto& column : columns)
    for (const auto& cell : column.cells)
      if (cell.property == property && cell.slice == slice && (cell.verdict != "unknown" || cell.timeout >= timeout)) return &cell;
  return nullptr;
}

Json json(const Record& record) {
  Json out{{"file", record.file}, {"choices", Json::array()}};
  for (const auto& column : record.columns) {
    Json cells = Json::array();
    for (const auto& it : column.cells) cells.push_back(json(it));
    out["choices"].push_back({{"choice", column.choice}, {"cells", cells}});
  }
  return out;
}

std::optional<Record> record(const Json& json) try {
  Record result{json.at("file"), {}};
  for (const auto& column : json.at("choices")) {
    result.columns.push_back({column.at("choice"), {}});
    for (const auto& it : column.at("cells")) result.columns.back().cells.push_back(cell(it));
  }
  return result;
} catch (const Json::exception&) {
  return std::nullopt;
}

}  // namespace cli::policies
