#include "checker/regenerate.h"

#include <algorithm>

#include "model/overloaded.h"

namespace checker {

namespace {

constexpr std::chrono::hours kLong{24};  // no solver is waited for

std::variant<Certificate, std::string> outcome(Verdict verdict, const std::string& engine) {
  using Result = std::variant<Certificate, std::string>;
  return std::visit(
      model::overloaded{
          [&](Proved& it) -> Result {
            if (it.witness) return "it is shown by a witness, not by obligations";
            return std::move(it.certificate);
          },
          [&](Refuted& it) -> Result { return "engine " + engine + " refutes it: " + it.explanation; },
          [&](Unknown& it) -> Result { return "the obligations listed make no proof: " + it.reason; }},
      verdict);
}

}  // namespace

bool carries(const Obligation& obligation) { return !obligation.expects_sat; }

std::variant<Certificate, std::string> regenerate(const model::Model& model, const Claimed& claimed,
                                                  Memory& memory) {
  const auto property =
      std::ranges::find_if(model.properties, [&](const auto& each) { return each.id == claimed.property; });
  if (property == model.properties.end()) return "the specification claims no such thing";
  const auto engine =
      std::ranges::find_if(engines(), [&](const auto& each) { return each.name == claimed.engine; });
  if (engine == engines().end()) return "there is no engine " + claimed.engine;
  Task task{model, *property, {}, &memory};
  task.limits.timeout = kLong;
  task.limits.written = claimed.names;
  if (!engine->applies(task)) return "engine " + claimed.engine + " proves no such thing";
  if (engine->refutes && engine->name != "step") return "engine " + claimed.engine + " leaves no obligations";
  return outcome(engine->run(task), claimed.engine);
}

}  // namespace checker
