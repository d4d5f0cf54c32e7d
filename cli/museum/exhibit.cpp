#include "cli/museum/exhibit.h"

#include <algorithm>

#include "checker/check.h"
#include "cli/load.h"
#include "cli/verdicts/words.h"

namespace cli::museum {
namespace {

using Clock = std::chrono::steady_clock;

unsigned depth(const checker::Verdict& verdict) {
  if (const auto* refuted = std::get_if<checker::Refuted>(&verdict)) return static_cast<unsigned>(refuted->trace.steps.size());
  if (const auto* unknown = std::get_if<checker::Unknown>(&verdict)) return unknown->depth;
  return 0;
}

/// Nothing if its text has an error, or somebody interrupts.
std::optional<Exhibit> exhibit(const Loaded& loaded, const std::string& file, const std::string& id, const checker::Limits& limits, Room& room) {
  const auto begin = Clock::now();
  const auto model = meaning(loaded, {{}, {}, id});
  room.readable = room.readable && model.has_value();
  if (!model) return std::nullopt;
  checker::Options options;
  options.limits = limits;
  const auto report = checker::check(*model, options);
  room.interrupted = report.interrupted;
  if (report.interrupted) return std::nullopt;
  Exhibit one{file, *model->variant, {}, 0};
  for (const auto& it : report.properties)
    one.findings.push_back({it.property->id, it.property->name, verdicts::word(it.verdict), it.engine, depth(it.verdict), it.seconds});
  one.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  return one;
}

}  // namespace

bool Exhibit::refuted_as_named() const {
  return findings.size() == variant.refutes.size() && std::ranges::all_of(findings, [](const auto& it) { return it.verdict == "refuted"; });
}

std::string Exhibit::verdict() const {
  const auto other = std::ranges::find_if(findings, [](const auto& it) { return it.verdict != "refuted"; });
  return other == findings.end() ? "refuted" : other->verdict;
}

std::string Exhibit::history() const { return variant.doc.substr(0, variant.doc.find('\n')); }

Room visit(const std::string& file, const checker::Limits& limits) {
  Room room;
  const auto loaded = load(file);
  room.readable = loaded.has_value();
  if (!loaded) return room;
  for (const auto& info : model::variants(loaded->specification)) {
    auto one = exhibit(*loaded, file, info.id, limits, room);
    if (room.interrupted) break;
    if (one) room.exhibits.push_back(std::move(*one));
  }
  return room;
}

}  // namespace cli::museum
