// The driver: tries engines on properties, and lets nobody see a verdict before it is checked again by others.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "checker/engine.h"

namespace checker {

// A line each, what it stands for beside it.
// clang-format off

struct PropertyReport;

struct Options {
  std::vector<std::string> properties;   // ids or names; empty: all, or those that a variant refutes
  bool beyond_variant = false;           // empty means all for a variant, too
  std::string engine;                    // empty: all that apply, in the order of the table
  Limits limits;
  bool recheck = true;                   // certificates by a fresh Z3 and by cvc5; traces are replayed always
  std::function<void(const std::string& what)> progress;      // may be empty
  std::function<void(const PropertyReport&)> on_report;       // each verdict as it comes; may be empty
};

/// A solver that was asked to confirm a proof, and did not confirm all of it.
struct Silence {
  std::string solver;                    // "cvc5 1.0.3"; without a version if it is not there
  std::size_t unanswered = 0, asked = 0; // obligations
  std::string why;                       // "no answer in 120 s"
};

/// An engine that had no answer either.
struct Attempt { std::string engine, reason; };

struct AssumptionUse { std::string name, doc; };

struct PropertyReport {
  const model::Property* property = nullptr;
  Verdict verdict;
  std::string engine;
  double seconds = 0;                    // wall time of the engine that gave the verdict
  double cpu_seconds = 0;                // of the process, for all engines tried, without re-checks
  double recheck_seconds = 0;
  std::vector<std::string> rechecked_by; // solvers that confirmed every obligation, or "evaluate" for a replayed trace
  std::vector<Silence> not_confirmed_by;
  std::vector<AssumptionUse> assumptions;
  std::vector<Attempt> tried_too;        // if unknown: by other engines than the one that is named
};

struct Report {
  std::vector<PropertyReport> properties;
  std::vector<std::string> unknown_names;   // asked for but not in the model: then nothing was tried
  Memory memory;                            // what was proved of the systems
  std::size_t remembered = 0;               // answers of solvers that are of earlier runs
  bool interrupted = false;                 // somebody asked to stop: `properties` are those that have a verdict
};

/// What a verdict on the property rests on besides the specification's machines.
std::vector<AssumptionUse> assumptions_in_force(const model::Model& model, const model::Property& property);

/// The model is a variant that says that it refutes this property.
bool is_to_be_refuted(const model::Model& model, const model::Property& property);

/// `model` must outlive the report.
Report check(const model::Model& model, const Options& options);

// clang-format on

}  // namespace checker
