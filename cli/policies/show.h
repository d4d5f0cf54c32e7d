// What each choice costs, as people read it.
#pragma once

#include <string>

#include "cli/policies/record.h"

namespace cli::policies {

/// One choice: what differs from the default, and a count of the rest. Of the default, what is not proved.
std::string text(const Column& column, const Column& base, bool coloured);
/// The whole matrix as a Markdown table: a row for each claim, a column for each choice.
std::string markdown(const Record& record);

}  // namespace cli::policies
