// The verdicts on one part of a specification after the other, told as tables with charts or kept for JSON.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <stop_token>
#include <string>

#include "checker/check.h"
#include "checker/dead_rules.h"
#include "cli/certificates/writer.h"
#include "cli/checking/file.h"
#include "cli/verdicts/table.h"

namespace cli::checking {

/// How many claims have which verdict.
struct Tally {
  std::size_t proved = 0, refuted = 0, unknown = 0;
};

/// What the command line asks of every part. Whatever a solver has answered for one of them is known for all.
class Checking {
 public:
  /// `shared`: a claim that speaks of the same as one of an earlier file has its verdict, and is not asked again.
  Checking(const CheckArguments& arguments, bool shared, std::stop_token stop);
  ~Checking();

  Exit run(const File& file, const Part& part);

  const Tally& tally() const { return tally_; }
  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count(); }
  /// A Report for each part.
  const nlohmann::ordered_json& told() const { return *told_; }

 private:
  /// A part, and what is known of it so far.
  struct Asked {
    const File& file;
    const Part& part;
    std::vector<std::string> properties;       // that are still to be asked; empty: all, or those that a variant refutes
    std::map<std::string, std::string> as_in;  // the other claims: in which file they were asked
  };

  Asked asked(const File& file, const Part& part);
  Exit ask(const Asked& asked, verdicts::Table& table);
  checker::Options options(const Asked& asked, verdicts::Table& table);
  checker::Limits limits() const;
  std::string folder(const std::string& wanted, const Asked& asked) const;
  void show(const model::Model& model, const checker::PropertyReport& report, verdicts::Table& table);
  void tell(const Asked& asked, const checker::Report& report, const checker::Findings& findings);
  void erase_progress() const;
  checker::Findings ask_for_findings(const Asked& asked, checker::Report& report);
  bool emit_scripts(const Asked& asked, const checker::Report& report) const;
  bool emit_traces(const Asked& asked, const checker::Report& report) const;
  Exit of_variant(const Asked& asked, const checker::Report& report) const;

  const CheckArguments& arguments_;
  bool shared_;
  std::stop_token stop_;
  bool live_;  // somebody looks on
  std::shared_ptr<checker::Answers> answers_;
  std::optional<certificates::Writer> writer_;
  bool written_ = true;                        // every certificate so far
  std::map<std::string, std::string> judged_;  // the claims so far, with what they speak of: in which file they were asked
  bool begun_ = false;                         // a table was shown
  Tally tally_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  std::unique_ptr<nlohmann::ordered_json> told_;
};

}  // namespace cli::checking
