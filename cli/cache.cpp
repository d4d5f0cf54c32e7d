#include "cli/cache.h"

#include <cstdlib>
#include <filesystem>

namespace cli {
namespace {

std::string directory(const char* variable, const char* below) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value == '/' ? std::string(value) + below : std::string();  // a relative one does not count (XDG)
}

}  // namespace

std::string cache_file() {
  auto folder = directory("XDG_CACHE_HOME", "");
  if (folder.empty()) folder = directory("HOME", "/.cache");
  return folder.empty() ? folder : folder + "/synfin/answers";
}

std::shared_ptr<checker::Answers> cached_answers(bool wanted) {
  const auto file = wanted ? cache_file() : std::string();
  if (file.empty()) return std::make_shared<checker::Answers>();
  std::error_code error;  // then it cannot be opened, and that is all
  std::filesystem::create_directories(std::filesystem::path(file).parent_path(), error);
  return std::make_shared<checker::Answers>(file);
}

}  // namespace cli
