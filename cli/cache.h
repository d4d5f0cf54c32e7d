// Where the answers of solvers are kept from one run to the next.
#pragma once

#include <memory>
#include <string>

#include "checker/answers.h"

namespace cli {

/// $XDG_CACHE_HOME/synfin/answers, or ~/.cache/synfin/answers; empty if neither is known.
std::string cache_file();

/// Not `wanted`, or no place for them: those of this run alone.
std::shared_ptr<checker::Answers> cached_answers(bool wanted);

}  // namespace cli
