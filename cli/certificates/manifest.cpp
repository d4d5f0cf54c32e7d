#include "cli/certificates/manifest.h"

#include <filesystem>
#include <nlohmann/json.hpp>

#include "model/digest.h"

namespace cli::certificates {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kFormat = "synfin certificates 1";

Json json(const Claim& claim) {
  Json obligations = Json::array();
  for (const auto& each : claim.obligations) obligations.push_back({{"name", each.name}, {"file", each.file}, {"sha256", each.sha256}});
  return {{"id", claim.id}, {"name", claim.name}, {"engine", claim.engine}, {"assumptions", claim.assumptions}, {"obligations", std::move(obligations)}};
}

Claim claim(const Json& json) {
  Claim claim{json.at("id"), json.at("name"), json.at("engine"), json.at("assumptions"), {}};
  for (const auto& each : json.at("obligations")) claim.obligations.push_back({each.at("name"), each.at("file"), each.at("sha256")});
  return claim;
}

Manifest manifest(const Json& json) {
  Manifest manifest;
  manifest.specification = json.at("specification");
  for (const auto& each : json.at("sources")) manifest.sources.push_back({each.at("file"), each.at("sha256")});
  if (json.contains("variant")) manifest.variant = json.at("variant").get<std::string>();
  for (const auto& [policy, value] : json.at("valuation").items()) manifest.valuation.push_back({policy, value});
  for (const auto& each : json.at("properties")) manifest.properties.push_back(claim(each));
  return manifest;
}

}  // namespace

std::string text(const Manifest& manifest) {
  Json out{{"format", kFormat}, {"specification", manifest.specification}, {"sources", Json::array()}};
  for (const auto& each : manifest.sources) out["sources"].push_back({{"file", each.file}, {"sha256", each.sha256}});
  if (manifest.variant) out["variant"] = *manifest.variant;
  out["valuation"] = Json::object();
  for (const auto& each : manifest.valuation) out["valuation"][each.policy] = each.value;
  out["properties"] = Json::array();
  for (const auto& each : manifest.properties) out["properties"].push_back(json(each));
  return out.dump(1) + "\n";
}

std::variant<Manifest, std::string> parse(const std::string& written) {
  try {
    auto read = manifest(Json::parse(written));
    if (text(read) == written) return read;
    return "it is not as synfin writes it";
  } catch (const nlohmann::json::exception& error) {
    return error.what();
  }
}

std::vector<Source> sources(const Loaded& loaded) {
  std::vector<Source> found;
  const auto folder = std::filesystem::path(loaded.sources.at(0).name()).parent_path();
  for (std::uint32_t i = 0; i < loaded.sources.size(); ++i) {
    const auto& source = loaded.sources.at(i);
    const auto name = std::filesystem::path(source.name()).lexically_normal().lexically_relative(folder.lexically_normal().empty() ? "." : folder.lexically_normal());
    found.push_back({name.generic_string(), model::sha256(source.text())});
  }
  return found;
}

}  // namespace cli::certificates
