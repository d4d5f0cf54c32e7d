#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

#include <fmt/format.h>

#include "grammar/parse.h"

namespace grammar {
namespace {

constexpr std::size_t most_imports_deep = 100;

/// A file that is being read.
struct Open {
  std::filesystem::path canonical;
  std::string shown;
};

/// The same for all ways to a file; of one that cannot be followed to its end, the way as it is written.
std::filesystem::path identity(const std::filesystem::path& path) {
  std::error_code error;
  const auto canonical = std::filesystem::weakly_canonical(path, error);
  return error ? path.lexically_normal() : canonical;
}

class Reader {
 public:
  Reader(Sources& sources, Diagnostics& diagnostics) : sources_(sources), diagnostics_(diagnostics) {}

  void read(const std::filesystem::path& path, std::optional<Span> import);
  ast::Specification take() { return std::move(specification_); }

 private:
  std::optional<std::string> load(const std::filesystem::path& path, Span where);
  bool closes_cycle(const std::filesystem::path& canonical, Span where);

  Sources& sources_;
  Diagnostics& diagnostics_;
  ast::Specification specification_;
  std::vector<Open> open_;                   // from the file given first to the one being read
  std::vector<std::filesystem::path> done_;  // canonical
};

std::optional<std::string> Reader::load(const std::filesystem::path& path, Span where) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) {
    const bool folder = std::filesystem::is_directory(path, error);
    diagnostics_.error(Code::CannotRead, where,
                       fmt::format("{}: {}", folder ? "is a folder" : "no such file", path.string()));
    return std::nullopt;
  }
  std::ifstream in(path, std::ios::binary);
  std::string text(kMostBytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (in.bad() || !in.is_open()) {
    diagnostics_.error(Code::CannotRead, where, fmt::format("cannot be opened: {}", path.string()));
    return std::nullopt;
  }
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (text.size() > kMostBytes) {
    diagnostics_.error(Code::FileTooLarge, where, fmt::format("larger than 1 MiB: {}", path.string()));
    return std::nullopt;
  }
  return text;
}

bool Reader::closes_cycle(const std::filesystem::path& canonical, Span where) {
  const auto first =
      std::find_if(open_.begin(), open_.end(), [&](const Open& each) { return each.canonical == canonical; });
  if (first == open_.end()) return false;
  std::string chain;
  for (auto each = first; each != open_.end(); ++each) chain += each->shown + " imports ";
  diagnostics_.error(Code::ImportCycle, where, fmt::format("a cycle: {}{}", chain, first->shown));
  return true;
}

void Reader::read(const std::filesystem::path& path, std::optional<Span> import) {
  const std::filesystem::path canonical = identity(path);
  if (std::find(done_.begin(), done_.end(), canonical) != done_.end()) return;
  if (import && closes_cycle(canonical, *import)) return;
  if (open_.size() >= most_imports_deep) {
    diagnostics_.error(Code::NestedTooDeep, *import,
                       fmt::format("imports are nested more than {} deep", most_imports_deep));
    return;
  }
  std::optional<std::string> text =
      load(path, import ? *import : Span{static_cast<std::uint32_t>(sources_.size()), 0, 0});
  if (!text) {
    if (!import) sources_.add(Source(path.string(), ""));  // so that the error has a file to name
    done_.push_back(canonical);
    return;
  }
  const std::uint32_t file = sources_.add(Source(path.string(), std::move(*text)));
  std::optional<ast::File> tree = parse(file, sources_, diagnostics_);
  if (tree) {
    open_.push_back({canonical, path.string()});
    for (const ast::Import& each : tree->imports) {
      read((path.parent_path() / each.path).lexically_normal(), each.span);
    }
    open_.pop_back();
    std::move(tree->items.begin(), tree->items.end(), std::back_inserter(specification_.items));
  }
  done_.push_back(canonical);
}

}  // namespace

std::optional<ast::Specification> read(const std::string& path, Sources& sources, Diagnostics& diagnostics) {
  Reader reader(sources, diagnostics);
  reader.read(path, std::nullopt);
  if (!diagnostics.empty()) return std::nullopt;
  return reader.take();
}

}  // namespace grammar
