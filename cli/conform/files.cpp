#include "cli/conform/files.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>

#include "cli/load.h"
#include "cli/output.h"

namespace cli::conformance {
namespace {

using scenario::Deviation;

/// Each has a ground of its own, so that the captures hold nothing else, if there are no more deviations than that.
constexpr std::size_t MostPlayers = 128;

bool complain(const std::string& path, const std::string& why) {
  fmt::print(stderr, "synfin: cannot write {}: {}\n", path, why);
  return false;
}

std::string file_name(std::size_t number, const Deviation& it) {
  const std::string rule = scenario::deciding(it).name;
  return fmt::format("{:02}-{}-{}", number, rule.empty() ? "no_rule" : rule, tcp::name(it.states.front()));
}

scenario::Script with_heading(const Question& question, std::size_t number, const Deviation& it) {
  scenario::Script script = it.script;
  std::vector<std::string> lines = {fmt::format("{}, deviation {}: {} in {}", question.system, number, rule(it), states(it)),
                                    fmt::format("expected {}, instead {}", it.mismatch.expected, instead(it)),
                                    it.allowed_by.empty() ? "no policy allows it" : "allowed by " + list(it.allowed_by)};
  std::vector<scenario::Statement> heading;
  for (std::string& line : lines) heading.push_back({scenario::Comment{std::move(line)}});
  script.statements.insert(script.statements.begin(), heading.begin(), heading.end());
  return script;
}

/// The captures of a recording, until it is over under names that nobody takes for them.
class Captures {
 public:
  explicit Captures(std::string folder) : folder_(std::move(folder)) {}
  ~Captures() {
    for (std::size_t i = 0; i < captures_.size(); ++i) std::remove(part(i).c_str());
  }
  Captures(const Captures&) = delete;
  Captures& operator=(const Captures&) = delete;

  runtime::Capture* open() {
    captures_.push_back(nullptr);
    captures_.back() = std::make_unique<runtime::Capture>(part(captures_.size() - 1));
    return captures_.back().get();
  }
  bool keep(std::size_t which, const std::string& path) {
    captures_[which].reset();
    return std::rename(part(which).c_str(), path.c_str()) == 0 || complain(path, std::strerror(errno));
  }

 private:
  std::string part(std::size_t which) const { return fmt::format("{}/{}.part{}", folder_, which, getpid()); }

  const std::string folder_;
  std::vector<std::unique_ptr<runtime::Capture>> captures_;
};

std::vector<scenario::Played> played(const std::vector<Deviation>& all, const scenario::MakeGround& ground, Captures& captures) {
  std::vector<scenario::Scene> scenes;
  for (const Deviation& it : all) scenes.push_back({&it.script, captures.open()});
  scenario::Players players(ground, static_cast<unsigned>(std::min(all.size(), MostPlayers)));
  return players.play(scenes);
}

}  // namespace

bool record(const std::string& folder, const Question& question, const scenario::MakeGround& ground, scenario::Conformance& found) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return complain(folder, error.message());
  const auto all = std::move(found.deviations);
  found.deviations.clear();
  Captures captures(folder);
  const auto outcomes = played(all, ground, captures);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!outcomes[i].mismatch) {
      found.unconfirmed.push_back(all[i]);
      continue;
    }
    found.deviations.push_back(all[i]);
    found.deviations.back().mismatch = *outcomes[i].mismatch;
    found.deviations.back().chart = outcomes[i].chart;
    const std::size_t number = found.deviations.size();
    const std::string path = folder + "/" + file_name(number, all[i]);
    if (!captures.keep(i, path + ".pcap")) return false;
    if (!write_file(path + ".pkt", scenario::print(with_heading(question, number, found.deviations.back())))) return complain(path, std::strerror(errno));
  }
  return true;
}

}  // namespace cli::conformance
