#include "cli/output.h"

#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <vector>

namespace cli {
namespace {

namespace fs = std::filesystem;

bool write_over(const std::string& path, const std::string& text) {
  std::ofstream out(path, std::ios::binary);
  out << text;
  out.close();
  return !out.fail();
}

/// Where a link leads, whether anything is there or not.
std::string target(fs::path path) {
  constexpr int most_links = 40;  // as Linux has it
  std::error_code error;
  for (int i = 0; i < most_links && fs::is_symlink(path, error); ++i) path = path.parent_path() / fs::read_symlink(path, error);
  return path.string();
}

}  // namespace

bool write_file(const std::string& path, const std::string& text) {
  struct stat there {};
  const bool is_there = stat(path.c_str(), &there) == 0;
  if (is_there && access(path.c_str(), W_OK) != 0) return false;
  if (is_there && !S_ISREG(there.st_mode)) return write_over(path, text);
  const std::string file = target(path);
  const std::string temporary = file + ".part" + std::to_string(getpid());
  const bool good = write_over(temporary, text) && (!is_there || chmod(temporary.c_str(), there.st_mode) == 0);
  if (good && std::rename(temporary.c_str(), file.c_str()) == 0) return true;
  const int why = errno;
  std::remove(temporary.c_str());
  errno = why;
  return false;
}

bool can_write_file(const std::string& path) {
  const bool is_there = access(path.c_str(), F_OK) == 0;
  std::FILE* probe = std::fopen(path.c_str(), "ab");
  if (probe == nullptr) {
    fmt::print(stderr, "synfin: cannot write {}: {}\n", path, std::strerror(errno));
    return false;
  }
  std::fclose(probe);
  if (!is_there) std::remove(path.c_str());
  return true;
}

bool can_write_to(const std::string& directory) {
  std::error_code error;
  std::vector<fs::path> made;  // the innermost first
  for (fs::path path = fs::absolute(directory, error).lexically_normal(); !path.empty() && !fs::exists(path, error); path = path.parent_path())
    made.push_back(path);
  fs::create_directories(directory, error);
  const auto probe = directory + "/.synfin";
  const bool good = write_file(probe, "");
  if (!good) fmt::print(stderr, "synfin: cannot write to the directory {}: {}\n", directory, std::strerror(errno));
  fs::remove(probe, error);
  for (const auto& path : made) fs::remove(path, error);
  return good;
}

}  // namespace cli
