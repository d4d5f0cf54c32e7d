#include "cli/verdicts/certificates.h"

#include <fmt/core.h>

#include <cctype>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "checker/smt/text.h"
#include "cli/load.h"

namespace cli::verdicts {
namespace {

std::string file_name(std::string name) {
  for (char& c : name)
    if (!std::isalnum(static_cast<unsigned char>(c)) && c != '-' && c != '_') c = '_';
  return name;
}

}  // namespace

bool can_write_to(const std::string& directory) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  const auto probe = directory + "/.synfin";
  if (!write_file(probe, "")) {
    fmt::print(stderr, "synfin: cannot write to the directory {}: {}\n", directory, std::strerror(errno));
    return false;
  }
  std::filesystem::remove(probe, error);
  return true;
}

bool write_certificate(const std::string& directory, const checker::PropertyReport& report) {
  const auto* proved = std::get_if<checker::Proved>(&report.verdict);
  if (proved == nullptr) return true;
  unsigned number = 0;
  for (const auto& obligation : proved->certificate.obligations) {
    if (obligation.expects_sat || obligation.vacuous) continue;
    auto path = fmt::format("{}/{}-{:03}-{}.smt2", directory, report.property->id, ++number, file_name(obligation.name).substr(0, 120));
    if (write_file(path, checker::smt::file(obligation))) continue;
    fmt::print(stderr, "synfin: cannot write {}\n", path);
    return false;
  }
  return true;
}

}  // namespace cli::verdicts
