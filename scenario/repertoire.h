// What is known of a system by the scripts that were played on it: each text once.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "scenario/players.h"

namespace scenario {

/// As long as it takes if all goes as written.
Duration length(const Script&);

class Repertoire {
 public:
  using Told = std::function<void(std::size_t done, std::size_t known)>;
  Repertoire(Players& players, Told told) : players_(players), told_(std::move(told)) {}

  /// Those that were not played yet.
  void play(const std::vector<const Script*>&);
  /// What was played already once more: now it counts how it goes this time.
  void again(const std::vector<const Script*>& scripts) { keep(scripts); }

  const Played& outcome(const Script& script) const { return outcomes_.at(text_of(script)); }
  bool as_written(const Script& script) const { return !outcome(script).mismatch; }
  std::size_t size() const { return outcomes_.size(); }

  /// Whatever policies it comes from.
  static std::string text_of(Script);

 private:
  void keep(std::vector<const Script*>);

  Players& players_;
  Told told_;
  std::map<std::string, Played> outcomes_;  // by the script's text
  std::size_t done_ = 0, known_ = 0;
};

}  // namespace scenario
