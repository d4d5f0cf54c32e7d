#include "cli/certificates/writer.h"

#include <fmt/core.h>

#include <cctype>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "checker/regenerate.h"
#include "cli/certificates/read.h"
#include "cli/output.h"

namespace cli::certificates {
namespace {

std::string file_name(std::string name) {
  for (char& c : name)
    if (!std::isalnum(static_cast<unsigned char>(c)) && c != '-' && c != '_') c = '_';
  return name;
}

std::string file_of(const std::string& name, unsigned number, const checker::Obligation& obligation) {
  return fmt::format("{}-{:03}-{}.smt2", file_name(name), number, file_name(obligation.name).substr(0, 120));
}

bool write(const std::string& path, const std::string& text) {
  if (write_file(path, text)) return true;
  fmt::print(stderr, "synfin: cannot write {}: {}\n", path, std::strerror(errno));
  return false;
}

/// How many files of obligations were there.
std::size_t remove_listed(const std::string& directory) {
  std::size_t removed = 0;
  const auto listed = read_manifest(directory);
  std::error_code error;
  std::filesystem::remove(directory + "/" + kManifest, error);
  if (const auto* manifest = std::get_if<Manifest>(&listed))
    for (const auto& claim : manifest->properties)
      for (const auto& each : claim.obligations)
        if (is_plain(each.file) && std::filesystem::remove(directory + "/" + each.file, error)) ++removed;
  return removed;
}

}  // namespace

bool write_certificate(const std::string& directory, const std::string& name, const checker::Certificate& certificate) {
  std::error_code error;  // then no file can be written either
  std::filesystem::create_directories(directory, error);
  unsigned number = 0;
  for (const auto& obligation : certificate.obligations)
    if (checker::carries(obligation) &&
        !write(directory + "/" + file_of(name, ++number, obligation), obligation.text))
      return false;
  return true;
}

Writer::Writer(std::string directory, const Loaded& loaded, const model::Model& model) : directory_(std::move(directory)) {
  std::error_code error;
  std::filesystem::create_directories(directory_, error);
  removed_ = remove_listed(directory_);
  manifest_.specification = std::filesystem::path(loaded.sources.at(0).name()).filename().string();
  manifest_.sources = sources(loaded);
  if (model.variant) manifest_.variant = model.variant->id;
  manifest_.valuation = model.valuation;
}

std::optional<Entry> Writer::write(const std::string& property, const checker::Obligation& obligation) {
  auto& file = file_of_[obligation.digest];
  if (file.empty()) {
    file = certificates::file_of(property, ++written_for_[property], obligation);
    if (!certificates::write(directory_ + "/" + file, obligation.text)) return std::nullopt;
  }
  return Entry{obligation.name, file, obligation.digest};
}

bool Writer::add(const checker::PropertyReport& report) {
  const auto* proved = std::get_if<checker::Proved>(&report.verdict);
  if (proved == nullptr || proved->witness) return true;
  Claim claim{report.property->id, report.property->name, report.engine, {}, {}};
  for (const auto& use : report.assumptions) claim.assumptions.push_back(use.name);
  for (const auto& obligation : proved->certificate.obligations) {
    if (!checker::carries(obligation)) continue;
    auto entry = write(report.property->id, obligation);
    if (!entry) return false;
    claim.obligations.push_back(std::move(*entry));
  }
  manifest_.properties.push_back(std::move(claim));
  return true;
}

bool Writer::finish() const {
  if (manifest_.properties.empty() && removed_ != 0)
    fmt::print(stderr, "synfin: nothing is proved with obligations; {} held {} files of an earlier run, which are removed\n", directory_, removed_);
  return manifest_.properties.empty() || certificates::write(directory_ + "/" + kManifest, text(manifest_));
}

}  // namespace cli::certificates
