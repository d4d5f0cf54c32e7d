// Traces as files for other programs: ITF, a chart as a picture, a capture.
#pragma once

#include <string>

#include "checker/chart.h"
#include "cli/commands.h"
#include "model/run.h"

namespace cli {

/// Directories, made where they are not there; empty: none of that kind is written.
struct TraceFolders {
  std::string itf, svg, pcap;
};
void add_trace_folders(CLI::App& command, TraceFolders& folders);

struct NamedTrace {
  std::string name, description, source;  // the files are called after the name
  const model::Model& model;
  const model::Trace& trace;
  checker::ChartOptions chart;
  bool quiet = false;  // what is written, or why not, goes to standard error
};

/// False with a message if a file cannot be written.
bool emit_trace(const TraceFolders& folders, const NamedTrace& trace);

}  // namespace cli
