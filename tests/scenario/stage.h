// Scripts and systems to play them on, for tests.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "scenario/play.h"
#include "scenario/systems.h"

namespace scenario_test {

using namespace scenario;

/// tests/scenarios/*.pkt, in alphabetical order.
std::vector<std::filesystem::path> scripts();
std::string text_of(const std::filesystem::path&);
/// Throws if the text is no script.
Script script(const std::string& text);

/// A specification under what the script chooses, and perhaps a variant. Throws if it does not elaborate.
class Stage {
 public:
  explicit Stage(const Script& script, const std::string& file = "spec/tcp.synfin",
                 std::optional<std::string> variant = {});

  Played play(const Script& script, System system, Watch watch = {}) const;

 private:
  std::optional<model::Model> model_;
};

/// evaluate, generated, runtime: those that the script is for.
std::vector<System> systems_for(const Script&);

}  // namespace scenario_test
