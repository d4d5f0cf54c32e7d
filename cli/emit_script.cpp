#include "cli/emit_script.h"

#include <fmt/core.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "cli/load.h"
#include "cli/output.h"
#include "cli/verdicts/words.h"
#include "scenario/parse.h"
#include "scenario/trace_script.h"

namespace cli {
namespace {

/// One line of a comment.
std::string line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

class Emitter {
 public:
  Emitter(const Emission& emission, const model::Model& model) : emission_(emission), model_(model) {}

  bool emit(const checker::PropertyReport& report) const {
    const model::Trace* trace = verdicts::trace_of(report);
    if (trace == nullptr) return true;
    const auto& endpoints = model_.systems[trace->system].endpoints;
    for (std::uint16_t e = 0; e < endpoints.size(); ++e)
      if (!emit(report, *trace, e, endpoints[e])) return false;
    return true;
  }

 private:
  bool emit(const checker::PropertyReport& report, const model::Trace& trace, std::uint16_t e, const std::string& endpoint) const {
    auto told = scenario::trace_script(model_, trace, e, options());
    auto* script = std::get_if<scenario::Script>(&told);
    if (script == nullptr) return give_up(report, endpoint, std::get<std::string>(told));
    const std::string path = (std::filesystem::path(emission_.directory) / (report.property->id + "-" + endpoint + ".pkt")).string();
    const auto heading = heading_of(report, trace, endpoint, path);
    script->statements.insert(script->statements.begin(), heading.begin(), heading.end());
    const std::string text = scenario::print(*script);
    if (const auto why = departure(text); !why.empty()) return give_up(report, endpoint, "a host plays it otherwise: " + why);
    return write(path, text);
  }

  scenario::Options options() const {
    using scenario::System;
    scenario::Options options = emission_.options;
    const bool chosen = !options.policies.empty() || !options.profile.empty();
    const std::string why = model_.variant ? "it is of variant " + model_.variant->id : "it has the specification's choices, sizes and times";
    if (model_.variant || chosen) options.not_on = {{System::Generated, why}, {System::Runtime, why}};
    options.not_on.push_back({System::Kernel, why});
    return options;
  }

  std::vector<scenario::Statement> heading_of(const checker::PropertyReport& report, const model::Trace& trace, const std::string& endpoint,
                                              const std::string& path) const {
    const auto* refuted = std::get_if<checker::Refuted>(&report.verdict);
    std::vector<std::string> lines = {report.property->id + " " + report.property->name +
                                      (refuted ? " is violated: " + refuted->explanation : ": a witness")};
    lines.push_back("as " + endpoint + " of " + model_.systems[trace.system].name + " sees it; the tester is the rest of the system");
    if (model_.variant) lines.push_back("of variant " + model_.variant->id + " " + model_.variant->name + ": " + model_.variant->doc);
    lines.push_back("synfin play " + path + " --on evaluate --spec " + emission_.specification +
                    (model_.variant ? " --variant " + model_.variant->id : ""));
    std::vector<scenario::Statement> comments;
    for (const auto& each : lines) comments.push_back({scenario::Comment{line(each)}});
    return comments;
  }

  /// Of the text as it will be read, where it does not go as written; empty if it does.
  std::string departure(const std::string& text) const {
    const auto parsed = scenario::parse(text);
    if (const auto* errors = std::get_if<std::vector<scenario::ScriptError>>(&parsed)) return scenario::describe("script", errors->front());
    return scenario::departure(model_, std::get<scenario::Script>(parsed));
  }

  bool write(const std::string& path, const std::string& text) const {
    if (write_file(path, text)) return say("  script   " + path);
    fmt::print(stderr, "synfin: cannot write {}: {}\n", path, std::strerror(errno));
    return false;
  }

  bool give_up(const checker::PropertyReport& report, const std::string& endpoint, const std::string& why) const {
    return say("  no script of " + report.property->id + " for " + endpoint + ": " + why);
  }

  bool say(const std::string& text) const {
    fmt::print(emission_.quiet ? stderr : stdout, "{}\n", text);
    return true;
  }

  const Emission& emission_;
  const model::Model& model_;
};

}  // namespace

bool emit_scripts(const Emission& emission, const model::Model& model, const checker::Report& report) {
  std::error_code error;
  std::filesystem::create_directories(emission.directory, error);
  if (error) {
    fmt::print(stderr, "synfin: cannot create {}: {}\n", emission.directory, error.message());
    return false;
  }
  const Emitter emitter(emission, model);
  return std::all_of(report.properties.begin(), report.properties.end(), [&](const auto& each) { return emitter.emit(each); });
}

}  // namespace cli
