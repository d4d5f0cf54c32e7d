#include "checker/trial.h"

#include <algorithm>

#include "checker/explore.h"
#include "checker/replay.h"

namespace checker {

namespace {

using model::Property;

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

/// Little, since nobody has asked for it: of all together, and of one.
constexpr milliseconds kAll{15'000}, kOne{5'000};
constexpr std::uint64_t kStates = 200'000;

Limits until(Limits limits, Clock::time_point deadline) {
  const auto left = std::chrono::duration_cast<milliseconds>(deadline - Clock::now());
  limits.timeout = std::min({limits.timeout, kOne, std::max(left, milliseconds(0))});
  limits.max_states = std::min(limits.max_states, kStates);
  return limits;
}

std::optional<Property> claim(const model::Model& model, std::uint16_t system, const std::string& name) {
  for (const auto& property : model.properties)
    if (property.id == name && property.system == system) return property;
  for (const auto& lemma : model.lemmas) {
    if (lemma.name != name || lemma.system != system) continue;
    Property property{};
    property.kind = Property::Kind::Invariant;
    property.id = property.name = name;
    property.system = system;
    property.statement = lemma.statement;
    return property;
  }
  return std::nullopt;
}

}  // namespace

void try_to_violate(const model::Model& model, std::uint16_t system, const Limits& limits,
                    std::span<NotInductive> statements) {
  const auto deadline = Clock::now() + kAll;
  for (auto& statement : statements) {
    if (Clock::now() > deadline || limits.stop.stop_requested()) return;
    const auto property = claim(model, system, statement.name);
    if (!property) continue;
    Verdict verdict = explore(Task{model, *property, until(limits, deadline), nullptr});
    if (const auto* unknown = std::get_if<Unknown>(&verdict)) statement.explored = unknown->reason;
    auto* refuted = std::get_if<Refuted>(&verdict);
    if (refuted == nullptr || replay(model, *property, refuted->trace)) continue;
    statement.explored = refuted->explanation;
    statement.violation = std::move(refuted->trace);
  }
}

}  // namespace checker
