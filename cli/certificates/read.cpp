#include "cli/certificates/read.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace cli::certificates {

bool is_plain(const std::string& file) { return !file.empty() && file.find('/') == std::string::npos && file != "." && file != ".."; }

std::optional<std::string> read_file(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return std::nullopt;
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in || in.bad()) return std::nullopt;
  return text.str();
}

std::variant<Manifest, std::string> read_manifest(const std::string& directory) {
  const auto written = read_file(directory + "/" + kManifest);
  if (!written) return std::string("it cannot be read");
  return parse(*written);
}

std::vector<std::string> entries(const std::string& directory) {
  std::vector<std::string> found;
  std::error_code error;
  for (const auto& each : std::filesystem::directory_iterator(directory, error))
    if (each.path().filename() != kManifest) found.push_back(each.path().filename().string());
  std::ranges::sort(found);
  return found;
}

}  // namespace cli::certificates
