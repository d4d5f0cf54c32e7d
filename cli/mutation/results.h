// What is known of the mutants of a specification: counted, written to a file after each, read back to go on.
#pragma once

#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace cli::mutation {

struct Result {
  std::string id, place, operation, before, after;
  std::string verdict;  // killed, unproved, equivalent, survived, or none: no specification, or the same one
  std::string by;       // the claim that killed it
  std::string verdict_of_both_ends, by_of_both_ends;
  std::vector<std::string> unproved;  // claims
  std::size_t obligations = 0;        // of the proof that it is equivalent
  double seconds = 0;
};

class Results {
 public:
  /// `spec`: the digest of the texts and of what else decides the verdicts; `of`: how many mutants there are.
  Results(std::string file, std::string spec, std::size_t of) : file_(std::move(file)), spec_(std::move(spec)), of_(of) {}

  /// Takes what an earlier run of the same specification found. False, and nothing is taken, if the file is of another one.
  bool resume(const std::string& path);
  bool has(std::size_t number) const { return results_.contains(number); }
  void add(std::size_t number, Result result) { results_.insert_or_assign(number, std::move(result)); }
  /// The numbers by which the results are in order, for the ids that a file has.
  void set_order(std::map<std::string, std::size_t> order) { order_ = std::move(order); }

  nlohmann::ordered_json json() const;
  void print() const;

 private:
  std::map<std::string, unsigned> counts(std::string Result::*verdict) const;

  std::string file_, spec_;
  std::size_t of_;
  std::map<std::string, std::size_t> order_;
  std::map<std::size_t, Result> results_;
};

}  // namespace cli::mutation
