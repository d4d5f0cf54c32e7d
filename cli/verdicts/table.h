// The verdicts on one model as people read them: a table with charts, and notes below it.
#pragma once

#include "checker/check.h"
#include "checker/dead_rules.h"

namespace cli::verdicts {

/// How much is shown of each verdict.
struct Manner {
  bool coloured = false;
  bool witnesses = false;  // draws them
  bool brief = false;      // the line alone
};

void print_heading(const std::string& file, const model::Model& model);
/// The line of one verdict; a counterexample, or why there is no verdict, follows.
void print(const model::Model& model, const checker::PropertyReport& report, const Manner& manner);
/// Of a variant: what it keeps and what it breaks besides the claims that it names.
void print_kept(const model::Model& model, const checker::Report& report);
/// What was assumed, shown and used.
void print_notes(const checker::Report& report);
void print_findings(const checker::Findings& findings);

}  // namespace cli::verdicts
