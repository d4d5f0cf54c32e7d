// The verdicts on one model as people read them: a table with charts, and notes below it.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "checker/check.h"
#include "checker/dead_rules.h"

namespace cli::verdicts {

/// How much is shown of each verdict.
struct Manner {
  bool coloured = false;
  bool witnesses = false;  // draws them
  bool brief = false;      // the line alone
};

/// Verdicts one after the other; what several rest on is shown with the first.
class Table {
 public:
  Table(const std::string& file, const model::Model& model);

  void print_heading() const;
  /// The line of one verdict; a counterexample, or why there is no verdict, follows.
  void print(const checker::PropertyReport& report, const Manner& manner);

 private:
  void print_line(const checker::PropertyReport& report, bool coloured) const;
  void print_chart(const model::Trace& trace, const checker::PropertyReport* of, bool coloured) const;
  void print_details(const checker::PropertyReport& report, const Manner& manner);
  void print_unknown(const checker::PropertyReport& report, const checker::Unknown& unknown, bool coloured);
  void print_not_inductive(const checker::NotInductive& statement, bool coloured) const;

  const std::string& file_;
  const model::Model& model_;
  std::map<std::uint16_t, std::string> shown_with_;  // by system: the claim below which its statements are shown
  std::set<std::string> refuted_;                    // ids
};

/// Of a variant: what it keeps and what it breaks besides the claims that it names.
void print_kept(const model::Model& model, const checker::Report& report);
/// What was assumed, shown and used.
void print_notes(const checker::Report& report);
void print_findings(const checker::Findings& findings);

/// How much of it was not asked anew.
void print_remembered(const checker::Report& report);

}  // namespace cli::verdicts
