#include "cli/checking/folder.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>

#include "cli/choice.h"

namespace cli::checking {
namespace {

namespace fs = std::filesystem;

Exit complain(const std::string& what, Exit exit) {
  fmt::print(stderr, "synfin: {}\n", what);
  return exit;
}

/// Directly in it, by name. What cannot be looked at is told when it is read.
std::vector<std::string> specifications(const std::string& folder, std::error_code& error) {
  std::vector<std::string> paths;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    std::error_code unknown;
    if (entry->path().extension() == ".synfin" && !entry->is_directory(unknown)) paths.push_back(entry->path().string());
  }
  std::ranges::sort(paths);
  return paths;
}

bool imports(const Loaded& loaded, const std::string& path) {
  std::error_code error;  // then it is no import of it
  for (std::uint32_t s = 1; s < loaded.sources.size(); ++s)
    if (fs::equivalent(loaded.sources.at(s).name(), path, error)) return true;
  return false;
}

/// As long as there are few files.
class InOrder {
 public:
  explicit InOrder(std::vector<File> files) : files_(std::move(files)), placed_(files_.size(), false) {}

  std::vector<File> take() {
    for (std::size_t i = 0; i < files_.size(); ++i) place(i);
    std::vector<File> result;
    for (const auto i : order_) result.push_back(std::move(files_[i]));
    return result;
  }

 private:
  /// No cycles: each file is its own first source.
  void place(std::size_t i) {
    if (placed_[i]) return;
    placed_[i] = true;
    for (std::size_t j = 0; j < files_.size(); ++j)
      if (j != i && imports(files_[i].loaded, files_[j].path)) place(j);
    order_.push_back(i);
  }

  std::vector<File> files_;
  std::vector<bool> placed_;
  std::vector<std::size_t> order_;
};

class Opening {
 public:
  explicit Opening(const CheckArguments& arguments) : arguments_(arguments) {}

  std::variant<Folder, Exit> run() {
    std::error_code error;
    const auto paths = specifications(arguments_.file, error);
    if (error) return complain("cannot list " + arguments_.file + ": " + error.message(), Exit::Usage);
    if (paths.empty()) return complain("no specification in " + arguments_.file + ": no file *.synfin", Exit::BadInput);
    for (const auto& path : paths) read(path);
    for (auto& [path, loaded] : read_) open(path, loaded);
    if (!arguments_.properties.empty() && !folder_.files.empty() && !select()) return Exit::Usage;
    if (!folder_.files.empty()) {
      folder_.files = InOrder(std::move(folder_.files)).take();
      return std::move(folder_);
    }
    return complain("nothing to check in " + arguments_.file, worse(folder_.worst, refused_));
  }

 private:
  void read(const std::string& path) {
    if (auto loaded = load(path))
      read_.emplace_back(path, std::move(*loaded));
    else
      folder_.worst = Exit::BadInput;
  }

  void open(const std::string& path, const Loaded& loaded) {
    const auto whole = std::ranges::find_if(read_, [&](const auto& it) { return it.first != path && imports(it.second, path); });
    if (whole != read_.end() && !stands_alone(loaded)) return skip(path, "it does not stand alone, and is a part of " + whole->first);
    auto opened = checking::open(arguments_, path, loaded);
    if (auto* file = std::get_if<File>(&opened)) return folder_.files.push_back(std::move(*file));
    const auto& refusal = std::get<Refusal>(opened);
    if (refusal.why.empty()) {
      folder_.worst = refusal.exit;
      return;
    }
    skip(path, refusal.why);
    refused_ = std::max(refused_, refusal.exit);
  }

  static void skip(const std::string& path, const std::string& why) { fmt::print(stderr, "synfin: {} is skipped: {}\n", path, why); }

  /// False, with a message, if no file has one of the properties that are asked for.
  bool select() {
    std::vector<std::string> all;
    for (const auto& file : folder_.files)
      for (auto& name : known(file)) all.push_back(std::move(name));
    bool good = true;
    for (const auto& name : arguments_.properties) {
      if (std::ranges::find(all, name) != all.end()) continue;
      misspelt("property", name, all);
      good = false;
    }
    if (!good) return false;
    for (auto& file : folder_.files) {
      checking::select(file, arguments_.properties);
      if (file.parts.empty()) skip(file.path, "it claims nothing of what is asked for");
    }
    std::erase_if(folder_.files, [](const auto& file) { return file.parts.empty(); });
    return true;
  }

  const CheckArguments& arguments_;
  std::vector<std::pair<std::string, Loaded>> read_;  // by path
  Folder folder_;
  Exit refused_ = Exit::BadInput;
};

}  // namespace

std::variant<Folder, Exit> open_folder(const CheckArguments& arguments) { return Opening(arguments).run(); }

Exit worse(Exit a, Exit b) {
  constexpr std::array order{Exit::Ok, Exit::Unknown, Exit::Refuted, Exit::BadInput, Exit::Usage, Exit::Skipped, Exit::Interrupted};
  return *std::max(std::ranges::find(order, a), std::ranges::find(order, b));
}

}  // namespace cli::checking
