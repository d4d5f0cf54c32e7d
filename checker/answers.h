// What solvers have answered, by the text of the question: models that differ in a few rules ask mostly the same.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>

#include "checker/engine.h"
#include "checker/smt/solve.h"

namespace checker {

/// Threads may share it. Unknown is not an answer: it is asked again.
class Answers {
 public:
  /// 128 bits of the whole text.
  using Key = std::array<std::uint64_t, 2>;
  static Key key(const Obligation& obligation);

  std::optional<smt::Status> find(const Key& key) const;
  void keep(const Key& key, smt::Status status);

 private:
  mutable std::mutex mutex_;
  std::map<Key, smt::Status> answers_;
};

}  // namespace checker
