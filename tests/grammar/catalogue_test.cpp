// docs/errors.md, read as a test: every code of reading has an example there that yields this code and no
// other.
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "tests/grammar/text.h"

using namespace grammar;

namespace {

struct Example {
  int code;
  std::string text;
};

/// The blocks ```synfin-error, whose first line is `// E001`.
std::vector<Example> examples() {
  std::ifstream in("docs/errors.md");
  std::vector<Example> result;
  bool inside = false;
  for (std::string line; std::getline(in, line);) {
    if (line == "```synfin-error") {
      inside = true;
      REQUIRE(std::getline(in, line));
      REQUIRE(line.starts_with("// E"));
      result.push_back({std::stoi(line.substr(4)), line + "\n"});
    } else if (line == "```") {
      inside = false;
    } else if (inside) {
      result.back().text += line + "\n";
    }
  }
  return result;
}

/// An example stands in a file example.synfin of its own folder. A last line "// … N bytes more" stands for
/// so many bytes.
std::vector<int> codes_of(const Example& example) {
  const auto folder =
      std::filesystem::temp_directory_path() / ("synfin-example-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  std::string text = example.text;
  const std::size_t more = text.find("// … ");
  if (more != std::string::npos) text += "//" + std::string(std::stoul(text.substr(more + 7)), 'x');
  std::ofstream(folder / "example.synfin", std::ios::binary) << text;
  Sources sources;
  Diagnostics diagnostics;
  CHECK_FALSE(read((folder / "example.synfin").string(), sources, diagnostics));
  std::filesystem::remove_all(folder);
  std::vector<int> result;
  for (const Diagnostic& each : diagnostics.all()) result.push_back(static_cast<int>(each.code));
  return result;
}

}  // namespace

TEST_CASE("the examples of docs/errors.md yield the codes that they stand for") {
  std::set<int> seen;
  for (const Example& example : examples()) {
    if (example.code >= 100) continue;  // names, types and structure: tested where they are found
    INFO(example.text);
    CHECK(codes_of(example) == std::vector<int>{example.code});
    seen.insert(example.code);
  }
  CHECK(seen == std::set<int>{1, 2, 3, 4, 5, 6, 7, 8});
}
