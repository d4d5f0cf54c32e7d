// A run, played by the reference semantics: the trace, the letters for its numbers, and whether all was as expected.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "model/run.h"

namespace model {

// A line each, what it stands for beside it.
// clang-format off

/// A number's name from the step `since` on; `space`: the endpoint in whose sequence space it lies, if any.
struct Letter { std::string name; std::uint64_t value; std::size_t since; std::optional<std::uint16_t> space; };

struct Played {
  Trace trace;
  std::vector<Letter> letters;      // in the order in which they were named
  std::string failure;              // empty: every step could happen and every expectation held
  std::size_t failed_step = 0;      // index into Run::steps, if there is a failure
};

/// `deliver` takes the oldest message on its way to that endpoint that has neither arrived nor been lost; `deliver again` the one that
/// arrived there last. Parameters have their default values.
Played play(const Model& model, const Run& run);

// clang-format on

}  // namespace model
