// The obligations of a proof as SMT-LIB files, for other solvers.
#pragma once

#include <string>

#include "checker/check.h"

namespace cli::verdicts {

/// Asked before anything is proved, with a message if not: a proof of minutes should not be lost to a directory that cannot be
/// written to.
bool can_write_to(const std::string& directory);

/// One file per obligation, named after property, path and lemma; false with a message if one cannot be written.
bool write_certificate(const std::string& directory, const checker::PropertyReport& report);

}  // namespace cli::verdicts
