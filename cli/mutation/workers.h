// Judges mutants by several threads, each with models of its own.
#pragma once

#include <functional>
#include <span>

#include "checker/mutation.h"
#include "cli/load.h"
#include "cli/mutation/results.h"
#include "model/mutants.h"

namespace cli::mutation {

struct Work {
  const Loaded& loaded;
  const model::Choice& choice;
  const std::vector<model::Mutant>& mutants;
  checker::Limits limits;  // of one mutant
  unsigned workers = 1;
};

/// Told each result as it comes, one at a time; false: no more.
using Told = std::function<bool(std::size_t number, Result result, const checker::Certificate& equivalence)>;

/// The mutants with these numbers. Ends early if the limits' stop is asked for; what was not judged by then is not told.
void judge(const Work& work, std::span<const std::size_t> numbers, const Told& told);

}  // namespace cli::mutation
