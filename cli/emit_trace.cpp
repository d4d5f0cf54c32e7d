#include "cli/emit_trace.h"

#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/load.h"
#include "cli/output.h"
#include "cli/verdicts/itf.h"
#include "scenario/trace_pcap.h"

namespace cli {
namespace {

namespace fs = std::filesystem;

class TraceEmitter {
 public:
  explicit TraceEmitter(const NamedTrace& trace) : trace_(trace) {}

  bool itf(const std::string& folder) const {
    return write(folder, ".itf.json", verdicts::itf(trace_.model, trace_.trace, trace_.source, trace_.description).dump(2) + "\n");
  }

  bool svg(const std::string& folder) const { return write(folder, ".svg", checker::chart_svg(trace_.model, trace_.trace, trace_.chart)); }

  /// Whole or not at all: beside its place first.
  bool pcap(const std::string& folder) const {
    const auto path = place(folder, ".pcap");
    if (!path) return false;
    const auto part = *path + ".part" + std::to_string(getpid());
    try {
      if (const auto why = scenario::trace_pcap(trace_.model, trace_.trace, part)) return say(fmt::format("  no capture of {}: {}", trace_.name, *why));
      fs::rename(part, *path);
    } catch (const std::runtime_error& error) {  // a filesystem_error, too
      std::error_code ignored;
      fs::remove(part, ignored);
      return lost(*path + ": " + error.what());
    }
    return say("  wrote    " + *path);
  }

 private:
  std::optional<std::string> place(const std::string& folder, const char* ending) const {
    std::error_code error;
    fs::create_directories(folder, error);
    if (!error) return (fs::path(folder) / (trace_.name + ending)).string();
    fmt::print(stderr, "synfin: cannot create {}: {}\n", folder, error.message());
    return std::nullopt;
  }

  bool write(const std::string& folder, const char* ending, const std::string& text) const {
    const auto path = place(folder, ending);
    if (!path) return false;
    return write_file(*path, text) ? say("  wrote    " + *path) : lost(*path + ": " + std::strerror(errno));
  }

  bool say(const std::string& text) const {
    fmt::print(trace_.quiet ? stderr : stdout, "{}\n", text);
    return true;
  }

  static bool lost(const std::string& what) {
    fmt::print(stderr, "synfin: cannot write {}\n", what);
    return false;
  }

  const NamedTrace& trace_;
};

}  // namespace

void add_trace_folders(CLI::App& command, TraceFolders& folders) {
  command.add_option("--emit-itf", folders.itf, "write each trace in the Informal Trace Format of Apalache here");
  command.add_option("--emit-svg", folders.svg, "write each chart as a picture here");
  command.add_option("--emit-pcap", folders.pcap, "write each trace as a capture, for Wireshark, here");
}

bool emit_trace(const TraceFolders& folders, const NamedTrace& trace) {
  const TraceEmitter emitter(trace);
  return (folders.itf.empty() || emitter.itf(folders.itf)) && (folders.svg.empty() || emitter.svg(folders.svg)) &&
         (folders.pcap.empty() || emitter.pcap(folders.pcap));
}

}  // namespace cli
