// The packet scripts that ask for these policies, on the generated code and on our stack.
#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

#include "runtime/pipe.h"
#include "scenario/machine_host.h"
#include "scenario/parse.h"
#include "scenario/play.h"
#include "scenario/runtime_host.h"
#include "scenario/virtual_executor.h"

using namespace scenario;

namespace {

/// "timestamps=on", …: those of this program's machine.
std::vector<std::string> policies() {
  std::istringstream words(SYNFIN_POLICIES);
  return {std::istream_iterator<std::string>(words), {}};
}

/// It asks for some of them, and for nothing else.
bool is_ours(const Options& options) {
  const auto ours = policies();
  return !options.policies.empty() && options.profile.empty() &&
         std::all_of(options.policies.begin(), options.policies.end(), [&](const Assignment& it) {
           return std::find(ours.begin(), ours.end(), it.name + "=" + it.value) != ours.end();
         });
}

std::vector<std::pair<std::string, Script>> scripts() {
  std::vector<std::pair<std::string, Script>> all;
  for (const auto& entry : std::filesystem::directory_iterator("tests/scenarios")) {
    if (entry.path().extension() != ".pkt") continue;
    std::ifstream in(entry.path());
    const std::string text(std::istreambuf_iterator<char>(in), {});
    auto script = std::get<Script>(parse(text));
    if (is_ours(script.options)) all.emplace_back(entry.path().string(), std::move(script));
  }
  return all;
}

std::shared_ptr<Transport> bare(const runtime::Clock& clock, Transport::Emit emit) {
  static const HostSettings settings;
  return std::make_shared<MachineHost>(settings, clock, std::move(emit), generated_machine({}));
}

std::shared_ptr<Transport> stack(const runtime::Clock& clock, Transport::Emit emit) {
  struct Piped {
    Piped(const runtime::Clock& its_clock, Transport::Emit its_emit)
        : host({}, its_clock, std::move(its_emit), pipe.left(), pipe.right()) {}
    runtime::Pipe pipe;
    RuntimeHost host;
  };
  auto piped = std::make_shared<Piped>(clock, std::move(emit));
  return {piped, &piped->host};
}

std::string verdict(const Played& played) {
  if (!played.mismatch) return "as written";
  return std::to_string(played.mismatch->place.line) + ": expected " + played.mismatch->expected +
         ", instead " + played.mismatch->instead;
}

}  // namespace

TEST_CASE("each script that asks for these policies goes as it is written") {
  const auto all = scripts();
  CHECK(all.size() >= SYNFIN_SCRIPTS);
  for (const auto& [path, script] : all) {
    CAPTURE(path);
    for (const System system : {System::Generated, System::Runtime}) {
      CAPTURE(name(system));
      VirtualExecutor executor(system == System::Generated ? bare : stack);
      CHECK(verdict(play(script, system, executor)) == "as written");
    }
  }
}
