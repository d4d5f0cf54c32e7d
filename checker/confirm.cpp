#include "checker/confirm.h"

#include <algorithm>
#include <thread>

#include "checker/answers.h"
#include "checker/replay.h"
#include "checker/smt/recheck.h"

namespace checker {
namespace {

using model::Model;
using model::Property;

constexpr std::chrono::milliseconds kPerObligation{120'000};

/// What a solver said of the obligations that it had not confirmed before.
struct Asked {
  smt::Opinion opinion;
  std::size_t obligations = 0;
};

std::chrono::milliseconds patience(const Limits& limits) { return std::min(limits.timeout, kPerObligation); }

/// An empty `name`: there is no such solver.
Asked ask(const std::string& name, const Certificate& certificate, const Limits& limits,
          smt::Opinion (*solver)(const Certificate&, const smt::Effort&)) {
  Certificate rest;
  for (const auto& obligation : certificate.obligations)
    if (name.empty() || limits.answers->find(name, obligation) != smt::expected(obligation))
      rest.obligations.push_back(obligation);
  Asked asked{{name, 0, {}, {}}, rest.obligations.size()};
  if (name.empty() || rest.obligations.empty()) return asked;
  asked.opinion = solver(rest, {patience(limits), limits.solver_conflicts, limits.stop});
  if (asked.opinion.contradicted.empty())
    for (const auto& obligation : rest.obligations)
      if (std::ranges::find(asked.opinion.unanswered, obligation.name) == asked.opinion.unanswered.end())
        limits.answers->keep(name, obligation, smt::expected(obligation));
  return asked;
}

Silence silence(const Asked& asked, const Limits& limits) {
  if (asked.opinion.solver.empty()) return {"cvc5", asked.obligations, asked.obligations, "it is not there"};
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(patience(limits)).count();
  return {asked.opinion.solver, asked.opinion.unanswered.size(), asked.obligations,
          limits.stop.stop_requested() ? "interrupted" : "no answer in " + std::to_string(seconds) + " s"};
}

std::string words(const Silence& silence) {
  return silence.solver + " (" + silence.why + " to " + std::to_string(silence.unanswered) + " of " +
         std::to_string(silence.asked) + " obligations)";
}

}  // namespace

Verdict confirm(Proved proved, const Model& model, const Limits& limits, PropertyReport& report) {
  if (proved.witness) {
    if (auto wrong = replay(model, *report.property, *proved.witness))
      return Unknown{"a witness was found but does not replay: " + *wrong, 0, {}};
    report.rechecked_by.push_back("evaluate");
    return proved;
  }
  Asked z3, cvc5;
  std::jthread other(
      [&] { cvc5 = ask(smt::solver_name("cvc5"), proved.certificate, limits, smt::ask_cvc5); });
  z3 = ask(smt::z3_name(), proved.certificate, limits, smt::ask_z3);
  other.join();
  for (const auto& asked : {z3, cvc5}) {
    const auto& opinion = asked.opinion;
    if (!opinion.contradicted.empty())
      return Unknown{opinion.solver + " contradicts the proof at: " + opinion.contradicted.front(), 0, {}};
    if (!opinion.solver.empty() && opinion.agrees())
      report.rechecked_by.push_back(opinion.solver);
    else
      report.not_confirmed_by.push_back(silence(asked, limits));
  }
  if (!z3.opinion.agrees())
    return Unknown{"proved, but not confirmed by a fresh " + words(silence(z3, limits)) +
                       ", first: " + z3.opinion.unanswered.front(),
                   0,
                   {}};
  return proved;
}

Verdict confirm(Refuted refuted, const Model& model, PropertyReport& report) {
  if (report.property->kind == Property::Kind::Deterministic) return refuted;
  if (auto wrong = replay(model, *report.property, refuted.trace))
    return Unknown{"a counterexample was found but does not replay: " + *wrong, 0, {}};
  report.rechecked_by.push_back("evaluate");
  return refuted;
}

}  // namespace checker
