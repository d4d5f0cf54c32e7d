// synfin demo: the whole house in a minute: verdicts, a counterexample, a connection with the kernel.
#include <fmt/core.h>

#include <system_error>
#include <thread>

#include "cli/check.h"
#include "cli/commands.h"
#include "cli/load.h"
#include "cli/output.h"
#include "scenario/dialogue.h"

namespace cli {
namespace {

struct DemoArguments {
  std::string spec = "spec";
  std::string capture = "build/demo.pcap";
};

/// The specification or the command line is at fault: what comes after would say it again.
bool is_hopeless(Exit exit) { return exit == Exit::BadInput || exit == Exit::Usage || exit == Exit::Interrupted; }

void heading(const char* text) { fmt::print("\n=== {}\n\n", text); }

Exit run(const DemoArguments& arguments, unsigned jobs) {
  if (!can_write_file(arguments.capture)) return Exit::Usage;
  heading("1. Proved of TCP, for every sequence number, over a network that loses, doubles and reorders (synfin check spec/tcp.synfin: all claims)");
  CheckArguments proofs;
  proofs.file = arguments.spec + "/tcp.synfin";
  proofs.properties = {"P60", "P41", "P18", "P19", "P11", "P12", "P13", "P32", "P33", "P33p", "P16"};
  proofs.jobs = jobs;
  Exit worst = check(proofs);
  if (is_hopeless(worst)) return worst;

  heading("2. Why the third ACK: the same machine without it");
  CheckArguments bug;
  bug.file = arguments.spec + "/variants/m01-two-way-handshake.synfin";
  bug.properties = {"P11"};
  bug.jobs = jobs;
  const Exit refuted = check(bug);
  if (is_hopeless(refuted)) return refuted;
  if (refuted != Exit::Refuted) worst = Exit::Unknown;

  heading("3. The generated machine opens and closes a connection with this machine's kernel");
  try {
    auto result = scenario::run_dialogue(arguments.capture, [](const std::string& line) { fmt::print("{}\n", line); });
    fmt::print("\nthe capture is in {}: open it with Wireshark\n", arguments.capture);
    if (!result.ok()) {
      fmt::print("the dialogue did not go as the tutorial says\n");
      worst = Exit::Refuted;
    }
  } catch (const std::system_error& error) {
    fmt::print("skipped: {}. It needs root, or user namespaces, and /dev/net/tun.\n", error.what());
    worst = std::max(worst, Exit::Unknown);
  }
  return worst;
}

}  // namespace

void add_demo(CLI::App& app, int& result) {
  auto arguments = std::make_shared<DemoArguments>();
  auto* command = app.add_subcommand("demo", "verdicts, a counterexample, and a connection with the kernel");
  command->add_option("--spec", arguments->spec, "the directory of the specification");
  command->add_option("--capture", arguments->capture, "where to leave the capture of the connection");
  command->footer("example:\n  synfin demo --capture /tmp/demo.pcap");
  command->callback([arguments, &result] {
    result = static_cast<int>(run(*arguments, std::max(1u, std::thread::hardware_concurrency())));
  });
}

}  // namespace cli
