#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/grammar/text.h"

using namespace grammar;
using Codes = std::vector<int>;

namespace {

/// A folder of files that is gone when the test ends.
class Folder {
 public:
  Folder() : path_(std::filesystem::temp_directory_path() / ("synfin-import-" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(path_ / "sub");
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
    return (path_ / name).string();
  }
  std::string path(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

struct Result {
  std::optional<ast::Specification> specification;
  Codes codes;
  std::string printed;
};

Result read_all(const std::string& path) {
  Sources sources;
  Diagnostics diagnostics;
  Result result{read(path, sources, diagnostics), {}, {}};
  for (const Diagnostic& each : diagnostics.all()) result.codes.push_back(static_cast<int>(each.code));
  std::ostringstream out;
  print(out, sources, diagnostics, false);
  result.printed = out.str();
  return result;
}

}  // namespace

TEST_CASE("imported items come first, and a file that is reached by two ways is read once") {
  const Folder folder;
  folder.write("base.synfin", "machine B { }");
  folder.write("sub/left.synfin", "import \"../base.synfin\"\nmachine L { }");
  folder.write("sub/right.synfin", "import \"./../sub/../base.synfin\"\nmachine R { }");
  const Result result = read_all(
      folder.write("top.synfin", "import \"sub/left.synfin\"\nimport \"sub/right.synfin\"\nmachine T { }"));
  INFO(result.printed);
  REQUIRE(result.specification);
  std::string order;
  for (const ast::Item& each : result.specification->items) order += std::get<ast::Machine>(each).name.text;
  CHECK(order == "BLRT");
}

TEST_CASE("a cycle of imports is an error that names the chain") {
  const Folder folder;
  folder.write("b.synfin", "import \"c.synfin\"");
  folder.write("c.synfin", "import \"a.synfin\"");
  const Result result = read_all(folder.write("a.synfin", "import \"b.synfin\""));
  CHECK(result.codes == Codes{6});
  CHECK(result.printed.find("c.synfin:1:1") != std::string::npos);
  CHECK(result.printed.find("a.synfin imports ") < result.printed.find("b.synfin imports "));
  CHECK(read_all(folder.write("self.synfin", "import \"self.synfin\"")).codes == Codes{6});
}

TEST_CASE("a missing file, a folder and a file that is too large are refused at the import") {
  const Folder folder;
  folder.write("large.synfin", "//" + std::string(1U << 20U, 'x'));
  CHECK(read_all(folder.write("a.synfin", "import \"none.synfin\"\nimport \"sub\"\nimport \"large.synfin\""))
            .codes == Codes{5, 5, 4});
  CHECK(read_all(folder.path("none.synfin")).codes == Codes{5});
  CHECK(read_all(folder.path("large.synfin")).codes == Codes{4});
  CHECK(read_all(folder.path("sub")).codes == Codes{5});
}

TEST_CASE("errors in an imported file are reported there, and reading goes on") {
  const Folder folder;
  folder.write("bad.synfin", "machine {");
  folder.write("worse.synfin", "machine M { 1 }");
  const Result result = read_all(folder.write("a.synfin", "import \"bad.synfin\"\nimport \"worse.synfin\""));
  CHECK(result.codes == Codes{1, 1});
  CHECK(result.printed.find("worse.synfin:1:13") != std::string::npos);
}

TEST_CASE("a file of just a megabyte is read") {
  const Folder folder;
  const std::string text = "machine M { }\n//";
  CHECK(read_all(folder.write("a.synfin", text + std::string((1U << 20U) - text.size(), 'x'))).codes.empty());
}
