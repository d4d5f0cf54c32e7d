// What an engine is: a function from a model and a property to a verdict.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "model/model.h"
#include "model/run.h"

namespace checker {

// A line each, what it stands for beside it.
// clang-format off

/// One query of a proof: the premises are satisfiable, the premises and the negated goal are not.
struct Obligation {
  std::string name;             // "A33 A72 AA2 / follows", unique among those of its system
  std::string text;             // SMT-LIB 2: set-logic, declarations, a premise each, the negated goal, check-sat
  std::string digest;           // of the text
  bool vacuous = false;         // the premises are unsatisfiable: the path cannot happen; the text then has no goal
  bool expects_sat = false;     // a cover check kept with the proof
};

/// Everything that makes up a proof; each obligation can be re-checked alone.
struct Certificate {
  std::vector<Obligation> obligations;
  std::vector<std::string> over_approximated;   // what was made arbitrary for a symmetry, with the rule: printed with the verdict
  std::vector<std::string> symmetries;          // which were shown and used
};

/// A reachable claim is proved by its witness, which is replayed like a counterexample; its certificate is empty.
struct Proved { Certificate certificate; std::optional<model::Trace> witness = {}; };
/// `step` of the trace is where it goes wrong: the last one, or the loop.
struct Refuted { model::Trace trace; std::string explanation; };
/// A lemma or an invariant that some step does not keep, or of which no solver could say whether it does.
struct NotInductive {
  std::string name;                              // the lemma's name or the invariant's id; empty: of no single one
  std::string statement;                         // "lemma price"
  std::string reading = {};                      // "with the endpoints exchanged, of the message sending"; often empty
  std::vector<std::string> steps = {};           // in which it fails: "A33 A72", "initially"
  std::string pictured = {}, picture = {};       // one of them, from a state that all statements allow; empty if no solver had an answer
  std::string no_answer = {};                    // why there is none, if that is so in some step
  std::string explored = {};                     // whether a search finds it violated
  std::optional<model::Trace> violation = {};    // if so
};
/// A failed induction step shows what it failed on: one step from a state that the lemmas allow.
struct Unknown {
  std::string reason;
  unsigned depth = 0;                            // explored without a violation up to here
  std::string counterexample_to_induction;       // printable; empty if there is none
  std::vector<NotInductive> rests_on = {};       // on these of the claim's system; the same for all its claims
};
using Verdict = std::variant<Proved, Refuted, Unknown>;

class Answers;     // checker/answers.h

struct Limits {
  unsigned jobs = 1;                             // solver threads
  unsigned max_depth = 30;
  std::uint64_t max_states = 5'000'000;
  std::uint64_t max_bytes = 0;                   // of what a search keeps of its states; 0: none
  bool symmetry = true;                          // searches take for the same what differs in names, mirror image or dead values only
  std::chrono::milliseconds timeout{300'000};    // of the whole run of one engine on one property
  std::uint32_t solver_conflicts = 0;            // of each question; 0: any number
  const std::set<std::string>* written = nullptr;   // names of obligations: no solver is asked, these are taken for shown, all else is not
  std::stop_token stop;
  std::function<void(std::string_view)> progress;   // may be empty
  std::shared_ptr<Answers> answers;              // of other runs; may be null
};

class Induction;   // checker/induction.h
namespace search { struct Flows; }   // checker/search/flow.h

/// What engines remember of one model within one run, by system: the proof of its lemmas serves all its properties, and how values
/// flow in it all searches.
struct Memory {
  std::map<std::uint16_t, std::shared_ptr<Induction>> inductions;
  std::map<std::uint16_t, std::shared_ptr<const search::Flows>> flows;
};

struct Task {
  const model::Model& model;
  const model::Property& property;
  Limits limits;
  Memory* memory = nullptr;       // may be null: nothing is shared
};

struct Engine {
  std::string_view name;
  std::string_view summary;
  bool refutes;                   // looks for counterexamples rather than proofs
  std::chrono::seconds patience;  // at most, when nobody has asked for it by name; 0: the time that there is
  bool (*applies)(const Task&);   // can this engine say anything about the property
  Verdict (*run)(const Task&);
};

/// The whole list, in one place, in the order in which they are tried.
std::span<const Engine> engines();

// clang-format on

}  // namespace checker
