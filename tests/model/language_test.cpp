// docs/language.md, read as a test: its files are one specification that uses every construct and whose runs
// can be played.
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <sstream>

#include "grammar/format.h"
#include "model/play.h"
#include "tests/model/constructs.h"
#include "tests/model/text.h"

using namespace model;
using namespace model::testing;

namespace {

std::string text_of(const std::string& path) {
  std::ifstream in(path);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

/// The blocks ```synfin FILE, joined by file.
std::map<std::string, std::string> files() {
  const std::string fence = "```synfin ";
  std::istringstream in(text_of("docs/language.md"));
  std::map<std::string, std::string> result;
  std::string* open = nullptr;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with(fence)) {
      open = &result[line.substr(fence.size())];
      if (!open->empty()) *open += "\n";
    } else if (line == "```") {
      open = nullptr;
    } else if (open) {
      *open += line + "\n";
    }
  }
  return result;
}

/// The page's files in a folder of their own; variants.synfin imports all others.
class Page {
 public:
  Page() {
    std::filesystem::create_directories(folder_);
    for (const auto& [name, text] : files()) std::ofstream(folder_ / name) << text;
  }
  ~Page() { std::filesystem::remove_all(folder_); }
  Page(const Page&) = delete;
  Page& operator=(const Page&) = delete;

  std::string root() const { return (folder_ / "variants.synfin").string(); }

 private:
  std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("synfin-language-" + std::to_string(::getpid()));
};

grammar::ast::Specification specification() {
  const Page page;
  grammar::Sources sources;
  grammar::Diagnostics diagnostics;
  auto tree = grammar::read(page.root(), sources, diagnostics);
  std::ostringstream said;
  grammar::print(said, sources, diagnostics, false);
  INFO(said.str());
  REQUIRE(tree);
  CHECK(sources.size() == files().size());
  return *tree;
}

Model model_with(const Choice& choice) {
  const Page page;
  Elaborated result = elaborated_file(page.root(), choice);
  INFO(result.messages());
  CHECK(result.diagnostics.empty());
  REQUIRE(result.model);
  return *result.model;
}

/// What `pattern`'s first group matches in a text.
std::set<std::string> matches(const std::string& text, const std::string& pattern) {
  const std::regex regex(pattern);
  std::set<std::string> result;
  for (std::sregex_iterator it(text.begin(), text.end(), regex), end; it != end; ++it)
    result.insert((*it)[1]);
  return result;
}

std::set<std::string> missing(const std::set<std::string>& wanted, const std::set<std::string>& found) {
  std::set<std::string> result;
  std::set_difference(wanted.begin(), wanted.end(), found.begin(), found.end(),
                      std::inserter(result, result.end()));
  return result;
}

const std::set<std::string> kNone;

}  // namespace

TEST_CASE("the language page is one specification without errors") {
  const Model model = model_with({});
  CHECK(model.machines.size() == 4);
  CHECK(model.systems.size() == 5);
  CHECK(model.profile.empty());
  CHECK(model_with({.profile = "rural", .policies = {}, .variant = {}}).profile == "rural");
}

TEST_CASE("every construct of the language stands on its page") {
  CHECK(missing(all_constructs(), constructs_of(specification())) == kNone);
}

TEST_CASE("every word and sign of the grammar stands in an example of the page") {
  std::string examples;
  for (const auto& [name, text] : files()) examples += text;
  std::string grammar = text_of("grammar/Synfin.g4");
  grammar.erase(grammar.find("// ---- tokens"));
  const std::set<std::string> used = matches(examples, "([A-Za-z_]+|[^A-Za-z_\\s])");
  std::set<std::string> absent;
  for (const std::string& token : matches(grammar, "'([^' ]+)'")) {
    const bool word = std::isalpha(static_cast<unsigned char>(token[0])) != 0;
    if (word ? !used.contains(token) : examples.find(token) == std::string::npos) absent.insert(token);
  }
  CHECK(absent == kNone);
}

TEST_CASE("every run of the language page goes as it says") {
  const Model model = model_with({});
  CHECK(model.runs.size() == 3);
  for (const Run& run : model.runs) {
    const Played played = play(model, run);
    INFO(run.name << ", step " << played.failed_step);
    CHECK(played.failure.empty());
    CHECK_FALSE(played.trace.steps.empty());
  }
}

TEST_CASE("every variant of the language page changes the model") {
  const auto list = variants(specification());
  CHECK(list.size() == 2);
  for (const VariantInfo& variant : list) {
    const Model model = model_with({.profile = "", .policies = {}, .variant = variant.id});
    REQUIRE(model.variant);
    CHECK(model.variant->id == variant.id);
  }
  const Model pushing = model_with({.profile = "", .policies = {}, .variant = "V1"});
  CHECK(rule_named(pushing.machines[0], "V1a").effects.size() == 1);
  CHECK(rule_named(pushing.machines[0], "L2").effects.size() == 1);
  const Model repeating = model_with({.profile = "", .policies = {}, .variant = "V2"});
  const Bounds& again = repeating.systems[1].bounds;
  CHECK(std::any_of(again.arguments.begin(), again.arguments.end(), [](const auto& a) { return a.reuse; }));
  CHECK(repeating.systems[1].assumptions.empty());
}

TEST_CASE("the examples of the language page are laid out canonically") {
  for (const auto& [name, text] : files()) {
    grammar::Sources sources;
    grammar::Diagnostics diagnostics;
    const auto file = sources.add(grammar::Source(name, text));
    INFO(name);
    CHECK(grammar::format(file, sources, diagnostics) == text);
  }
}

TEST_CASE("the language page speaks of every error and links to it") {
  const std::string page = text_of("docs/language.md"), errors = text_of("docs/errors.md");
  const auto codes = matches(errors, "\n## (E\\d+) ");
  CHECK(missing(codes, matches(page, "\\[(E\\d+)\\][^:]")) == kNone);
  std::set<std::string> anchors;
  for (std::string heading : matches(errors, "\n## (E[^\n]+)")) {
    for (char& c : heading)
      c = c == ' ' ? '-' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    anchors.insert(heading);
  }
  CHECK(matches(page, "\\[E\\d+\\]: errors\\.md#(\\S+)") == anchors);
}
