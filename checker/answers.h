// What solvers have answered, by the text of the question: models that differ in a few rules ask mostly the same.
#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "checker/engine.h"
#include "checker/smt/solve.h"

namespace checker {

/// Threads may share it, and processes may share its file. Unknown is not an answer: it is asked again.
class Answers {
 public:
  /// Of this run alone.
  Answers() = default;
  /// What is in the file counts, and each new answer is added to it at once; where it cannot be read or written, it is as if there were none.
  explicit Answers(std::string path);

  /// `solver` with its version: what one has answered says nothing of another.
  std::optional<smt::Status> find(const std::string& solver, const Obligation& question) const;
  void keep(const std::string& solver, const Obligation& question, smt::Status status);

  /// How many answers of earlier runs have been of use.
  std::size_t remembered() const { return remembered_; }

 private:
  struct Known {
    smt::Status status;
    bool fresh;  // of this run, or counted
  };
  using Key = std::string;  // digest and solver, as a line of the file begins
  static Key key(const std::string& solver, const Obligation& question);
  void read();

  std::string path_;
  mutable std::mutex mutex_;
  mutable std::atomic<std::size_t> remembered_ = 0;
  mutable std::map<Key, Known> answers_;
};

}  // namespace checker
